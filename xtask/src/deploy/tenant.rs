//! A tenant that lives as code: `terraform/modules/tenant_table` says of its tables just what the control plane made of them.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{server::program, stages::root, terraform::Terraform};

/// Takes the tables that the control plane made of a tenant into the module, as `salestalk tenant terraform` says, and looks what
/// that would change.
///
/// # Errors
/// It would change something, or make it anew.
pub(super) fn is_as_code(tenant: &str, emulator: &str, dir: &Path) -> Result<()> {
    let endpoint: Value = serde_json::from_slice(&fs::read(dir.join("endpoint.json"))?)?;
    let named = |name: &str| endpoint[name].as_str().with_context(|| format!("endpoint.json has no {name}"));
    let module = root().join("terraform/modules/tenant_table");
    let mut print = Command::new(program()?);
    print.args(["tenant", "terraform", tenant, "--source"]).arg(module);
    print.env("SALESTALK_URL", named("url")?).env("SALESTALK_TOKEN", named("adminToken")?);
    let output = print.output().context("salestalk cannot be run")?;
    if !output.status.success() {
        bail!("salestalk tenant terraform: {}", String::from_utf8_lossy(&output.stderr));
    }
    let configuration = dir.join("tenant");
    fs::create_dir_all(&configuration)?;
    let local = b"terraform {\n  backend \"local\" {}\n}\n\n";
    fs::write(configuration.join("main.tf"), [local.as_slice(), &output.stdout].concat())?;
    let terraform = Terraform::new(configuration, &dir.join("tenant-state"));
    let terraform = terraform.on_emulator(emulator).with("AWS_REGION", "eu-central-1");
    terraform.init()?;
    let plan = terraform.plan()?;
    let changes = plan["resource_changes"].as_array().context("the plan names no tables")?;
    let as_it_is = changes.iter().filter(|change| change["change"]["actions"] == serde_json::json!(["no-op"])).count();
    if (as_it_is, changes.len()) != (2, 2) {
        bail!("modules/tenant_table is not what the control plane makes: {}", plan["resource_changes"]);
    }
    Ok(())
}
