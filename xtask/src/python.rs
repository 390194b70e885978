//! Python environments in the user's cache folder.

use std::{path::PathBuf, process::Stdio};

use anyhow::{Context, Result, bail};

use crate::stages::cargo_here;

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
