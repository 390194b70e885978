//! The two engines that enforce session policies: the embedded stack, and MiniStack with IAM.

use aws_config::{BehaviorVersion, Region, SdkConfig, retry::RetryConfig};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use localstack::{ACCOUNT, Durability, LocalStack, REGION, ministack::MiniStack};
use serde_json::json;

use crate::{
    ministack,
    policies::{policy, whatever_the_encryption_context},
};

pub(crate) const BUCKET: &str = "salestalk-data";
pub(crate) const TABLE: &str = "tenants-metadata";
const ROLE: &str = "salestalk-tenant";

/// A running engine.
pub(crate) enum Engine {
    Embedded { stack: LocalStack, _dir: tempfile::TempDir },
    MiniStack(MiniStack),
}

impl Engine {
    pub(crate) async fn embedded() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let options = localstack::Options {
            durability: Durability::Relaxed,
            ..localstack::Options::new(dir.path().join("stack"))
        };
        Self::Embedded { stack: LocalStack::start(options).await.unwrap(), _dir: dir }
    }

    /// MiniStack, with the tenants' role as `policies/` has it, but for who assumes it: here the account's root.
    pub(crate) async fn ministack() -> Self {
        let stack = MiniStack::start(localstack::ministack::Options { auth: true }).await.unwrap();
        let root = format!("arn:aws:iam::{ACCOUNT}:root");
        let trust = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"AWS": root}, "Action": ["sts:AssumeRole", "sts:TagSession"]
        }]});
        ministack::role(&stack, ROLE, &trust).await;
        let rights = policy("tenant", &[("region", REGION), ("account", ACCOUNT), ("bucket", BUCKET)]);
        ministack::allow(&stack, ROLE, "tenant", &whatever_the_encryption_context(rights)).await;
        Self::MiniStack(stack)
    }

    pub(crate) fn is_embedded(&self) -> bool {
        matches!(self, Self::Embedded { .. })
    }

    pub(crate) fn role_arn(&self) -> String {
        format!("arn:aws:iam::{ACCOUNT}:role/{ROLE}")
    }

    /// The configuration of clients with all rights.
    pub(crate) async fn root(&self) -> SdkConfig {
        let (url, id, secret) = match self {
            Self::Embedded { stack, .. } => (stack.url(), stack.access_key_id(), stack.secret_access_key()),
            Self::MiniStack(stack) => (stack.url(), MiniStack::ACCESS_KEY_ID, MiniStack::SECRET_ACCESS_KEY),
        };
        aws_config::defaults(BehaviorVersion::latest())
            .endpoint_url(url)
            .region(Region::from_static(REGION))
            .credentials_provider(SharedCredentialsProvider::new(Credentials::new(id, secret, None, None, "root")))
            .retry_config(RetryConfig::disabled())
            .load()
            .await
    }
}
