//! The Lambdas' own binaries under the Lambda Runtime API, with events as API Gateway, SQS and EventBridge send them.

use std::{process::Stdio, sync::Arc};

use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use localstack::{ACCOUNT, REGION};
use serde_json::{Value, json};
use tokio::sync::{Mutex, mpsc};

use crate::{
    faults::meddler::{Fault, Meddler},
    world::{BUCKET, TABLE, World, acme, send},
};

struct Runtime {
    events: Mutex<Vec<Value>>,
    replies: mpsc::UnboundedSender<Value>,
    jwks: Value,
}

async fn next(State(runtime): State<Arc<Runtime>>) -> Response {
    let Some(event) = runtime.events.lock().await.pop() else { return std::future::pending().await };
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("lambda-runtime-aws-request-id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd"),
        ("lambda-runtime-deadline-ms", "99999999999999"),
        ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:us-east-1:000000000000:function:tenant-onboard"),
    ] {
        headers.insert(name, value.parse().unwrap());
    }
    (headers, Json(event)).into_response()
}

fn event(token: &str) -> Value {
    json!({
        "version": "2.0", "routeKey": "$default", "rawPath": "/tenants", "rawQueryString": "",
        "headers": {"content-type": "application/json", "authorization": format!("Bearer {token}")},
        "requestContext": {
            "accountId": ACCOUNT, "apiId": "api", "domainName": "api.example", "domainPrefix": "api",
            "http": {"method": "POST", "path": "/tenants", "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "it"},
            "requestId": "1", "routeKey": "$default", "stage": "$default",
            "time": "12/Mar/2026:19:03:58 +0000", "timeEpoch": 1_773_342_238_000_u64
        },
        "body": acme("acme").to_string(), "isBase64Encoded": false
    })
}

/// Runs a Lambda's binary on `events`, the last one first; its replies.
async fn run(
    world: &World,
    binary: &str,
    events: Vec<Value>,
) -> (tokio::process::Child, mpsc::UnboundedReceiver<Value>) {
    let (replies, received) = mpsc::unbounded_channel();
    let jwks = serde_json::to_value(world.issuer.jwks()).unwrap();
    let runtime = Arc::new(Runtime { events: Mutex::new(events), replies, jwks });
    let reply = |State(runtime): State<Arc<Runtime>>, body: Bytes| async move {
        runtime.replies.send(serde_json::from_slice(&body).unwrap()).unwrap();
        StatusCode::ACCEPTED
    };
    let app = Router::new()
        .route("/2018-06-01/runtime/invocation/next", get(next))
        .route("/2018-06-01/runtime/invocation/{id}/response", post(reply))
        .route("/jwks.json", get(|State(runtime): State<Arc<Runtime>>| async move { Json(runtime.jwks.clone()) }))
        .with_state(runtime);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });

    let tokens = world.issuer.verifier_config();
    let lambda = tokio::process::Command::new(binary)
        .env_clear()
        .envs([
            ("AWS_LAMBDA_RUNTIME_API", address.to_string().as_str()),
            ("AWS_LAMBDA_FUNCTION_NAME", "it"),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"),
            ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
            ("AWS_LAMBDA_LOG_STREAM_NAME", "it"),
            ("AWS_LAMBDA_LOG_GROUP_NAME", "it"),
            ("AWS_REGION", REGION),
            ("AWS_ENDPOINT_URL", &world.stack.url),
            ("AWS_ACCESS_KEY_ID", &world.stack.access_key_id),
            ("AWS_SECRET_ACCESS_KEY", &world.stack.secret_access_key),
            ("SALESTALK_ACCOUNT", ACCOUNT),
            ("SALESTALK_BUCKET", BUCKET),
            ("SALESTALK_METADATA_TABLE", TABLE),
            ("SALESTALK_TENANT_ROLE_ARN", "arn:aws:iam::000000000000:role/salestalk-tenant"),
            ("SALESTALK_QUEUE_URL", "http://127.0.0.1:9/queue"),
            ("SALESTALK_ISSUER", &tokens.issuer),
            ("SALESTALK_AUDIENCE", &tokens.audience),
            ("SALESTALK_JWKS_URL", &format!("http://{address}/jwks.json")),
        ])
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    (lambda, received)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lambda_onboards_a_tenant() {
    let world = World::start().await;
    let events = vec![event("nonsense"), event(&world.operator)];
    let (_lambda, mut received) = run(&world, env!("CARGO_BIN_EXE_tenant-onboard"), events).await;
    let made = received.recv().await.unwrap();
    assert_eq!(made["statusCode"], 201, "{made}");
    let body: Value = serde_json::from_str(made["body"].as_str().unwrap()).unwrap();
    assert_eq!(body["state"], "active");
    assert_eq!(world.get("/tenants/acme").await.body, body);
    assert_eq!(received.recv().await.unwrap()["statusCode"], 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_worker_takes_work_from_the_queue_and_sweeps() {
    let world = World::start().await;
    let mut put_off = Vec::new();
    for id in ["acme", "acme2"] {
        let meddler = Meddler::new(vec![(3, Fault::Throttle)]);
        let (hasty, _) = crate::operations::hasty(&world, &meddler).await;
        let reply = send(&hasty, "POST", "/tenants", Some(&world.operator), &[], Some(acme(id))).await;
        assert_eq!(reply.status, 202, "{}", reply.body);
        put_off.push(json!({"tenantId": id, "operationId": reply.body["operationId"]}));
    }
    let message = |id: &str, body: String| json!({"messageId": id, "body": body, "eventSource": "aws:sqs"});
    let of_queue = json!({"Records": [message("m1", put_off[0].to_string()), message("m2", "no work".to_owned())]});
    let of_schedule = json!({"version": "0", "source": "aws.events", "detail-type": "Scheduled Event", "detail": {}});
    let (_lambda, mut received) = run(&world, env!("CARGO_BIN_EXE_tenant-worker"), vec![of_schedule, of_queue]).await;
    // What cannot be read goes back, and with it only that.
    assert_eq!(received.recv().await.unwrap(), json!({"batchItemFailures": [{"itemIdentifier": "m2"}]}));
    assert_eq!(world.get("/tenants/acme").await.body["state"], "active");
    assert_eq!(world.get("/tenants/acme2").await.body["state"], "provisioning");
    assert_eq!(received.recv().await.unwrap(), json!({"swept": 1}));
    assert_eq!(world.get("/tenants/acme2").await.body["state"], "active");
}
