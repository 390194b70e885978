//! How soon an answer ends that its reader has heard enough of.

use std::time::Instant;

use anyhow::{Context, Result, bail};
use reqwest::Client;
use serde_json::{Value, json};

use super::{
    door::{Events, QUESTION},
    server::Server,
    spread::Spread,
    upstream::Pace,
};

/// From the request to stop until the reply, `times` times, one after the other.
///
/// # Errors
/// An answer was not stopped.
pub(super) async fn stops(http: &Client, server: &Server, times: usize) -> Result<Spread> {
    let mut took = Vec::with_capacity(times);
    for _ in 0..times {
        let model = format!("openai:{}", Pace::Slow.model());
        let ask = http.post(format!("{}/chat", server.url)).bearer_auth(server.token());
        let ask = ask.json(&json!({"text": QUESTION, "stream": true, "model": model}));
        let mut events = Events::of(ask.send().await.context("asking SalesTalk")?).await?;
        let mut id = None;
        loop {
            let event = events.next().await?.context("the answer ended before its first sentence")?;
            match event.name.as_str() {
                "begin" => id = serde_json::from_str::<Value>(&event.data)?["messageId"].as_str().map(str::to_owned),
                "text" => break,
                other => bail!("{other} came before the first sentence: {}", event.data),
            }
        }
        let id = id.context("the answer has no id")?;
        let stop = http.post(format!("{}/messages/{id}/stop", server.url)).bearer_auth(server.token());
        let began = Instant::now();
        let (stopped, reply) = tokio::join!(stop.send(), reply(&mut events));
        let reply = reply?;
        if !stopped?.status().is_success() || reply["stopped"] != true {
            bail!("the answer was not stopped");
        }
        took.push(events.at.duration_since(began));
    }
    Ok(Spread::of(took))
}

async fn reply(events: &mut Events) -> Result<Value> {
    while let Some(event) = events.next().await? {
        match event.name.as_str() {
            "text" => {}
            "reply" => return Ok(serde_json::from_str(&event.data)?),
            other => bail!("{other} came in place of a reply: {}", event.data),
        }
    }
    bail!("the answer ended without a reply")
}
