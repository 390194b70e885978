//! The command-line program: the whole system in one process, and a client for a running one.

mod catalogue_dialogue;
mod cli;
mod client;
mod commands;
mod connection;
mod demo;
mod endpoint;
mod failure;
mod follow;
mod output;
mod planes;
mod progress;
mod sample;
mod stack;

use std::process::ExitCode;

use clap::Parser;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    tenancy::telemetry::start(false, "warn,s3s=off");
    match commands::run(cli).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            failure::print(&error);
            ExitCode::FAILURE
        }
    }
}
