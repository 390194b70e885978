//! A local stack, the operator's routes over it, and what tests ask of them.

use aws_config::{BehaviorVersion, Region, retry::RetryConfig};
use aws_credential_types::Credentials;
use aws_sdk_dynamodb::types::AttributeValue;
use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use control_plane::{bootstrap, router};
use http_body_util::BodyExt;
use localstack::{ACCOUNT, Durability, LocalStack, Options, REGION};
use serde_json::{Value, json};
use tenancy::{
    Config, Names, Role, Services, TenantId,
    registry::TenantRecord,
    token::{DevIssuer, VerifierConfig},
};
use tower::ServiceExt;

pub(crate) const TABLE: &str = "tenants-metadata";
pub(crate) const BUCKET: &str = "salestalk-data";

pub(crate) struct World {
    pub(crate) stack: LocalStack,
    pub(crate) services: Services,
    pub(crate) issuer: DevIssuer,
    pub(crate) operator: String,
    _dir: tempfile::TempDir,
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
        let stack = LocalStack::start(options).await.unwrap();
        let issuer = DevIssuer::open(&dir.path().join("issuer.der")).unwrap();
        let operator = issuer.token("operator", Role::PlatformAdmin, None, 600).unwrap();
        let services = services(&stack, stack.url(), issuer.verifier_config()).await;
        bootstrap::ensure(&services.aws, TABLE, BUCKET).await.unwrap();
        Self { stack, services, issuer, operator, _dir: dir }
    }

    /// The same system, but its AWS calls go to `url`.
    pub(crate) async fn services_at(&self, url: &str) -> Services {
        services(&self.stack, url, self.issuer.verifier_config()).await
    }

    pub(crate) async fn post(&self, body: Value) -> Reply {
        send(&self.services, "POST", "/tenants", Some(&self.operator), Some(body)).await
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        send(&self.services, "GET", path, Some(&self.operator), None).await
    }

    pub(crate) async fn row(&self, id: &str) -> TenantRecord {
        self.services.registry.get(&tenant(id)).await.unwrap().unwrap()
    }

    /// The keys made for the tenant, whatever their state.
    pub(crate) async fn keys(&self, id: &str) -> Vec<String> {
        let kms = &self.services.aws.kms;
        let mut ours = Vec::new();
        for key in kms.list_keys().send().await.unwrap().keys.unwrap() {
            let key = key.key_arn.unwrap();
            let tags = kms.list_resource_tags().key_id(&key).send().await.unwrap().tags.unwrap_or_default();
            if tags.iter().any(|tag| tag.tag_key == "salestalk:tenant" && tag.tag_value == id) {
                ours.push(key);
            }
        }
        ours
    }

    /// Makes the row look as if nobody had written it for a minute.
    pub(crate) async fn age(&self, id: &str) {
        let past = jiff::Timestamp::now() - jiff::SignedDuration::from_secs(60);
        let aged = self
            .services
            .aws
            .dynamodb
            .update_item()
            .table_name(TABLE)
            .key("pk", AttributeValue::S(format!("TENANT#{id}")))
            .key("sk", AttributeValue::S("META".to_owned()))
            .update_expression("SET updatedAt = :past")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":past", AttributeValue::S(past.to_string()));
        // Without a row there is nothing to age.
        let _ = aged.send().await;
    }
}

pub(crate) async fn send(
    services: &Services,
    method: &str,
    path: &str,
    token: Option<&str>,
    body: Option<Value>,
) -> Reply {
    let (app, _): (Router, _) = router(services.clone()).split_for_parts();
    let mut request = Request::builder().method(method).uri(path);
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let body = match body {
        Some(body) => {
            request = request.header(header::CONTENT_TYPE, "application/json");
            Body::from(body.to_string())
        }
        None => Body::empty(),
    };
    let response = app.oneshot(request.body(body).unwrap()).await.unwrap();
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

async fn services(stack: &LocalStack, url: &str, tokens: VerifierConfig) -> Services {
    let credentials = Credentials::new(stack.access_key_id(), stack.secret_access_key(), None, None, "local stack");
    let sdk = aws_config::defaults(BehaviorVersion::latest())
        .endpoint_url(url)
        .region(Region::from_static(REGION))
        .credentials_provider(credentials)
        .retry_config(RetryConfig::disabled())
        .load()
        .await;
    let config = Config {
        names: Names { region: REGION.to_owned(), account: ACCOUNT.to_owned(), bucket: BUCKET.to_owned() },
        metadata_table: TABLE.to_owned(),
        tenant_role_arn: format!("arn:aws:iam::{ACCOUNT}:role/salestalk-tenant"),
        tokens,
        model: "narrator".to_owned(),
        ollama_url: None,
    };
    Services::new(sdk, &config)
}
