//! `cargo xtask questions exam`: questions that nobody has seen, with gold from DuckDB over the raw rows, over two schemas, and
//! scripted dialogues with the plan that each turn should lead to. `exam/` at the root makes them.

pub(super) mod generator;
pub(super) mod paper;
mod sheet;
mod sitting;
pub(super) mod tenants;

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};

use super::Show;
use crate::server::Server;
use sheet::Sheet;
use sitting::Sitting;

/// Texts that are printed of those that the guard objects to.
const MOST_SHOWN: usize = 20;

/// What is asked, and what is printed.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Another seed makes other questions; the same seed makes the same.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many questions, of all types together.
    #[arg(long, default_value_t = 1322)]
    questions: usize,
    /// How many dialogues.
    #[arg(long, default_value_t = 200)]
    dialogues: usize,
    /// Only this type of question: lookup, filter, dates, ..., or `dialogue`.
    #[arg(long, value_name = "TYPE")]
    only: Option<String>,
    /// Which answers to print.
    #[arg(long, value_enum, default_value = "miss")]
    show: Show,
    /// Ask everything again after a restart of the server, and compare plans and figures byte for byte.
    #[arg(long)]
    twice: bool,
    /// Write all results into this file.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Makes the exam, starts a server, asks, and reports; true when the bars are met.
pub(super) fn run(options: &Options) -> Result<bool> {
    let folder = tempfile::tempdir().context("there is no folder for temporary files")?;
    let paper = generator::make(options, folder.path())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut server = Server::start(folder.path(), Vec::new())?;
    tenants::import(&server, &paper.tenants)?;
    let first = runtime.block_on(Sitting::of(&paper, &tenants::clients(&server, &paper.tenants)?, "asking"))?;
    let mut changed = None;
    if options.twice {
        server.restart()?;
        let second =
            runtime.block_on(Sitting::of(&paper, &tenants::clients(&server, &paper.tenants)?, "asking again"))?;
        changed = Some(first.changed(&second));
    }
    server.stop()?;
    let sheet = Sheet::of(&paper, &first);
    sheet.show(options.show);
    println!("{}", sheet.table());
    if let Some(changed) = &changed {
        println!("asked twice: {} replies, {} differ", first.len(), changed.len());
        changed.iter().for_each(|ask| println!("    differs: {ask}"));
    }
    let objections = first.objections();
    println!("{} of the narrator's texts are objected to by the guard", objections.len());
    objections.iter().take(MOST_SHOWN).for_each(|text| println!("    {text}"));
    if let Some(file) = &options.json {
        let text = serde_json::to_string_pretty(&sheet.results())?;
        fs::write(file, text).with_context(|| format!("writing {}", file.display()))?;
    }
    Ok(sheet.passes() && changed.is_none_or(|changed| changed.is_empty()))
}

#[cfg(test)]
mod tests;
