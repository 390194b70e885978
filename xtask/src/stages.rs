//! Named commands, one after the other, with the time each took.

use std::{
    ffi::OsString,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

/// What has been run so far.
#[derive(Debug, Default)]
pub(crate) struct Stages {
    done: Vec<(&'static str, Duration)>,
}

impl Stages {
    /// Runs cargo with `arguments` at the root of the workspace.
    ///
    /// # Errors
    /// Cargo could not be started, or failed; the name of the stage is in the message.
    pub(crate) fn cargo(&mut self, name: &'static str, arguments: &[&str]) -> Result<()> {
        println!("==> {name}: cargo {}", arguments.join(" "));
        let started = Instant::now();
        let status = cargo(arguments).status().with_context(|| format!("{name}: cargo could not be started"))?;
        if !status.success() {
            bail!("{name} failed: cargo {}", arguments.join(" "));
        }
        self.done.push((name, started.elapsed()));
        Ok(())
    }

    /// Prints each stage and its time.
    pub(crate) fn summary(&self) {
        println!("==> passed");
        for (name, took) in &self.done {
            println!("{:>10.1} s  {name}", took.as_secs_f64());
        }
    }
}

/// Cargo with `arguments` at the root of the workspace; the cargo that runs this program, if one does.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    command.current_dir(here.parent().unwrap_or(here)).args(arguments);
    command
}

/// Cargo, building into the folder that this program lies in, wherever that is.
///
/// # Errors
/// The program lies in no such folder.
pub(crate) fn cargo_here(arguments: &[&str]) -> Result<Command> {
    let here = std::env::current_exe()?;
    let target = here.ancestors().nth(2).context("this program is in no target folder")?;
    let mut command = cargo(arguments);
    command.env("CARGO_TARGET_DIR", target);
    Ok(command)
}
