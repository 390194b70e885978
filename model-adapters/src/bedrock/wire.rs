//! Our request in the SDK's types, and the SDK's events in ours.

use std::collections::HashMap;

use aws_sdk_bedrockruntime::error::BuildError;
use aws_sdk_bedrockruntime::operation::converse::ConverseOutput;
use aws_sdk_bedrockruntime::types as sdk;

use super::send::Uses;
use super::{BedrockOptions, Guardrail};
use crate::chat_model::{ChatRequest, Message, Role, TurnContext};
use crate::error::{ErrorKind, ModelError};
use crate::event::{Event, FinishReason, Usage};

/// `requestMetadata` holds up to 16 pairs of up to 256 characters each; one that does not fit is left out, because it
/// would cost the whole answer (API reference, ConverseStream).
const METADATA_PAIRS: usize = 16;
const METADATA_CHARS: usize = 256;

/// A system prompt of so many tokens is worth a place in the cache; shorter ones are not put there (Bedrock user guide,
/// "Prompt caching"; a few Claude models want 2,048 or 4,096, and pass over the mark below that).
const CACHED_FROM: [(&str, u64); 2] = [("anthropic.claude", 1_024), ("amazon.nova", 1_000)];

/// What Converse and ConverseStream are both asked.
pub(crate) struct Asked<'a> {
    pub(crate) model_id: &'a str,
    pub(crate) system: Option<Vec<sdk::SystemContentBlock>>,
    pub(crate) messages: Vec<sdk::Message>,
    pub(crate) inference: sdk::InferenceConfiguration,
    pub(crate) metadata: Option<HashMap<String, String>>,
    pub(crate) tier: Option<sdk::ServiceTier>,
}

impl<'a> Asked<'a> {
    pub(crate) fn new(
        model_id: &'a str,
        options: &BedrockOptions,
        request: &ChatRequest,
        context: &TurnContext,
        uses: Uses,
    ) -> Result<Self, ModelError> {
        let metadata = metadata(context);
        let tier = options.service_tier.as_deref().map(|tier| sdk::ServiceTier::builder().r#type(tier.into()).build());
        Ok(Self {
            model_id,
            system: system(model_id, &request.system, uses.cache)?,
            messages: request.messages.iter().map(message).collect::<Result<_, _>>()?,
            inference: inference(request, uses.temperature),
            metadata: (!metadata.is_empty()).then(|| metadata.into_iter().collect()),
            tier: tier.transpose().map_err(unbuildable)?,
        })
    }
}

fn unbuildable(error: BuildError) -> ModelError {
    ModelError::new(ErrorKind::BadRequest, "cannot build the request to Bedrock").caused_by(error)
}

/// The instructions, and after them the mark up to which the prompt is kept in Bedrock's cache, where that can help.
fn system(model_id: &str, text: &str, with_cache: bool) -> Result<Option<Vec<sdk::SystemContentBlock>>, ModelError> {
    if text.is_empty() {
        return Ok(None);
    }
    let tokens = Usage::tokens(text.chars().count());
    let cached = with_cache && CACHED_FROM.iter().any(|(family, from)| model_id.contains(family) && tokens >= *from);
    let mut blocks = vec![sdk::SystemContentBlock::Text(text.to_owned())];
    if cached {
        let point = sdk::CachePointBlock::builder().r#type(sdk::CachePointType::Default).build();
        blocks.push(sdk::SystemContentBlock::CachePoint(point.map_err(unbuildable)?));
    }
    Ok(Some(blocks))
}

pub(crate) fn stream_guardrail(guardrail: &Guardrail) -> sdk::GuardrailStreamConfiguration {
    sdk::GuardrailStreamConfiguration::builder()
        .guardrail_identifier(&guardrail.id)
        .guardrail_version(&guardrail.version)
        .build()
}

pub(crate) fn guardrail(guardrail: &Guardrail) -> sdk::GuardrailConfiguration {
    sdk::GuardrailConfiguration::builder()
        .guardrail_identifier(&guardrail.id)
        .guardrail_version(&guardrail.version)
        .build()
}

fn metadata(context: &TurnContext) -> Vec<(String, String)> {
    let fits = |text: &str| text.chars().count() <= METADATA_CHARS;
    context
        .metadata
        .iter()
        .filter(|(key, value)| !key.is_empty() && fits(key) && fits(value))
        .take(METADATA_PAIRS)
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

fn message(message: &Message) -> Result<sdk::Message, ModelError> {
    let role = match message.role {
        Role::User => sdk::ConversationRole::User,
        Role::Assistant => sdk::ConversationRole::Assistant,
    };
    let content = sdk::ContentBlock::Text(message.text.clone());
    sdk::Message::builder().role(role).content(content).build().map_err(unbuildable)
}

fn inference(request: &ChatRequest, with_temperature: bool) -> sdk::InferenceConfiguration {
    sdk::InferenceConfiguration::builder()
        .max_tokens(i32::try_from(request.max_tokens).unwrap_or(i32::MAX))
        .set_temperature(with_temperature.then_some(request.temperature))
        .build()
}

/// The answer so far.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// Characters received, for when the tokens are never told.
    pub(crate) chars: usize,
    pub(crate) emitted: bool,
    /// Set by `messageStop`: the answer is complete.
    pub(crate) stop: Option<sdk::StopReason>,
    /// Set by `metadata`, which comes after it.
    pub(crate) usage: Option<Usage>,
    tool: Option<(String, String, String)>,
}

impl Progress {
    /// Takes one event of the SDK; gives at most one of ours.
    pub(crate) fn read(&mut self, event: sdk::ConverseStreamOutput) -> Option<Event> {
        use sdk::ConverseStreamOutput as Out;
        let event = match event {
            Out::ContentBlockStart(block) => {
                if let Some(sdk::ContentBlockStart::ToolUse(tool)) = block.start {
                    self.tool = Some((tool.tool_use_id, tool.name, String::new()));
                }
                None
            }
            Out::ContentBlockDelta(block) => self.delta(block.delta?),
            Out::ContentBlockStop(_) => {
                self.tool.take().map(|(id, name, arguments)| Event::ToolCall { id, name, arguments })
            }
            Out::MessageStop(stop) => {
                self.stop = Some(stop.stop_reason);
                None
            }
            Out::Metadata(metadata) => {
                self.usage = metadata.usage.as_ref().map(usage);
                None
            }
            _ => None,
        };
        self.emitted |= event.as_ref().is_some_and(Event::is_content);
        event
    }

    fn delta(&mut self, delta: sdk::ContentBlockDelta) -> Option<Event> {
        let event = match delta {
            sdk::ContentBlockDelta::Text(text) if !text.is_empty() => {
                self.chars += text.chars().count();
                Event::Text(text)
            }
            sdk::ContentBlockDelta::ReasoningContent(sdk::ReasoningContentBlockDelta::Text(text))
                if !text.is_empty() =>
            {
                self.chars += text.chars().count();
                Event::Reasoning(text)
            }
            sdk::ContentBlockDelta::ToolUse(part) => {
                self.chars += part.input.chars().count();
                if let Some((_, _, arguments)) = &mut self.tool {
                    arguments.push_str(&part.input);
                }
                return None;
            }
            _ => return None,
        };
        Some(event)
    }
}

/// The events of an answer that came at once.
pub(crate) fn whole(model: &str, output: ConverseOutput, request: &ChatRequest) -> Result<Vec<Event>, ModelError> {
    let finish = finish(model, &output.stop_reason)?;
    let mut events = Vec::new();
    if let Some(sdk::ConverseOutput::Message(message)) = output.output {
        for block in message.content {
            match block {
                sdk::ContentBlock::Text(text) if !text.is_empty() => events.push(Event::Text(text)),
                sdk::ContentBlock::ReasoningContent(sdk::ReasoningContentBlock::ReasoningText(thought))
                    if !thought.text.is_empty() =>
                {
                    events.push(Event::Reasoning(thought.text));
                }
                _ => {} // tools are not offered
            }
        }
    }
    let chars = events.iter().map(Event::chars).sum();
    events.push(Event::Usage(output.usage.as_ref().map_or_else(|| Usage::estimate(request, chars), usage)));
    events.push(Event::Finish(finish));
    Ok(events)
}

/// Tokens read from or written to a prompt cache are tokens of the prompt that `inputTokens` leaves out. They are counted so
/// that a cost is never too low: read ones in full, though they cost a tenth to a quarter; written ones as one and a
/// quarter, which is what Claude's cost (Nova's less).
fn usage(told: &sdk::TokenUsage) -> Usage {
    let count = |tokens: i32| u64::try_from(tokens).unwrap_or(0);
    let read = told.cache_read_input_tokens.map_or(0, count);
    let written = told.cache_write_input_tokens.map_or(0, count);
    Usage {
        input_tokens: count(told.input_tokens) + read + written + written.div_ceil(4),
        output_tokens: count(told.output_tokens),
        estimated: false,
    }
}

/// How the answer ended, or why it is none.
pub(crate) fn finish(model: &str, stop: &sdk::StopReason) -> Result<FinishReason, ModelError> {
    use sdk::StopReason as Stop;
    match stop {
        Stop::EndTurn | Stop::StopSequence => Ok(FinishReason::Stop),
        Stop::MaxTokens | Stop::ModelContextWindowExceeded => Ok(FinishReason::Length),
        Stop::ToolUse => Ok(FinishReason::ToolUse),
        Stop::GuardrailIntervened | Stop::ContentFiltered => Ok(FinishReason::Filtered),
        other if other.as_str() == "refusal" => Ok(FinishReason::Filtered),
        other => {
            let message = format!("Bedrock ended the answer of {model} as `{}`", other.as_str());
            Err(ModelError::new(ErrorKind::Upstream, message))
        }
    }
}
