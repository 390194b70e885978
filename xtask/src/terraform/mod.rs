//! `cargo xtask terraform`: what can be said of terraform/ without an account: its form, that it is valid and of no
//! deprecated words, that its routes are the API's, what its policies allow, and what checkov finds.

mod routes;
mod runner;
mod statements;

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::{deploy::Emulator, package::HANDLERS, python::python, stages::root};

pub(crate) use runner::Terraform;

const CHECKOV: [&str; 1] = ["checkov==3.3.30"];
const ENVIRONMENTS: [&str; 2] = ["local", "prod"];
/// What an emulator's account is called.
const ACCOUNT: &str = "000000000000";
const ANYWHERE: &str = "terraform {\n  backend \"local\" {}\n}\n";

/// What is to be checked.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Leave checkov out, which takes a minute to install
    #[arg(long)]
    without_checkov: bool,
}

/// Checks everything.
pub(crate) fn run(options: &Options) -> Result<bool> {
    let dir = tempfile::tempdir()?;
    let folder = root().join("terraform");
    let whole = Terraform::new(folder.clone(), dir.path());
    whole.quietly(&["fmt", "-check", "-recursive"]).context("`terraform fmt -recursive terraform` formats it")?;
    routes::are_the_apis()?;
    let copy = copied(dir.path())?;
    let emulator = Emulator::start(dir.path())?;
    let checked = plans(dir.path(), &copy, &emulator.url).and_then(|plans| statements::are_short(&plans));
    emulator.kill(dir.path())?;
    checked?;
    if !options.without_checkov {
        checkov(&folder)?;
    }
    Ok(true)
}

/// terraform/ and policies/ in a folder of their own, with packages that need only be there, and a state on this machine.
fn copied(dir: &Path) -> Result<std::path::PathBuf> {
    let copy = dir.join("copy");
    fs::create_dir_all(copy.join("packages"))?;
    for what in ["terraform", "policies"] {
        let copied = Command::new("cp").arg("-R").arg(root().join(what)).arg(&copy).status()?;
        if !copied.success() {
            bail!("{what} cannot be copied");
        }
    }
    for handler in HANDLERS {
        fs::write(copy.join("packages").join(format!("{handler}.zip")), handler)?;
    }
    for environment in ENVIRONMENTS {
        let folder = copy.join("terraform/envs").join(environment);
        fs::write(folder.join("backend_override.tf"), ANYWHERE)?;
        // Made by somebody's init beside it; the copy has its own.
        let _ = fs::remove_dir_all(folder.join(".terraform"));
    }
    Ok(copy)
}

/// What each environment would make on an empty account.
fn plans(dir: &Path, copy: &Path, url: &str) -> Result<Vec<serde_json::Value>> {
    let mut plans = Vec::new();
    for environment in ENVIRONMENTS {
        let work = dir.join(environment);
        fs::create_dir_all(&work)?;
        let packages = copy.join("packages").display().to_string();
        let mut terraform = Terraform::new(copy.join("terraform/envs").join(environment), &work)
            .with("TF_VAR_packages", packages)
            .with("TF_VAR_account", ACCOUNT)
            .on_emulator(url);
        terraform = if environment == "local" {
            terraform.with("TF_WORKSPACE", "local").with("TF_VAR_endpoint", url)
        } else {
            let example = copy.join("terraform/envs/prod/example.tfvars");
            let mine = copy.join("terraform/envs/prod/terraform.tfvars");
            let text: String = fs::read_to_string(example)?
                .lines()
                .filter(|line| !line.starts_with("account "))
                .map(|line| format!("{line}\n"))
                .collect();
            fs::write(mine, text)?;
            // A user of SES's SMTP interface is called as an access key is.
            terraform
                .with("TF_WORKSPACE", "staging")
                .with("TF_VAR_smtp_url", "smtps://AKIA0000000000000000:password@mail.example")
                .with("TF_VAR_mail_from", "SalesTalk <insights@app.example>")
        };
        terraform.init()?;
        terraform.quietly(&["validate"])?;
        plans.push(terraform.plan()?);
    }
    Ok(plans)
}

fn checkov(folder: &Path) -> Result<()> {
    let python = python("checkov-3.3.30", &CHECKOV)?;
    let program = python.with_file_name("checkov");
    let mut command = Command::new(program);
    command.arg("-d").arg(folder).args(["--framework", "terraform", "--quiet", "--compact", "--skip-download"]);
    let output = command.stderr(Stdio::null()).output().context("checkov cannot be run")?;
    print!("{}", String::from_utf8_lossy(&output.stdout));
    if !output.status.success() {
        bail!("checkov found something; an exception has its reason beside the resource");
    }
    Ok(())
}
