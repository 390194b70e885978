//! A tenant that is to live as code: the call of the module with its two tables, and the imports that take them over.

use serde_json::{Value, json};

use super::address;
use crate::{client::Client, failure::Failure, output};

/// What of a tenant the module is told.
#[derive(Debug)]
struct Tables<'a> {
    tenant: &'a str,
    key_arn: &'a str,
    point_in_time_recovery: bool,
    deletion_protection: bool,
}

/// Prints the tenant's configuration, whose module is at `source`; as JSON it is Terraform's own JSON syntax.
pub(super) async fn configuration(operator: &Client, id: &str, source: &str, json: bool) -> anyhow::Result<()> {
    let (tenant, plans) = (operator.get(&address(id)?).await?, operator.get("/plans").await?);
    let Some(key_arn) = tenant.pointer("/resources/keyArn").and_then(Value::as_str) else {
        let state = tenant["state"].as_str().unwrap_or("not there");
        return Err(Failure::new(format!("{id} has no tables: it is {state}"))
            .remedy(format!("salestalk tenant show {id}"))
            .into());
    };
    let plan = &plans["plans"][tenant["plan"].as_str().unwrap_or_default()];
    let says = |what: &str| plan[what].as_bool();
    let (Some(point_in_time_recovery), Some(deletion_protection)) =
        (says("pointInTimeRecovery"), says("deletionProtection"))
    else {
        return Err(Failure::new(format!("{id} is on a plan that the system has no more: {}", tenant["plan"]))
            .remedy(format!("salestalk tenant plan {id} PLAN"))
            .into());
    };
    let tables = Tables { tenant: id, key_arn, point_in_time_recovery, deletion_protection };
    output::say(&if json { serde_json::to_string_pretty(&tables.json(source))? } else { tables.hcl(source) });
    Ok(())
}

impl Tables<'_> {
    fn hcl(&self, source: &str) -> String {
        let Self { tenant, key_arn, point_in_time_recovery, deletion_protection } = self;
        let mut text = format!(
            "module \"tenant_{tenant}\" {{
  source                 = \"{source}\"
  tenant_id              = \"{tenant}\"
  key_arn                = \"{key_arn}\"
  point_in_time_recovery = {point_in_time_recovery}
  deletion_protection    = {deletion_protection}
}}"
        );
        for (to, id) in self.imports() {
            text += &format!("\n\nimport {{\n  to = {to}\n  id = \"{id}\"\n}}");
        }
        text
    }

    fn json(&self, source: &str) -> Value {
        let imports: Vec<Value> = self.imports().map(|(to, id)| json!({"to": to, "id": id})).collect();
        json!({
            "module": {format!("tenant_{}", self.tenant): {
                "source": source,
                "tenant_id": self.tenant,
                "key_arn": self.key_arn,
                "point_in_time_recovery": self.point_in_time_recovery,
                "deletion_protection": self.deletion_protection,
            }},
            "import": imports,
        })
    }

    /// What each table is in the module, and what it is called.
    fn imports(&self) -> impl Iterator<Item = (String, String)> {
        ["messages", "metrics"].into_iter().map(|table| {
            let to = format!("module.tenant_{}.aws_dynamodb_table.{table}", self.tenant);
            (to, format!("tenant-{}-{table}", self.tenant))
        })
    }
}
