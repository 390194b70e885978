//! `cargo xtask fuzz`: coverage-guided fuzzing of what reads tokens, files, bodies and questions.

use std::{ffi::OsString, fs, path::Path, process::Command};

use anyhow::{Context, Result, bail};

use crate::stages::{Stages, cargo};

/// The version whose options are used here.
const VERSION: &str = "0.13.2";
/// `fuzz/targets/`, `fuzz/seeds/` and `fuzz/dictionaries/` have one of each.
const TARGETS: [&str; 4] = ["token", "import", "body", "question"];
/// No input needs more; with less, more are tried.
const LONGEST_INPUT: &str = "-max_len=8192";
/// A single input that takes this many seconds is a finding.
const SLOW: &str = "-timeout=10";

/// What to fuzz, and for how long.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// One target; all of them, one after the other, if none is named
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(TARGETS))]
    target: Option<String>,
    /// For each target
    #[arg(long, default_value_t = 600)]
    seconds: u32,
}

/// Installs cargo-fuzz if it is missing, and runs; what was learnt is kept in the target directory for the next run.
pub(crate) fn run(options: &Options) -> Result<bool> {
    let mut stages = Stages::default();
    if !quietly_succeeds(&mut cargo(&["fuzz", "--version"])) {
        stages.cargo("install cargo-fuzz", &["install", "cargo-fuzz", "--locked", "--version", VERSION])?;
    }
    let target_dir = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| OsString::from("target"));
    // Below the root of the workspace, where all commands run, unless it is an absolute path.
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let work = here.parent().unwrap_or(here).join(target_dir).join("fuzz");
    let mut passed = true;
    for target in TARGETS.iter().filter(|target| options.target.as_ref().is_none_or(|only| only == *target)) {
        passed &= fuzz(target, options.seconds, &work)?;
    }
    Ok(passed)
}

fn fuzz(target: &str, seconds: u32, work: &Path) -> Result<bool> {
    let corpus = work.join("corpus").join(target);
    let findings = work.join("findings").join(target);
    for dir in [&corpus, &findings] {
        fs::create_dir_all(dir).with_context(|| format!("making {}", dir.display()))?;
    }
    println!("==> {target}: {seconds} s; what breaks it goes to {}", findings.display());
    // No sanitizer: there is no unsafe code here, and with one the standard library would have to be built too. The pinned
    // compiler is a stable one, which has what libFuzzer needs under this variable.
    let mut command = cargo(&["fuzz", "run", "--sanitizer", "none", "--fuzz-dir", "fuzz", target]);
    command
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_DIR", work)
        .arg(&corpus)
        .arg(format!("fuzz/seeds/{target}"))
        .args(["--", LONGEST_INPUT, SLOW])
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-artifact_prefix={}/", findings.display()))
        .arg(format!("-dict=fuzz/dictionaries/{target}.txt"));
    let status = command.status().context("cargo-fuzz cannot be run")?;
    if status.code().is_none() {
        bail!("{target} was ended by a signal");
    }
    Ok(status.success())
}

fn quietly_succeeds(command: &mut Command) -> bool {
    use std::process::Stdio;
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}
