//! One file per command: find the server, ask it, print.

mod api_keys;
mod ask;
mod audit;
mod catalogue;
mod chat;
mod import;
mod tenant;
mod token;
mod up;
mod usage;
mod users;

pub(crate) use ask::question;
pub(crate) use import::{current_catalogue, upload, wait_until_done};
pub(crate) use up::step;

use crate::cli::{Cli, Command};

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
        Command::Catalogue(args) => catalogue::run(&target, args).await,
        Command::Audit(args) => audit::run(&target, args).await,
        Command::Usage(args) => usage::run(&target, args).await,
        Command::ApiKeys(args) => api_keys::run(&target, args).await,
        Command::Users(args) => users::run(&target, args).await,
    }
}
