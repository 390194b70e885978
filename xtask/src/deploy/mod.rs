//! `cargo xtask deploy`: the system on an emulator of AWS by the Terraform that AWS gets, from nothing to an answer through
//! the gateway; and away again.

mod emulator;
mod tenant;

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::{
    package::{self, Architecture},
    python::python,
    stages::root,
    terraform::Terraform,
};
pub(crate) use emulator::{Emulator, ministack};

/// Signs in to Cognito and speaks to the API: `deploy/people.py` needs it.
const BOTO3: [&str; 1] = ["boto3==1.44.5"];

/// What is to be done.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Start MiniStack, apply terraform/envs/local, onboard a tenant, import the demo data and ask a question
    #[arg(long, required_unless_present = "destroy", conflicts_with = "destroy")]
    local: bool,
    /// Offboard the tenant, destroy all of that, look for what is left, and end MiniStack
    #[arg(long)]
    destroy: bool,
    /// Where state, logs and the emulator's data go
    #[arg(long, default_value = ".salestalk/deploy")]
    dir: PathBuf,
    /// The profile that the handlers are built by; lambda is AWS's, and takes ten minutes
    #[arg(long, default_value = "dev")]
    profile: String,
    /// Zips that are there already
    #[arg(long, conflicts_with = "destroy")]
    packages: Option<PathBuf>,
}

/// Deploys, or destroys.
pub(crate) fn run(options: &Options) -> Result<bool> {
    fs::create_dir_all(&options.dir)?;
    let dir = options.dir.canonicalize()?;
    if options.local {
        local(options, &dir)?
    } else {
        destroy(&dir)?
    }
    Ok(true)
}

fn local(options: &Options, dir: &Path) -> Result<()> {
    let packages = match &options.packages {
        Some(packages) => packages.canonicalize().context("there are no packages")?,
        None => {
            let packages = dir.join("packages");
            package::build(Architecture::own(), &options.profile, &packages)?;
            packages
        }
    };
    let started = Instant::now();
    let emulator = match Emulator::of(dir) {
        Some(running) => running,
        None => {
            // What an emulator held that runs no more is gone, and so the state is of nothing.
            forget(dir)?;
            Emulator::start(dir)?
        }
    };
    println!("==> MiniStack at {}", emulator.url);
    fs::write(dir.join("packages.json"), serde_json::to_vec(&packages)?)?;
    let terraform = environment(dir, &emulator, &packages);
    terraform.init()?;
    terraform.apply()?;
    terraform.plan_is_empty()?;
    let outputs = terraform.output("environment")?;
    let answer = people(&outputs, dir, "answer")?;
    let took = started.elapsed().as_secs();
    tenant::is_as_code("demo", &emulator.url, dir)?;
    println!("==> {} s from nothing to an answer", took);
    println!("{}", answer["text"].as_str().context("there is no answer")?);
    println!("API      {}", outputs["api_url"].as_str().unwrap_or_default());
    println!("tokens   {}", dir.join("endpoint.json").display());
    println!("destroy  cargo xtask deploy --destroy");
    Ok(())
}

fn destroy(dir: &Path) -> Result<()> {
    let Some(emulator) = Emulator::of(dir) else {
        forget(dir)?;
        println!("nothing is deployed");
        return Ok(());
    };
    let packages: PathBuf = serde_json::from_slice(&fs::read(dir.join("packages.json"))?)?;
    let terraform = environment(dir, &emulator, &packages);
    terraform.init()?;
    if let Ok(outputs) = terraform.output("environment") {
        people(&outputs, dir, "offboard")?;
    }
    terraform.destroy()?;
    let left = people(&json!({"endpoint": emulator.url, "region": "eu-central-1"}), dir, "left")?;
    emulator.kill(dir)?;
    forget(dir)?;
    if left.as_array().is_none_or(|left| !left.is_empty()) {
        bail!("this was left: {left}");
    }
    println!("nothing is left");
    Ok(())
}

fn environment(dir: &Path, emulator: &Emulator, packages: &Path) -> Terraform {
    Terraform::new(root().join("terraform/envs/local"), &dir.join("terraform"))
        .with("TF_WORKSPACE", "local")
        .with("TF_VAR_endpoint", &emulator.url)
        .with("TF_VAR_packages", packages.display().to_string())
        .with("TF_VAR_architecture", Architecture::own().name())
}

fn forget(dir: &Path) -> Result<()> {
    for left in ["terraform", "tenant", "tenant-state", "endpoint.json"]
        .map(|name| dir.join(name))
        .iter()
        .filter(|left| left.exists())
    {
        if left.is_dir() { fs::remove_dir_all(left)? } else { fs::remove_file(left)? }
    }
    Ok(())
}

/// What `people.py` finds out when it does `what`, given the outputs of Terraform.
fn people(outputs: &Value, dir: &Path, what: &str) -> Result<Value> {
    let python = python("boto3-1.44.5", &BOTO3)?;
    let script = root().join("xtask/src/deploy/people.py");
    let mut command = Command::new(python);
    command.arg(script).arg(what).arg(dir).arg(root().join("salestalk/demo"));
    command.env_remove("AWS_PROFILE").stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().context("Python cannot be run")?;
    child.stdin.take().context("Python has no input")?.write_all(outputs.to_string().as_bytes())?;
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!("{what}: the deployed system did not do as it should");
    }
    serde_json::from_slice(&output.stdout).context("people.py cannot be read")
}
