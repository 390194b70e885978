//! From the bytes of an answer to its events. No input or output happens here.

use std::collections::BTreeMap;

use super::sse::Sse;
use super::wire::{self, Chunk, Delta, Told};
use crate::chat_model::ChatRequest;
use crate::error::{ErrorKind, ModelError};
use crate::event::{Event, FinishReason, Usage};
use crate::http::Decode;

/// Decodes one answer, which is complete once it gave a reason for its end *and* `[DONE]`: servers send the usage between
/// the two, and a proxy that gives up closes the connection as properly as one that is done.
#[derive(Debug)]
pub(crate) struct Decoder {
    model: String,
    request: ChatRequest,
    sse: Sse,
    /// Characters received, for when the tokens are never told.
    chars: usize,
    emitted: bool,
    /// Calls in pieces, by their index: id, name, arguments.
    tools: BTreeMap<usize, (String, String, String)>,
    usage: Option<Usage>,
    finish: Option<FinishReason>,
    done: bool,
}

impl Decoder {
    pub(crate) fn new(model: &str, request: &ChatRequest) -> Self {
        Self {
            model: model.to_owned(),
            request: request.clone(),
            sse: Sse::default(),
            chars: 0,
            emitted: false,
            tools: BTreeMap::new(),
            usage: None,
            finish: None,
            done: false,
        }
    }

    fn read(&mut self, data: &[u8]) -> Result<Vec<Event>, ModelError> {
        let events = if data.trim_ascii() == b"[DONE]" {
            let finish = self.finish.ok_or_else(|| self.cut())?;
            self.done = true;
            let usage = self.usage.unwrap_or_else(|| Usage::estimate(&self.request, self.chars));
            vec![Event::Usage(usage), Event::Finish(finish)]
        } else {
            let chunk = serde_json::from_slice(data).map_err(|error| self.unreadable().caused_by(error))?;
            self.chunk(chunk)?
        };
        self.chars += events.iter().map(Event::chars).sum::<usize>();
        self.emitted |= events.iter().any(Event::is_content);
        Ok(events)
    }

    fn chunk(&mut self, chunk: Chunk) -> Result<Vec<Event>, ModelError> {
        if let Some(error) = chunk.error {
            return Err(wire::event_error(&self.model, &Told::of(&error)).after_output(self.emitted));
        }
        if let Some(told) = chunk.usage {
            self.usage = Some(told.usage());
        }
        let Some(choice) = chunk.choices.unwrap_or_default().into_iter().find(|choice| choice.index == 0) else {
            return Ok(Vec::new());
        };
        let mut events = choice.delta.map(|delta| self.delta(delta)).unwrap_or_default();
        if let Some(reason) = choice.finish_reason.filter(|reason| !reason.is_empty()) {
            self.finish =
                Some(wire::finish_reason(&self.model, &reason).map_err(|error| error.after_output(self.emitted))?);
            let calls = std::mem::take(&mut self.tools).into_values();
            events.extend(calls.map(|(id, name, arguments)| Event::ToolCall { id, name, arguments }));
        }
        Ok(events)
    }

    fn delta(&mut self, delta: Delta) -> Vec<Event> {
        for (position, part) in delta.tool_calls.unwrap_or_default().into_iter().enumerate() {
            let (id, name, arguments) = self.tools.entry(part.index.unwrap_or(position)).or_default();
            id.push_str(&part.id.unwrap_or_default());
            let function = part.function.unwrap_or_default();
            name.push_str(&function.name.unwrap_or_default());
            arguments.push_str(&function.arguments.unwrap_or_default());
        }
        let said = |text: Option<String>| text.filter(|text| !text.is_empty());
        let reasoning = said(delta.reasoning_content).or_else(|| said(delta.reasoning)).map(Event::Reasoning);
        reasoning.into_iter().chain(said(delta.content).map(Event::Text)).collect()
    }

    fn unreadable(&self) -> ModelError {
        let message = format!("cannot read the answer of {}", self.model);
        ModelError::new(ErrorKind::Upstream, message).after_output(self.emitted)
    }
}

impl Decode for Decoder {
    fn push(&mut self, chunk: &[u8]) {
        self.sse.push(chunk);
    }

    fn next(&mut self) -> Result<Option<Vec<Event>>, ModelError> {
        let data = self.sse.next().map_err(|error| self.unreadable().caused_by(error))?;
        data.map(|data| self.read(&data)).transpose()
    }

    fn done(&self) -> bool {
        self.done
    }

    /// `[DONE]` and an error may lack the blank line after them.
    fn end(&mut self) -> Result<Vec<Event>, ModelError> {
        let Some(rest) = self.sse.remainder() else { return Err(self.cut()) };
        let emitted = self.emitted; // half an event is not handed out
        match self.read(&rest) {
            Ok(events) if self.done => Ok(events),
            Err(error) if error.source.is_none() => Err(error),
            _ => Err(self.cut().after_output(emitted)),
        }
    }

    fn cut(&self) -> ModelError {
        let message = format!("the answer of {} was cut off", self.model);
        ModelError::new(ErrorKind::Truncated, message).after_output(self.emitted)
    }
}
