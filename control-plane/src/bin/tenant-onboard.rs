//! The Lambda `tenant-onboard`: the control plane behind API Gateway.

use control_plane::ControlPlane;
use lambda_http::{Adapter, lambda_runtime::Runtime};
use tenancy::{Config, edge, telemetry};

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    telemetry::start(env!("CARGO_BIN_NAME"), true, "info");
    let config = Config::from_env()?;
    let sdk = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
    let (router, _) = control_plane::router(ControlPlane::on_aws(sdk, &config)).split_for_parts();
    let app = edge::harden(router, &config.allowed_origins);
    telemetry::traced(Runtime::new(Adapter::from(app))).await
}
