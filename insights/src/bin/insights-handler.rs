//! The Lambda `insights-handler`: what was found, for the tenant's users.

use insights::{Engine, Outlets, router};
use lambda_http::{Adapter, lambda_runtime::Runtime};
use tenancy::{Config, Services, edge, telemetry};

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    telemetry::start(env!("CARGO_BIN_NAME"), true, "info");
    let config = Config::from_env()?;
    let services = Services::new(aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await, &config);
    let (router, _) = router(Engine::new(services, Outlets::new(&config)?)).split_for_parts();
    let app = edge::harden(router, &config.allowed_origins);
    telemetry::traced(Runtime::new(Adapter::from(app))).await
}
