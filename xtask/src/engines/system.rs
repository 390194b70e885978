//! The whole system over an engine: `salestalk up --aws` onboards, imports the demo's data, answers; then the tenant goes again.

use std::{
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::background::Background;

/// Of the demo's data, as the README has it.
const ANSWER: &str = "£683,267.08";
const PUBLISHES_WITHIN: Duration = Duration::from_secs(60);

/// How it went, with times.
///
/// # Errors
/// A command failed, or the answer is not the demo's.
pub(super) fn try_over(salestalk: &Path, url: &str) -> Result<String> {
    let folder = tempfile::tempdir()?;
    let command = |arguments: &[&str]| {
        let mut command = Command::new(salestalk);
        for (name, _) in std::env::vars_os() {
            if ["AWS_", "SALESTALK_"].iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
                command.env_remove(name);
            }
        }
        command.args(arguments).arg("--data-dir").arg(folder.path());
        command.env("AWS_ENDPOINT_URL", url).env("AWS_REGION", "us-east-1");
        command.env("AWS_ACCESS_KEY_ID", "test").env("AWS_SECRET_ACCESS_KEY", "test");
        command
    };
    let run = |mut command: Command| {
        let output = command.output().context("salestalk cannot be run")?;
        if !output.status.success() {
            bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(String::from_utf8(output.stdout)?)
    };
    let started = Instant::now();
    let answered: Value = serde_json::from_str(&run(command(&["up", "--aws", "--exit", "--json"]))?)?;
    if !answered["answers"].to_string().contains(ANSWER) {
        bail!("it does not answer {ANSWER}: {}", answered["answers"]);
    }
    let answered = started.elapsed().as_secs_f64();
    let serve =
        |address: std::net::SocketAddr| command(&["up", "--aws", "--no-demo", "--port", &address.port().to_string()]);
    let server = Background::start("salestalk", 0, serve)?;
    let listens = Instant::now();
    while !folder.path().join("endpoint.json").exists() && listens.elapsed() < PUBLISHES_WITHIN {
        std::thread::sleep(Duration::from_millis(20));
    }
    let started = Instant::now();
    let offboarded: Value = serde_json::from_str(&run(command(&["tenant", "offboard", "demo", "--yes", "--json"]))?)?;
    drop(server);
    if offboarded["state"] != "succeeded" {
        bail!("the tenant is not erased: {offboarded}");
    }
    Ok(format!("answered in {answered:.0} s, erased in {:.0} s", started.elapsed().as_secs_f64()))
}
