//! `cargo xtask frontend`: the tests of frontend/, over this workspace's own program and in a real browser.

use std::{path::PathBuf, process::Command};

use anyhow::{Context, Result};

use crate::{python::python, stages::root};

const REQUIREMENTS: [&str; 2] = ["requirements.txt", "requirements-test.txt"];
/// What Chromium is called.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Which tests to run.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Given to pytest: a file, `-k NAME`, ...
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pytest: Vec<String>,
}

/// Runs them; the program `salestalk` must be built.
///
/// # Errors
/// There is no Chromium, or no Python with what the frontend needs.
pub(crate) fn run(options: &Options) -> Result<bool> {
    let chromium = chromium()
        .context("there is no Chromium; install it (`apt-get install chromium`), or name it in SALESTALK_CHROMIUM")?;
    let folder = root().join("frontend");
    let mut packages = vec!["--require-hashes".to_owned()];
    for name in REQUIREMENTS {
        packages.extend(["-r".to_owned(), folder.join(name).display().to_string()]);
    }
    let packages: Vec<&str> = packages.iter().map(String::as_str).collect();
    let python = python("frontend", &packages)?;
    let mut command = Command::new(python);
    command.args(["-m", "pytest"]).args(&options.pytest).current_dir(folder);
    command
        .env("SALESTALK_BIN", std::env::current_exe()?.with_file_name("salestalk"))
        .env("SALESTALK_CHROMIUM", chromium);
    Ok(command.status().context("Python cannot be run")?.success())
}

fn chromium() -> Option<PathBuf> {
    let named = std::env::var_os("SALESTALK_CHROMIUM").filter(|named| !named.is_empty());
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let mut there = std::env::split_paths(&paths).flat_map(|path| BROWSERS.map(|name| path.join(name)));
    named.map(PathBuf::from).or_else(|| there.find(|browser| browser.is_file()))
}
