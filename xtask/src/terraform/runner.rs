//! The program `terraform` on one environment, with its state and plugins outside the repository.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
    time::Instant,
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// An environment: its configuration, and where its state is kept.
#[derive(Debug)]
pub(crate) struct Terraform {
    configuration: PathBuf,
    work: PathBuf,
    variables: Vec<(String, String)>,
}

impl Terraform {
    /// The configuration in a folder; state and plugins go into `work`.
    pub(crate) fn new(configuration: PathBuf, work: &Path) -> Self {
        Self { configuration, work: work.to_owned(), variables: Vec::new() }
    }

    /// With a value for a variable, or for one of the environment.
    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.variables.push((name.to_owned(), value.into()));
        self
    }

    /// On an emulator of AWS at `url`.
    pub(crate) fn on_emulator(self, url: &str) -> Self {
        self.with("AWS_ENDPOINT_URL", url).with("AWS_ACCESS_KEY_ID", "test").with("AWS_SECRET_ACCESS_KEY", "test")
    }

    /// Fetches the provider, and finds the state in `work`, of which the configuration says that it is local.
    ///
    /// # Errors
    /// There is no terraform, or no provider.
    pub(crate) fn init(&self) -> Result<()> {
        let state = format!("-backend-config=path={}", self.work.join("terraform.tfstate").display());
        let workspaces = format!("-backend-config=workspace_dir={}", self.work.join("workspaces").display());
        self.quietly(&["init", "-reconfigure", &state, &workspaces])
    }

    /// Makes everything that the configuration says.
    ///
    /// # Errors
    /// Something could not be made; the next time goes on from there.
    pub(crate) fn apply(&self) -> Result<()> {
        self.quietly(&["apply", "-auto-approve", "-parallelism=20"])
    }

    /// Deletes everything that the state knows.
    ///
    /// # Errors
    /// Something could not be deleted.
    pub(crate) fn destroy(&self) -> Result<()> {
        self.quietly(&["destroy", "-auto-approve", "-parallelism=20"])
    }

    /// Nothing differs from the configuration.
    ///
    /// # Errors
    /// Something does.
    pub(crate) fn plan_is_empty(&self) -> Result<()> {
        self.quietly(&["plan", "-detailed-exitcode", "-parallelism=20"]).context("a second plan is not empty")
    }

    /// What would be made, as JSON.
    ///
    /// # Errors
    /// It cannot be planned.
    pub(crate) fn plan(&self) -> Result<Value> {
        let file = self.work.join("plan");
        let out = format!("-out={}", file.display());
        self.quietly(&["plan", &out])?;
        let shown = self.run(self.command(&["show", "-json"]).arg(&file))?;
        serde_json::from_slice(&shown.stdout).context("the plan cannot be read")
    }

    /// The outputs of the last `apply`, by name.
    ///
    /// # Errors
    /// There was none.
    pub(crate) fn output(&self, name: &str) -> Result<Value> {
        let shown = self.run(&mut self.command(&["output", "-json", name]))?;
        serde_json::from_slice(&shown.stdout).with_context(|| format!("the output {name} cannot be read"))
    }

    /// Runs a command, and prints what it said only when it fails.
    ///
    /// # Errors
    /// It failed.
    pub(crate) fn quietly(&self, arguments: &[&str]) -> Result<()> {
        let started = Instant::now();
        self.run(&mut self.command(arguments))?;
        let what = self.configuration.file_name().unwrap_or_default().to_string_lossy();
        println!("{:>8.1} s  terraform {} ({what})", started.elapsed().as_secs_f64(), arguments[0]);
        Ok(())
    }

    fn run(&self, command: &mut Command) -> Result<Output> {
        let output = command.output().context("terraform cannot be run; it is at https://developer.hashicorp.com")?;
        let said = [&*output.stdout, &*output.stderr].map(String::from_utf8_lossy).join("\n");
        if !output.status.success() {
            bail!("{command:?} failed:\n{said}");
        }
        // A deprecated argument is one that a next version refuses.
        if said.contains("Deprecated") || said.contains("deprecated") {
            bail!("{command:?} warns:\n{said}");
        }
        Ok(output)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("terraform");
        command.arg(format!("-chdir={}", self.configuration.display()));
        command.args(&arguments[..1]).arg("-no-color").args(&arguments[1..]);
        command.env("TF_DATA_DIR", self.work.join("plugins")).env("TF_IN_AUTOMATION", "1").env("TF_INPUT", "0");
        command.env_remove("AWS_PROFILE").envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }
}
