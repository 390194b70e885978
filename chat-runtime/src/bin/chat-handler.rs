//! The Lambda `chat-handler`.

use std::time::Duration;

use chat_runtime::{Settings, router};
use lambda_http::{Adapter, lambda_runtime::Runtime};
use tenancy::{Config, Services, edge, telemetry};

/// A request to stop an answer reaches another instance than the one that says it.
const LOOK_FOR_STOP: Duration = Duration::from_millis(150);

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    telemetry::start(env!("CARGO_BIN_NAME"), true, "info");
    let config = Config::from_env()?;
    let sdk = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
    let services = Services::new(sdk, &config);
    let bedrock = aws_sdk_bedrockruntime::Client::new(&services.aws.sdk);
    let settings = Settings::new(&config.models, Some(bedrock))?.looking_for_stop(LOOK_FOR_STOP);
    let (router, _) = router(services, settings).split_for_parts();
    let app = edge::harden(router, &config.allowed_origins);
    // The two frame a response differently, and a gateway understands the one that it asked for.
    if config.stream_responses {
        telemetry::traced(lambda_http::streaming_runtime(app)).await
    } else {
        telemetry::traced(Runtime::new(Adapter::from(app))).await
    }
}
