//! Lists tenants, page by page.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{client::Client, output};

/// `tenant list`.
pub(super) async fn run(
    operator: &Client,
    state: Option<&str>,
    plan: Option<&str>,
    all: bool,
    json: bool,
) -> anyhow::Result<()> {
    let tenants = if all { with_erased(operator, plan).await? } else { of(operator, state, plan).await? };
    if tenants.is_empty() && !json {
        output::say(if state.is_some() || plan.is_some() {
            "There is no such tenant."
        } else {
            "There is no tenant yet. Make one: salestalk tenant create ID --name N --owner-email E"
        });
        return Ok(());
    }
    output::print(json, &json!({"tenants": tenants}), output::tenants)
}

/// All tenants by id, of one plan or of any, those that are erased too.
///
/// # Errors
/// The server is out of reach, or refused.
pub(crate) async fn with_erased(operator: &Client, plan: Option<&str>) -> anyhow::Result<Vec<Value>> {
    let mut tenants = of(operator, None, plan).await?;
    tenants.extend(of(operator, Some("erased"), plan).await?);
    let id = |tenant: &Value| tenant.get("tenantId").and_then(Value::as_str).unwrap_or_default().to_owned();
    tenants.sort_by_cached_key(id);
    // One that was erased in between is in both lists.
    tenants.dedup_by_key(|tenant| id(tenant));
    Ok(tenants)
}

async fn of(operator: &Client, state: Option<&str>, plan: Option<&str>) -> anyhow::Result<Vec<Value>> {
    let mut tenants = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let query = [("limit", Some("200")), ("state", state), ("plan", plan), ("after", after.as_deref())];
        let query: Vec<_> = query.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        let mut page = operator.send(operator.request(Method::GET, "/tenants").query(&query)).await?;
        if let Some(Value::Array(more)) = page.get_mut("tenants").map(Value::take) {
            tenants.extend(more);
        }
        after = page.get("next").and_then(Value::as_str).map(str::to_owned);
        if after.is_none() {
            return Ok(tenants);
        }
    }
}
