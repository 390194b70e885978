//! `cargo xtask insights`: what is found of what was planted, and how well what comes next is forecast.

use std::process::Command;

use anyhow::{Context, Result};

use crate::{python::python, stages::root};

/// What is measured.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Forecasts of public series alone, from package registries
    #[arg(long, conflicts_with = "planted")]
    backtest: bool,
    /// Anomalies planted in 800 series alone, and false alerts in 800 others
    #[arg(long)]
    planted: bool,
}

/// Runs the long forms of the tests of estimates.
pub(crate) fn run(options: &Options) -> Result<bool> {
    let mut passed = true;
    if !options.backtest {
        passed &= test("what_was_planted_is_found_at_length", &[])?;
    }
    if !options.planted {
        let folder = tempfile::tempdir()?;
        let python = python("insights", &["zstandard==0.25.0"])?;
        let series = Command::new(python)
            .arg(root().join("xtask/src/insights/series.py"))
            .arg(root().join("salestalk/demo/online-retail.csv.zst"))
            .arg(folder.path())
            .status()
            .context("Python cannot be run")?;
        let folder = folder.path().to_string_lossy().into_owned();
        let forecast = "public_series_are_forecast_better_than_by_the_simple_methods";
        passed &= series.success() && test(forecast, &[("SALESTALK_SERIES", &folder)])?;
    }
    Ok(passed)
}

fn test(name: &str, environment: &[(&str, &str)]) -> Result<bool> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["test", "--workspace", "--lib", name, "--", "--ignored", "--nocapture"]);
    cargo.envs(environment.iter().copied());
    Ok(cargo.status().context("cargo cannot be run")?.success())
}
