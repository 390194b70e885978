//! All replies of one server to an exam.

use std::collections::HashMap;

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};

use super::paper::Paper;
use crate::questions::{client::Client, judge::Reply};

/// Replies, by dialogue and turn.
pub(super) struct Sitting {
    pub(super) replies: Vec<Vec<Reply>>,
    asks: Vec<String>,
}

impl Sitting {
    /// Asks everything.
    ///
    /// # Errors
    /// The server cannot be reached.
    pub(super) async fn of(paper: &Paper, clients: &HashMap<String, Client>, what: &'static str) -> Result<Self> {
        let turns = paper.all().map(|dialogue| dialogue.turns.len()).sum::<usize>();
        let bar = ProgressBar::new(turns as u64).with_message(what);
        bar.set_style(ProgressStyle::with_template("{msg} {bar:40} {pos}/{len} {elapsed} (eta {eta})")?);
        let (mut replies, mut asks) = (Vec::new(), Vec::new());
        for dialogue in paper.all() {
            let client = clients.get(&dialogue.tenant).context("the exam names a tenant that it does not make")?;
            let (mut session, mut found) = (None::<String>, Vec::new());
            for task in &dialogue.turns {
                let mut reply = client.ask(&task.turn.ask, session.as_deref(), None).await?;
                session = reply.session_id.take().or(session);
                found.push(reply);
                asks.push(task.turn.ask.clone());
                bar.inc(1);
            }
            replies.push(found);
        }
        bar.finish_and_clear();
        Ok(Self { replies, asks })
    }

    /// The narrator's texts that the guard found fault with, which is a fault of the guard's, or of the text.
    pub(super) fn objections(&self) -> Vec<String> {
        let said = |reply: &&Reply| reply.guard["violations"].as_array().is_some_and(|found| !found.is_empty());
        let replies = self.replies.iter().flatten().filter(said);
        replies
            .map(|reply| format!("{} <- {}", reply.text.as_deref().unwrap_or_default(), reply.guard["violations"]))
            .collect()
    }

    /// How many replies there are.
    pub(super) fn len(&self) -> usize {
        self.asks.len()
    }

    /// The questions whose plan, figures or words are others than in `again`.
    pub(super) fn changed(&self, again: &Self) -> Vec<&str> {
        let bytes =
            |reply: &Reply| format!("{:?} {:?} {} {}", reply.verdict, reply.text, reply.classification, reply.facts);
        let pairs = self.replies.iter().flatten().zip(again.replies.iter().flatten());
        let differing = pairs.zip(&self.asks).filter(|((a, b), _)| bytes(a) != bytes(b));
        differing.map(|(_, ask)| ask.as_str()).collect()
    }
}
