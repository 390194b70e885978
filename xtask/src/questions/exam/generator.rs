//! Runs `exam/make.py`, in a Python with DuckDB that is installed into the user's cache folder once.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use super::{Options, paper::Paper};
use crate::stages::cargo_here;

/// The environment's name and what is in it: the same that the differential test has.
const DUCKDB: [&str; 2] = ["duckdb-2.0.0", "duckdb==2.0.0"];

/// Makes the exam in `folder`.
///
/// # Errors
/// There is no Python, or it complained.
pub(super) fn make(options: &Options, folder: &Path) -> Result<Paper> {
    let mut command = Command::new(python()?);
    command.current_dir(root()).env("PYTHONDONTWRITEBYTECODE", "1").arg("exam/make.py").arg(folder);
    for (name, value) in [("--seed", options.seed.to_string()), ("--questions", options.questions.to_string())] {
        command.args([name, &value]);
    }
    command.args(["--dialogues", &options.dialogues.to_string()]);
    command.args(options.only.iter().flat_map(|only| ["--only", only]));
    println!("==> making the exam");
    if !command.status().context("Python cannot be run")?.success() {
        bail!("exam/make.py failed");
    }
    let file = folder.join("exam.json");
    let text = fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
    serde_json::from_str(&text).context("exam/make.py wrote something that is no exam")
}

/// The Python of the environment; `localstack/examples/venv.rs` makes it.
fn python() -> Result<PathBuf> {
    let mut command = cargo_here(&["run", "--quiet", "--example", "venv", "--"])?;
    let output = command.args(DUCKDB).stderr(std::process::Stdio::inherit()).output();
    let output = output.context("cargo cannot be run")?;
    if !output.status.success() {
        bail!("there is no Python with DuckDB");
    }
    Ok(PathBuf::from(String::from_utf8(output.stdout)?.trim()))
}

/// The root of the workspace.
pub(super) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}
