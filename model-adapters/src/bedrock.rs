//! Models of Amazon Bedrock, over ConverseStream, and over Converse for those that do not stream.
//!
//! Traps this file knows (SDK 1.153, run against a fake server): a stream cut before `messageStop` ends like a complete
//! one; usage comes after `messageStop`; throttling can come after HTTP 200, unretried; nothing limits the wait for an event.

mod fault;
mod send;
mod wire;

use std::time::Duration;

use async_stream::try_stream;
use async_trait::async_trait;
use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::operation::converse_stream::ConverseStreamOutput;
use futures::{StreamExt, stream};
use tokio::time::timeout;

use crate::chat_model::{Capabilities, ChatModel, ChatRequest, EventStream, TurnContext};
use crate::error::ModelError;
use crate::event::{Event, Usage};
use crate::prices::{Price, STANDARD_TIER};
use send::{Answer, Learned};
use wire::Progress;

/// How long a complete answer waits for its token count; then the count is estimated.
const METADATA_WAIT: Duration = Duration::from_secs(5);

/// What is asked of Bedrock with every request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BedrockOptions {
    /// Checks prompts and answers; what it blocks is [`Filtered`](crate::FinishReason::Filtered).
    pub guardrail: Option<Guardrail>,
    /// `flex`, `priority` or `reserved`; not every model has them. None: `default`, which price lists call `standard`.
    pub service_tier: Option<String>,
}

/// A guardrail of Bedrock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guardrail {
    /// Its id or ARN.
    pub id: String,
    /// `DRAFT` or a number.
    pub version: String,
}

impl BedrockOptions {
    /// The tier by its name in [`Prices`](crate::Prices).
    pub fn price_tier(&self) -> &str {
        self.service_tier.as_deref().filter(|tier| *tier != "default").unwrap_or(STANDARD_TIER)
    }
}

/// One model of Bedrock. The client brings Region, credentials and endpoint; its retries are not used, because
/// [`Retry`](crate::Retry) does that, and each call is metered.
#[derive(Debug)]
pub struct Bedrock {
    id: String,
    model_id: String,
    client: Client,
    options: BedrockOptions,
    price: Option<Price>,
    connect: Duration,
    learned: Learned,
}

impl Bedrock {
    /// A model by model id or inference profile id, and what it costs, if that is known.
    pub fn new(
        client: Client,
        model_id: &str,
        options: BedrockOptions,
        price: Option<Price>,
        connect: Duration,
    ) -> Self {
        let (id, model_id) = (format!("bedrock:{model_id}"), model_id.to_owned());
        Self { id, model_id, client, options, price, connect, learned: Learned::default() }
    }

    fn stream(&self, output: ConverseStreamOutput, request: &ChatRequest) -> EventStream {
        let mut events = output.stream;
        let (model, request) = (self.model_id.clone(), request.clone());
        try_stream! {
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
        .boxed()
    }
}

#[async_trait]
impl ChatModel for Bedrock {
    fn id(&self) -> &str {
        &self.id
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { streaming: self.learned.uses().streaming, local: false, price: self.price }
    }

    async fn chat(&self, request: &ChatRequest, context: &TurnContext) -> Result<EventStream, ModelError> {
        match self.send(request, context).await? {
            Answer::Streamed(output) => Ok(self.stream(output, request)),
            Answer::Whole(output) => {
                let events = wire::whole(&self.model_id, output, request)?;
                Ok(stream::iter(events.into_iter().map(Ok)).boxed())
            }
        }
    }
}
