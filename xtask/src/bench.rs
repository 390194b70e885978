//! `cargo xtask bench`: measurements, each beside the physical limit in the same run.

use std::process::Command;

use anyhow::Context;

/// What to measure.
#[derive(clap::Args)]
pub(crate) struct Options {
    #[arg(value_enum)]
    what: What,
    /// Import: the file repeated so many times, with shifted dates and ids
    #[arg(long, default_value_t = 1)]
    times: u32,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum What {
    /// AWS calls, rate and latency of onboarding
    Onboard,
    /// A pass over 2,000 tenants in which nothing differs
    Fleet,
    /// What it costs to let a request in
    Gate,
    /// Latency and AWS calls of each kind of plan; among 1,000 tenants, and with 10 years of data
    Query,
    /// A tenant's latency while another one floods the server
    Neighbours,
    /// The import of the demo's file beside a pandas + boto3 script that does the same job on the same endpoint
    Import,
}

/// Runs it in a release build.
pub(crate) fn run(options: Options) -> anyhow::Result<bool> {
    let what = match options.what {
        What::Onboard => "onboard",
        What::Fleet => "fleet",
        What::Gate => "gate",
        What::Query | What::Neighbours => "",
        What::Import => "import",
    };
    let mut cargo = Command::new(env!("CARGO"));
    if matches!(options.what, What::Query) {
        cargo.args(["run", "--release", "--example", "bench_query"]);
    } else if what.is_empty() {
        cargo.args(["test", "--workspace", "--release", "--test", "it", "limits::what_a_noisy_neighbour_costs"]);
        cargo.args(["--", "--ignored", "--nocapture"]);
    } else {
        cargo.args(["run", "--release", "--example", "bench", "--", what, &options.times.to_string()]);
    }
    Ok(cargo.status().context("cargo cannot be run")?.success())
}
