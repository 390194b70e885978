//! `salestalk tenant reconcile --all`: through all tenants, page by page.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{client::Client, failure::Failure, output, progress::Progress};

/// How to go through them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pass {
    pub(super) deep: bool,
    pub(super) dry_run: bool,
}

/// Goes through all tenants; fails when one could not be mended.
pub(super) async fn reconcile(operator: &Client, pass: Pass, json: bool) -> anyhow::Result<()> {
    let fleet = operator.get("/fleet").await?;
    let erased = fleet.pointer("/states/erased").and_then(Value::as_u64).unwrap_or_default();
    let all = fleet["tenants"].as_u64().unwrap_or_default().saturating_sub(erased);
    let mut progress = Progress::new("reconciling", json);
    let (mut checked, mut busy) = (0, 0);
    let (mut mended, mut failed) = (Vec::new(), Vec::new());
    let mut after = None::<String>;
    loop {
        let from = after.as_ref().map(|id| format!("&after={id}")).unwrap_or_default();
        let path = format!("/fleet/reconcile?deep={}&dryRun={}{from}", pass.deep, pass.dry_run);
        let mut page = operator.change(Method::POST, &path, None).await?.body;
        checked += page["checked"].as_u64().unwrap_or_default();
        busy += page["busy"].as_u64().unwrap_or_default();
        for (name, list) in [("mended", &mut mended), ("failed", &mut failed)] {
            if let Value::Array(more) = page[name].take() {
                list.extend(more);
            }
        }
        progress.at(checked as f64 / all.max(1) as f64);
        let Some(next) = page["next"].as_str() else { break };
        after = Some(next.to_owned());
    }
    progress.done();
    let problems = failed.len();
    let found = json!({"checked": checked, "busy": busy, "dryRun": pass.dry_run, "mended": mended, "failed": failed});
    output::print(json, &found, output::fleet)?;
    if problems > 0 {
        return Err(Failure::new(format!("{problems} tenants could not be reconciled"))
            .remedy("do what the cause says, then: salestalk tenant reconcile ID")
            .into());
    }
    Ok(())
}
