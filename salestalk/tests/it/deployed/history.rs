//! Sessions, pages, feedback, review and citations on another DynamoDB than the embedded one.

use serde_json::{Value, json};

use super::{
    QUESTION, Tenant, ask,
    cloud::Cloud,
    people::{Reply, send},
};

pub(crate) async fn is_kept_and_deleted(cloud: &Cloud, tenants: &[Tenant]) {
    let (own, other) = (&tenants[0], &tenants[1]);
    let call = async |tenant: &Tenant, method: &str, path: &str, body: Option<Value>| {
        let request = cloud.request(method, path, Some(&tenant.token));
        send(if let Some(body) = &body { request.json(body) } else { request }).await
    };
    let ok = |reply: Reply| {
        assert!(reply.status.is_success(), "{}", reply.text);
        reply.body()
    };
    let first = ok(ask(cloud, &own.token, json!({"text": "revenue of frobnicators"})).await);
    let session = first["sessionId"].as_str().unwrap();
    let answer = ok(ask(cloud, &own.token, json!({"text": QUESTION, "sessionId": session})).await);
    let message = answer["messageId"].as_str().unwrap();

    let newest = ok(call(own, "GET", "/sessions?limit=1", None).await);
    assert_eq!((&newest["sessions"][0]["sessionId"], &newest["sessions"][0]["turns"]), (&json!(session), &json!(2)));
    let next = newest["next"].as_str().unwrap();
    let older = ok(call(own, "GET", &format!("/sessions?cursor={next}"), None).await);
    assert!(older["sessions"].as_array().unwrap().iter().all(|one| one["sessionId"] != session), "{older}");
    let path = format!("/sessions/{session}");
    assert_eq!(ok(call(own, "PATCH", &path, Some(json!({"title": "Tea"}))).await)["title"], "Tea");
    let (mut texts, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = ok(call(own, "GET", &format!("{path}/messages?limit=3{cursor}"), None).await);
        texts.extend(page["messages"].as_array().unwrap().iter().map(|message| message["text"].clone()));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!((texts.len(), &texts[2], &texts[3]), (4, &json!(QUESTION), &answer["text"]));

    let replay = ok(call(own, "GET", &format!("/facts/{message}-F1"), None).await);
    assert_eq!((&replay["same"], &replay["fromSources"]), (&json!(true), &json!(true)), "{replay}");
    assert_eq!(replay["replayed"]["value"], own.figure);
    let csv = call(own, "GET", &format!("/messages/{message}/facts.csv"), None).await;
    assert!(csv.status == 200 && csv.text.contains(own.figure), "{}", csv.text);
    let feedback = format!("/messages/{message}/feedback");
    ok(call(own, "POST", &feedback, Some(json!({"rating": "down"}))).await);
    let many = async || ok(call(own, "GET", "/questions/review", None).await)["questions"].as_array().unwrap().len();
    assert_eq!(many().await, 2);

    for (method, path, body) in [
        ("GET", format!("{path}/messages"), None),
        ("PATCH", path.clone(), Some(json!({"title": "Mine"}))),
        ("DELETE", path.clone(), None),
        ("GET", format!("/facts/{message}-F1"), None),
        ("GET", format!("/messages/{message}/facts.csv"), None),
        ("POST", feedback.clone(), Some(json!({"rating": "up"}))),
    ] {
        let refused = call(other, method, &path, body).await;
        assert_eq!(refused.status, 404, "{method} {path}: {}", refused.text);
    }
    assert_eq!(call(own, "DELETE", &path, None).await.status, 204);
    assert_eq!(call(own, "GET", &format!("{path}/messages"), None).await.status, 404);
    assert_eq!(call(own, "GET", &format!("/facts/{message}-F1"), None).await.status, 404);
    assert_eq!(many().await, 0);
}
