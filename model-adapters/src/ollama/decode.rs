//! From the bytes of an answer to its events. No input or output happens here.

use bytes::Bytes;

use super::wire::{self, Line};
use crate::chat_model::ChatRequest;
use crate::error::{ErrorKind, ModelError};
use crate::event::{Event, Usage};
use crate::http::Decode;
use crate::lines::Lines;

/// Decodes one answer. Its errors have `emitted` set.
#[derive(Debug)]
pub(crate) struct Decoder {
    model: String,
    request: ChatRequest,
    lines: Lines,
    /// Characters received, for when Ollama does not count the tokens.
    chars: usize,
    emitted: bool,
    called_tools: bool,
    done: bool,
}

impl Decoder {
    pub(crate) fn new(model: &str, request: &ChatRequest) -> Self {
        Self {
            model: model.to_owned(),
            request: request.clone(),
            lines: Lines::default(),
            chars: 0,
            emitted: false,
            called_tools: false,
            done: false,
        }
    }

    fn unreadable(&self) -> ModelError {
        let message = format!("cannot read Ollama's answer with {}", self.model);
        ModelError::new(ErrorKind::Upstream, message).after_output(self.emitted)
    }

    fn read(&mut self, line: Line) -> Result<Vec<Event>, ModelError> {
        if let Some(text) = line.error {
            return Err(wire::line_error(&self.model, &text).after_output(self.emitted));
        }
        let mut events = Vec::new();
        if let Some(message) = line.message {
            self.chars += message.content.chars().count() + message.thinking.chars().count();
            if !message.thinking.is_empty() {
                events.push(Event::Reasoning(message.thinking));
            }
            if !message.content.is_empty() {
                events.push(Event::Text(message.content));
            }
            for call in message.tool_calls {
                self.called_tools = true;
                let arguments = call.function.arguments.to_string();
                events.push(Event::ToolCall { id: call.id, name: call.function.name, arguments });
            }
        }
        if line.done {
            self.done = true;
            events.push(Event::Usage(self.usage(line.prompt_eval_count, line.eval_count)));
            events.push(Event::Finish(wire::finish_reason(line.done_reason.as_deref(), self.called_tools)));
        }
        self.emitted |= events.iter().any(Event::is_content);
        Ok(events)
    }

    /// A missing counter is a zero, which Go leaves out. But a prompt is never zero tokens (old versions leave its count
    /// out when they had it cached), nor is an answer with text: those are estimated.
    fn usage(&self, input: Option<u64>, output: Option<u64>) -> Usage {
        let guess = Usage::estimate(&self.request, self.chars);
        Usage {
            input_tokens: input.unwrap_or(guess.input_tokens),
            output_tokens: output.unwrap_or(guess.output_tokens),
            estimated: (input.is_none() && guess.input_tokens > 0) || (output.is_none() && guess.output_tokens > 0),
        }
    }
}

impl Decode for Decoder {
    fn push(&mut self, chunk: &[u8]) {
        self.lines.push(chunk);
    }

    fn next(&mut self) -> Result<Option<Vec<Event>>, ModelError> {
        let line = self.lines.next_line().map_err(|error| self.unreadable().caused_by(error))?;
        let Some(line) = line else { return Ok(None) };
        if line.trim_ascii().is_empty() {
            return Ok(Some(Vec::new()));
        }
        let line = parse(&line).map_err(|error| self.unreadable().caused_by(error))?;
        self.read(line).map(Some)
    }

    fn done(&self) -> bool {
        self.done
    }

    /// A last line may lack its line end.
    fn end(&mut self) -> Result<Vec<Event>, ModelError> {
        let Some(Ok(line)) = self.lines.remainder().map(|rest| parse(&rest)) else { return Err(self.cut()) };
        if line.done || line.error.is_some() { self.read(line) } else { Err(self.cut()) }
    }

    fn cut(&self) -> ModelError {
        let message = format!("Ollama's answer with {} was cut off", self.model);
        ModelError::new(ErrorKind::Truncated, message).after_output(self.emitted)
    }
}

fn parse(line: &Bytes) -> Result<Line, serde_json::Error> {
    serde_json::from_slice(line)
}
