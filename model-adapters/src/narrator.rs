//! The narrator: says the draft, word for word. Free, immediate, offline, and unable to fail, so it ends every chain.

use async_trait::async_trait;
use futures::{StreamExt, stream};

use crate::chat_model::{Capabilities, ChatModel, ChatRequest, EventStream, TurnContext};
use crate::error::ModelError;
use crate::event::{Event, FinishReason, Usage};
use crate::prices::Price;

/// The deterministic model. Streams [`ChatRequest::draft`] sentence by sentence.
#[derive(Debug, Clone, Copy, Default)]
pub struct Narrator;

impl Narrator {
    /// Its id.
    pub const ID: &'static str = "narrator";
}

#[async_trait]
impl ChatModel for Narrator {
    fn id(&self) -> &str {
        Self::ID
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { streaming: true, local: true, price: Some(Price::FREE) }
    }

    async fn chat(&self, request: &ChatRequest, _context: &TurnContext) -> Result<EventStream, ModelError> {
        let mut events: Vec<_> =
            sentences(&request.draft).into_iter().map(|piece| Ok(Event::Text(piece.to_owned()))).collect();
        events.push(Ok(Event::Usage(Usage::default())));
        events.push(Ok(Event::Finish(FinishReason::Stop)));
        Ok(stream::iter(events).boxed())
    }
}

/// Splits after `.`, `!` or `?` followed by white space, and after line ends. Joined, the pieces are the text again.
fn sentences(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut closing, mut before) = (0, false, ' ');
    for (at, char) in text.char_indices() {
        if closing && !char.is_whitespace() {
            pieces.push(&text[start..at]);
            start = at;
        }
        let ended = matches!(before, '.' | '!' | '?') && char.is_whitespace();
        closing = char == '\n' || ended || (closing && char.is_whitespace());
        before = char;
    }
    if start < text.len() {
        pieces.push(&text[start..]);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stay_whole_and_nothing_is_lost() {
        let text = "Revenue was £683,267.08 in March 2011 ({F1}).  That is up!\n- UK: {F2}\n- Eire: 1.5\nDone";
        let pieces = sentences(text);
        assert_eq!(pieces.concat(), text);
        assert_eq!(
            pieces,
            [
                "Revenue was £683,267.08 in March 2011 ({F1}).  ",
                "That is up!\n",
                "- UK: {F2}\n",
                "- Eire: 1.5\n",
                "Done"
            ]
        );
        assert!(sentences("").is_empty());
        assert_eq!(sentences(" One. "), [" One. "]);
    }
}
