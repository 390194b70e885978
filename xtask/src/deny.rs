//! `cargo xtask deny`: licences, bans, sources and advisories of all dependencies, by `deny.toml`.

use std::process::Stdio;

use anyhow::{Result, bail};

use crate::stages::{Stages, cargo};

/// The version that `deny.toml` is written for.
const VERSION: &str = "0.20.2";

/// What deny is asked for.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Fail when the advisory database cannot be fetched.
    #[arg(long)]
    strict: bool,
}

/// Installs cargo-deny if it is missing, and checks.
pub(crate) fn run(options: &Options) -> Result<bool> {
    let mut stages = Stages::default();
    if !is_installed() {
        stages.cargo("install cargo-deny", &["install", "cargo-deny", "--locked", "--version", VERSION])?;
    }
    check(&mut stages, options.strict)?;
    stages.summary();
    Ok(true)
}

/// Whether there is a cargo-deny to run.
pub(crate) fn is_installed() -> bool {
    quietly(&["deny", "--version"])
}

/// Checks with the cargo-deny that is there.
///
/// # Errors
/// A dependency is not allowed; or `strict`, and something could not be checked.
pub(crate) fn check(stages: &mut Stages, strict: bool) -> Result<()> {
    if !is_installed() {
        bail!("cargo-deny is not installed; `cargo xtask deny` installs it");
    }
    stages.cargo(
        "dependencies",
        &["deny", "--workspace", "check", "--hide-inclusion-graph", "licenses", "bans", "sources"],
    )?;
    if quietly(&["deny", "--workspace", "fetch", "db"]) {
        return stages.cargo("advisories", &["deny", "--workspace", "check", "--disable-fetch", "advisories"]);
    }
    if strict {
        bail!("the advisory database could not be fetched (see `cargo deny fetch db`)");
    }
    println!("==> advisories: SKIPPED, the advisory database could not be fetched (see `cargo deny fetch db`)");
    Ok(())
}

fn quietly(arguments: &[&str]) -> bool {
    cargo(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}
