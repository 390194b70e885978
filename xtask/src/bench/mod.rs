//! `cargo xtask bench`: measurements, each beside the physical limit in the same run.

mod cold;
mod stream;

use std::process::Command;

use anyhow::Context;

/// What to measure.
#[derive(clap::Args)]
#[group(skip)]
pub(crate) struct Options {
    #[arg(value_enum)]
    what: What,
    /// Import: the file repeated so many times, with shifted dates and ids
    #[arg(long, default_value_t = 1)]
    times: u32,
    #[command(flatten)]
    stream: stream::Options,
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
    /// CPU time of looking for insights: in the demo's data, and in a night of 1,000 tenants
    Insights,
    /// Latency and AWS calls of each kind of question, the classifier and the guard alone; beside a Python handler with boto3
    Chat,
    /// A tenant's latency while another one floods the server
    Neighbours,
    /// The import of the demo's file beside a pandas + boto3 script that does the same job on the same endpoint
    Import,
    /// Each Lambda from its start to its first request for an event, and its zip's size
    Cold,
    /// Streamed answers of a fake model: direct, through the server, and through the proxy of LiteLLM
    Stream,
}

/// Runs it in a release build.
pub(crate) fn run(options: Options) -> anyhow::Result<bool> {
    let released = |args: &[&str]| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(&args[..1]).arg("--release").args(&args[1..]);
        cargo.status().context("cargo cannot be run").map(|status| status.success())
    };
    let control_plane = |what: &str| released(&["run", "--example", "bench", "--", what, &options.times.to_string()]);
    match options.what {
        What::Onboard => control_plane("onboard"),
        What::Fleet => control_plane("fleet"),
        What::Gate => control_plane("gate"),
        What::Import => control_plane("import"),
        What::Insights => released(&["run", "--example", "bench_insights"]),
        What::Query => released(&["run", "--example", "bench_query"]),
        What::Chat => Ok(released(&["run", "--example", "bench_chat"])?
            && released(&["test", "--workspace", "--lib", "three_hundred_words", "--", "--ignored", "--nocapture"])?),
        What::Cold => cold::run(),
        What::Stream => stream::run(&options.stream),
        What::Neighbours => {
            let test = "limits::what_a_noisy_neighbour_costs";
            released(&["test", "--workspace", "--test", "it", test, "--", "--ignored", "--nocapture"])
        }
    }
}
