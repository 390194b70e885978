//! A local stack with tenants, the metrics routes over it, and what tests ask of them.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use aws_config::{BehaviorVersion, Region, retry::RetryConfig};
use aws_credential_types::Credentials;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use control_plane::{ControlPlane, Settings};
use http_body_util::BodyExt;
use localstack::{ACCOUNT, Durability, LocalStack, Options, REGION};
use sales_metrics::{
    Background,
    dataset::{Dataset, DatasetStore},
    query::{Snapshot, Snapshots, answer, fact::Fact, plan::Plan},
};
use serde_json::{Value, json};
use tenancy::{Config, Names, Queue, Role, Services, TenantCaller, TenantId, TenantSession, token::DevIssuer};
use tower::ServiceExt;

use crate::data::{MEASURES, catalogue};

const TABLE: &str = "tenants-metadata";
const BUCKET: &str = "salestalk-data";

pub(crate) struct World {
    pub(crate) services: Services,
    pub(crate) issuer: DevIssuer,
    /// The metrics routes, which keep what they know of tenants' data.
    app: Router,
    _stack: LocalStack,
    _dir: tempfile::TempDir,
}

#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) body: Value,
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::over(None).await
    }

    /// A world whose calls to AWS go over `http`.
    pub(crate) async fn over(http: Option<SharedHttpClient>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let options = Options { durability: Durability::Relaxed, ..Options::new(dir.path().join("stack")) };
        let stack = LocalStack::start(options).await.unwrap();
        let issuer = DevIssuer::open(&dir.path().join("issuer.der")).unwrap();
        let keys = Credentials::new(stack.access_key_id(), stack.secret_access_key(), None, None, "local stack");
        let mut sdk = aws_config::defaults(BehaviorVersion::latest())
            .endpoint_url(stack.url())
            .region(Region::from_static(REGION))
            .credentials_provider(keys)
            .retry_config(RetryConfig::disabled());
        if let Some(http) = http {
            sdk = sdk.http_client(http);
        }
        let sdk = sdk.load().await;
        let names = Names { region: REGION.to_owned(), account: ACCOUNT.to_owned(), bucket: BUCKET.to_owned() };
        let config = Config::local(names, issuer.verifier_config()).unwrap();
        let services = Services::new(sdk, &config);
        control_plane::bootstrap::ensure(&services.aws, &services.names, TABLE).await.unwrap();
        let app = sales_metrics::router(services.clone(), Background::Allowed).split_for_parts().0;
        Self { services, issuer, app, _stack: stack, _dir: dir }
    }

    /// A tenant made by the control plane, without a catalogue.
    pub(crate) async fn bare_tenant(&self, id: &str) -> Arc<TenantSession> {
        let (queue, _) = Queue::in_process();
        let users = control_plane::users::directory(&self.services, None);
        let plane = ControlPlane::new(self.services.clone(), Settings::default(), users, queue);
        let (app, _): (Router, _) = control_plane::router(plane).split_for_parts();
        let token = self.issuer.token("operator", Role::PlatformAdmin, None, 600).unwrap();
        let body = json!({"tenantId": id, "name": "Acme Ltd", "ownerEmail": "owner@acme.example"});
        let json = [("content-type", "application/json")];
        let reply = send(app, "POST", "/tenants", Some(&token), &json, Body::from(body.to_string())).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.body);
        let caller = TenantCaller { subject: "u".to_owned(), tenant: tenant(id), role: Role::Admin };
        self.services.open(&caller).await.unwrap().1
    }

    /// A tenant with the catalogue of the real file.
    pub(crate) async fn tenant(&self, id: &str) -> Arc<TenantSession> {
        let session = self.bare_tenant(id).await;
        let reply = self.put_catalogue(id, Role::Admin, catalogue().to_string()).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
        session
    }

    pub(crate) fn app(&self) -> Router {
        self.app.clone()
    }

    pub(crate) fn token(&self, id: &str, role: Role) -> String {
        self.issuer.token("u", role, Some(&tenant(id)), 600).unwrap()
    }

    pub(crate) async fn put_catalogue(&self, id: &str, role: Role, body: String) -> Reply {
        let json = [("content-type", "application/json")];
        send(self.app(), "PUT", "/catalogue", Some(&self.token(id, role)), &json, Body::from(body)).await
    }

    pub(crate) async fn import(&self, id: &str, file: &[u8]) -> Reply {
        let token = self.token(id, Role::Admin);
        let headers = [("content-type", "text/csv"), ("x-file-name", "sales.csv")];
        send(self.app(), "POST", "/imports", Some(&token), &headers, Body::from(file.to_vec())).await
    }

    pub(crate) async fn get(&self, id: &str, path: &str) -> Reply {
        send(self.app(), "GET", path, Some(&self.token(id, Role::Member)), &[], Body::empty()).await
    }
}

pub(crate) async fn send(
    app: Router,
    method: &str,
    path: &str,
    token: Option<&str>,
    headers: &[(&str, &str)],
    body: Body,
) -> Reply {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = app.oneshot(request.body(body).unwrap()).await.unwrap();
    let (head, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Reply { status: head.status, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
}

pub(crate) fn tenant(id: &str) -> TenantId {
    id.parse().unwrap()
}

pub(crate) async fn head(session: &TenantSession) -> Dataset {
    DatasetStore(session).load().await.unwrap()
}

pub(crate) async fn snapshot(session: &TenantSession) -> Arc<Snapshot> {
    Snapshots::default().load(session).await.unwrap()
}

/// A plan from its JSON; lists may be left out.
pub(crate) fn plan(json: Value) -> Plan {
    serde_json::from_value(json).unwrap()
}

pub(crate) async fn facts(session: &TenantSession, snapshot: &Snapshot, json: Value) -> Vec<Fact> {
    answer(session, snapshot, &plan(json)).await.unwrap()
}

pub(crate) fn period(from: impl ToString, to: impl ToString) -> Value {
    json!({"from": from.to_string(), "to": to.to_string(), "grain": "range", "label": "asked"})
}

/// Every measure by month, and by member of both dimensions: what a reader sees, whatever lies beneath.
pub(crate) async fn seen(session: &TenantSession) -> Vec<String> {
    let snapshot = snapshot(session).await;
    let mut all = Vec::new();
    let mut plans = vec![json!({"intent": "series", "measures": MEASURES, "groupBy": {"grain": "month"}})];
    for dimension in ["country", "product"] {
        plans.push(json!({"intent": "rank", "measures": MEASURES, "groupBy": {"dimension": dimension},
            "top": {"n": 100, "order": "highest"}}));
    }
    for plan in plans {
        for fact in facts(session, &snapshot, plan).await {
            let value = fact.value.map(|value| value.normalize());
            all.push(format!("{} {} {:?} {:?} {}", fact.measure, fact.period, fact.filters, value, fact.source.rows));
        }
    }
    all
}

/// The keys of all stored figures, without their versions.
pub(crate) async fn keys(session: &TenantSession) -> BTreeSet<(String, String)> {
    let mut pages = session.dynamodb.scan().table_name(&session.metrics_table).into_paginator().items().send();
    let mut keys = BTreeSet::new();
    while let Some(item) = pages.next().await {
        let item: HashMap<String, AttributeValue> = item.unwrap();
        let text = |name: &str| item[name].as_s().unwrap().clone();
        let (pk, sk) = (text("pk"), text("sk"));
        if pk.starts_with("METRIC#") {
            let parts: Vec<&str> = sk.split('#').collect();
            keys.insert((pk, format!("{}#{}", parts[0], parts[2])));
        }
    }
    keys
}
