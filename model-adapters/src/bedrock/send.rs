//! One request to Bedrock, and what is learned from its refusals.

use std::sync::atomic::{AtomicBool, Ordering};

use aws_sdk_bedrockruntime::config::retry::RetryConfig;
use aws_sdk_bedrockruntime::config::timeout::TimeoutConfig;
use aws_sdk_bedrockruntime::config::{Config, StalledStreamProtectionConfig};
use aws_sdk_bedrockruntime::operation::converse::ConverseOutput;
use aws_sdk_bedrockruntime::operation::converse_stream::ConverseStreamOutput;

use super::fault::{self, Lacks};
use super::{Bedrock, wire};
use crate::chat_model::{ChatRequest, TurnContext};
use crate::error::ModelError;

/// An answer that comes in pieces, or at once.
pub(crate) enum Answer {
    Streamed(ConverseStreamOutput),
    Whole(ConverseOutput),
}

/// What the model turned out not to have: asked for once, then never again.
#[derive(Debug, Default)]
pub(crate) struct Learned {
    no_temperature: AtomicBool,
    no_streaming: AtomicBool,
    no_cache: AtomicBool,
}

/// What one request asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Uses {
    pub(crate) temperature: bool,
    pub(crate) streaming: bool,
    pub(crate) cache: bool,
}

impl Learned {
    pub(crate) fn uses(&self) -> Uses {
        let has = |lacks: &AtomicBool| !lacks.load(Ordering::Relaxed);
        Uses { temperature: has(&self.no_temperature), streaming: has(&self.no_streaming), cache: has(&self.no_cache) }
    }

    /// Whether to ask again: the request used what the model lacks.
    fn learn(&self, used: Uses, lacks: Lacks) -> bool {
        let (used, lesson) = match lacks {
            Lacks::Temperature => (used.temperature, &self.no_temperature),
            Lacks::Streaming => (used.streaming, &self.no_streaming),
            Lacks::Cache => (used.cache, &self.no_cache),
        };
        lesson.store(true, Ordering::Relaxed);
        used
    }
}

/// What both operations take alike; their builders share no trait.
macro_rules! ask {
    ($call:expr, $asked:expr) => {
        $call
            .model_id($asked.model_id)
            .set_system($asked.system)
            .set_messages(Some($asked.messages))
            .inference_config($asked.inference)
            .set_request_metadata($asked.metadata)
            .set_service_tier($asked.tier)
    };
}

impl Bedrock {
    /// Asks, once more for each feature the model turns out to lack.
    pub(crate) async fn send(&self, request: &ChatRequest, context: &TurnContext) -> Result<Answer, ModelError> {
        // Long silences are normal; `WithTimeouts` limits them, not the SDK's guard against slow downloads.
        let limits = Config::builder()
            .retry_config(RetryConfig::disabled())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .timeout_config(TimeoutConfig::builder().connect_timeout(self.connect).build());
        loop {
            let uses = self.learned.uses();
            let asked = wire::Asked::new(&self.model_id, &self.options, request, context, uses)?;
            let (lacks, error) = if uses.streaming {
                let guardrail = self.options.guardrail.as_ref().map(wire::stream_guardrail);
                let call = ask!(self.client.converse_stream(), asked).set_guardrail_config(guardrail);
                match call.customize().config_override(limits.clone()).send().await {
                    Ok(output) => return Ok(Answer::Streamed(output)),
                    Err(error) => (fault::lacks(&error), fault::before_answer(&self.model_id, error)),
                }
            } else {
                let guardrail = self.options.guardrail.as_ref().map(wire::guardrail);
                let call = ask!(self.client.converse(), asked).set_guardrail_config(guardrail);
                match call.customize().config_override(limits.clone()).send().await {
                    Ok(output) => return Ok(Answer::Whole(output)),
                    Err(error) => (fault::lacks(&error), fault::before_answer(&self.model_id, error)),
                }
            };
            if !lacks.is_some_and(|lacks| self.learned.learn(uses, lacks)) {
                return Err(error);
            }
        }
    }
}
