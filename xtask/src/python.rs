//! Python environments in the user's cache folder.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::{stages::cargo_here, steps::Steps};

/// The Python of the environment `name` with `packages`, as pip is asked for them; `localstack/examples/venv.rs` makes it where
/// it is not there.
///
/// # Errors
/// There is no Python, or pip complained.
pub(crate) fn python(name: &str, packages: &[&str]) -> Result<PathBuf> {
    let mut command = cargo_here(&["run", "--quiet", "--example", "venv", "--", name])?;
    let output = command.args(packages).stderr(Stdio::inherit()).output().context("cargo cannot be run")?;
    if !output.status.success() {
        bail!("there is no Python with {name}");
    }
    Ok(PathBuf::from(String::from_utf8(output.stdout)?.trim()))
}

/// A Python of one's own that can install packages.
#[derive(Debug)]
pub(crate) struct Python(PathBuf);

impl Python {
    /// The one in `folder`, which is there.
    pub(crate) fn of(folder: &Path) -> Self {
        Self(folder.join("bin/python"))
    }

    /// A virtual environment of the Python `base` in `folder`.
    ///
    /// # Errors
    /// It cannot make one.
    pub(crate) fn make(base: &Path, folder: &Path, steps: &Steps) -> Result<Self> {
        let mut command = Command::new(base);
        command.args(["-m", "venv"]).arg(folder);
        let advice = "python3 cannot make a virtual environment; on Debian and Ubuntu: apt-get install python3-venv";
        if !steps.quietly(&mut command).context(advice)? {
            bail!("{advice}");
        }
        Ok(Self::of(folder))
    }

    /// It, without arguments.
    pub(crate) fn command(&self) -> Command {
        Command::new(&self.0)
    }

    /// What installs `packages`, as pip is asked for them.
    pub(crate) fn install(&self, packages: &[&str]) -> Command {
        let mut command = self.command();
        command.args(["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]).args(packages);
        command
    }
}
