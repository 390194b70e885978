//! One file per command: find the server, ask it, print.

mod api_keys;
mod ask;
mod audit;
mod catalogue;
mod chat;
mod facts;
mod feedback;
mod import;
mod imports;
mod insights;
mod models;
mod query;
mod questions;
mod reports;
mod sessions;
mod tenant;
mod token;
mod up;
mod usage;
mod users;

pub(crate) use ask::question;
pub(crate) use import::{current_catalogue, upload, wait_until_done};
pub(crate) use up::step;

use std::{io::Read, path::Path};

use anyhow::Context;
use serde_json::Value;

use crate::{
    cli::{Cli, Command},
    failure::Failure,
};

/// Runs the command.
///
/// # Errors
/// What to tell the user.
pub(crate) async fn run(cli: Cli) -> anyhow::Result<()> {
    let Cli { target, command } = cli;
    match command {
        Command::Up(args) => up::run(&target, args).await,
        Command::Tenant(args) => tenant::run(&target, args).await,
        Command::Token(args) => token::run(&target, args).await,
        Command::Import(args) => import::run(&target, args).await,
        Command::Ask(args) => ask::run(&target, args).await,
        Command::Chat(args) => chat::run(&target, args).await,
        Command::Imports(args) => imports::run(&target, args).await,
        Command::Sessions(args) => sessions::run(&target, args).await,
        Command::Facts(args) => facts::run(&target, args).await,
        Command::Feedback(args) => feedback::run(&target, args).await,
        Command::Insights(args) => insights::run(&target, args).await,
        Command::Reports(args) => reports::run(&target, args).await,
        Command::Questions(args) => questions::run(&target, args).await,
        Command::Query(args) => query::run(&target, args).await,
        Command::Catalogue(args) => catalogue::run(&target, args).await,
        Command::Audit(args) => audit::run(&target, args).await,
        Command::Usage(args) => usage::run(&target, args).await,
        Command::ApiKeys(args) => api_keys::run(&target, args).await,
        Command::Models(args) => models::run(&target, args).await,
        Command::Users(args) => users::run(&target, args).await,
    }
}

/// The JSON in `file`, or on standard input where it is `-`.
fn json_file(file: &Path, remedy: &str) -> anyhow::Result<Value> {
    let mut text = String::new();
    let read = if file == Path::new("-") {
        std::io::stdin().read_to_string(&mut text)
    } else {
        std::fs::File::open(file).and_then(|mut file| file.read_to_string(&mut text))
    };
    read.with_context(|| format!("{} cannot be read", file.display()))?;
    serde_json::from_str(&text)
        .map_err(|error| Failure::new(format!("{} is no JSON: {error}", file.display())).remedy(remedy).into())
}
