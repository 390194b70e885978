//! `cargo xtask questions ask FILE`.

use std::{fs, path::PathBuf, time::Instant};

use anyhow::{Context, Result};
use serde::Deserialize;

use super::{
    Show,
    client::Client,
    endpoint::Target,
    judge::{Turn, Verdict, judge},
    report::Report,
    shown,
};

/// What to ask, and whom.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Dialogues: `[{"cat": …, "turns": [{"ask": …, "n"|"s"|"order"|"refuse": …}]}]`.
    file: PathBuf,
    #[command(flatten)]
    target: Target,
    /// The model to ask for; the server's own choice if not given.
    #[arg(long)]
    model: Option<String>,
    /// Which turns to print.
    #[arg(long, value_enum, default_value = "miss")]
    show: Show,
    /// Print one JSON object on standard output, and turns on standard error.
    #[arg(long)]
    json: bool,
    /// The least percentage of turns that must be right.
    #[arg(long, value_name = "PCT", default_value_t = 97.0)]
    at_least: f64,
}

/// Questions of one conversation, in order.
#[derive(Debug, Deserialize)]
struct Dialogue {
    cat: String,
    turns: Vec<Turn>,
}

/// Asks every question; true when nothing is silently wrong and enough is right.
pub(super) fn run(options: &Options) -> Result<bool> {
    let file = options.file.display();
    let text = fs::read_to_string(&options.file).with_context(|| format!("reading {file}"))?;
    let dialogues: Vec<Dialogue> = serde_json::from_str(&text).with_context(|| format!("{file} holds no dialogues"))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let report = runtime.block_on(ask_all(&dialogues, options))?;
    if options.json {
        println!("{}", serde_json::to_string(&report.summary()?)?);
    } else {
        println!("{}", report.table()?);
    }
    Ok(report.passes(options.at_least))
}

/// Asks dialogue by dialogue: the turns of one share a session, and no two dialogues do.
async fn ask_all(dialogues: &[Dialogue], options: &Options) -> Result<Report> {
    let client = Client::new(options.target.resolve()?)?;
    let mut report = Report::default();
    for dialogue in dialogues {
        let mut session = None;
        for turn in &dialogue.turns {
            let asked = Instant::now();
            let mut reply = client.ask(&turn.ask, session.as_deref(), options.model.as_deref()).await?;
            let took = asked.elapsed();
            session = reply.session_id.take().or(session);
            let verdict = judge(turn, &reply);
            report.add(&dialogue.cat, verdict, took);
            if options.show == Show::All || (options.show == Show::Miss && verdict != Verdict::Right) {
                let shown = shown(&turn.ask, &turn.wanted(), &reply, verdict);
                if options.json { eprintln!("{shown}") } else { println!("{shown}") }
            }
        }
    }
    Ok(report)
}

#[cfg(test)]
mod tests;
