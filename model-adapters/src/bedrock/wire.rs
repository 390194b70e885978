//! Our request in the SDK's types, and the SDK's events in ours.

use aws_sdk_bedrockruntime::types as sdk;

use crate::chat_model::{ChatRequest, Message, Role, TurnContext};
use crate::error::{ErrorKind, ModelError};
use crate::event::{Event, FinishReason, Usage};

/// `requestMetadata` holds up to 16 pairs of up to 256 characters each; one that does not fit is left out, because it
/// would cost the whole answer (API reference, ConverseStream).
const METADATA_PAIRS: usize = 16;
const METADATA_CHARS: usize = 256;

pub(crate) fn metadata(context: &TurnContext) -> Vec<(String, String)> {
    let fits = |text: &str| text.chars().count() <= METADATA_CHARS;
    context
        .metadata
        .iter()
        .filter(|(key, value)| !key.is_empty() && fits(key) && fits(value))
        .take(METADATA_PAIRS)
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

pub(crate) fn message(message: &Message) -> Result<sdk::Message, ModelError> {
    let role = match message.role {
        Role::User => sdk::ConversationRole::User,
        Role::Assistant => sdk::ConversationRole::Assistant,
    };
    let content = sdk::ContentBlock::Text(message.text.clone());
    sdk::Message::builder().role(role).content(content).build().map_err(|error| {
        ModelError::new(ErrorKind::BadRequest, "cannot build the message for Bedrock").caused_by(error)
    })
}

pub(crate) fn inference(request: &ChatRequest, with_temperature: bool) -> sdk::InferenceConfiguration {
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

/// Tokens read from or written to a prompt cache are tokens of the prompt that `inputTokens` leaves out. We ask for no
/// cache, so they are zero unless a model caches unasked.
fn usage(told: &sdk::TokenUsage) -> Usage {
    let count = |tokens: i32| u64::try_from(tokens).unwrap_or(0);
    let cached = told.cache_read_input_tokens.map_or(0, count) + told.cache_write_input_tokens.map_or(0, count);
    Usage {
        input_tokens: count(told.input_tokens) + cached,
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
