//! `cargo xtask intent`: trains and measures the model that says what kind of question one is.

use anyhow::{Context, Result};
use clap::Subcommand;

use crate::stages::cargo;

/// What to do.
#[derive(clap::Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Train both models from the frames of the repository, compare them, and write intent-model/weights.bin
    Train {
        /// Write nothing; fail if the repository has other weights
        #[arg(long)]
        check: bool,
    },
    /// Measure the weights of the repository on questions written by hand, by intent
    Evaluate,
}

/// By bin and not by package, as `.cargo/config.toml` says why.
pub(crate) fn run(options: &Options) -> Result<bool> {
    let mut cargo = cargo(&["run", "--quiet", "--bin", "intent-training", "--"]);
    match options.command {
        Command::Train { check } => cargo.arg("train").args(check.then_some("--check")),
        Command::Evaluate => cargo.arg("evaluate"),
    };
    Ok(cargo.status().context("cargo cannot be run")?.success())
}
