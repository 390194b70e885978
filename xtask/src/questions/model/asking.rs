//! One question after the other, each in a session of its own.

use std::time::{Duration, Instant};

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};

use super::{Exchange, Question};
use crate::questions::{client::Client, endpoint::Endpoint};

/// The server gives a model a minute, and then answers without it.
const TIMEOUT: Duration = Duration::from_secs(180);

/// Where nobody sees a bar.
const SAID_EVERY: usize = 20;

/// The replies to all questions.
///
/// # Errors
/// The server cannot be reached.
pub(super) async fn all(questions: Vec<Question>, endpoint: Endpoint) -> Result<Vec<Exchange>> {
    let client = Client::patient(endpoint, TIMEOUT)?;
    let bar = ProgressBar::new(questions.len() as u64);
    bar.set_style(ProgressStyle::with_template("asking {bar:40} {pos}/{len} {elapsed} (eta {eta})")?);
    let mut exchanges = Vec::new();
    for question in questions {
        let asked = Instant::now();
        let reply = client.reply(&question.ask, None, None).await?;
        exchanges.push(Exchange { question, reply, milliseconds: asked.elapsed().as_secs_f64() * 1e3 });
        bar.inc(1);
        if bar.is_hidden() && exchanges.len().is_multiple_of(SAID_EVERY) {
            println!("    {} asked", exchanges.len());
        }
    }
    bar.finish_and_clear();
    Ok(exchanges)
}
