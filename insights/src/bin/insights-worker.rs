//! The Lambda `insights-worker`: looks through the data of those whom messages name; the schedule sends it one for each tenant.

use insights::{Engine, sweep};
use lambda_http::lambda_runtime::{self, Error, LambdaEvent, service_fn};
use serde::Deserialize;
use serde_json::{Value, json};
use tenancy::{Config, DataChange, ErrorCode, Services, telemetry};

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
    let services = Services::new(aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await, &config);
    let engine = Engine::new(services);
    lambda_runtime::run(service_fn(async |event: LambdaEvent<Event>| handle(&engine, event.payload).await)).await
}

async fn handle(engine: &Engine, event: Event) -> Result<Value, Error> {
    if event.records.is_empty() {
        return Ok(json!({"sent": sweep(engine).await?}));
    }
    let mut failed = Vec::new();
    for message in event.records {
        let done = match serde_json::from_str::<DataChange>(&message.body) {
            Ok(change) => match engine.run(&change.tenant_id).await {
                // Suspended or gone since: there is nobody to tell.
                Err(error)
                    if matches!(
                        error.code,
                        ErrorCode::NotFound | ErrorCode::TenantSuspended | ErrorCode::TenantErased
                    ) =>
                {
                    Ok(())
                }
                done => done.map(|_| ()).map_err(Error::from),
            },
            Err(error) => Err(error.into()),
        };
        if let Err(error) = done {
            tracing::error!(%error, "a message goes back to the queue");
            failed.push(json!({"itemIdentifier": message.message_id}));
        }
    }
    Ok(json!({"batchItemFailures": failed}))
}
