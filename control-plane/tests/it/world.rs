//! A local stack, or another engine in its place, the operator's routes over it, and what tests ask of them.

use std::time::Duration;

use aws_config::{BehaviorVersion, Region, retry::RetryConfig};
use aws_credential_types::Credentials;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use control_plane::{Clock, ControlPlane, Settings, bootstrap, router, users};
use http_body_util::BodyExt;
use localstack::{ACCOUNT, Durability, Engine, Options, REGION};
use serde_json::{Value, json};
use tenancy::{
    Config, Names, Queue, Quotas, Role, Services, TenantId,
    registry::TenantRecord,
    token::{DevIssuer, VerifierConfig},
};
use tower::ServiceExt;

pub(crate) const TABLE: &str = "tenants-metadata";
pub(crate) const BUCKET: &str = "salestalk-data";

pub(crate) struct World {
    pub(crate) stack: Engine,
    pub(crate) plane: ControlPlane,
    app: Router,
    pub(crate) services: Services,
    pub(crate) clock: Clock,
    pub(crate) issuer: DevIssuer,
    pub(crate) operator: String,
    dir: tempfile::TempDir,
}

pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl World {
    pub(crate) async fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let options = Options { durability: Durability::Relaxed, ..Options::new(dir.path().join("stack")) };
        // Another engine than the stack makes no files.
        std::fs::create_dir_all(&options.data_dir).unwrap();
        let stack = Engine::start(options).await.unwrap();
        let issuer = DevIssuer::open(&dir.path().join("issuer.der")).unwrap();
        let operator = issuer.token("operator", Role::PlatformAdmin, None, 600).unwrap();
        let clock = Clock::default();
        let services = services(&stack, None, issuer.verifier_config()).await;
        bootstrap::ensure(&services.aws, &services.names, TABLE).await.unwrap();
        let plane = plane(services.clone(), &clock);
        let app = app(&plane);
        Self { stack, plane, app, services, clock, issuer, operator, dir }
    }

    /// The same system in another process: its AWS calls go through `http`.
    pub(crate) async fn plane_through(&self, http: SharedHttpClient, clock: &Clock) -> ControlPlane {
        plane(services(&self.stack, Some(http), self.issuer.verifier_config()).await, clock)
    }

    /// The same system in another process, by another clock.
    pub(crate) async fn plane_at(&self, clock: &Clock) -> ControlPlane {
        plane(self.services.clone(), clock)
    }

    pub(crate) async fn call(&self, method: &str, path: &str, body: Option<Value>) -> Reply {
        send_to(&self.app, method, path, Some(&self.operator), &[], body).await
    }

    pub(crate) async fn post(&self, body: Value) -> Reply {
        self.call("POST", "/tenants", Some(body)).await
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.call("GET", path, None).await
    }

    /// Everything that is on disk.
    pub(crate) fn data_dir(&self) -> std::path::PathBuf {
        self.dir.path().join("stack")
    }

    pub(crate) async fn row(&self, id: &str) -> TenantRecord {
        self.services.registry.get(&tenant(id)).await.unwrap().unwrap()
    }

    /// The keys made for the tenant, whatever their state.
    pub(crate) async fn keys(&self, id: &str) -> Vec<String> {
        let kms = &self.services.aws.kms;
        let mut ours = Vec::new();
        let mut keys = kms.list_keys().into_paginator().items().send();
        while let Some(key) = keys.next().await {
            let key = key.unwrap().key_arn.unwrap();
            let tags = kms.list_resource_tags().key_id(&key).send().await.unwrap().tags.unwrap_or_default();
            if tags.iter().any(|tag| tag.tag_key == "salestalk:tenant" && tag.tag_value == id) {
                ours.push(key);
            }
        }
        ours
    }
}

pub(crate) async fn send(
    plane: &ControlPlane,
    method: &str,
    path: &str,
    token: Option<&str>,
    headers: &[(&str, &str)],
    body: Option<Value>,
) -> Reply {
    send_to(&app(plane), method, path, token, headers, body).await
}

/// The routes of `plane`; those who send many requests build them once.
pub(crate) fn app(plane: &ControlPlane) -> Router {
    router(plane.clone()).split_for_parts().0
}

pub(crate) async fn send_to(
    app: &Router,
    method: &str,
    path: &str,
    token: Option<&str>,
    headers: &[(&str, &str)],
    body: Option<Value>,
) -> Reply {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = match body {
        Some(body) => {
            request = request.header(header::CONTENT_TYPE, "application/json");
            Body::from(body.to_string())
        }
        None => Body::empty(),
    };
    let response = app.clone().oneshot(request.body(body).unwrap()).await.unwrap();
    let (head, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Reply { status: head.status, headers: head.headers, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
}

pub(crate) fn tenant(id: &str) -> TenantId {
    id.parse().unwrap()
}

pub(crate) fn acme(id: &str) -> Value {
    json!({"tenantId": id, "name": "Acme Ltd", "ownerEmail": "owner@acme.example"})
}

pub(crate) fn enterprise(id: &str) -> Value {
    let mut body = acme(id);
    body["plan"] = json!("enterprise");
    body
}

/// A control plane that waits for nothing but what it must.
fn plane(services: Services, clock: &Clock) -> ControlPlane {
    let settings = Settings {
        budget: Duration::from_secs(10),
        drain: Duration::ZERO,
        pause: Duration::from_millis(1),
        quotas: Quotas { table_operations: 64, create_key_per_second: 100_000, tenants_at_once: 16 },
        clock: clock.clone(),
        ..Settings::default()
    };
    let users = users::directory(&services, None);
    // Nobody takes work from the queue: what is put off is found by a sweep.
    let (queue, _) = Queue::in_process();
    ControlPlane::new(services, settings, users, queue)
}

async fn services(stack: &Engine, http: Option<SharedHttpClient>, tokens: VerifierConfig) -> Services {
    let credentials = Credentials::new(&stack.access_key_id, &stack.secret_access_key, None, None, "local stack");
    let mut sdk = aws_config::defaults(BehaviorVersion::latest())
        .endpoint_url(&stack.url)
        .region(Region::from_static(REGION))
        .credentials_provider(credentials)
        .retry_config(RetryConfig::disabled());
    if let Some(http) = http {
        sdk = sdk.http_client(http);
    }
    let sdk = sdk.load().await;
    let names = Names { region: REGION.to_owned(), account: ACCOUNT.to_owned(), bucket: BUCKET.to_owned() };
    let config = Config::local(names, tokens).unwrap();
    Services::new(sdk, &config)
}
