//! The whole system on MiniStack with IAM enforced: what Terraform makes, made by hand.

use std::time::Duration;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_sdk_cognitoidentityprovider::types::{AttributeDataType, ExplicitAuthFlowsType, SchemaAttributeType};
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
    ministack::{allow, json as call, role},
    policies::{policy, whatever_the_encryption_context},
};

const BUCKET: &str = "salestalk-data";
const TABLE: &str = "tenants-metadata";
/// A Lambda, the policies of its role, and its routes.
const LAMBDAS: [(&str, &[&str], &[&str]); 4] = [
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
            "GET /usage",
        ],
    ),
    ("tenant-worker", &["control-plane", "queue-consumer"], &[]),
    ("metrics-handler", &["metrics-handler"], &["ANY /catalogue", "ANY /imports", "ANY /imports/{proxy+}"]),
    ("chat-handler", &["chat-handler"], &["POST /chat", "GET /sessions/{proxy+}"]),
];

/// The deployed system.
pub(crate) struct Cloud {
    pub(crate) stack: MiniStack,
    /// The API's host, which tells it from other APIs.
    pub(crate) host: String,
    pub(crate) pool: String,
    pub(crate) client: String,
    pub(crate) queue_url: String,
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
        let queue_url = queue(&sdk).await;
        let mut cloud = Self { stack, host: String::new(), pool, client, queue_url, sdk, cognito };
        cloud.roles().await;
        for ((name, ..), package) in LAMBDAS.iter().zip(packages) {
            cloud.function(name, package.await.unwrap()).await;
        }
        cloud.worker().await;
        cloud.host = cloud.api().await;
        cloud
    }

    /// The policy `name` as the Lambdas' roles get it.
    pub(crate) fn policy(&self, name: &str, lambda: &str) -> Value {
        let pool = format!("arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{}", self.pool);
        let queue = format!("arn:aws:sqs:{REGION}:{ACCOUNT}:salestalk-work");
        let values = [
            ("region", REGION),
            ("account", ACCOUNT),
            ("bucket", BUCKET),
            ("metadata_table", TABLE),
            ("function_name", lambda),
            ("queue_arn", &queue),
            ("user_pool_arn", &pool),
            ("tenant_role_arn", &role_arn("salestalk-tenant")),
            ("onboard_role_arn", &role_arn("tenant-onboard")),
            ("worker_role_arn", &role_arn("tenant-worker")),
            ("metrics_role_arn", &role_arn("metrics-handler")),
            ("chat_role_arn", &role_arn("chat-handler")),
        ];
        whatever_the_encryption_context(policy(name, &values))
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
                allow(&self.stack, lambda, "ministack", &named_by_alias()).await;
            }
        }
    }

    async fn function(&self, name: &str, package: String) {
        let environment = json!({
            "SALESTALK_ACCOUNT": ACCOUNT,
            "SALESTALK_BUCKET": BUCKET,
            "SALESTALK_METADATA_TABLE": TABLE,
            "SALESTALK_TENANT_ROLE_ARN": role_arn("salestalk-tenant"),
            "SALESTALK_QUEUE_URL": self.queue_url,
            "SALESTALK_USER_POOL_ID": self.pool,
            "SALESTALK_ISSUER": self.issuer(),
            "SALESTALK_AUDIENCE": self.client,
            "SALESTALK_JWKS_URL": format!("{}/{}/.well-known/jwks.json", self.stack.url(), self.pool),
        });
        let function = json!({
            "FunctionName": name, "Runtime": "provided.al2023", "Handler": "bootstrap", "Role": role_arn(name),
            "Timeout": 60, "MemorySize": 512, "Environment": {"Variables": environment}, "Code": {"ZipFile": package},
        });
        call(&self.stack, "lambda", "/2015-03-31/functions", function).await;
        let path = format!("/2015-03-31/functions/{name}");
        for _ in 0..500 {
            let function =
                crate::ministack::send(&self.stack, "lambda", "GET", &path, ("application/json", String::new()));
            let function: Value = serde_json::from_str(&function.await).unwrap();
            if function["Configuration"]["State"] == "Active" {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{name} did not become active");
    }

    /// The queue's messages go to the worker.
    async fn worker(&self) {
        let mapping = json!({
            "EventSourceArn": format!("arn:aws:sqs:{REGION}:{ACCOUNT}:salestalk-work"), "FunctionName": "tenant-worker",
            "BatchSize": 1, "FunctionResponseTypes": ["ReportBatchItemFailures"],
        });
        call(&self.stack, "lambda", "/2015-03-31/event-source-mappings/", mapping).await;
    }

    async fn api(&self) -> String {
        let made =
            |service: &'static str, path: String, body| async move { call(&self.stack, service, &path, body).await };
        let api = made("apigateway", "/v2/apis".to_owned(), json!({"name": "salestalk", "protocolType": "HTTP"})).await;
        let id = api["apiId"].as_str().unwrap();
        let authorizer = made(
            "apigateway",
            format!("/v2/apis/{id}/authorizers"),
            json!({
                "name": "users", "authorizerType": "JWT", "identitySource": ["$request.header.Authorization"],
                "jwtConfiguration": {"issuer": self.issuer(), "audience": [self.client]},
            }),
        )
        .await;
        for (lambda, _, routes) in LAMBDAS {
            let arn = format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{lambda}");
            let permission = json!({
                "StatementId": "api", "Action": "lambda:InvokeFunction", "Principal": "apigateway.amazonaws.com",
                "SourceArn": format!("arn:aws:execute-api:{REGION}:{ACCOUNT}:{id}/*"),
            });
            made("lambda", format!("/2015-03-31/functions/{lambda}/policy"), permission).await;
            let integration = made(
                "apigateway",
                format!("/v2/apis/{id}/integrations"),
                json!({
                    "integrationType": "AWS_PROXY", "integrationUri": arn, "payloadFormatVersion": "2.0",
                }),
            )
            .await;
            let target = format!("integrations/{}", integration["integrationId"].as_str().unwrap());
            for route in routes {
                made(
                    "apigateway",
                    format!("/v2/apis/{id}/routes"),
                    json!({
                        "routeKey": route, "target": target, "authorizationType": "JWT",
                        "authorizerId": authorizer["authorizerId"],
                    }),
                )
                .await;
            }
        }
        let stage = json!({"stageName": "$default", "autoDeploy": true});
        made("apigateway", format!("/v2/apis/{id}/stages"), stage).await;
        format!("{id}.execute-api.localhost")
    }

    fn issuer(&self) -> String {
        format!("https://cognito-idp.{REGION}.amazonaws.com/{}", self.pool)
    }
}

fn role_arn(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/{name}")
}

/// AWS asks for rights on the key that an alias names; MiniStack's KMS asks for them on the alias, or on `*`.
fn named_by_alias() -> Value {
    let actions = ["kms:DescribeKey", "kms:CreateAlias", "kms:UpdateAlias", "kms:DeleteAlias"];
    json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]})
}

/// A user pool with the attributes that our tokens have, and a client for whom users sign in by password.
async fn user_pool(cognito: &aws_sdk_cognitoidentityprovider::Client) -> (String, String) {
    let mut request = cognito.create_user_pool().pool_name("salestalk");
    for name in ["tenant_id", "role"] {
        let attribute = SchemaAttributeType::builder().name(name).attribute_data_type(AttributeDataType::String);
        request = request.schema(attribute.mutable(true).build());
    }
    let pool = request.send().await.unwrap().user_pool.unwrap().id.unwrap();
    let client = cognito.create_user_pool_client().user_pool_id(&pool).client_name("web");
    let client = client.explicit_auth_flows(ExplicitAuthFlowsType::AllowUserPasswordAuth);
    // Not the attributes that say whose user one is.
    let client = client.write_attributes("email").send().await.unwrap();
    (pool, client.user_pool_client.unwrap().client_id.unwrap())
}

async fn queue(sdk: &SdkConfig) -> String {
    let create = aws_sdk_sqs::Client::new(sdk).create_queue().queue_name("salestalk-work");
    let create = create.attributes(QueueAttributeName::VisibilityTimeout, "60");
    create.send().await.unwrap().queue_url.unwrap()
}
