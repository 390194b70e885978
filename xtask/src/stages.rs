//! Named commands, one after the other, with the time each took.

use std::{
    ffi::OsString,
    fs,
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
    command.current_dir(root()).args(arguments);
    command
}

/// The same, building into the folder that this program lies in, wherever that is.
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

/// The last lines of a log, for an error to show.
pub(crate) fn end_of(log: &Path) -> String {
    const LINES: usize = 20;
    let text = fs::read(log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(LINES)..].join("\n")
}

/// The root of the workspace.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}
