//! A model that costs no time: a server in this process that speaks OpenAI's Chat Completions and always says the same 64 tokens,
//! each in a TCP segment of its own, at the pace that the model's name asks for.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpSocket, TcpStream, tcp::OwnedReadHalf},
    task::JoinHandle,
};

/// What it says. `{F1}` is the answer's figure, which the server puts in; the sentences behind it tell none.
pub(super) const TEXT: &str = "Revenue was {F1}. It all came from what was sold in that month and from nothing else. \
    It came from what was sold then and from nothing else that was sold. \
    It came from what was sold and from nothing else that was sold then. \
    That is what was sold and that is all of what was sold then.";
/// Tokens of an answer.
pub(super) const TOKENS: usize = 64;
/// Connections that are not accepted yet.
const MOST_WAITING: u32 = 4_096;
/// An answer has few headers; who sends more is no client of ours.
const LONGEST_HEADER: usize = 64;

/// How fast a model speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// As fast as the sockets take it.
    Fluent,
    /// 20 ms for each token.
    Paced,
    /// 50 ms for each token: slow enough to be stopped.
    Slow,
}

impl Pace {
    pub(super) const ALL: [Self; 3] = [Self::Fluent, Self::Paced, Self::Slow];

    /// The name of the model that speaks so.
    pub(super) fn model(self) -> &'static str {
        match self {
            Self::Fluent => "fluent",
            Self::Paced => "paced",
            Self::Slow => "slow",
        }
    }

    fn per_token(self) -> Option<Duration> {
        match self {
            Self::Fluent => None,
            Self::Paced => Some(Duration::from_millis(20)),
            Self::Slow => Some(Duration::from_millis(50)),
        }
    }
}

/// The running server; it ends with this.
#[derive(Debug)]
pub(super) struct Upstream {
    address: SocketAddr,
    lines: Arc<Lines>,
    server: JoinHandle<()>,
}

/// What is sent for each answer, made once.
#[derive(Debug)]
struct Lines {
    head: Vec<u8>,
    tokens: Vec<Vec<u8>>,
    end: Vec<u8>,
    /// The token after which the first sentence is known to be whole.
    first_sentence: usize,
    first_sentence_at: Mutex<Option<Instant>>,
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Upstream {
    /// Starts it on a free port.
    ///
    /// # Errors
    /// No port can be listened on.
    pub(super) async fn start() -> Result<Self> {
        // As many as will be at once may wait to be let in: a refused one comes back after a second.
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).context("the fake model has no port")?;
        let listener = socket.listen(MOST_WAITING)?;
        let (address, lines) = (listener.local_addr()?, Arc::new(Lines::new()));
        let spoken = Arc::clone(&lines);
        let server = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let lines = Arc::clone(&spoken);
                // A client that leaves in the middle is no event: answers are stopped.
                tokio::spawn(async move { lines.serve(socket).await });
            }
        });
        Ok(Self { address, lines, server })
    }

    /// The base address of its API.
    pub(super) fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// When the last answer's first sentence was sent: the token that follows its full stop.
    pub(super) fn first_sentence_at(&self) -> Option<Instant> {
        *self.lines.first_sentence_at.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lines {
    fn new() -> Self {
        let head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
        let role = event(&delta(&json!({"role": "assistant", "content": ""}), None).to_string());
        let words = tokens();
        let token = |text: &&str| chunk(&event(&delta(&json!({"content": text}), None).to_string()));
        let usage = json!({"prompt_tokens": 300, "completion_tokens": TOKENS, "total_tokens": 300 + TOKENS});
        let mut usage_chunk = delta(&json!({}), None);
        (usage_chunk["choices"], usage_chunk["usage"]) = (json!([]), usage);
        let end = [delta(&json!({}), Some("stop")).to_string(), usage_chunk.to_string(), "[DONE]".to_owned()];
        let end: String = end.iter().map(|data| event(data)).collect();
        Self {
            head: [head.as_slice(), &chunk(&role)].concat(),
            tokens: words.iter().map(token).collect(),
            end: [chunk(&end).as_slice(), b"0\r\n\r\n"].concat(),
            first_sentence: words.iter().position(|word| *word == ".").map_or(0, |full_stop| full_stop + 1),
            first_sentence_at: Mutex::default(),
        }
    }

    /// One request after the other.
    async fn serve(&self, socket: TcpStream) -> io::Result<()> {
        socket.set_nodelay(true)?;
        let (read, mut write) = socket.into_split();
        let mut read = BufReader::new(read);
        while let Some(pace) = request(&mut read).await? {
            write.write_all(&self.head).await?;
            let mut due = tokio::time::Instant::now();
            for (at, token) in self.tokens.iter().enumerate() {
                if let Some(every) = pace.per_token() {
                    due += every;
                    tokio::time::sleep_until(due).await;
                }
                if at == self.first_sentence {
                    let now = Some(Instant::now());
                    *self.first_sentence_at.lock().unwrap_or_else(PoisonError::into_inner) = now;
                }
                write.write_all(token).await?;
            }
            write.write_all(&self.end).await?;
        }
        Ok(())
    }
}

/// The pace that the next request asks for; none where the client has left.
async fn request(read: &mut BufReader<OwnedReadHalf>) -> io::Result<Option<Pace>> {
    #[derive(Deserialize)]
    struct Asked {
        model: String,
    }
    let (mut length, mut line) = (0, String::new());
    for _ in 0..LONGEST_HEADER {
        line.clear();
        if read.read_line(&mut line).await? == 0 {
            return Ok(None);
        }
        if line.trim_end().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
    }
    let mut body = vec![0; length];
    read.read_exact(&mut body).await?;
    let Asked { model } = serde_json::from_slice(&body)?;
    Ok(Some(Pace::ALL.into_iter().find(|pace| pace.model() == model).unwrap_or(Pace::Fluent)))
}

/// The text as tokens: words with the blank before them, and full stops.
fn tokens() -> Vec<&'static str> {
    let (mut tokens, mut rest) = (Vec::new(), TEXT);
    while let Some(char) = rest.chars().next() {
        let after = char.len_utf8();
        let end = rest[after..].find([' ', '.']).filter(|_| char != '.').map_or(after, |end| after + end);
        let (token, more) = rest.split_at(end);
        tokens.push(token);
        rest = more;
    }
    tokens
}

fn delta(delta: &Value, finish: Option<&str>) -> Value {
    let choice = json!({"index": 0, "delta": delta, "logprobs": null, "finish_reason": finish});
    json!({"id": "chatcmpl-0", "object": "chat.completion.chunk", "created": 0, "model": "fake", "choices": [choice]})
}

fn event(data: &str) -> String {
    format!("data: {data}\n\n")
}

/// `text` as a chunk of HTTP's chunked encoding.
fn chunk(text: &str) -> Vec<u8> {
    format!("{:x}\r\n{text}\r\n", text.len()).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_has_sixty_four_tokens_and_several_sentences() {
        let tokens = tokens();
        assert_eq!((tokens.len(), tokens.concat().as_str()), (TOKENS, TEXT), "{tokens:?}");
        assert_eq!(tokens[..6], ["Revenue", " was", " {F1}", ".", " It", " all"]);
        assert_eq!(Lines::new().first_sentence, 4);
        assert_eq!(tokens.iter().filter(|token| **token == ".").count(), 5);
    }
}
