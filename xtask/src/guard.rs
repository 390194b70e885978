//! `cargo xtask guard`: the long form of the guard's test by mutation, and its speed.

use anyhow::Context;

use crate::stages::cargo;

/// How many answers.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Correct answers made wrong, in all kinds
    #[arg(long, default_value_t = 20_000)]
    mutations: u32,
    /// Correct answers that must pass
    #[arg(long, default_value_t = 5_000)]
    answers: u32,
    /// Where they begin: the same seed gives the same answers
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Runs it in a release build.
pub(crate) fn run(options: &Options) -> anyhow::Result<bool> {
    let mut cargo = cargo(&["test", "--workspace", "--locked", "--release", "--lib", "guard::tests::"]);
    cargo.args(["--", "--ignored", "--nocapture", "--test-threads=1"]);
    cargo.env("GUARD_MUTATIONS", options.mutations.to_string()).env("GUARD_ANSWERS", options.answers.to_string());
    cargo.env("GUARD_SEED", options.seed.to_string());
    Ok(cargo.status().context("cargo cannot be run")?.success())
}
