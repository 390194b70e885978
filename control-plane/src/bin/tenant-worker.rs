//! The Lambda `tenant-worker`: takes up operations from the queue, and sweeps when the schedule says so.

use std::time::Duration;

use control_plane::{ControlPlane, Work, sweep, work};
use lambda_http::lambda_runtime::{self, Error, LambdaEvent, service_fn};
use serde::Deserialize;
use serde_json::{Value, json};
use tenancy::{Config, telemetry};

/// What is left at the end of an invocation's time for writing down how far an operation came.
const RESERVE: Duration = Duration::from_secs(30);

/// Messages of SQS, or an event of the schedule, which has none.
#[derive(Debug, Deserialize)]
struct Event {
    #[serde(default, rename = "Records")]
    records: Vec<Message>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    message_id: String,
    body: String,
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    telemetry::start(true, "info");
    let config = Config::from_env()?;
    let sdk = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
    let plane = ControlPlane::on_aws(sdk, &config);
    lambda_runtime::run(service_fn(async |event: LambdaEvent<Event>| handle(&plane, event).await)).await
}

async fn handle(plane: &ControlPlane, event: LambdaEvent<Event>) -> Result<Value, Error> {
    let budget = event.context.deadline().duration_since(std::time::SystemTime::now()).unwrap_or_default();
    let budget = budget.saturating_sub(RESERVE);
    if event.payload.records.is_empty() {
        return Ok(json!({"swept": sweep(plane, budget).await?}));
    }
    let mut failed = Vec::new();
    for message in event.payload.records {
        let done = match serde_json::from_str::<Work>(&message.body) {
            Ok(next) => work(plane, &next, budget).await.map_err(Error::from),
            Err(error) => Err(error.into()),
        };
        if let Err(error) = done {
            tracing::error!(%error, "a message goes back to the queue");
            failed.push(json!({"itemIdentifier": message.message_id}));
        }
    }
    Ok(json!({"batchItemFailures": failed}))
}
