//! `cargo xtask differential`: the long form of the comparison of the query engine with DuckDB.

use anyhow::Context;

use crate::stages::cargo;

/// What to compare.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Random plans
    #[arg(long, default_value_t = 5_000)]
    plans: u32,
    /// Where they begin: the same seed gives the same plans
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Runs it in a release build.
pub(crate) fn run(options: &Options) -> anyhow::Result<bool> {
    let name = "differential::figures_are_those_of_duckdb_at_length";
    let mut cargo = cargo(&["test", "--workspace", "--locked", "--release", "--test", "it", name]);
    cargo.args(["--", "--ignored", "--nocapture"]);
    cargo.env("DIFFERENTIAL_PLANS", options.plans.to_string()).env("DIFFERENTIAL_SEED", options.seed.to_string());
    Ok(cargo.status().context("cargo cannot be run")?.success())
}
