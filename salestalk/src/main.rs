//! The command-line program: the whole system in one process, and a client for a running one.

mod catalogue_dialogue;
mod cli;
mod client;
mod cloud;
mod commands;
mod connection;
mod demo;
mod deployment;
mod endpoint;
mod failure;
mod follow;
mod join;
mod output;
mod pages;
mod planes;
mod progress;
mod sample;
mod stack;
mod viewer;

use std::process::ExitCode;

use clap::Parser;

/// A build without optimisation keeps every SDK call's future on the stack while it is made.
const STACK: usize = 8 << 20;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    tenancy::telemetry::start("salestalk", false, "warn,s3s=off");
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(STACK).build() {
        Ok(runtime) => runtime,
        Err(error) => {
            failure::print(&error.into());
            return ExitCode::FAILURE;
        }
    };
    let done = runtime.block_on(commands::run(cli));
    tenancy::telemetry::flush();
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            failure::print(&error);
            ExitCode::FAILURE
        }
    }
}
