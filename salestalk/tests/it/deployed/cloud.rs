//! The whole system on MiniStack with IAM enforced: what Terraform makes, made by hand.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_sdk_cognitoidentityprovider::types::{
    AdminCreateUserConfigType, AttributeDataType, ExplicitAuthFlowsType, SchemaAttributeType,
};
use aws_sdk_sqs::types::QueueAttributeName;
use control_plane::bootstrap;
use localstack::{
    ACCOUNT, REGION,
    ministack::{MiniStack, Options},
};
use serde_json::{Value, json};
use tenancy::{Aws, Names};

use super::package::package;
use crate::{
    collector::Collector,
    ministack::{allow, role},
    policies::{policy, whatever_the_encryption_context},
};

pub(super) const BUCKET: &str = "salestalk-data";
pub(super) const TABLE: &str = "tenants-metadata";
/// A Lambda, the policies of its role, and its routes.
pub(super) const LAMBDAS: [(&str, &[&str], &[&str]); 6] = [
    (
        "tenant-onboard",
        &["control-plane"],
        &[
            "ANY /tenants",
            "ANY /tenants/{proxy+}",
            "ANY /fleet",
            "ANY /fleet/{proxy+}",
            "ANY /users",
            "ANY /users/{proxy+}",
            "ANY /api-keys",
            "ANY /api-keys/{proxy+}",
            "GET /usage",
        ],
    ),
    ("tenant-worker", &["control-plane", "queue-consumer"], &[]),
    (
        "metrics-handler",
        &["metrics-handler"],
        &["ANY /catalogue", "ANY /imports", "ANY /imports/{proxy+}", "POST /query", "POST /metrics", "POST /uploads"],
    ),
    (
        "chat-handler",
        &["chat-handler"],
        &[
            "POST /chat",
            "ANY /sessions",
            "ANY /sessions/{proxy+}",
            "ANY /messages/{proxy+}",
            "GET /facts/{proxy+}",
            "GET /questions/review",
            "ANY /archive",
            "ANY /archive/{proxy+}",
        ],
    ),
    (
        "insights-handler",
        &["insights-handler"],
        &["ANY /insights", "ANY /insights/{proxy+}", "ANY /reports", "ANY /reports/{proxy+}"],
    ),
    ("insights-worker", &["insights-worker", "queue-consumer"], &[]),
];

/// The deployed system.
pub(crate) struct Cloud {
    pub(crate) stack: MiniStack,
    /// Where the Lambdas send their traces.
    pub(super) collector: Collector,
    /// The API's host, which tells it from other APIs.
    pub(crate) host: String,
    /// The host of the API for servers, before which no authorizer stands.
    pub(crate) servers_host: String,
    pub(crate) pool: String,
    pub(crate) client: String,
    pub(crate) queue_url: String,
    pub(crate) insights_queue_url: String,
    pub(crate) sdk: SdkConfig,
    pub(crate) cognito: aws_sdk_cognitoidentityprovider::Client,
}

impl Cloud {
    pub(crate) async fn deploy() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let packages: Vec<_> = LAMBDAS
            .map(|(name, ..)| {
                let dir = dir.path().to_owned();
                tokio::task::spawn_blocking(move || package(name, &dir))
            })
            .into();
        let stack = MiniStack::start(Options { auth: true }).await.unwrap();
        let root = Credentials::new(MiniStack::ACCESS_KEY_ID, MiniStack::SECRET_ACCESS_KEY, None, None, "root");
        let sdk = aws_config::defaults(BehaviorVersion::latest())
            .endpoint_url(stack.url())
            .region(Region::from_static(REGION))
            .credentials_provider(root)
            .load()
            .await;
        let names = Names { region: REGION.to_owned(), account: ACCOUNT.to_owned(), bucket: BUCKET.to_owned() };
        bootstrap::ensure(&Aws::new(sdk.clone()), &names, TABLE).await.unwrap();
        let cognito = aws_sdk_cognitoidentityprovider::Client::new(&sdk);
        let (pool, client) = user_pool(&cognito).await;
        let queue_url = queue(&sdk, "salestalk-work").await;
        let insights_queue_url = queue(&sdk, "salestalk-insights").await;
        let (host, servers_host, collector) = (String::new(), String::new(), Collector::new().await);
        let mut cloud =
            Self { stack, collector, host, servers_host, pool, client, queue_url, insights_queue_url, sdk, cognito };
        cloud.roles().await;
        for ((name, ..), package) in LAMBDAS.iter().zip(packages) {
            cloud.function(name, package.await.unwrap()).await;
        }
        cloud.worker("tenant-worker", "salestalk-work").await;
        cloud.worker("insights-worker", "salestalk-insights").await;
        cloud.host = cloud.api("people").await;
        cloud.servers_host = cloud.api("servers").await;
        cloud
    }

    /// The policy `name` as the Lambdas' roles get it.
    pub(crate) fn policy(&self, name: &str, lambda: &str) -> Value {
        let pool = format!("arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{}", self.pool);
        let queue = |name: &str| format!("arn:aws:sqs:{REGION}:{ACCOUNT}:{name}");
        let own = if lambda == "insights-worker" { "salestalk-insights" } else { "salestalk-work" };
        let values = [
            ("region", REGION),
            ("account", ACCOUNT),
            ("bucket", BUCKET),
            ("metadata_table", TABLE),
            ("function_name", lambda),
            ("queue_arn", &queue(own)),
            ("insights_queue_arn", &queue("salestalk-insights")),
            ("user_pool_arn", &pool),
            ("tenant_role_arn", &role_arn("salestalk-tenant")),
            ("onboard_role_arn", &role_arn("tenant-onboard")),
            ("worker_role_arn", &role_arn("tenant-worker")),
            ("metrics_role_arn", &role_arn("metrics-handler")),
            ("chat_role_arn", &role_arn("chat-handler")),
            ("insights_role_arn", &role_arn("insights-handler")),
            ("insights_worker_role_arn", &role_arn("insights-worker")),
        ];
        let policy = whatever_the_encryption_context(policy(name, &values)).to_string();
        // What AWS asks for when a model's answer is streamed; MiniStack asks for an action of the call's name.
        let policy = policy.replace("bedrock:InvokeModelWithResponseStream", "bedrock:ConverseStream");
        serde_json::from_str(&policy).unwrap()
    }

    async fn roles(&self) {
        let tenant = "salestalk-tenant";
        role(&self.stack, tenant, &self.policy("tenant-trust", "")).await;
        allow(&self.stack, tenant, "tenant", &self.policy("tenant", "")).await;
        for (lambda, policies, _) in LAMBDAS {
            role(&self.stack, lambda, &self.policy("lambda-trust", "")).await;
            for name in policies.iter().chain(&["logs"]) {
                allow(&self.stack, lambda, name, &self.policy(name, lambda)).await;
            }
            if policies.contains(&"control-plane") {
                allow(&self.stack, lambda, "ministack", &asked_for_otherwise()).await;
            }
        }
    }

    pub(crate) async fn audit_copies(&self, tenant: &str) -> usize {
        let list = Aws::new(self.sdk.clone()).s3.list_objects_v2().bucket(BUCKET).prefix(format!("audit/{tenant}/"));
        list.send().await.unwrap().contents().len()
    }

    pub(super) fn issuer(&self) -> String {
        format!("https://cognito-idp.{REGION}.amazonaws.com/{}", self.pool)
    }
}

pub(super) fn role_arn(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/{name}")
}

/// Rights that MiniStack asks for on something else than AWS. To describe a key by its alias takes a right on the key, here
/// on the alias; to make an alias one on each, here on `*`; what names a table by `ResourceArn` one on the table, here on `*`.
fn asked_for_otherwise() -> Value {
    let aliases = format!("arn:aws:kms:{REGION}:{ACCOUNT}:alias/salestalk*");
    let others = [
        "kms:CreateAlias",
        "kms:UpdateAlias",
        "kms:DeleteAlias",
        "dynamodb:ListTagsOfResource",
        "dynamodb:TagResource",
    ];
    json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "kms:DescribeKey", "Resource": aliases},
        {"Effect": "Allow", "Action": others, "Resource": "*"},
    ]})
}

/// A user pool with the attributes that our tokens have, and a client by which users sign in with a password. Nobody may make
/// an account for himself, nor write the attributes that say whose user one is; MiniStack looks at neither setting.
async fn user_pool(cognito: &aws_sdk_cognitoidentityprovider::Client) -> (String, String) {
    let invited = AdminCreateUserConfigType::builder().allow_admin_create_user_only(true).build();
    let mut request = cognito.create_user_pool().pool_name("salestalk").admin_create_user_config(invited);
    for name in ["tenant_id", "role"] {
        let attribute = SchemaAttributeType::builder().name(name).attribute_data_type(AttributeDataType::String);
        request = request.schema(attribute.mutable(true).build());
    }
    let pool = request.send().await.unwrap().user_pool.unwrap().id.unwrap();
    let client = cognito.create_user_pool_client().user_pool_id(&pool).client_name("web");
    let client = client.explicit_auth_flows(ExplicitAuthFlowsType::AllowUserPasswordAuth);
    let client = client.write_attributes("email").send().await.unwrap();
    (pool, client.user_pool_client.unwrap().client_id.unwrap())
}

async fn queue(sdk: &SdkConfig, name: &str) -> String {
    let create = aws_sdk_sqs::Client::new(sdk).create_queue().queue_name(name);
    let create = create.attributes(QueueAttributeName::VisibilityTimeout, "60");
    create.send().await.unwrap().queue_url.unwrap()
}
