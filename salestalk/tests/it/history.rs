//! Sessions, messages, feedback, what is to be reviewed, and facts computed once more: everybody's own, and nobody else's.

use futures::future::join_all;
use serde_json::{Value, json};
use tenancy::{Role, TenantId};

use crate::{
    api::{Api, Reply},
    world::{Server, World, stderr},
};

const SALES: &str = "Date,Country,Revenue
2024-01-05,France,10.00
2024-02-05,Spain,20.00
2024-03-01,France,12.50
2024-03-02,Spain,7.25
2024-04-01,=cmd|calc,5.00
";
const MARCH: &str = "What was revenue in March 2024?";

/// A server with the tenants `acme` and `acme2`.
async fn stage() -> (World, Server, Api) {
    let world = World::new();
    let server = world.up();
    let api = Api::of(&world, &server);
    api.tenant("acme", SALES).await;
    api.tenant("acme2", SALES).await;
    (world, server, api)
}

/// One person of a tenant.
#[derive(Clone)]
struct User {
    api: Api,
    token: String,
}

impl User {
    fn of(api: &Api, subject: &str, role: Role, tenant: &str) -> Self {
        let tenant: TenantId = tenant.parse().unwrap();
        Self { api: api.clone(), token: api.issuer.token(subject, role, Some(&tenant), 3600).unwrap() }
    }

    async fn call(&self, method: &str, path: &str, body: Option<Value>) -> Reply {
        self.api.call(method, path, Some(&self.token), body).await
    }

    async fn get(&self, path: &str) -> Value {
        let reply = self.call("GET", path, None).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text);
        reply.json()
    }

    async fn try_ask(&self, text: &str, session: Option<&str>) -> Reply {
        let mut body = json!({"text": text});
        if let Some(session) = session {
            body["sessionId"] = session.into();
        }
        self.call("POST", "/chat", Some(body)).await
    }

    async fn ask(&self, text: &str, session: Option<&str>) -> Value {
        let reply = self.try_ask(text, session).await;
        assert_eq!(reply.status, 200, "{text}: {}", reply.text);
        reply.json()
    }

    async fn rate(&self, answer: &Value, feedback: Value) -> Reply {
        let path = format!("/messages/{}/feedback", answer["messageId"].as_str().unwrap());
        self.call("POST", &path, Some(feedback)).await
    }

    /// All pages of a list, and how many there are on each.
    async fn pages(&self, path: &str, name: &str, limit: usize) -> (Vec<Value>, Vec<usize>) {
        let (mut all, mut sizes, mut cursor) = (Vec::new(), Vec::new(), String::new());
        loop {
            let page = self.get(&format!("{path}?limit={limit}{cursor}")).await;
            let list = page[name].as_array().unwrap();
            sizes.push(list.len());
            all.extend(list.iter().cloned());
            let Some(next) = page["next"].as_str() else { return (all, sizes) };
            cursor = format!("&cursor={next}");
        }
    }
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("no {name} in {value}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_listed_renamed_and_deleted_by_who_began_them() {
    let (world, server, api) = stage().await;
    let [alice, bob] = ["alice", "bob"].map(|subject| User::of(&api, subject, Role::Member, "acme"));
    let stranger = User::of(&api, "alice", Role::Owner, "acme2");
    let mut begun = Vec::new();
    for month in ["January", "February", "March", "April"] {
        begun.push(alice.ask(&format!("What was revenue\n in {month} 2024?"), None).await);
    }
    let first = text(&begun[0], "sessionId").to_owned();
    alice.ask("And in March?", Some(&first)).await;
    alice.ask("profit margin by salesperson", Some(&first)).await;

    let (sessions, sizes) = alice.pages("/sessions", "sessions", 3).await;
    assert_eq!(sizes, [3, 1]);
    let listed: Vec<&str> = sessions.iter().map(|session| text(session, "sessionId")).collect();
    let wanted: Vec<&str> = begun.iter().rev().map(|answer| text(answer, "sessionId")).collect();
    assert_eq!(listed, wanted);
    let oldest = &sessions[3];
    assert_eq!((text(oldest, "title"), &oldest["turns"]), ("What was revenue in January 2024?", &json!(3)));
    assert!(text(oldest, "createdAt") < text(oldest, "lastActivityAt"));
    assert_eq!(alice.pages("/sessions", "sessions", 4).await.1, [4]);
    assert_eq!(bob.get("/sessions").await, json!({"sessions": []}));
    assert_eq!(stranger.get("/sessions").await, json!({"sessions": []}));

    // A title stays through the turns that follow.
    let path = format!("/sessions/{first}");
    let renamed = alice.call("PATCH", &path, Some(json!({"title": " Spring "}))).await;
    assert_eq!((renamed.status, text(&renamed.json(), "title")), (200, "Spring"), "{}", renamed.text);
    alice.ask("And in February?", Some(&first)).await;
    let shown = &alice.get("/sessions?limit=100").await["sessions"][3];
    assert_eq!((text(shown, "title"), &shown["turns"]), ("Spring", &json!(4)));
    for title in ["", " \t", "a\u{0}b", &"x".repeat(121)] {
        let refused = alice.call("PATCH", &path, Some(json!({"title": title}))).await;
        assert_eq!((refused.status, text(&refused.json(), "field")), (422, "title"), "{}", refused.text);
    }

    // Nobody else has it, and nobody else's doing harms it.
    for other in [&bob, &stranger] {
        for (method, path, body) in [
            ("PATCH", path.clone(), Some(json!({"title": "Mine"}))),
            ("DELETE", path.clone(), None),
            ("GET", format!("{path}/messages"), None),
            ("POST", "/chat".to_owned(), Some(json!({"text": MARCH, "sessionId": first}))),
        ] {
            let refused = other.call(method, &path, body).await;
            assert_eq!(refused.status, 404, "{method} {path}: {}", refused.text);
        }
    }
    assert_eq!(alice.get(&format!("{path}/messages")).await["messages"].as_array().unwrap().len(), 8);

    // With the session goes all that was said in it.
    let admin = User::of(&api, "carol", Role::Admin, "acme");
    assert_eq!(admin.get("/questions/review").await["questions"].as_array().unwrap().len(), 1);
    let deleted = alice.call("DELETE", &path, None).await;
    assert_eq!((deleted.status, deleted.text.as_str()), (204, ""));
    assert_eq!(alice.get("/sessions").await["sessions"].as_array().unwrap().len(), 3);
    assert_eq!(admin.get("/questions/review").await["questions"], json!([]));
    let message = text(&begun[0], "messageId");
    for (method, path, body) in [
        ("DELETE", path.clone(), None),
        ("PATCH", path.clone(), Some(json!({"title": "x"}))),
        ("GET", format!("{path}/messages"), None),
        ("GET", format!("/facts/{message}-F1"), None),
        ("POST", format!("/messages/{message}/feedback"), Some(json!({"rating": "up"}))),
        ("POST", "/chat".to_owned(), Some(json!({"text": MARCH, "sessionId": first}))),
    ] {
        let gone = alice.call(method, &path, body).await;
        assert_eq!(gone.status, 404, "{method} {path}: {}", gone.text);
    }

    // The same from the command line, as whoever has the token.
    let url = server.url();
    let as_alice = ["--url", &url, "--token", &alice.token];
    let run = |args: &[&str]| world.json(&[args, &as_alice].concat());
    let listed = run(&["sessions", "list"]);
    let session = text(&listed["sessions"][0], "sessionId");
    assert_eq!(text(&run(&["sessions", "rename", session, "April"]), "title"), "April");
    assert_eq!(run(&["sessions", "show", session])["messages"].as_array().unwrap().len(), 2);
    run(&["sessions", "delete", session]);
    assert_eq!(run(&["sessions", "list"])["sessions"].as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_is_read_page_by_page() {
    let (_world, _server, api) = stage().await;
    let alice = User::of(&api, "alice", Role::Member, "acme");
    let mut session: Option<String> = None;
    let mut asked = Vec::new();
    for month in ["January", "February", "March", "April", "January", "February", "March"] {
        let question = format!("What was revenue in {month} 2024?");
        let answer = alice.ask(&question, session.as_deref()).await;
        session = Some(text(&answer, "sessionId").to_owned());
        asked.push((question, answer));
    }
    let path = format!("/sessions/{}/messages", session.unwrap());
    for (limit, wanted) in [(4, vec![4, 4, 4, 2]), (7, vec![7, 7]), (14, vec![14]), (1, vec![1; 14])] {
        let (messages, sizes) = alice.pages(&path, "messages", limit).await;
        assert_eq!(sizes, wanted);
        for (pair, (question, answer)) in messages.chunks(2).zip(&asked) {
            assert_eq!((text(&pair[0], "sender"), text(&pair[0], "text")), ("user", question.as_str()));
            assert_eq!((text(&pair[1], "sender"), &pair[1]["reply"]), ("assistant", answer));
        }
    }
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("cursor=x", "cursor"),
        ("cursor=1763716576605-", "cursor"),
        ("page=2", "page"),
    ] {
        let refused = alice.call("GET", &format!("{path}?{query}"), None).await;
        assert_eq!((refused.status, text(&refused.json(), "field")), (422, field), "{query}: {}", refused.text);
    }
    let refused = alice.call("GET", "/sessions?cursor=x", None).await;
    assert_eq!((refused.status, text(&refused.json(), "field")), (422, "cursor"), "{}", refused.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_refused_or_disliked_is_reviewed_without_who_asked() {
    let (world, server, api) = stage().await;
    let [alice, bob] = ["alice-3f9c", "bob-71ad"].map(|subject| User::of(&api, subject, Role::Member, "acme"));
    let admin = User::of(&api, "carol", Role::Admin, "acme");
    let good = alice.ask(MARCH, None).await;
    let poor = bob.ask("What was revenue in April 2024?", None).await;
    let refused = bob.ask("revenue of frobnicators in March 2024", None).await;
    assert_eq!(text(&refused, "verdict"), "NO_DATA", "{refused}");

    let first = alice.rate(&good, json!({"rating": "down", "comment": "meant net"})).await;
    assert_eq!((first.status, text(&first.json(), "comment")), (200, "meant net"), "{}", first.text);
    assert_eq!(bob.rate(&poor, json!({"rating": "down", "comment": " "})).await.json()["comment"], Value::Null);
    let reviewed = admin.get("/questions/review").await;
    let questions: Vec<&str> = reviewed["questions"].as_array().unwrap().iter().map(|q| text(q, "question")).collect();
    assert_eq!(questions, ["revenue of frobnicators in March 2024", "What was revenue in April 2024?", MARCH]);
    let of = |number: usize| &reviewed["questions"][number];
    assert_eq!((text(of(0), "verdict"), &of(0)["notUnderstood"]), ("NO_DATA", &json!(["frobnicators"])));
    assert_eq!((&of(0)["rating"], text(of(1), "rating"), text(of(2), "comment")), (&Value::Null, "down", "meant net"));
    assert_eq!(of(2)["classification"]["period"]["from"], "2024-03-01");
    // Neither the users nor what leads to them is in it.
    let whole = reviewed.to_string();
    for hidden in ["alice", "bob", "3f9c", "session", text(&good, "sessionId"), text(&refused, "sessionId"), "USER#"] {
        assert!(!whole.contains(hidden), "{hidden} in {whole}");
    }

    // What is said again replaces what was said before; an answer that is liked is no case any more, a refusal stays one.
    assert_eq!(alice.rate(&good, json!({"rating": "down", "comment": "meant gross"})).await.status, 200);
    assert_eq!(text(&admin.get("/questions/review").await["questions"][2], "comment"), "meant gross");
    assert_eq!(alice.rate(&good, json!({"rating": "up"})).await.status, 200);
    assert_eq!(bob.rate(&refused, json!({"rating": "up"})).await.status, 200);
    let (left, sizes) = admin.pages("/questions/review", "questions", 1).await;
    assert_eq!((sizes, text(&left[0], "rating"), text(&left[1], "rating")), (vec![1, 1], "up", "down"));
    let messages = alice.get(&format!("/sessions/{}/messages", text(&good, "sessionId"))).await;
    assert_eq!(
        (text(&messages["messages"][1]["feedback"], "rating"), &messages["messages"][0]["feedback"]),
        ("up", &Value::Null)
    );

    // One's own answers alone, and in bounds.
    let question = messages["messages"][0]["messageId"].clone();
    assert_eq!(alice.rate(&json!({"messageId": question}), json!({"rating": "up"})).await.status, 404);
    for other in [&bob, &admin, &User::of(&api, "alice-3f9c", Role::Owner, "acme2")] {
        assert_eq!(other.rate(&good, json!({"rating": "down"})).await.status, 404);
    }
    let long = "x".repeat(1_001);
    for (field, body) in [
        ("comment", json!({"rating": "up", "comment": long})),
        ("rating", json!({"rating": "meh"})),
        ("rating", json!({})),
    ] {
        let refused = alice.rate(&good, body).await;
        assert_eq!((refused.status, text(&refused.json(), "field")), (422, field), "{}", refused.text);
    }
    let longest = json!({"rating": "up", "comment": "ü".repeat(1_000)});
    assert_eq!(alice.rate(&good, longest).await.status, 200);

    // Admins see their own tenant's, by month.
    assert_eq!(bob.call("GET", "/questions/review", None).await.status, 403);
    let other = User::of(&api, "carol", Role::Admin, "acme2");
    assert_eq!(other.get("/questions/review").await, json!({"questions": []}));
    let month = text(&left[0], "at")[..7].to_owned();
    for (since, many) in [(month.as_str(), 2), ("2011-01", 2), ("0000-01", 2), ("9999-12", 0)] {
        let found = admin.get(&format!("/questions/review?since={since}")).await;
        assert_eq!(found["questions"].as_array().unwrap().len(), many, "{since}");
    }
    // A page of one month goes on in a later one: there is nothing.
    let cursor = text(&left[0], "messageId");
    let none = admin.get(&format!("/questions/review?since=9999-12&cursor={cursor}")).await;
    assert_eq!(none, json!({"questions": []}));
    let refused = admin.call("GET", "/questions/review?since=2026-13", None).await;
    assert_eq!((refused.status, text(&refused.json(), "field")), (422, "since"), "{}", refused.text);

    let shown = world.run(&["questions", "review", "--tenant", "acme", "--since", &month]);
    let shown = String::from_utf8(shown.stdout.clone()).unwrap() + &stderr(&shown);
    for part in ["NO_DATA", "frobnicators", "down", "not understood: frobnicators (1)"] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    let as_bob = ["--url", &server.url(), "--token", &bob.token].map(str::to_owned);
    let mut feedback = vec!["feedback", text(&poor, "messageId"), "up", "--comment", "now I see"];
    feedback.extend(as_bob.iter().map(String::as_str));
    assert_eq!(text(&world.json(&feedback), "comment"), "now I see");
    assert_eq!(world.json(&["questions", "review", "--tenant", "acme"])["questions"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_plan_of_an_answer_is_changed_and_answered_as_it_stands() {
    let (_world, _server, api) = stage().await;
    let alice = User::of(&api, "alice", Role::Member, "acme");
    let first = alice.ask("Compare revenue in France in March 2024 with February 2024", None).await;
    let session = text(&first, "sessionId");
    let mut plan = first["classification"].clone();
    for about in ["confidence", "carried"] {
        plan.as_object_mut().unwrap().remove(about);
    }
    let planned = async |plan: &Value| {
        let body = json!({"text": "2024-03-01, not 2011", "plan": plan, "sessionId": session});
        alice.call("POST", "/chat", Some(body)).await
    };
    // The same plan is the same answer, whatever its text says.
    let again = planned(&plan).await.json();
    for part in ["facts", "text", "chart", "suggestions"] {
        assert_eq!(again[part], first[part], "{part}");
    }
    plan["filters"] = json!([{"dimension": "country", "members": ["Spain"]}]);
    let spain = planned(&plan).await.json();
    assert_eq!(text(&spain, "verdict"), "ANSWERED", "{spain}");
    assert!(text(&spain, "text").contains("7.25") && text(&spain, "text").contains("20.00"), "{spain}");
    // The conversation goes on from it, and shows what it was told.
    let next = alice.ask("and in April 2024?", Some(session)).await;
    assert_eq!(next["classification"]["filters"][0]["members"], json!(["Spain"]));
    let told = alice.get(&format!("/sessions/{session}/messages")).await;
    let asked: Vec<&str> =
        told["messages"].as_array().unwrap().iter().step_by(2).map(|one| text(one, "text")).collect();
    assert_eq!(asked[1..3], ["2024-03-01, not 2011"; 2], "{told}");

    // No data is an answer like any other, and nothing for a review; a plan that cannot be computed is refused by its field.
    plan["period"] = json!({"from": "2019-03-01", "to": "2019-03-31"});
    assert_eq!(text(&planned(&plan).await.json(), "verdict"), "NO_DATA");
    let reviewed = User::of(&api, "carol", Role::Admin, "acme").get("/questions/review").await;
    assert_eq!(reviewed["questions"][0]["notUnderstood"], json!([]), "{reviewed}");
    for (field, path, value) in [
        ("plan.measures[0]", "/measures", json!(["profit"])),
        ("plan.filters[0].members[0]", "/filters/0/members", json!(["Atlantis"])),
        ("plan.filters", "/filters", json!(vec![plan["filters"][0].clone(); 30])),
    ] {
        let mut wrong = plan.clone();
        *wrong.pointer_mut(path).unwrap() = value;
        let refused = planned(&wrong).await;
        assert_eq!((refused.status, text(&refused.json(), "field")), (422, field), "{}", refused.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citation_is_computed_once_more_and_facts_are_exported() {
    let (world, server, api) = stage().await;
    let alice = User::of(&api, "alice", Role::Member, "acme");
    let answer = alice.ask("Compare revenue in March 2024 with February 2024", None).await;
    let by_country = alice.ask("revenue by country in April 2024", None).await;
    let id = text(&answer, "messageId");
    let facts = answer["facts"].as_array().unwrap();
    assert!(facts.len() >= 4, "{answer}");
    for fact in facts.iter().chain(by_country["facts"].as_array().unwrap()) {
        let of = if facts.contains(fact) { id } else { text(&by_country, "messageId") };
        let replay = alice.get(&format!("/facts/{of}-{}", text(fact, "id"))).await;
        assert_eq!((&replay["stored"], &replay["replayed"]), (fact, fact));
        assert_eq!(
            (&replay["same"], &replay["fromSources"], &replay["note"]),
            (&json!(true), &json!(true), &Value::Null)
        );
        assert_eq!(replay["dataVersion"], json!({"then": "1", "now": "1"}));
    }
    let others = [User::of(&api, "bob", Role::Owner, "acme"), User::of(&api, "alice", Role::Owner, "acme2")];
    for other in &others {
        for path in [format!("/facts/{id}-F1"), format!("/messages/{id}/facts.csv")] {
            assert_eq!(other.call("GET", &path, None).await.status, 404, "{path}");
        }
    }
    for wrong in [format!("{id}-F99"), format!("{id}-"), id.to_owned(), "F1".to_owned(), format!("{id}-F1-F1")] {
        assert_eq!(alice.call("GET", &format!("/facts/{wrong}"), None).await.status, 404, "{wrong}");
    }

    let csv = alice.call("GET", &format!("/messages/{}/facts.csv", text(&by_country, "messageId")), None).await;
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    assert!(csv.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    assert_eq!(csv.text.matches("\r\n").count(), by_country["facts"].as_array().unwrap().len() + 1, "{}", csv.text);
    assert!(csv.text.contains("F1,value,revenue,2024-04-01,2024-04-30,April 2024,"), "{}", csv.text);
    assert!(
        csv.text.contains("country: =cmd|calc") && !csv.text.contains("\n=") && !csv.text.contains(",="),
        "{}",
        csv.text
    );
    let refused = alice.ask("revenue of frobnicators", None).await;
    let none = alice.call("GET", &format!("/messages/{}/facts.csv", text(&refused, "messageId")), None).await;
    assert_eq!((none.status, none.text.lines().count()), (200, 1), "{}", none.text);

    let url = server.url();
    let as_alice = ["--url", &url, "--token", &alice.token];
    let shown = world.run(&[&["facts", "show", &format!("{id}-F1")][..], &as_alice].concat());
    assert!(shown.status.success(), "{}", stderr(&shown));
    let shown = String::from_utf8(shown.stdout).unwrap();
    for part in ["£19.75", "METRIC#total|2024-03", "The same"] {
        assert!(shown.replace('$', "£").contains(part), "{part} in {shown}");
    }
    let file = world.dir().join("facts.csv");
    world.json(&[&["facts", "export", id, "--output", file.to_str().unwrap()][..], &as_alice].concat());
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("id,role,measure,"));

    // March has one sale more: its figure of now is told beside the one that was given; February's is what it was.
    let owner = api.token(Role::Owner, Some("acme"));
    let import = api.request("POST", "/imports").bearer_auth(&owner).header("content-type", "text/csv");
    let more = api.send(import.body("Date,Country,Revenue\n2024-03-09,France,0.30\n")).await;
    assert_eq!(more.status, 201, "{}", more.text);
    let march = alice.get(&format!("/facts/{id}-F1")).await;
    assert_eq!((&march["same"], &march["fromSources"]), (&json!(false), &json!(false)), "{march}");
    assert_eq!((&march["stored"]["value"], &march["replayed"]["value"]), (&json!("19.75"), &json!("20.05")), "{march}");
    assert_eq!(march["dataVersion"], json!({"then": "1", "now": "2"}));
    assert!(text(&march, "note").contains("19.75 then") && text(&march, "note").contains("20.05 now"), "{march}");
    let february = alice.get(&format!("/facts/{id}-F2")).await;
    assert_eq!((&february["same"], &february["fromSources"]), (&json!(true), &json!(false)), "{february}");
    assert!(text(&february, "note").contains("has not"), "{february}");
    // What was given is exported as it was given.
    let csv = alice.call("GET", &format!("/messages/{id}/facts.csv"), None).await;
    assert!(csv.text.contains("19.75") && !csv.text.contains("20.05"), "{}", csv.text);

    // All sales are gone: no error, but no figure either.
    let list = User::of(&api, "o", Role::Owner, "acme").get("/imports").await;
    for import in list["imports"].as_array().unwrap() {
        let path = format!("/imports/{}/undo", text(import, "importId"));
        assert_eq!(api.call("POST", &path, Some(&owner), Some(json!({}))).await.status, 200);
    }
    let gone = alice.get(&format!("/facts/{id}-F1")).await;
    assert_eq!((&gone["replayed"], &gone["same"]), (&Value::Null, &json!(false)), "{gone}");
    assert!(text(&gone, "note").contains("cannot be computed"), "{gone}");
}

#[tokio::test(flavor = "multi_thread")]
async fn turns_at_the_same_time_are_stored_one_after_the_other_or_refused() {
    let (_world, _server, api) = stage().await;
    let alice = User::of(&api, "alice", Role::Member, "acme");
    let session = text(&alice.ask(MARCH, None).await, "sessionId").to_owned();
    let mut served = 1;
    for _ in 0..6 {
        let replies = join_all((0..6).map(|_| alice.try_ask("And in February?", Some(&session)))).await;
        for reply in &replies {
            match reply.status {
                200 => served += 1,
                _ => {
                    assert_eq!((reply.status, text(&reply.json(), "code")), (409, "conflict"), "{}", reply.text);
                    assert!(text(&reply.json(), "remedy").starts_with("ask again"));
                }
            }
        }
        assert!(replies.iter().any(|reply| reply.status == 200), "somebody is served");
        let listed = alice.get("/sessions").await;
        assert_eq!(listed["sessions"][0]["turns"], served, "a turn was lost");
    }
    let (messages, _) = alice.pages(&format!("/sessions/{session}/messages"), "messages", 100).await;
    assert_eq!(messages.len(), 2 * served);
    println!("{served} of 37 turns were stored");

    // Nothing is left of a session that is deleted while questions are being asked in it.
    let admin = User::of(&api, "carol", Role::Admin, "acme");
    for _ in 0..5 {
        let session = text(&alice.ask("revenue of frobnicators", None).await, "sessionId").to_owned();
        let path = format!("/sessions/{session}");
        let asked = join_all((0..4).map(|_| alice.try_ask("revenue of frobnicators", Some(&session))));
        let (asked, mut deleted) = tokio::join!(asked, alice.call("DELETE", &path, None));
        for reply in asked {
            assert!([200, 404, 409].contains(&reply.status), "{}", reply.text);
        }
        while deleted.status == 409 {
            deleted = alice.call("DELETE", &path, None).await;
        }
        assert_eq!(deleted.status, 204, "{}", deleted.text);
        assert_eq!(alice.call("GET", &format!("{path}/messages"), None).await.status, 404);
        assert_eq!(admin.get("/questions/review").await["questions"], json!([]));
    }
}
