//! `salestalk tenant ...`: the life of tenants, as the operator leads it.

mod archive;
mod backup;
mod change;
mod erase;
mod fleet;
mod list;
mod terraform;

pub(crate) use list::with_erased;

use serde_json::{Value, json};

use crate::{
    cli::{NewTenant, Target, Tenant},
    client::Client,
    connection::{Connection, parse_id},
    failure::Failure,
    output,
};

/// Runs the command.
pub(crate) async fn run(target: &Target, args: Tenant) -> anyhow::Result<()> {
    // Who is not sure is asked before anything is started.
    match &args {
        Tenant::Offboard { id, yes } => erase::confirm(id, *yes, "exports the tenant and erases all it owns")?,
        Tenant::PurgeArchive { id, yes } => erase::confirm(id, *yes, "deletes the archive and the key that opens it")?,
        _ => {}
    }
    let connection = Connection::open(target).await?;
    connection.close_after(async |connection| work(target.json, args, &connection.operator()?).await).await
}

async fn work(json: bool, args: Tenant, operator: &Client) -> anyhow::Result<()> {
    match args {
        Tenant::Create { id, new, example } => {
            let mut body = new_tenant(&id, new);
            if example {
                body["seedExample"] = Value::Bool(true);
            }
            change::create(operator, &body, json).await?;
            if !json && example {
                output::say(&format!("Next: salestalk chat --tenant {id}"));
            } else if !json {
                output::say(&format!("Next: salestalk import FILE --tenant {id}"));
            }
            Ok(())
        }
        Tenant::List { state, plan, all } => list::run(operator, state.as_deref(), plan.as_deref(), all, json).await,
        Tenant::Show { id } => {
            let tenant = operator.get(&address(&id)?).await?;
            output::print(json, &tenant, output::tenant)
        }
        Tenant::Suspend { id } => change::patch(operator, &id, &json!({"state": "suspended"}), json).await,
        Tenant::Resume { id } => change::patch(operator, &id, &json!({"state": "active"}), json).await,
        Tenant::Plan { id, plan } => change::patch(operator, &id, &json!({"plan": plan}), json).await,
        Tenant::Reconcile { id: None, deep, dry_run, .. } => {
            fleet::reconcile(operator, fleet::Pass { deep, dry_run }, json).await
        }
        Tenant::Reconcile { id: Some(id), dry_run: true, .. } => change::dry_run(operator, &id, json).await,
        Tenant::Reconcile { id: Some(id), dry_run: false, .. } => change::reconcile(operator, &id, json).await,
        Tenant::Offboard { id, .. } => erase::offboard(operator, &id, json).await,
        Tenant::Backup { id } => backup::make(operator, &id, json).await,
        Tenant::Backups { id } => {
            let list = operator.get(&format!("{}/backups", address(&id)?)).await?;
            output::print(json, &list, output::backups)
        }
        Tenant::Restore { old, id, new, backup, suspended } => {
            let mut body = new_tenant(&id, new);
            body["suspended"] = Value::Bool(suspended);
            if let Some(backup) = backup {
                body["backupId"] = json!(backup);
            }
            change::restore(operator, &old, &body, json).await
        }
        Tenant::Drill { id, owner_email } => backup::drill(operator, &id, &owner_email, json).await,
        Tenant::Archive { id, output: None } => archive::links(operator, &id, json).await,
        Tenant::Archive { id, output: Some(folder) } => archive::fetch(operator, &id, &folder, json).await,
        Tenant::PurgeArchive { id, .. } => erase::purge_archive(operator, &id, json).await,
        Tenant::Terraform { id, source } => terraform::configuration(operator, &id, &source, json).await,
        Tenant::Operations { id } => {
            let list = operator.get(&format!("{}/operations", address(&id)?)).await?;
            output::print(json, &list, output::operations)
        }
        Tenant::Operation { id, operation } => {
            let operation: uuid::Uuid = operation.parse().map_err(|_| {
                Failure::new(format!("\"{operation}\" is no operation's id"))
                    .remedy(format!("salestalk tenant operations {id}"))
            })?;
            let operation = operator.get(&format!("{}/operations/{operation}", address(&id)?)).await?;
            output::print(json, &operation, output::operation)
        }
    }
}

/// The tenant's address in the API.
fn address(id: &str) -> anyhow::Result<String> {
    Ok(format!("/tenants/{}", parse_id(id)?))
}

/// What the API is told of a tenant to make.
fn new_tenant(id: &str, new: NewTenant) -> Value {
    let mut body = json!({"tenantId": id, "name": new.name, "ownerEmail": new.owner_email});
    if let Some(plan) = new.plan {
        body["plan"] = Value::String(plan);
    }
    body
}
