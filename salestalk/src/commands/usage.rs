//! `salestalk usage`: what tenants have used, and what it cost.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::{
    cli::{Target, Usage},
    commands::tenant,
    connection::{Connection, parse_id},
    output,
};

/// Runs the command.
pub(crate) async fn run(target: &Target, args: Usage) -> anyhow::Result<()> {
    let connection = Connection::open(target).await?;
    connection
        .close_after(async |connection| {
            let reports = reports(connection, &args).await?;
            let total = total(&reports);
            output::print(target.json, &json!({"tenants": reports, "total": total}), output::usage)
        })
        .await
}

/// The reports of all tenants for the operator, of its own for a tenant.
async fn reports(connection: &Connection, args: &Usage) -> anyhow::Result<Vec<Value>> {
    if connection.is_a_tenants() || (args.tenant.id.is_some() && !connection.is_given()) {
        return Ok(vec![connection.tenant(&args.tenant)?.get("/usage").await?]);
    }
    let operator = connection.operator()?;
    let ids = match &args.tenant.id {
        Some(id) => vec![parse_id(id)?],
        None => {
            let tenants = tenant::with_erased(&operator, None).await?;
            let ids = tenants.iter().filter_map(|tenant| tenant.get("tenantId")?.as_str());
            ids.map(parse_id).collect::<Result<_, _>>()?
        }
    };
    let mut reports = Vec::new();
    for id in ids {
        reports.push(operator.get(&format!("/tenants/{id}/usage")).await?);
    }
    Ok(reports)
}

/// The sum of all months; money is added as decimals.
fn total(reports: &[Value]) -> Value {
    let months = || reports.iter().filter_map(|report| report.get("months")?.as_array()).flatten();
    let sum = |name: &str| months().filter_map(|month| month.get(name)?.as_u64()).sum::<u64>();
    let cost: Decimal = months().filter_map(|month| month.get("costUsd")?.as_str()?.parse::<Decimal>().ok()).sum();
    json!({
        "turns": sum("turns"),
        "inputTokens": sum("inputTokens"),
        "outputTokens": sum("outputTokens"),
        "costUsd": cost.to_string(),
        "importedRows": sum("importedRows"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_is_exact() {
        let month = |cost: &str| json!({"turns": 2, "costUsd": cost, "importedRows": 10});
        let reports = [json!({"months": [month("0.1"), month("0.2")]}), json!({"months": [month("0.0003")]})];
        let total = total(&reports);
        assert_eq!(
            (&total["turns"], &total["costUsd"], &total["importedRows"]),
            (&6.into(), &"0.3003".into(), &30.into())
        );
    }
}
