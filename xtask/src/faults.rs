//! `cargo xtask faults`: the long form of the control plane's fault schedules.

use std::process::Command;

use anyhow::Context;

/// Which schedules to run.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// All pairs, some 700,000: hours of work. Without it, so many pairs of each operation as --pairs says
    #[arg(long, conflicts_with = "pairs")]
    all: bool,
    /// Pairs of each operation
    #[arg(long, default_value_t = 300)]
    pairs: usize,
}

/// Runs them in a release build.
pub(crate) fn run(options: &Options) -> anyhow::Result<bool> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["test", "--workspace", "--release", "--test", "it", "faults::all_end_alike"]);
    cargo.args(["--", "--ignored", "--nocapture"]);
    if !options.all {
        cargo.env("FAULT_PAIRS", options.pairs.to_string());
    }
    Ok(cargo.status().context("cargo cannot be run")?.success())
}
