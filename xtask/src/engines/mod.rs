//! `cargo xtask localstack` and `cargo xtask engines`: the real LocalStack on this machine, and what the system needs of an AWS,
//! tried over each stand-in there is.

mod server;
mod setup;
mod suite;
mod system;

use std::{
    path::Path,
    time::{Duration, Instant},
};

use anyhow::Result;
use comfy_table::{Table, presets::UTF8_FULL_CONDENSED};

use crate::server::program;
use server::Server;
use suite::{LIFE, Outcomes, Programs, STORE, Suite, TABLES};

/// How LocalStack is to be served.
#[derive(Debug, clap::Args)]
pub(crate) struct Serve {
    /// The port of 127.0.0.1 to listen on; 0 lets the system pick
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Set it up, and do no more
    #[arg(long, conflicts_with = "port")]
    setup: bool,
}

/// Sets LocalStack up, and serves it until it is stopped.
pub(crate) fn serve(options: &Serve) -> Result<bool> {
    let place = setup::complete()?;
    if options.setup {
        println!("LocalStack {} and DynamoDB Local {} are there", setup::LOCALSTACK, setup::DYNAMODB_LOCAL);
        return Ok(true);
    }
    let localstack = Server::localstack(&place, options.port)?;
    println!("LocalStack {} at {} until Ctrl-C; for example:", setup::LOCALSTACK, localstack.url());
    println!(
        "    AWS_ENDPOINT_URL={} AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test \
         cargo salestalk up --aws",
        localstack.url()
    );
    localstack.serve()?;
    Ok(true)
}

/// Which engines to try.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Only this one
    #[arg(long, value_enum)]
    only: Option<Engine>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Engine {
    /// The stack in this repository
    Embedded,
    /// MiniStack, from PyPI
    Ministack,
    /// LocalStack's last free release, from PyPI
    Localstack,
    /// DynamoDB Local, from Maven: tables alone
    DynamodbLocal,
}

impl Engine {
    const ALL: [Self; 4] = [Self::Embedded, Self::Ministack, Self::Localstack, Self::DynamodbLocal];

    fn name(self) -> &'static str {
        match self {
            Self::Embedded => "embedded",
            Self::Ministack => "MiniStack",
            Self::Localstack => "LocalStack",
            Self::DynamodbLocal => "DynamoDB Local",
        }
    }

    fn start(self) -> Result<Option<Server>> {
        Ok(match self {
            Self::Embedded => None,
            Self::Ministack => Some(Server::ministack()?),
            Self::Localstack => Some(Server::localstack(&setup::complete()?, 0)?),
            Self::DynamodbLocal => Some(Server::dynamodb_local(&setup::complete()?)?),
        })
    }

    /// Where a POST makes it forget everything.
    fn reset(self) -> Option<&'static str> {
        match self {
            Self::Ministack => Some("/_ministack/reset"),
            Self::Localstack => Some("/_localstack/empty"),
            Self::Embedded | Self::DynamodbLocal => None,
        }
    }

    fn suites(self) -> &'static [Suite] {
        match self {
            Self::DynamodbLocal => &[TABLES],
            _ => &[STORE, LIFE],
        }
    }
}

/// What was seen of an engine.
struct Seen {
    engine: Engine,
    outcomes: Outcomes,
    /// How the whole system does over it, or why it does not; nothing where it was not tried.
    system: Option<String>,
    took: Duration,
}

/// Tries them, and prints what differs; the embedded one has to pass everything.
pub(crate) fn run(options: &Options) -> Result<bool> {
    let programs = Programs::build()?;
    let salestalk = program()?;
    let mut seen = Vec::new();
    for engine in Engine::ALL.into_iter().filter(|engine| options.only.is_none_or(|only| only == *engine)) {
        seen.push(look_at(engine, &programs, &salestalk)?);
    }
    print(&seen);
    Ok(seen.iter().all(|seen| seen.engine != Engine::Embedded || seen.outcomes.values().all(Option::is_none)))
}

fn look_at(engine: Engine, programs: &Programs, salestalk: &Path) -> Result<Seen> {
    println!("==> {}", engine.name());
    let started = Instant::now();
    let server = engine.start()?;
    let mut environment = Vec::new();
    if let Some(server) = &server {
        environment.push(("SALESTALK_TEST_AWS", server.url()));
        environment.extend(engine.reset().map(|path| ("SALESTALK_TEST_AWS_RESET", path.to_owned())));
    }
    let mut outcomes = Outcomes::new();
    for suite in engine.suites() {
        outcomes.extend(programs.run(suite, &environment)?);
    }
    let system = match &server {
        Some(server) if engine.reset().is_some() => {
            Some(system::try_over(salestalk, &server.url()).unwrap_or_else(|error| format!("failed: {error:#}")))
        }
        _ => None,
    };
    Ok(Seen { engine, outcomes, system, took: started.elapsed() })
}

fn print(seen: &[Seen]) {
    let mut table = Table::new();
    table.load_preset(UTF8_FULL_CONDENSED).set_header(["engine", "passed", "of", "s", "the system over it"]);
    for seen in seen {
        let passed = seen.outcomes.values().filter(|outcome| outcome.is_none()).count();
        let system = seen.system.clone().unwrap_or_default();
        let (of, seconds) = (seen.outcomes.len(), seen.took.as_secs());
        table.add_row([seen.engine.name().to_owned(), passed.to_string(), of.to_string(), seconds.to_string(), system]);
    }
    println!("{table}");
    for seen in seen {
        for (test, why) in seen.outcomes.iter().filter_map(|(test, why)| Some((test, why.as_ref()?))) {
            println!("{}: {test}\n    {why}", seen.engine.name());
        }
    }
}
