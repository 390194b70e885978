//! The Lambdas, the queue that one of them works on, and the API before the others.

use std::time::{Duration, Instant};

use aws_sdk_sqs::types::QueueAttributeName;
use localstack::{ACCOUNT, REGION};
use serde_json::{Value, json};

use super::cloud::{BUCKET, Cloud, LAMBDAS, TABLE, role_arn};
use crate::ministack::{json as call, send};

impl Cloud {
    /// The Lambda `name` of a package; it is there once it can be called.
    pub(super) async fn function(&self, name: &str, package: String) {
        let environment = json!({
            "SALESTALK_ACCOUNT": ACCOUNT,
            "SALESTALK_MODELS": "bedrock:*",
            "SALESTALK_BUCKET": BUCKET,
            "SALESTALK_METADATA_TABLE": TABLE,
            "SALESTALK_TENANT_ROLE_ARN": role_arn("salestalk-tenant"),
            "SALESTALK_QUEUE_URL": self.queue_url,
            "SALESTALK_INSIGHTS_QUEUE_URL": self.insights_queue_url,
            "SALESTALK_USER_POOL_ID": self.pool,
            "SALESTALK_ISSUER": self.issuer(),
            "SALESTALK_AUDIENCE": self.client,
            "OTEL_EXPORTER_OTLP_ENDPOINT": self.collector.url,
            "SALESTALK_JWKS_URL": format!("{}/{}/.well-known/jwks.json", self.stack.url(), self.pool),
        });
        let function = json!({
            "FunctionName": name, "Runtime": "provided.al2023", "Handler": "bootstrap", "Role": role_arn(name),
            "Timeout": 60, "MemorySize": 512, "Environment": {"Variables": environment}, "Code": {"ZipFile": package},
        });
        call(&self.stack, "lambda", "/2015-03-31/functions", function).await;
        let path = format!("/2015-03-31/functions/{name}");
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            let function = send(&self.stack, "lambda", "GET", &path, ("application/json", String::new())).await;
            let function: Value = serde_json::from_str(&function).unwrap();
            if function["Configuration"]["State"] == "Active" {
                return;
            }
            assert!(Instant::now() < until, "{name} did not become active: {function}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// The messages of `queue` go to the Lambda `name`.
    pub(super) async fn worker(&self, name: &str, queue: &str) {
        let mapping = json!({
            "EventSourceArn": format!("arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}"), "FunctionName": name,
            "BatchSize": 1, "FunctionResponseTypes": ["ReportBatchItemFailures"],
        });
        call(&self.stack, "lambda", "/2015-03-31/event-source-mappings/", mapping).await;
    }

    /// The queue is empty, and the event of the schedule finds nobody's operation.
    pub(crate) async fn nothing_is_left_to_do(&self) {
        let sqs = aws_sdk_sqs::Client::new(&self.sdk);
        let counts = [
            QueueAttributeName::ApproximateNumberOfMessages,
            QueueAttributeName::ApproximateNumberOfMessagesNotVisible,
        ];
        let waiting = async || {
            let asked =
                sqs.get_queue_attributes().queue_url(&self.queue_url).set_attribute_names(Some(counts.to_vec()));
            asked.send().await.unwrap().attributes.unwrap().into_values().filter(|count| count != "0").count()
        };
        let until = Instant::now() + Duration::from_secs(20);
        while waiting().await > 0 {
            assert!(Instant::now() < until, "the queue is not empty");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(self.schedule("tenant-worker").await, json!({"swept": 0}));
    }

    /// What the Lambda `name` says to the event of its schedule.
    pub(crate) async fn schedule(&self, name: &str) -> Value {
        call(&self.stack, "lambda", &format!("/2015-03-31/functions/{name}/invocations"), json!({})).await
    }

    /// The API for `people`, whose routes take a token of the user pool, or for `servers`, whose API keys no authorizer of
    /// API Gateway can read: there the Lambdas' own check stands alone. Its host.
    pub(super) async fn api(&self, whose: &str) -> String {
        let made =
            |service: &'static str, path: String, body| async move { call(&self.stack, service, &path, body).await };
        let api = made("apigateway", "/v2/apis".to_owned(), json!({"name": whose, "protocolType": "HTTP"})).await;
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
                "StatementId": whose, "Action": "lambda:InvokeFunction", "Principal": "apigateway.amazonaws.com",
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
                let mut described = json!({"routeKey": route, "target": target, "authorizationType": "NONE"});
                if whose == "people" {
                    described["authorizationType"] = json!("JWT");
                    described["authorizerId"] = authorizer["authorizerId"].clone();
                }
                made("apigateway", format!("/v2/apis/{id}/routes"), described).await;
            }
        }
        let stage = json!({"stageName": "$default", "autoDeploy": true});
        made("apigateway", format!("/v2/apis/{id}/stages"), stage).await;
        format!("{id}.execute-api.localhost")
    }
}
