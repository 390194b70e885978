//! Conversations on the embedded stack: archived once, forgotten, and put back as they were.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use aws_config::{BehaviorVersion, Region};
use aws_credential_types::Credentials;
use axum::{
    Router,
    body::Body,
    http::{Request, header},
};
use control_plane::{ControlPlane, bootstrap, users};
use futures::future::try_join_all;
use http_body_util::BodyExt;
use localstack::{ACCOUNT, Durability, LocalStack, Options, REGION};
use serde_json::{Value, json};
use tenancy::{Config, Names, Queue, Role, Services, TenantId, token::DevIssuer};
use tower::ServiceExt;

use super::*;
use crate::Settings;

struct World {
    _dir: tempfile::TempDir,
    _stack: LocalStack,
    app: Router,
    issuer: DevIssuer,
    session: Arc<TenantSession>,
}

impl World {
    /// The tenant `acme` with the example data.
    async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let options = Options { durability: Durability::Relaxed, ..Options::new(dir.path().join("stack")) };
        let stack = LocalStack::start(options).await.unwrap();
        let credentials = Credentials::new(stack.access_key_id(), stack.secret_access_key(), None, None, "local stack");
        let sdk = aws_config::defaults(BehaviorVersion::latest()).endpoint_url(stack.url());
        let sdk = sdk.region(Region::from_static(REGION)).credentials_provider(credentials).load().await;
        let issuer = DevIssuer::open(&dir.path().join("issuer")).unwrap();
        let names = Names { region: REGION.to_owned(), account: ACCOUNT.to_owned(), bucket: "salestalk".to_owned() };
        let config = Config::local(names, issuer.verifier_config()).unwrap();
        let services = Services::new(sdk, &config);
        bootstrap::ensure(&services.aws, &services.names, &config.metadata_table).await.unwrap();
        let settings =
            control_plane::Settings { pause: Duration::from_millis(2), ..control_plane::Settings::default() };
        let (queue, _) = Queue::in_process();
        let plane = ControlPlane::new(services.clone(), settings, users::directory(&services, None), queue);
        let chat = crate::router(services.clone(), Settings::new(&config.models, None).unwrap());
        let app = control_plane::router(plane).merge(chat).split_for_parts().0;
        let tenant: TenantId = "acme".parse().unwrap();
        let operator = issuer.token("operator", Role::PlatformAdmin, None, 3600).unwrap();
        let new = json!({"tenantId": "acme", "name": "Acme", "ownerEmail": "ann@acme.example", "seedExample": true});
        let (status, made) = call(&app, "POST", "/tenants", &operator, Some(new)).await;
        assert_eq!(status, 201, "{made}");
        let record = services.registry.get(&tenant).await.unwrap().unwrap();
        let session = services.sessions.for_tenant(&record).await.unwrap();
        Self { _dir: dir, _stack: stack, app, issuer, session }
    }

    async fn call(&self, who: &str, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        let role = if who == "owner" { Role::Owner } else { Role::Member };
        let token = self.issuer.token(who, role, Some(&self.session.tenant), 3600).unwrap();
        call(&self.app, method, path, &token, body).await
    }

    /// Asks; the session's id.
    async fn ask(&self, who: &str, session: Option<&str>) -> String {
        let mut question = json!({"text": "What was revenue by country in the last month?"});
        if let Some(session) = session {
            question["sessionId"] = json!(session);
        }
        let (status, reply) = self.call(who, "POST", "/chat", Some(question)).await;
        assert_eq!(status, 200, "{reply}");
        reply["sessionId"].as_str().unwrap().to_owned()
    }

    async fn messages(&self, who: &str, session: &str) -> Value {
        let (status, found) = self.call(who, "GET", &format!("/sessions/{session}/messages"), None).await;
        assert_eq!(status, 200, "{found}");
        found["messages"].clone()
    }

    async fn items(&self) -> Vec<Item> {
        let scan = self.session.dynamodb.scan().table_name(&self.session.messages_table);
        scan.into_paginator().items().send().try_collect().await.unwrap()
    }

    /// Has the messages of `session` that have no such day yet expire at noon of `day`.
    async fn expire(&self, session: &str, day: Date, known: &mut BTreeSet<String>) {
        for item in self.items().await {
            let pk = text(&item, "pk").to_owned();
            if !pk.starts_with(item::MESSAGE) || text(&item, "sessionId") != session || !known.insert(pk.clone()) {
                continue;
            }
            let update = self.session.dynamodb.update_item().table_name(&self.session.messages_table);
            let update = update.key("pk", s(pk)).key("sk", s(text(&item, "sk")));
            let update = update.update_expression("SET expiresAt = :at");
            update.expression_attribute_values(":at", n(seconds(day) + 43_200)).send().await.unwrap();
        }
    }

    /// What DynamoDB does in its own time.
    async fn forget(&self, sessions: &[&str]) {
        for item in self.items().await {
            if sessions.contains(&session_of(&item)) {
                let delete = self.session.dynamodb.delete_item().table_name(&self.session.messages_table);
                delete.key("pk", s(text(&item, "pk"))).key("sk", s(text(&item, "sk"))).send().await.unwrap();
            }
        }
    }

    async fn objects(&self) -> Vec<(String, Vec<u8>)> {
        let prefix = format!("{}conversations/", self.session.prefix);
        let list = self.session.s3.list_objects_v2().bucket(&self.session.bucket).prefix(prefix).send().await.unwrap();
        let names = list.contents().iter().map(|object| object.key().unwrap()[self.session.prefix.len()..].to_owned());
        let mut objects = Vec::new();
        for name in names {
            let body = self.session.get_object("testing", &name).await.unwrap().to_vec();
            objects.push((name, body));
        }
        objects
    }
}

async fn call(app: &Router, method: &str, path: &str, token: &str, body: Option<Value>) -> (u16, Value) {
    let request = Request::builder().method(method).uri(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
    let request = request.header(header::CONTENT_TYPE, "application/json");
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    let reply = app.clone().oneshot(request.body(body).unwrap()).await.unwrap();
    let status = reply.status().as_u16();
    let bytes = reply.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&bytes).unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread")]
async fn conversations_are_archived_once_and_come_back_as_they_were() {
    let world = World::new().await;
    let now = Timestamp::now();
    let day = |ahead: i64| now.to_zoned(TimeZone::UTC).date().saturating_add(ahead.days());
    let (mut known, mut sessions) = (BTreeSet::new(), Vec::new());
    for (who, ahead) in [("ann", 1), ("bob", 2), ("eve", 90)] {
        let session = world.ask(who, None).await;
        world.expire(&session, day(ahead), &mut known).await;
        sessions.push(session);
    }
    let [ann, bob, eve] = &sessions[..] else { unreachable!() };
    // Hers began a day before it ended.
    world.ask("ann", Some(ann)).await;
    world.expire(ann, day(2), &mut known).await;
    let (anns, bobs) = (world.messages("ann", ann).await, world.messages("bob", bob).await);
    assert_eq!((anns.as_array().unwrap().len(), bobs.as_array().unwrap().len()), (4, 2));

    // As often as anybody likes, and at once.
    try_join_all((0..8).map(|_| archive(&world.session, now))).await.unwrap();
    let (status, listed) = world.call("owner", "GET", "/archive", None).await;
    assert_eq!(status, 200, "{listed}");
    let days: Vec<Value> = listed["days"].as_array().unwrap().clone();
    let counts: Vec<Value> =
        days.iter().map(|day| json!([day["day"], day["conversations"], day["messages"]])).collect();
    assert_eq!(counts, [json!([day(2), 2, 4]), json!([day(1), 1, 2])]);
    let objects = world.objects().await;
    assert_eq!(objects.len(), 2);
    let archived: Vec<Item> = objects.iter().flat_map(|(_, body)| items(body).unwrap()).collect();
    let ids: Vec<&str> =
        archived.iter().map(|item| text(item, "pk")).filter(|pk| pk.starts_with(item::MESSAGE)).collect();
    assert_eq!((ids.len(), ids.iter().collect::<BTreeSet<_>>().len()), (6, 6));
    assert!(archived.iter().all(|item| session_of(item) != eve));

    // Somebody who comes late, when half is forgotten, takes nothing away.
    world.forget(&[ann, bob]).await;
    archive(&world.session, now + SignedDuration::from_hours(48)).await.unwrap();
    assert_eq!(world.objects().await, objects);
    let path = format!("/sessions/{ann}/messages");
    assert_eq!(world.call("ann", "GET", &path, None).await.0, 404);

    let search = |query: &str| format!("/archive?{query}");
    let today = now.to_zoned(TimeZone::UTC).date();
    for (query, found) in
        [(format!("from={today}"), 2), (format!("to={}", day(-1)), 0), (format!("from={}", day(1)), 0)]
    {
        let (_, listed) = world.call("owner", "GET", &search(&query), None).await;
        assert_eq!(listed["days"].as_array().unwrap().len(), found, "{query}");
    }
    assert_eq!(world.call("owner", "GET", &search("from=soon"), None).await.1["field"], "from");
    assert_eq!(world.call("ann", "GET", "/archive", None).await.0, 403);
    assert_eq!(world.call("owner", "POST", &format!("/archive/{}/restore", day(5)), None).await.0, 404);

    for _ in 0..2 {
        for (ahead, counts) in [(1, (1, 2)), (2, (2, 4))] {
            let (status, restored) =
                world.call("owner", "POST", &format!("/archive/{}/restore", day(ahead)), None).await;
            let told = (restored["conversations"].as_u64().unwrap(), restored["messages"].as_u64().unwrap());
            assert_eq!((status, told), (200, counts), "{restored}");
        }
    }
    assert_eq!((world.messages("ann", ann).await, world.messages("bob", bob).await), (anns, bobs));
    assert_eq!(world.call("bob", "GET", &path, None).await.0, 404);
    // What is restored can be gone on with, and is not archived once more.
    world.ask("ann", Some(ann)).await;
    archive(&world.session, now + SignedDuration::from_hours(24 * 29)).await.unwrap();
    assert_eq!(world.objects().await, objects);

    // What its user deletes is gone there, too.
    assert_eq!(world.call("bob", "DELETE", &format!("/sessions/{bob}"), None).await.0, 204);
    let left: Vec<Item> = world.objects().await.iter().flat_map(|(_, body)| items(body).unwrap()).collect();
    assert!(left.iter().all(|item| session_of(item) != bob) && left.iter().any(|item| session_of(item) == ann));
    let (_, listed) = world.call("owner", "GET", "/archive", None).await;
    assert_eq!(listed["days"][0]["messages"], 2, "{listed}");
}
