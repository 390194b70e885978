//! One question after the other, each in a session of its own.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::{Exchange, Question};
use crate::questions::{client::Client, endpoint::Endpoint};

/// The server gives a model a minute, and then answers without it.
const TIMEOUT: Duration = Duration::from_secs(180);

/// An hour's answers are not lost with the last of them; where nobody sees a bar, it is said, too.
const KEPT_EVERY: usize = 20;
/// The verdict of a question that the server said nothing to.
pub(super) const NO_REPLY: &str = "NO REPLY";

/// The replies to all questions, which are also kept in a file.
///
/// # Errors
/// The file cannot be written.
pub(super) async fn all(questions: Vec<Question>, endpoint: Endpoint, kept: Option<&Path>) -> Result<Vec<Exchange>> {
    let client = Client::patient(endpoint, TIMEOUT)?;
    let bar = ProgressBar::new(questions.len() as u64);
    bar.set_style(ProgressStyle::with_template("asking {bar:40} {pos}/{len} {elapsed} (eta {eta})")?);
    let mut exchanges = Vec::new();
    for question in questions {
        let asked = Instant::now();
        let reply = client.reply(&question.ask, None, None).await;
        let reply = reply.unwrap_or_else(|error| json!({"verdict": NO_REPLY, "text": format!("{error:#}")}));
        exchanges.push(Exchange { question, reply, milliseconds: asked.elapsed().as_secs_f64() * 1e3 });
        bar.inc(1);
        if exchanges.len().is_multiple_of(KEPT_EVERY) {
            if let Some(file) = kept {
                keep(file, &exchanges)?;
            }
            if bar.is_hidden() {
                println!("    {} asked", exchanges.len());
            }
        }
    }
    bar.finish_and_clear();
    Ok(exchanges)
}

fn keep(file: &Path, exchanges: &[Exchange]) -> Result<()> {
    fs::write(file, serde_json::to_string_pretty(exchanges)?).with_context(|| format!("writing {}", file.display()))
}
