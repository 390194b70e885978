//! Three tenants with colliding names, onboarded by the control plane, each with a figure of its own in its tables and
//! below its prefix. `acme` has a key of its own and had the shared one, `acmee` has the shared one, `acme2` its own.

use std::time::Duration;

use aws_config::SdkConfig;
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_kms::primitives::Blob;
use aws_sdk_s3::types::ServerSideEncryption;
use aws_sdk_sts::{operation::assume_role::builders::AssumeRoleFluentBuilder, types::Tag};
use axum::{body::Body, http::Request};
use control_plane::{ControlPlane, Settings, bootstrap, router, users};
use localstack::{ACCOUNT, REGION};
use serde_json::{Value, json};
use tenancy::{
    Config, Names, Queue, Role, Services, TenantId, policy::session_policy, registry::TenantRecord, token::DevIssuer,
};
use tower::ServiceExt;

use super::engine::{BUCKET, Engine, TABLE};
use crate::policies::whatever_the_encryption_context;

pub(crate) const NAMES: [&str; 3] = ["acme", "acmee", "acme2"];
/// The item, and the object below the prefix, that hold a tenant's figure.
pub(crate) const CANARY: &str = "canary";

/// A tenant, and what is its own.
pub(crate) struct Tenant {
    pub(crate) id: TenantId,
    pub(crate) record: TenantRecord,
    pub(crate) messages: String,
    pub(crate) metrics: String,
    /// The key of its new data.
    pub(crate) key: String,
    /// The version of the object `canary-0`.
    pub(crate) version: String,
    /// Every key of its data, the newest first; and something sealed with it for this tenant.
    pub(crate) keys: Vec<(String, Blob)>,
}

/// Clients on the credentials of one session.
pub(crate) struct Session {
    pub(crate) dynamodb: aws_sdk_dynamodb::Client,
    pub(crate) s3: aws_sdk_s3::Client,
    pub(crate) kms: aws_sdk_kms::Client,
    pub(crate) sts: aws_sdk_sts::Client,
}

pub(crate) struct Stage {
    pub(crate) engine: Engine,
    pub(crate) services: Services,
    pub(crate) tenants: Vec<Tenant>,
}

impl Stage {
    pub(crate) async fn set(engine: Engine) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let issuer = DevIssuer::open(&dir.path().join("issuer.der")).unwrap();
        let names = Names { region: REGION.to_owned(), account: ACCOUNT.to_owned(), bucket: BUCKET.to_owned() };
        let local = Config::local(names, issuer.verifier_config()).unwrap();
        let config = Config { tenant_role_arn: engine.role_arn(), ..local };
        let services = Services::new(engine.root().await, &config);
        bootstrap::ensure(&services.aws, &services.names, TABLE).await.unwrap();
        let settings = Settings { pause: Duration::from_millis(1), drain: Duration::ZERO, ..Settings::default() };
        let (queue, _) = Queue::in_process();
        let plane = ControlPlane::new(services.clone(), settings, users::directory(&services, None), queue);
        let operator = issuer.token("operator", Role::PlatformAdmin, None, 600).unwrap();
        let mut tenants = Vec::new();
        let shared = services.names.pooled_key_alias();
        let shared = services.aws.kms.describe_key().key_id(shared).send().await.unwrap();
        let shared = shared.key_metadata.unwrap().arn.unwrap();
        for (id, plan) in NAMES.into_iter().zip(["enterprise", "standard", "enterprise"]) {
            let new = json!({"tenantId": id, "name": id, "ownerEmail": "owner@acme.example", "plan": plan});
            onboard(&plane, &operator, &new).await;
            let mut record = services.registry.get(&id.parse().unwrap()).await.unwrap().unwrap();
            if id == "acme" {
                // As after a change of plan, for which MiniStack's KMS lacks ReEncrypt.
                record.observed.former_keys.push(shared.clone());
            }
            tenants.push(tenant(&services, record).await);
        }
        Self { engine, services, tenants }
    }

    /// The policy that a tenant's session gets.
    pub(crate) fn policy(&self, tenant: &Tenant) -> Value {
        let keys: Vec<&str> = tenant.keys.iter().map(|(arn, _)| arn.as_str()).collect();
        session_policy(&self.services.names, &tenant.id, &keys)
    }

    /// A session of the tenants' role with `policy`.
    pub(crate) async fn assume(&self, tenant: &Tenant, policy: &Value) -> Session {
        let tag = Tag::builder().key("tenant").value(tenant.id.as_str()).build().unwrap();
        let assume = self.services.aws.sts.assume_role().role_arn(self.engine.role_arn());
        self.clients(assume.policy(policy.to_string()).tags(tag)).await
    }

    /// Clients on the session that `assume` asks for.
    pub(crate) async fn clients(&self, assume: AssumeRoleFluentBuilder) -> Session {
        let made = assume.role_session_name("it").send().await.unwrap().credentials.unwrap();
        let credentials =
            Credentials::new(made.access_key_id, made.secret_access_key, Some(made.session_token), None, "session");
        let sdk: SdkConfig = self
            .services
            .aws
            .sdk
            .to_builder()
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .build();
        let s3 = aws_sdk_s3::config::Builder::from(&sdk).force_path_style(true).build();
        Session {
            dynamodb: aws_sdk_dynamodb::Client::new(&sdk),
            s3: aws_sdk_s3::Client::from_conf(s3),
            kms: aws_sdk_kms::Client::new(&sdk),
            sts: aws_sdk_sts::Client::new(&sdk),
        }
    }

    /// The session that handlers get; it has no client for KMS, so that one is another session's with the same policy, as
    /// far as the engine can enforce it.
    pub(crate) async fn session(&self, tenant: &Tenant) -> Session {
        let real = self.services.sessions.for_tenant(&tenant.record).await.unwrap();
        let mut policy = self.policy(tenant);
        if !self.engine.is_embedded() {
            policy = whatever_the_encryption_context(policy);
        }
        let same = self.assume(tenant, &policy).await;
        Session { dynamodb: real.dynamodb.clone(), s3: real.s3.clone(), ..same }
    }

    /// Every object of tenants but those of the calls' own making, and each canary.
    pub(crate) async fn untouched(&self) -> Vec<String> {
        let aws = &self.services.aws;
        let mut seen = Vec::new();
        let mut objects = aws.s3.list_objects_v2().bucket(BUCKET).prefix("tenants/").into_paginator().send();
        while let Some(page) = objects.next().await {
            let keys = page.unwrap().contents.unwrap_or_default().into_iter().filter_map(|object| object.key);
            seen.extend(keys.filter(|key| !key.contains("scratch")));
        }
        for tenant in &self.tenants {
            for table in [&tenant.messages, &tenant.metrics] {
                let item = aws.dynamodb.get_item().table_name(table).set_key(Some(key(CANARY))).send().await.unwrap();
                seen.push(item.item.unwrap()["figure"].as_s().unwrap().clone());
            }
        }
        seen
    }
}

/// The key of the item `pk`.
pub(crate) fn key(pk: &str) -> std::collections::HashMap<String, AttributeValue> {
    [("pk", pk), ("sk", "0")].map(|(name, value)| (name.to_owned(), AttributeValue::S(value.to_owned()))).into()
}

async fn tenant(services: &Services, record: TenantRecord) -> Tenant {
    let (aws, names) = (&services.aws, &services.names);
    let id = record.tenant_id.clone();
    let figure = format!("figure-of-{id}");
    let (messages, metrics) = (names.messages_table(&id), names.metrics_table(&id));
    for table in [&messages, &metrics] {
        let put = aws.dynamodb.put_item().table_name(table).set_item(Some(key(CANARY)));
        put.item("figure", AttributeValue::S(figure.clone())).send().await.unwrap();
    }
    let key_arn = record.observed.key_arn.clone().unwrap();
    let (mut keys, mut versions) = (Vec::new(), Vec::new());
    for arn in std::iter::once(&key_arn).chain(&record.observed.former_keys) {
        let sealed =
            aws.kms.generate_data_key().key_id(arn).number_of_bytes(32).encryption_context("tenant", id.as_str());
        keys.push((arn.clone(), sealed.send().await.unwrap().ciphertext_blob.unwrap()));
        // `canary-0` is under the newest key.
        let name = format!("{}{CANARY}-{}", names.prefix(&id), keys.len() - 1);
        let put = aws.s3.put_object().bucket(BUCKET).key(name).body(figure.clone().into_bytes().into());
        let put = put.server_side_encryption(ServerSideEncryption::AwsKms).ssekms_key_id(arn).send().await.unwrap();
        versions.push(put.version_id.unwrap());
    }
    Tenant { id, record, messages, metrics, key: key_arn, version: versions.remove(0), keys }
}

async fn onboard(plane: &ControlPlane, token: &str, new: &Value) {
    let (app, _): (axum::Router, _) = router(plane.clone()).split_for_parts();
    let request = Request::post("/tenants").header("authorization", format!("Bearer {token}"));
    let request = request.header("content-type", "application/json").body(Body::from(new.to_string())).unwrap();
    let (head, body) = app.oneshot(request).await.unwrap().into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    assert_eq!(head.status, 201, "{new}: {}", String::from_utf8_lossy(&body));
}
