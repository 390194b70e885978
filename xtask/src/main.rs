//! Development commands, the same for people and for CI: `cargo xtask test | lint | deny | contract | differential | faults | attack | fuzz | guard | insights | intent | bench | clients | frontend | ollama | localstack | engines | questions | package | deploy | terraform`.

mod attack;
mod background;
mod bench;
mod clients;
mod contract;
mod deny;
mod deploy;
mod differential;
mod engines;
mod faults;
mod frontend;
mod fuzz;
mod guard;
mod insights;
mod intent;
mod lint;
mod ollama;
mod package;
mod python;
mod questions;
mod server;
mod stages;
mod steps;
mod terraform;
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
    /// Build everything, then run every test, those of the pages last. Needs the pinned toolchain, a C compiler, Python 3.11 and Chromium.
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
    /// What is found of what was planted in series, and how well public series are forecast; the tests run a sample of it.
    Insights(insights::Options),
    /// Train the intent model, or measure it on questions written by hand.
    Intent(intent::Options),
    /// What operations and queries cost, measured on the local stack in a release build.
    Bench(bench::Options),
    /// Clients of other makers against a server of its own: OpenAI's for Python and Node, Streamlit, and Open WebUI.
    Clients(clients::Options),
    /// The tests of the pages, over the program as it is built, in Chromium.
    Frontend(frontend::Options),
    /// The real Ollama and a real small model, from package registries, served on this machine.
    Ollama(ollama::Options),
    /// The real LocalStack, its last free release, from package registries, served on this machine.
    Localstack(engines::Serve),
    /// What the system needs of an AWS, over each of its stand-ins: the embedded stack, MiniStack, LocalStack, DynamoDB Local.
    Engines(engines::Options),
    /// The Lambdas' zips; the same commit gives the same bytes.
    Package(package::Options),
    /// The whole system on an emulator of AWS, by the Terraform that AWS gets: from nothing to an answer, and away again.
    Deploy(deploy::Options),
    /// terraform/ without an account: form, validity, routes, what policies allow, checkov.
    Terraform(terraform::Options),
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
        Command::Insights(options) => insights::run(&options),
        Command::Intent(options) => intent::run(&options),
        Command::Bench(options) => bench::run(options),
        Command::Clients(options) => clients::run(&options),
        Command::Frontend(options) => frontend::run(&options),
        Command::Ollama(options) => ollama::run(&options),
        Command::Localstack(options) => engines::serve(&options),
        Command::Engines(options) => engines::run(&options),
        Command::Package(options) => package::run(&options),
        Command::Deploy(options) => deploy::run(&options),
        Command::Terraform(options) => terraform::run(&options),
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

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn every_command_can_be_parsed() {
        super::Arguments::command().debug_assert();
    }
}
