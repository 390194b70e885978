//! The Lambda `tenant-onboard`: the control plane behind API Gateway.

use tenancy::{Config, Services, telemetry};

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    telemetry::start(true, "info");
    let config = Config::from_env()?;
    let sdk = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
    let (router, _) = control_plane::router(Services::new(sdk, &config)).split_for_parts();
    lambda_http::run(telemetry::trace_requests(router)).await
}
