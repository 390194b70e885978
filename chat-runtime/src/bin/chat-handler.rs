//! The Lambda `chat-handler`.

use chat_runtime::{Settings, router};
use model_adapters::AdapterConfig;
use tenancy::{Config, Services, edge, telemetry};

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    telemetry::start(true, "info");
    let config = Config::from_env()?;
    let sdk = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
    let mut adapters =
        AdapterConfig { bedrock: Some(aws_sdk_bedrockruntime::Client::new(&sdk)), ..AdapterConfig::default() };
    if let Some(url) = &config.ollama_url {
        adapters.ollama_url.clone_from(url);
    }
    let settings = Settings::new(&config.model, adapters)?;
    let (router, _) = router(Services::new(sdk, &config), settings).split_for_parts();
    lambda_http::run(edge::harden(router, &config.allowed_origins)).await
}
