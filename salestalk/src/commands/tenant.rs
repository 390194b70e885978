//! `salestalk tenant create|list|show`.

use serde_json::{Value, json};

use crate::{
    cli::{Target, Tenant},
    connection::Connection,
    connection::parse_id,
    output,
};

/// Runs the command.
pub(crate) async fn run(target: &Target, args: Tenant) -> anyhow::Result<()> {
    let connection = Connection::open(target).await?;
    connection.close_after(async |connection| work(target, args, connection).await).await
}

async fn work(target: &Target, args: Tenant, connection: &Connection) -> anyhow::Result<()> {
    let operator = connection.operator()?;
    match args {
        Tenant::Create { id, name, owner_email, plan } => {
            let mut body = json!({"tenantId": id, "name": name, "ownerEmail": owner_email});
            if let Some(plan) = plan {
                body["plan"] = Value::String(plan);
            }
            let tenant = operator.post("/tenants", &body).await?;
            output::print(target.json, &tenant, output::tenant)?;
            if !target.json {
                output::say(&format!("Next: salestalk import FILE --tenant {id}"));
            }
            Ok(())
        }
        Tenant::List => {
            let mut tenants = Vec::new();
            let mut path = "/tenants?limit=200".to_owned();
            loop {
                let mut page = operator.get(&path).await?;
                if let Some(Value::Array(more)) = page.get_mut("tenants").map(Value::take) {
                    tenants.extend(more);
                }
                let Some(next) = page.get("next").and_then(Value::as_str) else { break };
                path = format!("/tenants?limit=200&after={next}");
            }
            if tenants.is_empty() && !target.json {
                output::say("There is no tenant yet. Make one: salestalk tenant create ID --name N --owner-email E");
                return Ok(());
            }
            output::print(target.json, &json!({"tenants": tenants}), output::tenants)
        }
        Tenant::Show { id } => {
            let tenant = operator.get(&format!("/tenants/{}", parse_id(&id)?)).await?;
            output::print(target.json, &tenant, output::tenant)
        }
    }
}
