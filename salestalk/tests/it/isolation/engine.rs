//! The two engines that enforce session policies: the embedded stack, and MiniStack with IAM.

use aws_config::{BehaviorVersion, Region, SdkConfig, retry::RetryConfig};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use localstack::{ACCOUNT, Durability, LocalStack, REGION, ministack::MiniStack};
use serde_json::{Value, json};

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
        let engine = Self::MiniStack(MiniStack::start(localstack::ministack::Options { auth: true }).await.unwrap());
        engine.make_role(ROLE, "tenant").await;
        engine
    }

    /// Makes a role of the file `policies/<name>.json`, on MiniStack; the account's root may assume it.
    pub(crate) async fn make_role(&self, role: &str, name: &str) {
        let root = format!("arn:aws:iam::{ACCOUNT}:root");
        let trust = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"AWS": root}, "Action": ["sts:AssumeRole", "sts:TagSession"]
        }]});
        ministack::role(self.with_iam(), role, &trust).await;
        ministack::allow(self.with_iam(), role, name, &self.policy(name)).await;
    }

    /// Makes the role `name` that trusts whom `policies/tenant-trust.json` names; one whom it does, and one whom it does not.
    pub(crate) async fn make_tenants_role(&self, name: &str) -> (String, String) {
        let roles = ["chat-handler", "stranger"];
        for role in roles {
            self.make_role(role, "chat-handler").await;
            let any = json!({"Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Action": ["sts:AssumeRole", "sts:TagSession"], "Resource": "*"
            }]});
            ministack::allow(self.with_iam(), role, "any-role", &any).await;
        }
        ministack::role(self.with_iam(), name, &self.policy("tenant-trust")).await;
        roles.map(|role| self.role_arn().replace(ROLE, role)).into()
    }

    /// STS, spoken to by the role `arn`.
    pub(crate) async fn sts_as(&self, arn: &str) -> aws_sdk_sts::Client {
        let root = self.root().await;
        let assume = aws_sdk_sts::Client::new(&root).assume_role().role_arn(arn).role_session_name("it");
        let made = assume.send().await.unwrap().credentials.unwrap();
        let session =
            Credentials::new(made.access_key_id, made.secret_access_key, Some(made.session_token), None, "it");
        let session = SharedCredentialsProvider::new(session);
        aws_sdk_sts::Client::new(&root.to_builder().credentials_provider(session).build())
    }

    fn with_iam(&self) -> &MiniStack {
        let Self::MiniStack(stack) = self else { panic!("the embedded stack has no roles") };
        stack
    }

    fn policy(&self, name: &str) -> Value {
        let role = |name: &str| self.role_arn().replace(ROLE, name);
        let values = [
            ("region", REGION),
            ("account", ACCOUNT),
            ("bucket", BUCKET),
            ("metadata_table", TABLE),
            ("tenant_role_arn", &self.role_arn()),
            ("queue_arn", &format!("arn:aws:sqs:{REGION}:{ACCOUNT}:queue")),
            ("user_pool_arn", &format!("arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/pool")),
            ("onboard_role_arn", &role("tenant-onboard")),
            ("worker_role_arn", &role("tenant-worker")),
            ("metrics_role_arn", &role("metrics-handler")),
            ("chat_role_arn", &role("chat-handler")),
            ("insights_role_arn", &role("insights-handler")),
            ("insights_worker_role_arn", &role("insights-worker")),
            ("insights_queue_arn", &format!("arn:aws:sqs:{REGION}:{ACCOUNT}:insights")),
        ];
        whatever_the_encryption_context(policy(name, &values))
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
