//! `cargo xtask intent train | evaluate`.

use std::{fs, process::ExitCode};

use anyhow::{Context, Result};
use clap::Parser;
use intent_training::training;

/// Where the weights are.
const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../intent-model/weights.bin");

/// Trains and measures the intent model.
#[derive(Parser)]
enum Command {
    /// Train both models, compare them, and write the weights of the linear one
    Train {
        /// Write nothing; fail if the repository has other weights
        #[arg(long)]
        check: bool,
    },
    /// Measure the weights of the repository on the questions written by hand
    Evaluate,
}

fn main() -> ExitCode {
    match run(&Command::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: &Command) -> Result<bool> {
    let Command::Train { check } = command else {
        let measured = training::of_the_program()?;
        print!("{}{}", measured.line("by hand", intent_model::FILE.len()), measured.intents());
        return Ok(true);
    };
    let outcome = training::run()?;
    print!("{}", outcome.report);
    if !outcome.linear_is_better {
        println!("The recursive model is the better one now: intent-model should run it.");
    }
    if *check {
        let same = fs::read(FILE).context("reading the weights")? == outcome.file;
        println!("{}", if same { "The repository has these weights." } else { "The repository has other weights." });
        return Ok(same && outcome.linear_is_better);
    }
    fs::write(FILE, &outcome.file).context("writing the weights")?;
    println!("Weights written: {} bytes.", outcome.file.len());
    Ok(outcome.linear_is_better)
}
