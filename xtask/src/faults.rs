//! `cargo xtask faults`: the long form of the control plane's fault schedules, and of turns and insights whose server is killed.

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
    /// In place of these, 10,000 turns that are left, stopped and cut off while their server is killed every few seconds
    #[arg(long, conflicts_with_all = ["all", "pairs"])]
    turns: bool,
    /// In place of these, a hundred kills of a server that looks for insights
    #[arg(long, conflicts_with_all = ["all", "pairs", "turns"])]
    insights: bool,
}

/// Runs them in a release build.
pub(crate) fn run(options: &Options) -> anyhow::Result<bool> {
    let mut cargo = Command::new(env!("CARGO"));
    let test = match (options.turns, options.insights) {
        (true, _) => "turns::ten_thousand_turns_are_counted_exactly",
        (_, true) => "insights::a_hundred_kills_change_nothing_that_is_told",
        _ => "faults::all_end_alike",
    };
    cargo.args(["test", "--workspace", "--release", "--test", "it", test]);
    cargo.args(["--", "--ignored", "--nocapture"]);
    if !options.all {
        cargo.env("FAULT_PAIRS", options.pairs.to_string());
    }
    Ok(cargo.status().context("cargo cannot be run")?.success())
}
