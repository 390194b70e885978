//! What is told beside in the app: webhooks, e-mail, and reports.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, atomic::Ordering},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tenancy::Role;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
};

use crate::{api::Api, receiver::Receiver, world::World};

const WITHIN: Duration = Duration::from_secs(30);
/// A member that would like to be a script, and a name of Markdown.
const HOSTILE: &str = "<script>alert(1)</script> | **b**";

/// Two years of three countries, two rows a day.
fn sales() -> String {
    let mut csv = "Date,Country,Product,OrderID,Revenue\n".to_owned();
    let first = jiff::civil::date(2023, 1, 1);
    for day in 0..690_i64 {
        let date = first.saturating_add(jiff::Span::new().days(day));
        for (country, level) in [("France", 900), ("Germany", 600)] {
            let amount = level + day % 7 * 40 + day / 10;
            csv += &format!("{date},{country},{HOSTILE},O{day}{country},{amount}.50\n");
        }
    }
    csv
}

/// A mail server that takes everything: what it was sent.
async fn mail_server() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let mails: Arc<Mutex<Vec<String>>> = Arc::default();
    let taken = Arc::clone(&mails);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let taken = Arc::clone(&taken);
            tokio::spawn(async move {
                let (reader, mut writer) = stream.into_split();
                let mut lines = BufReader::new(reader).lines();
                writer.write_all(b"220 sink\r\n").await.unwrap();
                let mut mail: Option<String> = None;
                while let Ok(Some(line)) = lines.next_line().await {
                    let reply: &[u8] = match (&mut mail, line.as_str()) {
                        (Some(_), ".") => {
                            taken.lock().unwrap().extend(mail.take());
                            b"250 taken\r\n"
                        }
                        (Some(mail), line) => {
                            *mail += line;
                            mail.push('\n');
                            continue;
                        }
                        (None, "DATA") => {
                            mail = Some(String::new());
                            b"354 go on\r\n"
                        }
                        (None, "QUIT") => b"221 bye\r\n",
                        (None, _) => b"250 fine\r\n",
                    };
                    if writer.write_all(reply).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    (url, mails)
}

/// Waits until `found` finds something.
async fn until<T>(what: &str, found: impl AsyncFn() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = found().await {
            return found;
        }
        assert!(began.elapsed() < WITHIN, "{what} did not come");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn ok(api: &Api, method: &str, path: &str, token: &str, body: Option<Value>) -> Value {
    let reply = api.call(method, path, Some(token), body).await;
    assert!((200..300).contains(&reply.status), "{method} {path}: {}", reply.text);
    reply.json()
}

async fn import(api: &Api, owner: &str, csv: String) {
    let import = api.request("POST", "/imports").bearer_auth(owner).header("content-type", "text/csv");
    let imported = api.send(import.body(csv)).await;
    assert_eq!(imported.status, 201, "{}", imported.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn channels_are_told_once_and_again_until_they_have_it() {
    let (smtp, mails) = mail_server().await;
    let world = World::new();
    let from = "SalesTalk <insights@app.example>";
    let mut server = world.up_with(&[("SALESTALK_SMTP_URL", &smtp), ("SALESTALK_MAIL_FROM", from)]);
    let api = Api::of(&world, &server);
    let new = json!({"tenantId": "acme", "name": "Acme Ltd", "ownerEmail": "ann@acme.example"});
    ok(&api, "POST", "/tenants", &api.operator(), Some(new)).await;
    let owner = api.token(Role::Owner, Some("acme"));
    let receiver = Receiver::new().await;
    let all = ["alerts", "insights", "reports"];
    let hook = json!({"kind": "webhook", "to": receiver.url, "tells": all});
    let made = ok(&api, "POST", "/insights/channels", &owner, Some(hook.clone())).await;
    let secret = made["secret"].as_str().unwrap();
    let mail = json!({"kind": "email", "to": "ann@acme.example", "tells": ["reports"]});
    assert!(ok(&api, "POST", "/insights/channels", &owner, Some(mail)).await["secret"].is_null());
    let settings = json!({"timeZone": "Europe/Berlin", "hour": 0, "reports": ["month"]});
    ok(&api, "PUT", "/insights/settings", &owner, Some(settings.clone())).await;
    assert_eq!(ok(&api, "GET", "/insights/settings", &owner, None).await, settings);
    for (name, value) in [("timeZone", json!("Mars/Phobos")), ("hour", json!(24)), ("reports", json!(["year"]))] {
        let mut bad = settings.clone();
        bad[name] = value;
        let refused = api.call("PUT", "/insights/settings", Some(&owner), Some(bad)).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
        assert!(refused.json()["field"].as_str().unwrap().starts_with(name), "{}", refused.text);
    }

    import(&api, &owner, sales()).await;
    let report = until("the report", async || receiver.checked(secret, "report.made").into_iter().next()).await;
    assert_eq!(report.1["report"]["reportId"], "month-2024-10");
    assert_eq!(report.1["tenantId"], "acme");
    let told = ok(&api, "GET", "/insights?limit=100", &owner, None).await;
    let told: BTreeSet<String> =
        told["insights"].as_array().unwrap().iter().map(|insight| insight["insightId"].to_string()).collect();
    let sent: Vec<String> = receiver
        .checked(secret, "insights.told")
        .iter()
        .flat_map(|(_, data)| data["insights"].as_array().unwrap().clone())
        .map(|insight| insight["insightId"].to_string())
        .collect();
    assert!(!told.is_empty() && sent.len() == told.len(), "{sent:?} are not {told:?}");
    assert_eq!(sent.into_iter().collect::<BTreeSet<_>>(), told);
    let mail = until("the mail", async || mails.lock().unwrap().first().cloned()).await;
    assert!(mail.contains("To: ann@acme.example") && mail.contains("month-2024-10.html"), "{mail}");
    assert!(mail.contains("Subject: Acme Ltd: October 2024") && mail.contains("From: "), "{mail}");
    assert_eq!(ok(&api, "GET", "/insights/deliveries", &owner, None).await, json!({"deliveries": []}));

    // What the receiver does not take is kept, with the reason, and is the same message when it comes again.
    receiver.status.store(503, Ordering::SeqCst);
    let rule = json!({"name": "France sells", "measure": "revenue", "every": "month", "when": {"above": "1"},
        "filters": [{"dimension": "country", "members": ["France"]}]});
    ok(&api, "POST", "/insights/rules", &owner, Some(rule)).await;
    import(&api, &owner, "Date,Country,Product,OrderID,Revenue\n2024-12-01,France,Mug,X1,3\n".to_owned()).await;
    let waiting = until("the delivery", async || {
        let list = ok(&api, "GET", "/insights/deliveries", &owner, None).await["deliveries"].clone();
        let alerts = list.as_array().unwrap().iter().find(|one| one["tells"] == "alerts" && one["error"].is_string());
        alerts.cloned()
    })
    .await;
    assert_eq!(
        (&waiting["error"], &waiting["state"], &waiting["attempts"], &waiting["to"]),
        (&json!("it answered 503"), &json!("waiting"), &json!(1), &json!(receiver.url))
    );
    receiver.status.store(200, Ordering::SeqCst);
    let path = format!("/insights/deliveries/{}/retry", waiting["deliveryId"].as_str().unwrap());
    assert_eq!(ok(&api, "POST", &path, &owner, None).await, json!({"delivered": true}));
    assert_eq!(api.call("POST", &path, Some(&owner), None).await.status, 404);
    let alerts = receiver.checked(secret, "alerts.told");
    assert_eq!(alerts.len(), 2, "{alerts:?}");
    assert_eq!((&alerts[0].0, &alerts[0].1), (&alerts[1].0, &alerts[1].1));
    assert!(alerts[0].1["insights"][0]["title"].as_str().unwrap().starts_with("France sells: "), "{alerts:?}");

    // A channel can be tried and taken away.
    let path = format!("/insights/channels/{}", made["channelId"].as_str().unwrap());
    assert_eq!(ok(&api, "POST", &format!("{path}/test"), &owner, None).await, json!({"delivered": true}));
    assert_eq!(receiver.checked(secret, "channel.tested").len(), 1);
    for _ in 0..3 {
        ok(&api, "POST", "/insights/channels", &owner, Some(hook.clone())).await;
    }
    assert_eq!(api.call("POST", "/insights/channels", Some(&owner), Some(hook.clone())).await.status, 409);
    assert_eq!(api.call("DELETE", &path, Some(&owner), None).await.status, 204);
    assert_eq!(api.call("DELETE", &path, Some(&owner), None).await.status, 404);
    let list = ok(&api, "GET", "/insights/channels", &owner, None).await;
    assert!(!list.to_string().contains("whsec_") && list["channels"].as_array().unwrap().len() == 4, "{list}");
    assert!(server.terminate());
    assert!(!server.log().contains("whsec_") && !server.log().contains(secret), "a secret is in the log");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_follows_from_its_plans_and_is_made_anew_when_its_data_changes() {
    let world = World::new();
    let mut server = world.up();
    let api = Api::of(&world, &server);
    api.tenant("acme", &sales()).await;
    let owner = api.token(Role::Owner, Some("acme"));
    let link = async |report: &Value, form: &str| {
        let url = report["links"][form].as_str().unwrap().to_owned();
        let reply = reqwest::Client::builder().no_proxy().build().unwrap().get(url).send().await.unwrap();
        assert_eq!(reply.status(), 200);
        let kind = reply.headers()["content-type"].to_str().unwrap().to_owned();
        (kind, reply.text().await.unwrap())
    };
    let made = ok(&api, "POST", "/reports", &owner, Some(json!({"every": "month"}))).await;
    assert_eq!((&made["reportId"], &made["title"]), (&json!("month-2024-10"), &json!("October 2024")));
    let (kind, html) = link(&made, "html").await;
    assert!(kind.starts_with("text/html") && html.contains("<svg") && html.contains("@media print"), "{html}");
    // Nothing of the data is markup, and nothing runs.
    assert!(!html.contains("<script") && html.contains("&lt;script&gt;"), "{html}");
    let (_, markdown) = link(&made, "markdown").await;
    assert!(markdown.contains("\\<script\\>") && !markdown.contains("| **b**"), "{markdown}");

    let (_, text) = link(&made, "json").await;
    let content: Value = serde_json::from_str(&text).unwrap();
    let sections = content["sections"].as_array().unwrap();
    assert!(sections.len() >= 5, "{text}");
    for section in sections {
        let query = ok(&api, "POST", "/query", &owner, Some(section["plan"].clone())).await;
        assert_eq!(query["facts"], section["facts"], "{section}");
        // Each figure of the page is one of them, as people write it.
        for fact in section["facts"].as_array().unwrap().iter().filter(|fact| fact["role"] == "value") {
            assert!(markdown.contains(fact["display"].as_str().unwrap()), "{fact}");
        }
    }

    // The same data has the same report; other data has another, and so has the report that was there.
    let again = ok(&api, "POST", "/reports", &owner, Some(json!({"every": "month", "on": "2024-10-15"}))).await;
    assert_eq!(again["madeAt"], made["madeAt"]);
    let early = ok(&api, "POST", "/reports", &owner, Some(json!({"every": "week", "on": "2023-02-08"}))).await;
    assert_eq!(early["period"]["from"], "2023-02-06");
    import(&api, &owner, "Date,Country,Product,OrderID,Revenue\n2024-10-03,Spain,Mug,X1,77777.25\n".to_owned()).await;
    let path = "/reports/month-2024-10";
    let anew = until("the new report", async || {
        Some(ok(&api, "GET", path, &owner, None).await).filter(|report| report["madeAt"] != made["madeAt"])
    })
    .await;
    assert!(link(&anew, "html").await.1.contains("77,777.25"));
    let list = ok(&api, "GET", "/reports", &api.token(Role::Member, Some("acme")), None).await;
    let ids: Vec<&Value> = list["reports"].as_array().unwrap().iter().map(|report| &report["reportId"]).collect();
    assert_eq!(ids, ["month-2024-10", "week-2023-02-06"]);
    // What no late row touched is as it was.
    assert_eq!(list["reports"][1]["madeAt"], early["madeAt"]);

    let refused = api.call("POST", "/reports", Some(&owner), Some(json!({"every": "month", "on": "1999-01-01"}))).await;
    assert_eq!((refused.status, &refused.json()["field"]), (422, &json!("on")), "{}", refused.text);
    assert_eq!(api.call("GET", "/reports/month-1999-01", Some(&owner), None).await.status, 404);
    let member = api.token(Role::Member, Some("acme"));
    assert_eq!(api.call("POST", "/reports", Some(&member), Some(json!({"every": "month"}))).await.status, 403);
    api.tenant("other", "Date,Country,Revenue\n2024-03-01,France,12.50\n").await;
    assert_eq!(api.call("GET", path, Some(&api.token(Role::Owner, Some("other"))), None).await.status, 404);
    let printed = world.run(&["reports", "show", "month-2024-10", "--tenant", "acme"]);
    assert!(String::from_utf8_lossy(&printed.stdout).contains("# A tenant: October 2024"));
    assert!(server.terminate());
}
