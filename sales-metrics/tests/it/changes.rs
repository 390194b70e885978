//! What an import does to rows that are there, its undoing, another catalogue, and the other ways in: what is seen afterwards
//! is what a tenant sees that was given just those rows.

use std::time::Duration;

use axum::{body::Body, http::StatusCode};
use serde_json::{Value, json};
use tenancy::{Role, TenantSession};

use crate::{
    data::{Seeded, catalogue, part, plain},
    world::{Reply, World, facts, head, period, seen, send, snapshot},
};

/// The beginning of the real file, three months of it, one row in thirty.
fn sample() -> String {
    let plain = plain();
    let rows: Vec<&str> = plain.lines().collect();
    let early = |row: &str| ["2010-12", "2011-01", "2011-02"].iter().any(|month| row.contains(&format!(",{month}-")));
    String::from_utf8(part(&plain, |place| place % 30 == 3 && early(rows[place + 1]))).unwrap()
}

fn is_of(row: &str, days: &str) -> bool {
    row.contains(&format!(",{days}"))
}

/// The rows of `file` that `keep` wants.
fn only(file: &str, mut keep: impl FnMut(&str) -> bool) -> Vec<u8> {
    let mut lines = file.lines();
    let header = lines.next().unwrap();
    let kept: Vec<&str> = std::iter::once(header).chain(lines.filter(|line| keep(line))).collect();
    format!("{}\n", kept.join("\n")).into_bytes()
}

impl World {
    async fn post(&self, id: &str, path: &str, kind: &str, body: impl Into<Body>) -> Reply {
        let token = self.token(id, Role::Admin);
        send(self.app(), "POST", path, Some(&token), &[("content-type", kind)], body.into()).await
    }

    async fn send_file(&self, id: &str, options: &str, file: &[u8]) -> Value {
        let reply = self.post(id, &format!("/imports{options}"), "text/csv", file.to_vec()).await;
        assert!(reply.status.is_success(), "{reply:?}");
        reply.body
    }

    async fn undo(&self, id: &str, import: &Value) -> Value {
        let path = format!("/imports/{}/undo", import["importId"].as_str().unwrap());
        let reply = self.post(id, &path, "application/json", "").await;
        assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
        reply.body
    }

    /// What a tenant sees that was given `files` one after the other, under `catalogue`.
    async fn seen_after(&self, id: &str, catalogue: &Value, files: &[&[u8]]) -> Vec<String> {
        let session = self.bare_tenant(id).await;
        assert_eq!(self.put_catalogue(id, Role::Admin, catalogue.to_string()).await.status, StatusCode::OK);
        for file in files {
            self.send_file(id, "", file).await;
        }
        seen(&session).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_takes_the_place_of_a_period() {
    let world = World::start().await;
    let session = world.tenant("acme").await;
    let file = sample();
    world.send_file("acme", "", file.as_bytes()).await;
    // The same days once more, with fewer rows: first beside what is there, then in its place.
    let fewer = only(&file, |row| is_of(row, "2011-01") && row.len() % 2 == 0);
    let beside = world.send_file("acme", "", &fewer).await;
    assert_eq!((&beside["removed"], &beside["mode"]), (&json!(0), &json!("append")));
    assert!(beside["overlapping"].as_u64().unwrap() > beside["rows"]["imported"].as_u64().unwrap());
    let twice = seen(&session).await;
    assert_eq!(twice, world.seen_after("beside", &catalogue(), &[file.as_bytes(), &fewer]).await);

    let other = only(&file, |row| is_of(row, "2011-01-1") && row.len() % 3 == 0);
    let replaced = world.send_file("acme", "?mode=replace&from=2011-01-01&to=2011-01-31", &other).await;
    assert_eq!(replaced["rows"]["imported"].as_u64().unwrap(), other.split(|b| *b == b'\n').count() as u64 - 2);
    let rest = only(&file, |row| !is_of(row, "2011-01"));
    let wanted = world.seen_after("replaced", &catalogue(), &[&rest, &other]).await;
    assert_eq!(seen(&session).await, wanted);
    let again = world.send_file("acme", "?mode=replace&from=2011-01-01&to=2011-01-31", &other).await;
    assert_eq!(again["unchanged"], true, "{again}");

    // Undone, the newest first and then from the middle: what it had replaced is back.
    world.undo("acme", &replaced).await;
    assert_eq!(seen(&session).await, twice);
    assert_eq!(world.undo("acme", &replaced).await["unchanged"], true);
    world.send_file("acme", "?mode=replace&from=2011-01-01&to=2011-01-31", &other).await;
    assert_eq!(seen(&session).await, wanted);
    world.undo("acme", &beside).await;
    assert_eq!(seen(&session).await, wanted);
    let listed = world.get("acme", "/imports").await.body;
    let states: Vec<&str> =
        listed["imports"].as_array().unwrap().iter().map(|i| i["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["done", "undone", "done"], "{listed}");

    // A month that is left without rows comes back, too.
    let one_day = only(&file, |row| is_of(row, "2011-02-01"));
    let emptied = world.send_file("acme", "?mode=replace&from=2010-12-01&to=2011-02-28", &one_day).await;
    assert_eq!(head(&session).await.partitions.keys().collect::<Vec<_>>(), ["2011-02"]);
    assert_eq!(seen(&session).await, world.seen_after("day", &catalogue(), &[&one_day]).await);
    world.undo("acme", &emptied).await;
    assert_eq!(seen(&session).await, wanted);

    for (options, field) in [
        ("?mode=replace&from=2011-01-01", "from"),
        ("?mode=replace&from=2011-02-01&to=2011-01-01", "to"),
        ("?mode=replace&from=2011-01-01&to=2011-01-02", "from"),
        ("?from=2011-01-01&to=2011-01-02", "from"),
        ("?mode=upsert", "mode"),
        ("?mode=other", "mode"),
    ] {
        let body = only(&file, |row| is_of(row, "2011-02-0"));
        let reply = world.post("acme", &format!("/imports{options}"), "text/csv", body).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{options}: {reply:?}");
        assert!(reply.body["field"].as_str().is_some_and(|f| f.starts_with(field)), "{options}: {reply:?}");
    }
    assert_eq!(seen(&session).await, wanted);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_takes_the_place_of_rows_with_its_keys() {
    let world = World::start().await;
    let session = world.bare_tenant("acme").await;
    let mut by_order = catalogue();
    by_order["key"] = json!(["InvoiceNo"]);
    assert_eq!(world.put_catalogue("acme", Role::Admin, by_order.to_string()).await.status, StatusCode::OK);
    let file = sample();
    world.send_file("acme", "", file.as_bytes()).await;
    let whole = seen(&session).await;

    // Every seventh order again: other quantities, a day later, some of them a month later; and one that is new.
    let order = |row: &str| row.split(',').next().unwrap().to_owned();
    let chosen = |row: &str| order(row).bytes().map(u32::from).sum::<u32>() % 7 == 0;
    let mut corrected: Vec<String> = Vec::new();
    for row in file.lines().skip(1).filter(|row| chosen(row) && !row.contains('"')) {
        let mut fields: Vec<String> = row.split(',').map(str::to_owned).collect();
        fields[3] = "7".to_owned();
        fields[4] = if row.len() % 2 == 0 { "2011-02-27 10:00:00".to_owned() } else { fields[4].clone() };
        corrected.push(fields.join(","));
    }
    corrected.push("999999,NEW,MUG,1,2011-03-01 10:00:00,2.50,1,France".to_owned());
    let header = file.lines().next().unwrap();
    let corrections = format!("{header}\n{}\n", corrected.join("\n")).into_bytes();
    let orders: Vec<String> = corrected.iter().map(|row| order(row)).collect();
    let upserted = world.send_file("acme", "?mode=upsert", &corrections).await;
    assert!(upserted["removed"].as_u64().unwrap() > 10, "{upserted}");
    let kept = only(&file, |row| !orders.contains(&order(row)));
    assert_eq!(seen(&session).await, world.seen_after("wanted", &catalogue(), &[&kept, &corrections]).await);

    world.undo("acme", &upserted).await;
    assert_eq!(seen(&session).await, whole);
    // Its file can be sent again, and the key cannot go while it is there.
    world.send_file("acme", "?mode=upsert", &corrections).await;
    let refused = world.put_catalogue("acme", Role::Admin, catalogue().to_string()).await;
    assert_eq!(
        (refused.status, &refused.body["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("key")),
        "{refused:?}"
    );
}

/// Waits until no change of the catalogue is pending, and returns what `GET /catalogue` says then.
async fn settled(world: &World, id: &str) -> Value {
    for _ in 0..600 {
        let body = world.get(id, "/catalogue").await.body;
        if body["pending"]["state"] != "running" {
            return body;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the catalogue was not put to use");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_catalogue_adds_the_files_up_anew() {
    let world = World::start().await;
    let session = world.tenant("acme").await;
    let file = sample();
    let (one, two) = (only(&file, |row| row.len() % 2 == 0), only(&file, |row| row.len() % 2 == 1));
    world.send_file("acme", "", &one).await;
    let replaced = world
        .send_file("acme", "?mode=replace&from=2011-01-01&to=2011-01-15", &only(&file, |row| is_of(row, "2011-01-0")))
        .await;
    world.send_file("acme", "", &two).await;
    let before = seen(&session).await;

    // Labels change at once.
    let mut labelled = catalogue();
    labelled["measures"][0]["synonyms"] = json!(["takings"]);
    let reply = world.put_catalogue("acme", Role::Admin, labelled.to_string()).await;
    assert_eq!((reply.status, &reply.body["version"]), (StatusCode::OK, &json!(2)), "{reply:?}");
    assert_eq!(seen(&session).await, before);

    // Another measure, a part of the time, a pair, and a dimension of another column.
    let mut richer = labelled.clone();
    let measures = richer["measures"].as_array_mut().unwrap();
    measures.push(json!({"name": "dearest", "unit": "money", "aggregate": {"max": "UnitPrice"}}));
    measures.push(json!({"name": "mean price", "unit": "money", "aggregate": {"average": "UnitPrice"},
        "where": [{"column": "Quantity", "is": {"above": "5"}}]}));
    let dimensions = richer["dimensions"].as_array_mut().unwrap();
    dimensions.push(json!({"name": "weekday", "column": "InvoiceDate", "part": "weekday"}));
    richer["pairs"] = json!([["country", "product"]]);
    let reply = world.put_catalogue("acme", Role::Admin, richer.to_string()).await;
    assert_eq!(reply.status, StatusCode::ACCEPTED, "{reply:?}");
    assert_eq!(reply.body["pending"]["state"], "running", "{reply:?}");
    let shown = settled(&world, "acme").await;
    assert_eq!((&shown["version"], &shown["pending"]), (&json!(3), &Value::Null), "{shown}");
    assert_eq!(seen(&session).await, before);
    let plans = [
        json!({"intent": "rank", "measures": ["revenue", "dearest", "mean price"], "groupBy": {"dimension": "weekday"},
            "top": {"n": 7, "order": "highest"}, "period": period("2010-12-05", "2011-02-20")}),
        json!({"intent": "rank", "measures": ["revenue", "customers"], "groupBy": {"dimension": "product"},
            "filters": [{"dimension": "country", "members": ["United Kingdom"]}],
            "top": {"n": 50, "order": "highest"}, "period": period("2010-12-05", "2011-02-20")}),
    ];
    let fresh = world.bare_tenant("fresh").await;
    assert_eq!(world.put_catalogue("fresh", Role::Admin, richer.to_string()).await.status, StatusCode::OK);
    world.send_file("fresh", "", &one).await;
    world
        .send_file("fresh", "?mode=replace&from=2011-01-01&to=2011-01-15", &only(&file, |row| is_of(row, "2011-01-0")))
        .await;
    world.send_file("fresh", "", &two).await;
    for plan in plans {
        let figures = async |session: &TenantSession| -> Vec<String> {
            let current = snapshot(session).await;
            let facts = facts(session, &current, plan.clone()).await;
            facts.iter().map(|fact| format!("{} {:?} {:?}", fact.measure, fact.filters, fact.value)).collect()
        };
        let found = figures(&session).await;
        assert!(found.len() > 10);
        assert_eq!(found, figures(&fresh).await);
    }
    // An import of the catalogue before is undone by the one now.
    world.undo("acme", &replaced).await;
    assert_eq!(seen(&session).await, world.seen_after("both", &richer, &[&one, &two]).await);

    // A column that a file does not have is told at once, and nothing changes.
    let mut wrong = richer.clone();
    wrong["dimensions"].as_array_mut().unwrap().push(json!({"name": "channel", "column": "Channel"}));
    let reply = world.put_catalogue("acme", Role::Admin, wrong.to_string()).await;
    assert_eq!(
        (reply.status, &reply.body["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("Channel")),
        "{reply:?}"
    );
    assert_eq!(settled(&world, "acme").await["version"], 3);
    // What no row can be read by fails, says so, and leaves the data as it was.
    let mut unusable = richer.clone();
    unusable["measures"][0]["aggregate"] = json!({"sum": "Description"});
    let rows = head(&session).await.rows;
    assert_eq!(world.put_catalogue("acme", Role::Admin, unusable.to_string()).await.status, StatusCode::ACCEPTED);
    let shown = settled(&world, "acme").await;
    assert_eq!((&shown["version"], &shown["pending"]["state"]), (&json!(3), &json!("failed")), "{shown}");
    assert_eq!(head(&session).await.rows, rows);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_come_in_as_json_and_large_files_by_upload() {
    let world = World::start().await;
    let session = world.tenant("acme").await;
    let file = sample();
    let mut lines = csv::Reader::from_reader(file.as_bytes());
    let header = lines.headers().unwrap().clone();
    let rows: Vec<Value> = lines
        .records()
        .map(|record| {
            let record = record.unwrap();
            let cell = |(name, value): (&str, &str)| match value.parse::<serde_json::Number>() {
                Ok(number) if name == "Quantity" => (name.to_owned(), Value::Number(number)),
                _ => (name.to_owned(), json!(value)),
            };
            Value::Object(header.iter().zip(&record).map(cell).collect())
        })
        .collect();
    let body = json!({"rows": rows}).to_string();
    let reply = world.post("acme", "/metrics", "application/json", body.clone()).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{reply:?}");
    let wanted = world.seen_after("calm", &catalogue(), &[file.as_bytes()]).await;
    assert_eq!(seen(&session).await, wanted);
    let again = world.post("acme", "/metrics", "application/json", body).await;
    assert_eq!((again.status, &again.body["unchanged"]), (StatusCode::OK, &json!(true)));
    let bad =
        world.post("acme", "/metrics", "application/json", json!({"rows": [{"Quantity": [1]}]}).to_string()).await;
    assert_eq!(
        (bad.status, &bad.body["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("rows[0].Quantity")),
        "{bad:?}"
    );

    let session = world.tenant("large").await;
    let upload = world.post("large", "/uploads", "application/json", "").await;
    assert_eq!(upload.status, StatusCode::CREATED, "{upload:?}");
    let named = json!({"uploadId": upload.body["uploadId"]}).to_string();
    let missing = world.post("large", "/imports", "application/json", named.clone()).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND, "{missing:?}");
    let mut put = reqwest::Client::new().put(upload.body["url"].as_str().unwrap());
    for (name, value) in upload.body["headers"].as_object().unwrap() {
        put = put.header(name, value.as_str().unwrap());
    }
    let mut broken = file.clone().into_bytes();
    broken.extend(b"1,2,3\n9,X,MUG,many,2011-01-01 10:00:00,1,1,France\n");
    let stored = put.body(broken).send().await.unwrap();
    assert!(stored.status().is_success(), "{stored:?}");
    // Another tenant does not find it.
    world.tenant("other").await;
    assert_eq!(world.post("other", "/imports", "application/json", named.clone()).await.status, StatusCode::NOT_FOUND);
    let reply = world.post("large", "/imports", "application/json", named.clone()).await;
    assert_eq!((reply.status, &reply.body["rows"]["rejected"]), (StatusCode::CREATED, &json!(2)), "{reply:?}");
    assert_eq!(seen(&session).await, wanted);
    assert_eq!(world.post("large", "/imports", "application/json", named).await.status, StatusCode::NOT_FOUND);
    let path = format!("/imports/{}/rejected", reply.body["importId"].as_str().unwrap());
    let token = world.token("large", Role::Admin);
    let rejected = send(world.app(), "GET", &path, Some(&token), &[], Body::empty()).await;
    assert_eq!(rejected.status, StatusCode::OK, "{rejected:?}");
}

/// A change that dies at any moment leaves what was there, or what was wanted.
#[tokio::test(flavor = "multi_thread")]
async fn a_crash_while_undoing_or_rebuilding_is_made_good() {
    let world = World::start().await;
    let session = world.tenant("acme").await;
    let file = sample();
    let (one, two) = (only(&file, |row| row.len() % 2 == 0), only(&file, |row| row.len() % 2 == 1));
    world.send_file("acme", "", &one).await;
    let first = seen(&session).await;
    let second = world.send_file("acme", "", &two).await;
    let both = seen(&session).await;
    let mut random = Seeded(13);
    for round in 0..5 {
        let moment = Duration::from_millis(random.next(40 * (round + 1)) as u64);
        tokio::select! {
            _ = world.undo("acme", &second) => {}
            () = tokio::time::sleep(moment) => {}
        }
        let now = seen(&session).await;
        assert!(now == both || now == first, "round {round}");
        world.undo("acme", &second).await;
        assert_eq!(seen(&session).await, first);
        assert_eq!(head(&session).await.importing, None);
        world.send_file("acme", "", &two).await;
        assert_eq!(seen(&session).await, both);
    }
}
