//! A tenant that lives as code: `terraform/modules/tenant_table` says of its tables just what the control plane made of them.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

use crate::{stages::root, terraform::Terraform};

/// Takes the tables that the control plane made of a tenant on the standard plan into the module, and looks what it would change.
///
/// # Errors
/// It would change something, or make it anew.
pub(super) fn is_as_code(tenant: &str, key_arn: &str, url: &str, dir: &Path) -> Result<()> {
    let configuration = dir.join("tenant");
    fs::create_dir_all(&configuration)?;
    let module = root().join("terraform/modules/tenant_table");
    let imports: String = ["messages", "metrics"]
        .map(|table| {
            format!(
                "import {{\n  to = module.tenant.aws_dynamodb_table.{table}\n  id = \"tenant-{tenant}-{table}\"\n}}\n"
            )
        })
        .concat();
    let module = format!(
        "module \"tenant\" {{\n  source = \"{}\"\n  tenant_id = \"{tenant}\"\n  key_arn = \"{key_arn}\"\n  \
         point_in_time_recovery = false\n  deletion_protection = false\n}}\n",
        module.display()
    );
    let local = "terraform {\n  backend \"local\" {}\n}\n";
    fs::write(configuration.join("main.tf"), [local, &module, &imports].concat())?;
    let terraform = Terraform::new(configuration, &dir.join("tenant-state"));
    let terraform = terraform.on_emulator(url).with("AWS_REGION", "eu-central-1");
    terraform.init()?;
    let plan = terraform.plan()?;
    let changes = plan["resource_changes"].as_array().context("the plan names no tables")?;
    let as_it_is = changes.iter().filter(|change| change["change"]["actions"] == serde_json::json!(["no-op"])).count();
    if (as_it_is, changes.len()) != (2, 2) {
        bail!("modules/tenant_table is not what the control plane makes: {}", plan["resource_changes"]);
    }
    Ok(())
}
