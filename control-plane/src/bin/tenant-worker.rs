//! The Lambda `tenant-worker`: takes up operations from the queue, and sweeps when the schedule says so.

use std::time::Duration;

use control_plane::{ControlPlane, Work, sweep, work};
use lambda_http::lambda_runtime::{Error, LambdaEvent};
use serde_json::{Value, json};
use tenancy::{Config, queue::WorkerEvent, telemetry};

/// What is left at the end of an invocation's time for writing down how far an operation came.
const RESERVE: Duration = Duration::from_secs(30);

#[tokio::main]
async fn main() -> Result<(), Error> {
    telemetry::start(env!("CARGO_BIN_NAME"), true, "info");
    let config = Config::from_env()?;
    let sdk = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
    let plane = ControlPlane::on_aws(sdk, &config);
    telemetry::run_worker(async |event| handle(&plane, event).await).await
}

async fn handle(plane: &ControlPlane, event: LambdaEvent<WorkerEvent>) -> Result<Value, Error> {
    let budget = event.context.deadline().duration_since(std::time::SystemTime::now()).unwrap_or_default();
    let budget = budget.saturating_sub(RESERVE);
    if event.payload.is_scheduled() {
        return Ok(json!({"swept": sweep(plane, budget).await?}));
    }
    Ok(event.payload.each(async |next: Work| work(plane, &next, budget).await).await)
}
