//! The Lambda `insights-worker`: looks through the data of those whom messages name; the schedule sends it one for each tenant.

use insights::{Engine, Outlets, sweep, tend};
use lambda_http::lambda_runtime::{Error, LambdaEvent};
use serde_json::{Value, json};
use tenancy::{Config, DataChange, Services, queue::WorkerEvent, telemetry};

#[tokio::main]
async fn main() -> Result<(), Error> {
    telemetry::start(env!("CARGO_BIN_NAME"), true, "info");
    let config = Config::from_env()?;
    let services = Services::new(aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await, &config);
    let engine = Engine::new(services, Outlets::new(&config)?);
    telemetry::run_worker(async |event: LambdaEvent<WorkerEvent>| handle(&engine, event.payload).await).await
}

async fn handle(engine: &Engine, event: WorkerEvent) -> Result<Value, Error> {
    if event.is_scheduled() {
        return Ok(json!({"sent": sweep(engine).await?}));
    }
    Ok(event.each(async |change: DataChange| tend(engine, &change.tenant_id).await).await)
}
