//! Commands that take a while: a spinner for people, their words in a log, and the end of that where one fails.

use std::{
    env,
    fs::File,
    io,
    path::PathBuf,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};

use crate::stages::end_of;

/// Steps that share a log.
#[derive(Debug)]
pub(crate) struct Steps {
    log: PathBuf,
}

impl Steps {
    /// Steps whose words go into `log`.
    pub(crate) fn new(log: PathBuf) -> Self {
        Self { log }
    }

    /// Runs `command`, and says what it is for.
    ///
    /// # Errors
    /// It cannot be run, or fails; the end of what it said is in the error.
    pub(crate) fn run(&self, what: &str, command: &mut Command) -> Result<()> {
        println!("==> {what}");
        let spinner = ProgressBar::new_spinner().with_message(what.to_owned());
        spinner.set_style(ProgressStyle::with_template("{spinner} {msg} {elapsed}")?);
        spinner.enable_steady_tick(Duration::from_millis(120));
        let started = Instant::now();
        let passed = self.quietly(command);
        spinner.finish_and_clear();
        if !passed? {
            bail!("{what} failed:\n{}", end_of(&self.log));
        }
        println!("    {:.1} s", started.elapsed().as_secs_f64());
        Ok(())
    }

    /// Runs `command`, its words in a log that begins anew; whether it succeeded.
    ///
    /// # Errors
    /// It cannot be run.
    pub(crate) fn quietly(&self, command: &mut Command) -> Result<bool> {
        let log = File::create(&self.log).with_context(|| format!("making {}", self.log.display()))?;
        command.stdout(log.try_clone()?).stderr(log);
        let name = command.get_program().to_string_lossy().into_owned();
        Ok(command.status().with_context(|| format!("{name} cannot be run"))?.success())
    }
}

/// What `command` prints; nothing where there is no such program, or it fails.
///
/// # Errors
/// It is there, and cannot be run.
pub(crate) fn said(command: &mut Command) -> Result<Option<String>> {
    match command.output() {
        Ok(output) if output.status.success() => Ok(Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())),
        Ok(_) => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("{} cannot be run", command.get_program().to_string_lossy())),
    }
}

/// The folder `name` of ours in the user's cache.
///
/// # Errors
/// The user has none.
pub(crate) fn cache(name: &str) -> Result<PathBuf> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = set("XDG_CACHE_HOME").or_else(|| set("HOME").map(|home| home.join(".cache")));
    Ok(cache.context("there is no cache folder; set XDG_CACHE_HOME or HOME")?.join("salestalk").join(name))
}
