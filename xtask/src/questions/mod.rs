//! `cargo xtask questions`: asks a running system over `POST /chat` alone, and judges each answer as the reference scorer does.

mod ask;
mod client;
mod endpoint;
mod exam;
mod judge;
mod model;
mod numbers;
mod plan;
mod report;

use anyhow::Result;
use judge::{Reply, Verdict};

/// What to ask.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Options {
    /// A file of questions, of a running server.
    Ask(ask::Options),
    /// Questions that are made on the spot over two schemas, and scripted dialogues, of a server that is started for it.
    Exam(exam::Options),
    /// Questions in five languages, of a server whose answers a small language model phrases: what of it reaches anybody.
    Model(model::Options),
}

/// Asks; true when enough is right.
pub(crate) fn run(options: &Options) -> Result<bool> {
    match options {
        Options::Ask(options) => ask::run(options),
        Options::Exam(options) => exam::run(options),
        Options::Model(options) => model::run(options),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Show {
    All,
    Miss,
    None,
}

const SHOWN_CHARACTERS: usize = 300;

/// A turn for people.
fn shown(ask: &str, wanted: &str, reply: &Reply, verdict: Verdict) -> String {
    let text: String = reply.text().chars().take(SHOWN_CHARACTERS).collect();
    let got = reply.verdict.as_deref().unwrap_or("no verdict");
    format!("[{verdict}] {ask}\n    want {wanted}\n    got  {got}: {text:?}")
}
