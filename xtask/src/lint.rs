//! `cargo xtask lint`.

use anyhow::Result;

use crate::{deny, stages::Stages};

/// What lint is asked for.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Fail where something cannot be checked: cargo-deny is missing, or its advisories cannot be fetched.
    #[arg(long)]
    strict: bool,
}

/// Checks formatting, clippy, and dependencies.
pub(crate) fn run(options: &Options) -> Result<bool> {
    let mut stages = Stages::default();
    stages.cargo("format", &["fmt", "--all", "--check"])?;
    stages.cargo("clippy", &["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"])?;
    if deny::is_installed() || options.strict {
        deny::check(&mut stages, options.strict)?;
    } else {
        println!("==> dependencies: SKIPPED, cargo-deny is not installed; `cargo xtask deny` installs it and checks");
    }
    stages.summary();
    Ok(true)
}
