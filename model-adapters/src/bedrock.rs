//! Models of Amazon Bedrock, over ConverseStream.
//!
//! Traps this file knows (SDK 1.153, run against a fake server): a stream cut before `messageStop` ends like a complete
//! one; usage comes after `messageStop`; throttling can come after HTTP 200, unretried; nothing limits the wait for an event.

mod fault;
mod wire;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_stream::try_stream;
use async_trait::async_trait;
use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::config::timeout::TimeoutConfig;
use aws_sdk_bedrockruntime::config::{Config, StalledStreamProtectionConfig};
use aws_sdk_bedrockruntime::operation::converse_stream::ConverseStreamOutput;
use aws_sdk_bedrockruntime::types::SystemContentBlock;
use futures::StreamExt;
use tokio::time::timeout;

use crate::chat_model::{Capabilities, ChatModel, ChatRequest, EventStream, TurnContext};
use crate::error::ModelError;
use crate::event::{Event, Usage};
use crate::prices::Price;
use wire::Progress;

/// How long a complete answer waits for its token count; then the count is estimated.
const METADATA_WAIT: Duration = Duration::from_secs(5);

/// One model of Bedrock. The client brings Region, credentials, endpoint and its retries of a request not yet answered.
#[derive(Debug)]
pub struct Bedrock {
    id: String,
    model_id: String,
    client: Client,
    price: Option<Price>,
    connect: Duration,
    /// Learned from the model's first complaint.
    takes_temperature: AtomicBool,
}

impl Bedrock {
    /// A model by model id or inference profile id, and what it costs, if that is known.
    pub fn new(client: Client, model_id: &str, price: Option<Price>, connect: Duration) -> Self {
        let (id, model_id) = (format!("bedrock:{model_id}"), model_id.to_owned());
        Self { id, model_id, client, price, connect, takes_temperature: AtomicBool::new(true) }
    }

    async fn send(&self, request: &ChatRequest, context: &TurnContext) -> Result<ConverseStreamOutput, ModelError> {
        let messages = request.messages.iter().map(wire::message).collect::<Result<Vec<_>, _>>()?;
        let system = (!request.system.is_empty()).then(|| vec![SystemContentBlock::Text(request.system.clone())]);
        let metadata = wire::metadata(context);
        // Long silences are normal; `WithTimeouts` limits them, not the SDK's guard against slow downloads.
        let limits = Config::builder()
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .timeout_config(TimeoutConfig::builder().connect_timeout(self.connect).build());
        loop {
            let with_temperature = self.takes_temperature.load(Ordering::Relaxed);
            let call = self
                .client
                .converse_stream()
                .model_id(&self.model_id)
                .set_system(system.clone())
                .set_messages(Some(messages.clone()))
                .inference_config(wire::inference(request, with_temperature))
                .set_request_metadata((!metadata.is_empty()).then(|| metadata.iter().cloned().collect()));
            match call.customize().config_override(limits.clone()).send().await {
                Ok(output) => return Ok(output),
                Err(error) if with_temperature && fault::refuses_temperature(&error) => {
                    self.takes_temperature.store(false, Ordering::Relaxed);
                }
                Err(error) => return Err(fault::before_stream(&self.model_id, error)),
            }
        }
    }
}

#[async_trait]
impl ChatModel for Bedrock {
    fn id(&self) -> &str {
        &self.id
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { streaming: true, local: false, price: self.price }
    }

    async fn chat(&self, request: &ChatRequest, context: &TurnContext) -> Result<EventStream, ModelError> {
        let mut events = self.send(request, context).await?.stream;
        let (model, request) = (self.model_id.clone(), request.clone());
        Ok(try_stream! {
            let mut progress = Progress::default();
            let stop = loop {
                if let Some(stop) = progress.stop.take() {
                    break stop;
                }
                let event = events.recv().await;
                match event.map_err(|error| fault::in_stream(&model, error).after_output(progress.emitted))? {
                    Some(event) => {
                        if let Some(event) = progress.read(event) {
                            yield event;
                        }
                    }
                    None => Err(fault::cut(&model).after_output(progress.emitted))?,
                }
            };
            let finish = wire::finish(&model, &stop).map_err(|error| error.after_output(progress.emitted))?;
            // The answer is complete: whatever happens to its token count cannot make it fail.
            while progress.usage.is_none() {
                match timeout(METADATA_WAIT, events.recv()).await {
                    Ok(Ok(Some(event))) => drop(progress.read(event)),
                    _ => break,
                }
            }
            yield Event::Usage(progress.usage.unwrap_or_else(|| Usage::estimate(&request, progress.chars)));
            yield Event::Finish(finish);
        }
        .boxed())
    }
}
