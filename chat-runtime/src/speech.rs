//! An answer as it is said: its parts one after the other, each piece only once it is checked, and where somebody listens, at
//! once.

use tenancy::ids::{MessageId, SessionId};
use tokio::sync::{mpsc::UnboundedSender, watch};

use crate::{
    conversation::{Scribe, Transcript},
    reply::ChatReply,
};

/// What somebody who listens hears of a turn, in this order.
#[derive(Debug)]
pub(crate) enum TurnEvent {
    /// The question is understood and its figures are computed.
    Begun {
        /// The answer's id.
        message_id: MessageId,
        /// Its conversation.
        session_id: SessionId,
    },
    /// A checked piece of the answer's text.
    Text {
        /// What is said.
        piece: String,
        /// The length of the text with it, in bytes.
        end: usize,
    },
    /// The answer is complete and stored.
    Reply(Box<ChatReply>),
    /// There is no answer.
    Failed(tenancy::ApiError),
}

/// The text of an answer so far.
#[derive(Debug, Default)]
pub(crate) struct Speech {
    text: String,
    /// Where the part begins that is being said.
    part: usize,
    live: Option<Live>,
}

/// Somebody listens.
#[derive(Debug)]
struct Live {
    /// Who listens; they may have left.
    events: UnboundedSender<TurnEvent>,
    /// Becomes true when they have heard enough.
    stop: watch::Receiver<bool>,
    /// Writes down what was said for those who were cut off, where a model speaks.
    scribe: Option<Scribe>,
}

impl Speech {
    /// Said to whoever hears `events`, until `stop` becomes true: they have heard enough.
    pub(crate) fn to(events: UnboundedSender<TurnEvent>, stop: watch::Receiver<bool>) -> Self {
        Self { live: Some(Live { events, stop, scribe: None }), ..Self::default() }
    }

    /// Tells whoever listens that the question is understood; from then on what is said is written into `transcript`.
    pub(crate) fn begin(&mut self, message_id: MessageId, session_id: SessionId, transcript: Option<Transcript>) {
        let Some(live) = &mut self.live else { return };
        let (events, begun) = (live.events.clone(), TurnEvent::Begun { message_id, session_id });
        let tell = move || drop(events.send(begun));
        match transcript {
            None => tell(),
            Some(transcript) => live.scribe = Some(Scribe::begin(transcript, tell)),
        }
    }

    /// Whether pieces are heard before the whole.
    pub(crate) fn is_live(&self) -> bool {
        self.live.is_some()
    }

    /// Resolves when whoever listens has heard enough, which nobody has who only waits for the whole.
    pub(crate) async fn stopped(&self) {
        let heard_enough = async {
            let mut stop = self.live.as_ref()?.stop.clone();
            stop.wait_for(|stop| *stop).await.ok().map(drop)
        };
        if heard_enough.await.is_none() {
            std::future::pending().await
        }
    }

    /// Begins a new part, a blank behind the one before.
    pub(crate) fn begin_part(&mut self) {
        self.part = self.text.len();
    }

    /// What was said of this part.
    pub(crate) fn of_part(&self) -> &str {
        self.text.get(self.part..).unwrap_or_default().trim_start()
    }

    /// Says what `part`, the text of this part so far, has beyond what was said.
    pub(crate) async fn say(&mut self, part: &str) {
        let Some(more) = part.strip_prefix(self.of_part()).filter(|more| !more.is_empty()) else { return };
        let blank = if self.text.len() == self.part && self.part > 0 { " " } else { "" };
        let piece = format!("{blank}{more}");
        self.text.push_str(&piece);
        let Some(live) = &mut self.live else { return };
        if let Some(scribe) = &mut live.scribe {
            scribe.write(&self.text).await;
        }
        let _ = live.events.send(TurnEvent::Text { piece, end: self.text.len() });
    }

    /// Says a whole part.
    pub(crate) async fn say_part(&mut self, text: &str) {
        self.begin_part();
        self.say(text).await;
    }

    /// All that was said; nothing is being written down any more.
    pub(crate) async fn end(self) -> String {
        if let Some(scribe) = self.live.and_then(|live| live.scribe) {
            scribe.end().await;
        }
        self.text
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::unbounded_channel;

    use super::*;

    #[tokio::test]
    async fn pieces_make_the_text() {
        let (events, mut heard) = unbounded_channel();
        let mut speech = Speech::to(events, watch::channel(false).1);
        for part in ["Revenue was £5. It rose.", "", "Orders: 3."] {
            speech.begin_part();
            for at in 0..=part.len() {
                if part.is_char_boundary(at) {
                    speech.say(&part[..at]).await;
                }
            }
            assert_eq!(speech.of_part(), part);
        }
        let text = speech.end().await;
        assert_eq!(text, "Revenue was £5. It rose. Orders: 3.");
        let mut said = String::new();
        while let Ok(TurnEvent::Text { piece, end }) = heard.try_recv() {
            said.push_str(&piece);
            assert_eq!(said.len(), end);
        }
        assert_eq!(said, text);
    }
}
