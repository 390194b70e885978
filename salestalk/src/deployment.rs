//! A system that Terraform made: what the outputs of its folder say of it.

use std::path::Path;

use anyhow::Context;
use serde_json::Value;
use tokio::process::Command;

use crate::failure::Failure;

/// Of what Terraform complains of: what is wrong, and with what.
const SHOWN_LINES: usize = 3;

/// The address of its API: `environment.api_url` of `terraform output`, of the workspace that is chosen there.
///
/// # Errors
/// Terraform is not installed, or has made nothing in `folder`.
pub(crate) async fn api_url(folder: &Path) -> anyhow::Result<String> {
    let nothing = |why: String| {
        let what = format!("{} is no folder in which Terraform made a system: {why}", folder.display());
        Failure::new(what).remedy("terraform init and apply there; `terraform workspace select` if it has several")
    };
    if !folder.is_dir() {
        return Err(nothing("there is no such folder".to_owned()).into());
    }
    let mut terraform = Command::new("terraform");
    terraform.current_dir(folder).args(["output", "-no-color", "-json", "environment"]);
    let output = terraform.output().await.with_context(|| {
        Failure::new("terraform cannot be run")
            .remedy("install Terraform 1.11 or newer, or give --url in place of --env")
    })?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let lines = said.split(['\n', '│', '╷', '╵']).map(str::trim).filter(|line| !line.is_empty());
        let said: Vec<&str> = lines.take(SHOWN_LINES).collect();
        return Err(nothing(said.join(" ")).into());
    }
    let environment: Value = serde_json::from_slice(&output.stdout).context("terraform output is no JSON")?;
    let url = environment["api_url"].as_str().ok_or_else(|| nothing("its outputs name no api_url".to_owned()))?;
    Ok(url.to_owned())
}
