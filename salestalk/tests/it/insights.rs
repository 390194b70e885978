//! What is told without a question: after an import, once, with figures that hold, and also when the server dies in the middle.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    time::{Duration, Instant},
};

use futures::future::join_all;
use jiff::{ToSpan, civil::date};
use rand::{Rng, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use tenancy::Role;

use crate::{api::Api, receiver::Receiver, world::World};

const WITHIN: Duration = Duration::from_secs(30);
/// Everything that is found is told, so that what is told does not depend on when it was looked for.
const PLENTY: (&str, &str) = (
    "SALESTALK_PLANS",
    r#"{"standard": {"title": "All", "retentionDays": 90, "key": "pooled", "pointInTimeRecovery": false,
    "deletionProtection": false, "archiveDays": 30, "model": null, "monthlyBudgetUsd": "20", "insightsPerDay": 40,
    "requestsPerSecond": 500, "requestBurst": 5000, "concurrentRequests": 32}}"#,
);

/// Ten months of three countries, with a week's season and some noise; on 17 October, in the last whole week, France sells five
/// times as much, if `spike`; for four days of July nobody sells anything.
fn sales(spike: bool) -> String {
    let mut random = StdRng::seed_from_u64(7);
    let mut csv = "Date,Country,Product,CustomerID,OrderID,Revenue\n".to_owned();
    let (first, days) = (date(2024, 1, 1), 300);
    for day in 0..days {
        let date = first.saturating_add(i64::from(day).days());
        let weekday = f64::from(date.weekday().to_monday_zero_offset());
        for (country, level) in [("France", 900.0), ("Germany", 600.0), ("Spain", 200.0)] {
            let noise = 1.0 + 0.1 * (random.random::<f64>() - 0.5);
            let five = if spike && country == "France" && day == days - 10 { 5.0 } else { 1.0 };
            let amount = level * (1.0 + 0.05 * weekday) * noise * five;
            let customer = random.random_range(0..40);
            if !(190..194).contains(&day) {
                writeln!(csv, "{date},{country},Mug,C{customer},O{day}{country},{amount:.2}").unwrap();
            }
        }
    }
    csv
}

/// The insights of a tenant, once there are some.
async fn insights(api: &Api, tenant: &str) -> Vec<Value> {
    let token = api.token(Role::Member, Some(tenant));
    let began = Instant::now();
    loop {
        let reply = api.call("GET", "/insights?limit=100", Some(&token), None).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        let list = reply.json();
        if list["checkedAt"].is_string() {
            return list["insights"].as_array().unwrap().clone();
        }
        assert!(began.elapsed() < WITHIN, "nothing is told: {list}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn of_kind<'a>(insights: &'a [Value], kind: &str) -> Vec<&'a Value> {
    insights.iter().filter(|insight| insight["kind"] == kind).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_after_an_import_holds() {
    let world = World::new();
    let mut server = world.up_with(&[PLENTY]);
    let api = Api::of(&world, &server);
    api.tenant("acme", &sales(true)).await;
    let found = insights(&api, "acme").await;
    let owner = api.token(Role::Owner, Some("acme"));

    let anomalies = of_kind(&found, "anomaly");
    let day = json!({"from": "2024-10-17", "to": "2024-10-17", "grain": "day", "label": "17 October 2024"});
    assert!(
        anomalies.iter().any(|anomaly| anomaly["period"] == day && anomaly["filters"] == json!([])),
        "{anomalies:?}"
    );
    for kind in ["summary", "forecast"] {
        assert!(!of_kind(&found, kind).is_empty(), "there is no {kind}");
    }
    for insight in &found {
        // The same plan over the same data has the same facts, estimates included.
        let query = api.call("POST", "/query", Some(&owner), Some(insight["plan"].clone())).await;
        assert_eq!(query.json()["facts"], insight["facts"], "{insight:#}");
        let displayed = insight["facts"][0]["display"].as_str().unwrap();
        let text = insight["text"].as_str().unwrap();
        assert!(insight["kind"] == "forecast" || text.contains(displayed), "{displayed} is not in {text}");
        let asked = api.ask(&owner, insight["question"].as_str().unwrap()).await.json();
        assert_eq!(asked["verdict"], "ANSWERED", "{} {asked:#}", insight["question"]);
        let path = format!("/insights/{}", insight["insightId"].as_str().unwrap());
        assert_eq!(api.call("GET", &path, Some(&owner), None).await.json(), *insight);
    }

    // Nobody else sees them.
    api.tenant("other", "Date,Country,Revenue\n2024-03-01,France,12.50\n").await;
    let other = api.token(Role::Owner, Some("other"));
    let path = format!("/insights/{}", found[0]["insightId"].as_str().unwrap());
    assert_eq!(api.call("GET", &path, Some(&other), None).await.status, 404);
    assert_eq!(api.call("PATCH", &path, Some(&other), Some(json!({"state": "seen"}))).await.status, 404);

    // What is dismissed is not listed.
    let marked = api.call("PATCH", &path, Some(&owner), Some(json!({"state": "dismissed"}))).await;
    assert_eq!((marked.status, &marked.json()["state"]), (200, &json!("dismissed")));
    assert_eq!(insights(&api, "acme").await.len(), found.len() - 1);
    let dismissed = api.call("GET", "/insights?state=dismissed", Some(&owner), None).await.json();
    assert_eq!(dismissed["insights"][0]["insightId"], found[0]["insightId"]);

    // Pages hold each once.
    let mut paged = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = api.call("GET", &format!("/insights?state=all&limit=2{cursor}"), Some(&owner), None).await.json();
        paged.extend(page["insights"].as_array().unwrap().iter().map(|one| one["insightId"].clone()));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let mut all: Vec<Value> = found.iter().map(|one| one["insightId"].clone()).collect();
    all.sort_by_key(ToString::to_string);
    paged.sort_by_key(ToString::to_string);
    assert_eq!(paged, all);

    for (path, field) in
        [("/insights?limit=0", "limit"), ("/insights?state=old", "state"), ("/insights?kind=odd", "kind")]
    {
        let refused = api.call("GET", path, Some(&owner), None).await;
        assert_eq!((refused.status, &refused.json()["field"]), (422, &json!(field)), "{}", refused.text);
    }
    let member = api.token(Role::Member, Some("acme"));
    assert_eq!(api.call("POST", "/insights/run", Some(&member), None).await.status, 403);
    assert!(server.terminate());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_hold_any_more_is_withdrawn() {
    let world = World::new();
    let mut server = world.up_with(&[PLENTY]);
    let api = Api::of(&world, &server);
    api.tenant("acme", &sales(true)).await;
    let before = insights(&api, "acme").await;
    let summary = |found: &[Value]| {
        let of_month = |one: &&&Value| one["period"]["grain"] == "week";
        of_kind(found, "summary").iter().find(of_month).map(|one| one["text"].clone()).unwrap()
    };
    let owner = api.token(Role::Owner, Some("acme"));
    let path = format!("/insights/{}", of_kind(&before, "summary")[0]["insightId"].as_str().unwrap());
    api.call("PATCH", &path, Some(&owner), Some(json!({"state": "useful"}))).await;

    let import = api.request("POST", "/imports?mode=replace").bearer_auth(&owner).header("content-type", "text/csv");
    assert_eq!(api.send(import.body(sales(false))).await.status, 201);
    let run = api.call("POST", "/insights/run", Some(&owner), None).await.json();
    assert_eq!(run["dataVersion"], "2", "{run}");
    let after = insights(&api, "acme").await;
    assert!(of_kind(&before, "anomaly").len() > of_kind(&after, "anomaly").len());
    assert!(of_kind(&after, "anomaly").iter().all(|one| one["period"]["from"] != "2024-10-17"));
    assert!(after.iter().all(|one| one["dataVersion"] == "2"));
    assert_ne!(summary(&before), summary(&after));
    assert_eq!(api.call("GET", &path, Some(&owner), None).await.json()["state"], "useful");
    // Once more, there is nothing to do.
    let again = api.call("POST", "/insights/run", Some(&owner), None).await.json();
    assert_eq!((&again["told"], &again["updated"], &again["withdrawn"]), (&json!(0), &json!(0), &json!(0)));
    assert!(server.terminate());
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_told_once_whenever_the_server_dies() {
    killed(4, 3).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "the long form: cargo xtask faults --insights"]
async fn a_hundred_kills_change_nothing_that_is_told() {
    killed(100, 4).await;
}

/// For each of `kills` tenants: the server dies at a random moment after its file was sent and it was told of it eight times.
async fn killed(kills: u32, seed: u64) {
    let world = World::new();
    let mut server = world.up_with(&[PLENTY]);
    let receiver = Receiver::new().await;
    let began = Instant::now();
    work(&Api::of(&world, &server), "calm", &receiver).await.unwrap();
    let whole = began.elapsed();
    let undisturbed = told(&Api::of(&world, &server), "calm", &receiver).await;
    assert!(undisturbed.len() > 3, "{undisturbed:?}");
    let mut random = StdRng::seed_from_u64(seed);
    for nth in 0..kills {
        let tenant = format!("acme{nth}");
        let life = whole.mul_f64(random.random::<f64>());
        let _ = tokio::time::timeout(life, work(&Api::of(&world, &server), &tenant, &receiver)).await;
        server.kill();
        std::fs::remove_file(server.file()).unwrap();
        server = world.up_with(&[PLENTY]);
        let api = Api::of(&world, &server);
        work(&api, &tenant, &receiver).await.unwrap();
        let told = told(&api, &tenant, &receiver).await;
        assert!(told == undisturbed, "killed after {life:?} of {whole:?}: something else is told");
    }
    assert!(server.terminate());
}

/// Makes a tenant with a rule, a webhook and a monthly report, sends its file, and has its data looked through by eight at once.
/// Whatever breaks here breaks because the server is gone.
async fn work(api: &Api, tenant: &str, receiver: &Receiver) -> reqwest::Result<()> {
    let body = json!({"tenantId": tenant, "name": "A tenant", "ownerEmail": "owner@acme.example"});
    api.request("POST", "/tenants").bearer_auth(api.operator()).json(&body).send().await?;
    let owner = api.token(Role::Owner, Some(tenant));
    let hook = json!({"kind": "webhook", "to": receiver.url, "tells": ["alerts", "insights", "reports"]});
    let list: Value = api.request("GET", "/insights/channels").bearer_auth(&owner).send().await?.json().await?;
    if list["channels"] == json!([]) {
        api.request("POST", "/insights/channels").bearer_auth(&owner).json(&hook).send().await?;
    }
    let settings = json!({"timeZone": "UTC", "hour": 0, "reports": ["month"]});
    api.request("PUT", "/insights/settings").bearer_auth(&owner).json(&settings).send().await?;
    let import = api.request("POST", "/imports").bearer_auth(&owner).header("content-type", "text/csv");
    import.body(sales(true)).send().await?;
    let rule = json!({"name": "Much", "measure": "revenue", "every": "week", "when": {"above": "1"}});
    let list: Value = api.request("GET", "/insights/rules").bearer_auth(&owner).send().await?.json().await?;
    if list["rules"] == json!([]) {
        api.request("POST", "/insights/rules").bearer_auth(&owner).json(&rule).send().await?;
    }
    // Rules are looked at when there is something new.
    let late = "Date,Country,Product,CustomerID,OrderID,Revenue\n2024-01-02,Spain,Mug,C1,late,1.25\n";
    let import = api.request("POST", "/imports").bearer_auth(&owner).header("content-type", "text/csv");
    import.body(late).send().await?;
    let runs = (0..8).map(|_| api.request("POST", "/insights/run").bearer_auth(&owner).send());
    join_all(runs).await.into_iter().collect::<reqwest::Result<Vec<_>>>().map(|_| ())
}

/// Everything that a tenant is told in the app, by its id; an alert's is its rule's, and another each time. Its webhook was told
/// each of it by one message, however often that came, and nothing else; and of the report.
async fn told(api: &Api, tenant: &str, receiver: &Receiver) -> BTreeMap<String, (String, String)> {
    let owner = api.token(Role::Owner, Some(tenant));
    let began = Instant::now();
    let report = format!("report of {tenant}");
    loop {
        // The report is noted together with its delivery: if it is made, that is in the list, or done.
        let made = api.call("GET", "/reports", Some(&owner), None).await.json()["reports"] != json!([]);
        // What the dead server was at is tried again in a minute; here, at once.
        let list = api.call("GET", "/insights/deliveries", Some(&owner), None).await.json();
        for delivery in list["deliveries"].as_array().unwrap() {
            let path = format!("/insights/deliveries/{}/retry", delivery["deliveryId"].as_str().unwrap());
            api.call("POST", &path, Some(&owner), None).await;
        }
        if made && list["deliveries"] == json!([]) {
            break;
        }
        assert!(began.elapsed() < WITHIN, "{list} is not delivered");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let mut messages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (id, message) in receiver.of_tenant(tenant) {
        let insights = message["insights"].as_array().into_iter().flatten();
        let said = insights.map(|insight| insight["insightId"].to_string());
        let said: BTreeSet<String> =
            if message["report"].is_object() { [report.clone()].into() } else { said.collect() };
        assert_eq!(*messages.entry(id).or_insert_with(|| said.clone()), said, "a message has another content");
    }
    let mut said: Vec<String> = messages.into_values().flatten().collect();
    said.sort();

    let found = insights(api, tenant).await;
    let mut expected: Vec<String> = found.iter().map(|one| one["insightId"].to_string()).chain([report]).collect();
    expected.sort();
    assert_eq!(said, expected, "the webhook was told something else");
    let entry = |one: &Value| {
        let id = one["insightId"].to_string();
        let id = if one["kind"] == "alert" { format!("{} {id:.17}", one["title"]) } else { id };
        (id, (one["text"].to_string(), one["facts"].to_string()))
    };
    let all: BTreeMap<_, _> = found.iter().map(entry).collect();
    assert_eq!(all.len(), found.len(), "one is told twice");
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_is_tried_kept_and_tells() {
    let world = World::new();
    let mut server = world.up();
    let api = Api::of(&world, &server);
    api.tenant("acme", &sales(false)).await;
    insights(&api, "acme").await;
    let owner = api.token(Role::Owner, Some("acme"));
    let france = json!([{"dimension": "country", "members": ["France"]}]);
    let rule = json!({"name": "France jumps", "measure": "revenue", "filters": france, "every": "week", "when": {"rises": "30"}});
    // The week of the four days without sales fell, and the one after it rose.
    let tried = api.call("POST", "/insights/rules/trial", Some(&owner), Some(rule.clone())).await.json();
    let told: Vec<&str> =
        tried["told"].as_array().unwrap().iter().filter_map(|one| one["period"]["from"].as_str()).collect();
    assert_eq!(told, ["2024-07-15"], "{tried:#}");
    // In words it is the same rule.
    let words = json!({"text": "Tell me when weekly revenue in France rises by more than 30 %"});
    let said = api.call("POST", "/insights/rules/trial", Some(&owner), Some(words)).await.json();
    assert_eq!((&said["told"], &said["rule"]["filters"]), (&tried["told"], &tried["rule"]["filters"]), "{said:#}");
    assert_eq!(said["rule"]["name"], "Tell me when weekly revenue in France rises by more than 30 %");
    for unread in
        ["Tell me when weekly revenue of Atlantis rises by 30 %", "What was revenue?", "tell me when it rains"]
    {
        let refused = api.call("POST", "/insights/rules", Some(&owner), Some(json!({"text": unread}))).await;
        assert_eq!((refused.status, &refused.json()["field"]), (422, &json!("text")), "{}", refused.text);
    }
    let lacking =
        api.call("POST", "/insights/rules", Some(&owner), Some(json!({"name": "x", "measure": "revenue"}))).await;
    assert!(lacking.text.contains("every"), "{}", lacking.text);
    // The chat knows it for one, and answers it with no figure.
    let asked = api.ask(&owner, "Tell me when weekly revenue in France rises by more than 30 %").await.json();
    assert_eq!((&asked["classification"]["intent"], &asked["facts"]), (&json!("rule"), &json!([])), "{asked:#}");
    let made = api.call("POST", "/insights/rules", Some(&owner), Some(rule.clone())).await;
    assert_eq!(
        (made.status, &made.json()["trial"]),
        (201, &json!({"units": tried["units"], "told": tried["told"]})),
        "{}",
        made.text
    );
    let id = made.json()["ruleId"].as_str().unwrap().to_owned();

    let import = api.request("POST", "/imports?mode=replace").bearer_auth(&owner).header("content-type", "text/csv");
    assert_eq!(api.send(import.body(sales(true))).await.status, 201);
    api.call("POST", "/insights/run", Some(&owner), None).await;
    let alerts = api.call("GET", "/insights?kind=alert", Some(&owner), None).await.json();
    let alert = &alerts["insights"][0];
    assert_eq!(
        (&alert["period"]["from"], &alert["filters"]),
        (&json!("2024-10-14"), &json!([{"dimension": "country", "members": ["France"], "exclude": false}])),
        "{alerts:#}"
    );
    assert!(alert["title"].as_str().unwrap().starts_with("France jumps: "), "{alert:#}");
    let query = api.call("POST", "/query", Some(&owner), Some(alert["plan"].clone())).await;
    assert_eq!(query.json()["facts"], alert["facts"]);

    let rules = api.call("GET", "/insights/rules", Some(&owner), None).await.json();
    assert_eq!(rules["rules"][0]["ruleId"], json!(id), "{rules:#}");
    for (field, value) in [
        ("name", json!(" ")),
        ("measure", json!("profit")),
        ("filters", json!([{"dimension": "country", "members": ["Frence"]}])),
        ("when", json!({"falls": "0"})),
    ] {
        let mut wrong = rule.clone();
        wrong[field] = value;
        let refused = api.call("POST", "/insights/rules", Some(&owner), Some(wrong)).await;
        let named = refused.json()["field"].as_str().unwrap_or_default().starts_with(field);
        assert!(refused.status == 422 && named, "{field}: {}", refused.text);
    }
    let member = api.token(Role::Member, Some("acme"));
    assert_eq!(api.call("POST", "/insights/rules", Some(&member), Some(rule)).await.status, 403);
    let path = format!("/insights/rules/{id}");
    assert_eq!(api.call("DELETE", &path, Some(&owner), None).await.status, 204);
    assert_eq!(api.call("DELETE", &path, Some(&owner), None).await.status, 404);
    assert!(server.terminate());
}
