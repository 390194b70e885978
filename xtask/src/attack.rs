//! `cargo xtask attack`: the long form of the storm of hostile requests.

use std::process::Command;

use anyhow::Context;

/// How long a storm.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Requests in all
    #[arg(long, default_value_t = 20_000)]
    requests: usize,
    /// The seed that a failure has printed, to see it again
    #[arg(long)]
    seed: Option<u64>,
}

/// Runs it in a release build.
pub(crate) fn run(options: &Options) -> anyhow::Result<bool> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["test", "--workspace", "--release", "--test", "it", "attack::", "--", "--nocapture"]);
    cargo.env("ATTACK_REQUESTS", options.requests.to_string());
    if let Some(seed) = options.seed {
        cargo.env("ATTACK_SEED", seed.to_string());
    }
    Ok(cargo.status().context("cargo cannot be run")?.success())
}
