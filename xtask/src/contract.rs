//! `cargo xtask contract`: the long form of the comparison of the server with its description.

use anyhow::Context;

use crate::stages::cargo;

/// How much to compare.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Requests of each kind that are made for an operation, for each kind of caller
    #[arg(long, default_value_t = 200)]
    max_examples: u32,
}

/// Runs it with the binary of a debug build, which also finds overflows.
pub(crate) fn run(options: &Options) -> anyhow::Result<bool> {
    let arguments = ["test", "--workspace", "--locked", "--test", "it", "contract::the_description_holds_for_long"];
    let mut cargo = cargo(&arguments);
    cargo.args(["--", "--ignored", "--nocapture"]).env("CONTRACT_EXAMPLES", options.max_examples.to_string());
    Ok(cargo.status().context("cargo cannot be run")?.success())
}
