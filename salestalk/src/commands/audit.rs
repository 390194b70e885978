//! `salestalk audit show|verify`.

use serde_json::{Value, json};

use crate::{
    cli::{Audit, Target},
    client::Client,
    commands::tenant,
    connection::{Connection, parse_id},
    failure::Failure,
    output,
};

/// Runs the command.
pub(crate) async fn run(target: &Target, args: Audit) -> anyhow::Result<()> {
    let connection = Connection::open(target).await?;
    connection
        .close_after(async |connection| {
            let operator = connection.operator()?;
            match &args {
                Audit::Show { id } => {
                    let trail = operator.get(&format!("/tenants/{}/audit", parse_id(id)?)).await?;
                    output::print(target.json, &trail, output::audit)
                }
                Audit::Verify { id } => verify(&operator, id.as_deref(), target.json).await,
            }
        })
        .await
}

/// Verifies one trail, or all; a trail that is not intact is an error once all are told.
async fn verify(operator: &Client, id: Option<&str>, json: bool) -> anyhow::Result<()> {
    let ids = match id {
        Some(id) => vec![parse_id(id)?],
        None => {
            let tenants = tenant::with_erased(operator, None).await?;
            let ids = tenants.iter().filter_map(|tenant| tenant.get("tenantId")?.as_str());
            ids.map(parse_id).collect::<Result<_, _>>()?
        }
    };
    let mut reports = Vec::new();
    for id in ids {
        reports.push(operator.get(&format!("/tenants/{id}/audit/verification")).await?);
    }
    let broken = reports.iter().filter(|report| report.get("intact") != Some(&Value::Bool(true))).count();
    output::print(json, &json!({"intact": broken == 0, "tenants": reports}), output::verification)?;
    if broken > 0 {
        let what = format!("{broken} of {} audit trails are not intact", reports.len());
        return Err(Failure::new(what)
            .remedy("compare the entries with their copies in S3, which AWS can lock, and find out who wrote the table")
            .into());
    }
    Ok(())
}
