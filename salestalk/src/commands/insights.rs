//! `salestalk insights`: what there is to tell without a question, when, and where.

use std::path::Path;

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    cli::{Channels, Insights, Rules, Target},
    client::{Client, segment},
    commands::json_file,
    connection::Connection,
    output,
};

/// Runs the command.
pub(crate) async fn run(target: &Target, args: Insights) -> anyhow::Result<()> {
    let tenant = args.tenant().clone();
    let connection = Connection::open(target).await?;
    connection
        .close_after(async |connection| {
            let client = connection.tenant(&tenant)?;
            if matches!(args, Insights::List { .. }) && !connection.is_given() {
                // A system that was started for this command alone has not looked yet.
                client.post("/insights/run", &json!({})).await?;
            }
            work(&client, &args, target.json).await
        })
        .await
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
                format!(
                    "{told} new, {updated} with other figures, {withdrawn} withdrawn; see `salestalk insights list`."
                )
            })
        }
        Insights::Rules(rules) => of_rules(client, rules, json).await,
        Insights::Channels(channels) => of_channels(client, channels, json).await,
        Insights::Settings { time_zone, hour, reports, .. } => {
            let mut settings = client.get("/insights/settings").await?;
            let reports = reports.as_deref().map(|reports| listed(if reports == "none" { "" } else { reports }));
            let changes = [
                ("timeZone", time_zone.as_ref().map(|zone| json!(zone))),
                ("hour", hour.map(|hour| json!(hour))),
                ("reports", reports),
            ];
            let is_changed = changes.iter().any(|(_, change)| change.is_some());
            for (name, change) in changes {
                if let Some(change) = change {
                    settings[name] = change;
                }
            }
            if is_changed {
                settings = client.put("/insights/settings", &settings).await?;
            }
            output::print(json, &settings, output::insight_settings)
        }
        Insights::Deliveries { retry: Some(id), .. } => {
            let sent = client.post(&format!("/insights/deliveries/{}/retry", segment(id)), &json!({})).await?;
            output::print(json, &sent, output::sent)
        }
        Insights::Deliveries { retry: None, .. } => {
            output::print(json, &client.get("/insights/deliveries").await?, output::deliveries)
        }
        Insights::Mark { insight_id, state, .. } => {
            let path = format!("/insights/{}", segment(insight_id));
            let marked = client.change(Method::PATCH, &path, Some(&json!({"state": state.name()}))).await?.body;
            output::print(json, &marked, |marked| output::insights(&json!({"insights": [marked]})))
        }
    }
}

/// What stands between commas.
fn listed(text: &str) -> Value {
    text.split(',').map(str::trim).filter(|one| !one.is_empty()).collect()
}

async fn of_channels(client: &Client, args: &Channels, json: bool) -> anyhow::Result<()> {
    match args {
        Channels::List { .. } => output::print(json, &client.get("/insights/channels").await?, output::channels),
        Channels::Add { to, tells, .. } => {
            let kind = if to.contains("://") { "webhook" } else { "email" };
            let channel = json!({"kind": kind, "to": to, "tells": listed(tells)});
            output::print(json, &client.post("/insights/channels", &channel).await?, output::made_channel)
        }
        Channels::Test { channel_id, .. } => {
            let sent = client.post(&format!("/insights/channels/{}/test", segment(channel_id)), &json!({})).await?;
            output::print(json, &sent, output::sent)
        }
        Channels::Delete { channel_id, .. } => {
            client.change(Method::DELETE, &format!("/insights/channels/{}", segment(channel_id)), None).await?;
            output::print(json, &json!({"deleted": channel_id}), |_| "It is deleted.".to_owned())
        }
    }
}

/// A rule in words, or the one in a file: words have blanks between them.
fn asked(rule: &str) -> anyhow::Result<Value> {
    if rule.trim().contains(' ') && !Path::new(rule).exists() {
        return Ok(json!({"text": rule}));
    }
    json_file(Path::new(rule), "salestalk insights rules add --help has an example")
}

async fn of_rules(client: &Client, args: &Rules, json: bool) -> anyhow::Result<()> {
    match args {
        Rules::List { .. } => output::print(json, &client.get("/insights/rules").await?, output::rules),
        Rules::Try { rule, .. } => {
            output::print(json, &client.post("/insights/rules/trial", &asked(rule)?).await?, output::trial)
        }
        Rules::Add { rule, .. } => {
            let made = client.post("/insights/rules", &asked(rule)?).await?;
            output::print(json, &made, |made| {
                let id = made.get("ruleId").and_then(Value::as_str).unwrap_or_default();
                format!("rule {id}\n{}", output::trial(&made["trial"]))
            })
        }
        Rules::Delete { rule_id, .. } => {
            client.change(Method::DELETE, &format!("/insights/rules/{}", segment(rule_id)), None).await?;
            output::print(json, &json!({"deleted": rule_id}), |_| "It is deleted.".to_owned())
        }
    }
}
