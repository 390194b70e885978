//! Runs `exam/make.py`, in a Python with DuckDB that is installed into the user's cache folder once.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, bail};
use serde::de::DeserializeOwned;

use super::{Options, paper::Paper};
use crate::{python::python, stages::root};

/// Makes the exam in `folder`.
///
/// # Errors
/// There is no Python, or it complained.
pub(super) fn make(options: &Options, folder: &Path) -> Result<Paper> {
    let mut arguments = counts(options.seed, options.questions);
    arguments.extend(["--dialogues".to_owned(), options.dialogues.to_string()]);
    arguments.extend(options.only.iter().flat_map(|only| ["--only".to_owned(), only.clone()]));
    println!("==> making the exam");
    written("exam/make.py", folder, &arguments, "exam.json")
}

/// The arguments that both makers of questions have.
pub(in crate::questions) fn counts(seed: u64, questions: usize) -> Vec<String> {
    vec!["--seed".to_owned(), seed.to_string(), "--questions".to_owned(), questions.to_string()]
}

/// What a Python program of `exam/` writes into `file` of `folder`.
///
/// # Errors
/// There is no Python, or it complained.
pub(in crate::questions) fn written<T: DeserializeOwned>(
    program: &str,
    folder: &Path,
    arguments: &[String],
    file: &str,
) -> Result<T> {
    // The environment that the differential test has.
    let mut command = Command::new(python("duckdb-2.0.0", &["duckdb==2.0.0"])?);
    command.current_dir(root()).env("PYTHONDONTWRITEBYTECODE", "1").arg(program).arg(folder).args(arguments);
    if !command.status().context("Python cannot be run")?.success() {
        bail!("{program} failed");
    }
    let file = folder.join(file);
    let text = fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{program} wrote something else than it should"))
}
