//! A model that says what a test wants, when the test wants it: a server that speaks OpenAI's Chat Completions.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    Router,
    extract::State,
    response::{
        Sse,
        sse::{Event, KeepAlive},
    },
    routing::post,
};
use futures::{Stream, StreamExt, stream};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::Semaphore, task::JoinHandle};

use crate::world::{Server, World};

/// The model's name.
pub(crate) const MODEL: &str = "openai:speaker";
/// What it costs: a cent for a thousand tokens either way.
const PRICES: &str = r#"{"version": "test", "source": "a test", "currency": "USD", "per": 1000000, "models": [
    {"id": "openai:speaker", "tier": "standard", "input": "10", "output": "10"}]}"#;
/// Tokens it says that it read and wrote, for each answer.
pub(crate) const TOKENS: u64 = 110;

#[derive(Clone)]
pub(crate) struct Speaker {
    url: String,
    /// It says one sentence for each permit.
    pub(crate) turns: Arc<Semaphore>,
    pub(crate) asked: Arc<AtomicUsize>,
    server: Arc<JoinHandle<()>>,
}

impl Drop for Speaker {
    fn drop(&mut self) {
        if Arc::strong_count(&self.server) == 1 {
            self.server.abort();
        }
    }
}

#[derive(Clone)]
struct Lines {
    sentences: &'static [&'static str],
    turns: Arc<Semaphore>,
    asked: Arc<AtomicUsize>,
}

impl Speaker {
    /// It answers everything with `sentences`.
    pub(crate) async fn saying(sentences: &'static [&'static str]) -> Self {
        let (turns, asked) = (Arc::new(Semaphore::new(0)), Arc::new(AtomicUsize::new(0)));
        let lines = Lines { sentences, turns: Arc::clone(&turns), asked: Arc::clone(&asked) };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let app = Router::new().route("/v1/chat/completions", post(speak)).with_state(lines);
        let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { url, turns, asked, server: Arc::new(server) }
    }

    /// It never waits.
    pub(crate) async fn fluent(sentences: &'static [&'static str]) -> Self {
        let speaker = Self::saying(sentences).await;
        speaker.turns.add_permits(1_000_000);
        speaker
    }

    /// A server whose answers are phrased by it, on `plan` in place of the standard one.
    pub(crate) fn up(&self, world: &World, plan: &Value) -> Server {
        self.up_with(world, plan, &[])
    }

    /// The same, in an environment that says this too.
    pub(crate) fn up_with(&self, world: &World, plan: &Value, more: &[(&str, &str)]) -> Server {
        let mut standard = json!({
            "title": "A test's.", "retentionDays": 90, "key": "pooled", "pointInTimeRecovery": false,
            "deletionProtection": false, "archiveDays": 30, "model": MODEL, "modelPolicy": "always", "models": ["*"],
            "monthlyBudgetUsd": "1000", "requestsPerSecond": 5000, "requestBurst": 5000, "concurrentRequests": 1000,
        });
        for (name, value) in plan.as_object().unwrap() {
            standard[name] = value.clone();
        }
        let plans = json!({ "standard": standard }).to_string();
        let environment = [
            ("OPENAI_BASE_URL", self.url.as_str()),
            ("OPENAI_API_KEY", "PRIVATE"),
            ("SALESTALK_MODELS", MODEL),
            ("SALESTALK_PRICES", PRICES),
            ("SALESTALK_PLANS", &plans),
        ];
        world.up_with(&[&environment, more].concat())
    }
}

async fn speak(State(lines): State<Lines>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    lines.asked.fetch_add(1, Ordering::SeqCst);
    let sentences = stream::iter(lines.sentences).then(move |sentence| {
        let turns = Arc::clone(&lines.turns);
        async move {
            turns.acquire().await.unwrap().forget();
            json!({"choices": [{"index": 0, "delta": {"content": sentence}, "finish_reason": null}]}).to_string()
        }
    });
    let end = [
        json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}).to_string(),
        json!({"choices": [], "usage": {"prompt_tokens": TOKENS - 10, "completion_tokens": 10}}).to_string(),
        "[DONE]".to_owned(),
    ];
    Sse::new(sentences.chain(stream::iter(end)).map(|data| Ok(Event::default().data(data))))
        .keep_alive(KeepAlive::new())
}
