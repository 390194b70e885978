//! A way to the model: direct, through the server, or through LiteLLM; and one answer that came by it.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use reqwest::{Client, Response};
use serde::Deserialize;
use serde_json::json;

use super::upstream::Pace;

/// The same for everybody.
pub(super) const QUESTION: &str = "What was revenue in March 2024?";
/// Who takes longer is stuck.
const PATIENCE: Duration = Duration::from_secs(60);
/// How much of an error's body is kept, in characters.
const ERROR_CHARACTERS: usize = 300;

/// A way to the model.
#[derive(Debug, Clone)]
pub(super) struct Door {
    /// For people.
    pub(super) name: &'static str,
    /// Up to and without `/chat/completions`.
    pub(super) url: String,
    /// A bearer token, where one is wanted.
    pub(super) token: String,
    /// Before the names of the models.
    pub(super) prefix: &'static str,
    /// What must be heard.
    pub(super) expected: String,
}

/// An answer, and when its parts came.
#[derive(Debug)]
pub(super) struct Heard {
    /// Until the first event.
    pub(super) first_event: Duration,
    /// Until the first event with text.
    pub(super) first_text: Duration,
    /// When the first sentence was there.
    pub(super) first_sentence_at: Instant,
    /// Until the end.
    pub(super) total: Duration,
    /// It is what must be heard, and was ended.
    pub(super) is_whole: bool,
    pub(super) text: String,
}

/// A client as the openai library is one: HTTP/1.1, connections kept, no delay.
///
/// # Errors
/// It could not be made.
pub(super) fn client() -> Result<Client> {
    Ok(Client::builder().no_proxy().http1_only().tcp_nodelay(true).timeout(PATIENCE).build()?)
}

impl Door {
    /// Asks, and listens until the end.
    ///
    /// # Errors
    /// There is no answer.
    pub(super) async fn ask(&self, http: &Client, pace: Pace) -> Result<Heard> {
        let model = format!("{}{}", self.prefix, pace.model());
        let messages = json!([{"role": "user", "content": QUESTION}]);
        let body = json!({"model": model, "stream": true, "messages": messages}).to_string();
        let request = http.post(format!("{}/chat/completions", self.url)).bearer_auth(&self.token);
        let request = request.header("content-type", "application/json").body(body);
        let began = Instant::now();
        let mut events = Events::of(request.send().await.with_context(|| format!("asking {}", self.name))?).await?;
        let (mut first_event, mut first_text, mut first_sentence) = (None, None, None);
        let (mut text, mut is_ended) = (String::new(), false);
        let sentence = self.expected.find(". ").map_or(0, |full_stop| full_stop + 1);
        while let Some(event) = events.next().await? {
            first_event.get_or_insert(events.at);
            if event.data == "[DONE]" {
                is_ended = true;
                continue;
            }
            let chunk: Chunk = serde_json::from_str(&event.data)
                .with_context(|| format!("{} said something that is no chunk: {}", self.name, event.data))?;
            let Some(piece) = chunk.choices.into_iter().next().and_then(|choice| choice.delta.content) else {
                continue;
            };
            if !piece.is_empty() {
                first_text.get_or_insert(events.at);
                text.push_str(&piece);
            }
            if text.len() >= sentence {
                first_sentence.get_or_insert(events.at);
            }
        }
        let total = began.elapsed();
        let first_text_at = first_text.with_context(|| format!("{} said nothing", self.name))?;
        Ok(Heard {
            first_event: first_event.unwrap_or(first_text_at).duration_since(began),
            first_text: first_text_at.duration_since(began),
            first_sentence_at: first_sentence.unwrap_or(events.at),
            total,
            is_whole: is_ended && text == self.expected,
            text,
        })
    }
}

#[derive(Deserialize)]
struct Chunk {
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    delta: Delta,
}

#[derive(Deserialize)]
struct Delta {
    content: Option<String>,
}

/// One server-sent event.
#[derive(Debug, PartialEq)]
pub(super) struct Event {
    /// Blank where it has none.
    pub(super) name: String,
    pub(super) data: String,
}

/// Server-sent events as they come.
#[derive(Debug)]
pub(super) struct Events {
    response: Response,
    buffer: String,
    /// When the bytes came that the last event is in.
    pub(super) at: Instant,
}

impl Events {
    /// Those of `response`.
    ///
    /// # Errors
    /// It is an error.
    pub(super) async fn of(response: Response) -> Result<Self> {
        let status = response.status();
        if !status.is_success() {
            let body = response.text().await.unwrap_or_default();
            bail!("HTTP {}: {}", status.as_u16(), body.chars().take(ERROR_CHARACTERS).collect::<String>());
        }
        Ok(Self { response, buffer: String::new(), at: Instant::now() })
    }

    /// The next one; none at the end.
    ///
    /// # Errors
    /// The connection broke, or what came is no text.
    pub(super) async fn next(&mut self) -> Result<Option<Event>> {
        loop {
            if let Some(event) = take(&mut self.buffer) {
                return Ok(Some(event));
            }
            let Some(bytes) = self.response.chunk().await.context("an answer broke off")? else { return Ok(None) };
            self.at = Instant::now();
            // The texts of a measurement are ASCII: no character is split.
            self.buffer.push_str(std::str::from_utf8(&bytes)?);
        }
    }
}

/// The first whole event of `buffer` that has data.
fn take(buffer: &mut String) -> Option<Event> {
    while let Some(end) = buffer.find("\n\n") {
        let mut event = Event { name: String::new(), data: String::new() };
        for line in buffer[..end].lines() {
            match line.split_once(':') {
                Some(("event", name)) => event.name = name.trim().to_owned(),
                Some(("data", data)) => event.data.push_str(data.trim()),
                _ => {}
            }
        }
        buffer.drain(..end + 2);
        if !event.data.is_empty() {
            return Some(event);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::stream::upstream::{TEXT, Upstream};

    #[test]
    fn events_are_read_across_pieces_and_comments_are_none() {
        let mut buffer = ": ping\n\nevent: reply\nid: 3\ndata: {\"a\"".to_owned();
        assert_eq!(take(&mut buffer), None);
        buffer.push_str(":1}\n\ndata: [DONE]\n\n");
        assert_eq!(take(&mut buffer), Some(Event { name: "reply".to_owned(), data: "{\"a\":1}".to_owned() }));
        assert_eq!(take(&mut buffer).unwrap().data, "[DONE]");
        assert_eq!((take(&mut buffer), buffer.as_str()), (None, ""));
    }

    #[tokio::test]
    async fn the_fake_model_is_heard_whole_at_its_pace() {
        let upstream = Upstream::start().await.unwrap();
        let mut door = Door {
            name: "direct",
            url: upstream.url(),
            token: "none".to_owned(),
            prefix: "",
            expected: TEXT.to_owned(),
        };
        let http = client().unwrap();
        for pace in [Pace::Fluent, Pace::Paced, Pace::Fluent] {
            let heard = door.ask(&http, pace).await.unwrap();
            assert!(heard.is_whole && heard.first_event <= heard.first_text && heard.first_text <= heard.total);
            assert!(pace == Pace::Fluent || heard.total >= Duration::from_millis(1_280), "{heard:?}");
            assert!(upstream.first_sentence_at().unwrap() <= Instant::now());
        }
        door.expected.push('!');
        assert!(!door.ask(&http, Pace::Fluent).await.unwrap().is_whole);
    }
}
