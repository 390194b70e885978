//! `cargo xtask questions model`: what a small model that invents figures can make of the answers. Each text that reaches
//! somebody is judged against the facts beside it, by a judge that knows nothing of the guard.

mod asking;
mod judge;
mod report;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::exam::{
    generator::{counts, written},
    paper::Tenant,
    tenants,
};
use crate::{ollama, server::Server, stages::root};
use judge::{Judge, Language};
use report::Report;

/// What is asked.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Another seed makes other questions; the same seed makes the same
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many questions that a practitioner asks
    #[arg(long, default_value_t = 320)]
    questions: usize,
    /// Ask a file of questions in place of these: `[{"language": "english", "kind": "…", "ask": "…"}]`
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Write questions, replies and findings into this file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Judge the replies of a file that `--json` wrote once more, and ask nothing
    #[arg(long, value_name = "FILE", conflicts_with_all = ["file", "json"])]
    again: Option<PathBuf>,
    /// Print the model's own words, all of them
    #[arg(long)]
    show: bool,
}

/// What `exam/model.py` writes.
#[derive(Debug, Deserialize)]
struct Paper {
    tenant: Tenant,
    questions: Vec<Question>,
    /// Dimension to the names of its members.
    members: std::collections::BTreeMap<String, Vec<String>>,
}

/// A question to ask.
#[derive(Debug, Clone, Deserialize, Serialize)]
struct Question {
    kind: String,
    language: Language,
    ask: String,
}

/// A question, and all that came back.
#[derive(Debug, Deserialize, Serialize)]
struct Exchange {
    #[serde(flatten)]
    question: Question,
    reply: Value,
    milliseconds: f64,
}

/// Asks and judges; true when no text says what no fact does.
pub(super) fn run(options: &Options) -> Result<bool> {
    let folder = tempfile::tempdir().context("there is no folder for temporary files")?;
    println!("==> making the questions");
    let mut paper: Paper =
        written("exam/model.py", folder.path(), &counts(options.seed, options.questions), "model.json")?;
    if let Some(file) = &options.file {
        paper.questions = read(file)?;
    }
    let catalogue: Value = read(&root().join(&paper.tenant.catalogue))?;
    let judge = Judge::new(paper.members.values().flatten(), &catalogue);
    let exchanges = match &options.again {
        Some(file) => read(file)?,
        None => ask(paper, folder.path(), options.json.as_deref())?,
    };
    let report = Report::of(&exchanges, &judge);
    if let Some(file) = &options.json {
        // Not only what was found: with the replies, another judge may look.
        fs::write(file, serde_json::to_string_pretty(&report.results())?)
            .with_context(|| format!("writing {}", file.display()))?;
    }
    report.print(options.show);
    Ok(report.passes())
}

fn ask(paper: Paper, folder: &Path, kept: Option<&Path>) -> Result<Vec<Exchange>> {
    let ollama = ollama::start(0)?;
    // The model is asked for plain figures, too.
    let plans = fs::read_to_string(root().join("tenancy/plans.json"))?.replace("\"useful\"", "\"always\"");
    let environment = vec![
        ("SALESTALK_MODEL", format!("ollama:{}", ollama::MODEL)),
        ("OLLAMA_HOST", ollama.url()),
        ("SALESTALK_PLANS", plans),
    ];
    let mut server = Server::start(folder, environment)?;
    tenants::import(&server, std::slice::from_ref(&paper.tenant))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let endpoint = tenants::endpoint(&server, &paper.tenant)?;
    let exchanges = runtime.block_on(asking::all(paper.questions, endpoint, kept))?;
    server.stop()?;
    Ok(exchanges)
}

fn read<T: serde::de::DeserializeOwned>(file: &Path) -> Result<T> {
    let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not what it should be", file.display()))
}
