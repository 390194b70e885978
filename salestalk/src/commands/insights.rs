//! `salestalk insights list|run|mark`: what there is to tell without a question.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    cli::{Insights, Target},
    client::{Client, segment},
    connection::Connection,
    output,
};

/// Runs the command.
pub(crate) async fn run(target: &Target, args: Insights) -> anyhow::Result<()> {
    let (Insights::List { tenant, .. } | Insights::Run { tenant } | Insights::Mark { tenant, .. }) = &args;
    let tenant = tenant.clone();
    let connection = Connection::open(target).await?;
    connection.close_after(async |connection| work(&connection.tenant(&tenant)?, &args, target.json).await).await
}

async fn work(client: &Client, args: &Insights, json: bool) -> anyhow::Result<()> {
    match args {
        Insights::List { state, kind, limit, .. } => {
            let query = [("state", state), ("kind", kind)]
                .into_iter()
                .filter_map(|(name, value)| Some(format!("{name}={}", segment(value.as_ref()?))))
                .collect::<Vec<_>>()
                .join("&");
            let insights = client.pages(&format!("/insights?{query}"), "insights", *limit).await?;
            output::print(json, &json!({"insights": insights}), output::insights)
        }
        Insights::Run { .. } => {
            let outcome = client.post("/insights/run", &json!({})).await?;
            output::print(json, &outcome, |outcome| {
                let of = |name: &str| outcome.get(name).and_then(Value::as_u64).unwrap_or_default();
                let (told, updated, withdrawn) = (of("told"), of("updated"), of("withdrawn"));
                format!("{told} new, {updated} with other figures, {withdrawn} withdrawn; see `salestalk insights list`.")
            })
        }
        Insights::Mark { insight_id, state, .. } => {
            let path = format!("/insights/{}", segment(insight_id));
            let marked = client.change(Method::PATCH, &path, Some(&json!({"state": state.name()}))).await?.body;
            output::print(json, &marked, |marked| output::insights(&json!({"insights": [marked]})))
        }
    }
}
