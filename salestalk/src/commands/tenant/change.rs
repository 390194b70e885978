//! Makes, changes and mends tenants.

use std::io::IsTerminal;

use reqwest::Method;
use serde_json::Value;

use super::address;
use crate::{client::Client, follow, output};

/// Makes the tenant that `body` describes.
pub(super) async fn create(operator: &Client, body: &Value, json: bool) -> anyhow::Result<()> {
    let what = "making the tenant";
    let tenant = follow::change(operator, Method::POST, "/tenants", Some(body), what, json).await?;
    output::print(json, &tenant, output::tenant)
}

/// Makes the tenant that `body` describes from the archive or a backup of `old`.
pub(super) async fn restore(operator: &Client, old: &str, body: &Value, json: bool) -> anyhow::Result<()> {
    let (path, what) = (format!("{}/restore", address(old)?), format!("restoring {old}"));
    let tenant = follow::change(operator, Method::POST, &path, Some(body), &what, json).await?;
    output::print(json, &tenant, output::tenant)
}

/// Changes the tenant's plan or state.
pub(super) async fn patch(operator: &Client, id: &str, body: &Value, json: bool) -> anyhow::Result<()> {
    let what = format!("changing {id}");
    let tenant = follow::change(operator, Method::PATCH, &address(id)?, Some(body), &what, json).await?;
    output::print(json, &tenant, output::tenant)
}

/// Mends what differs from the tenant's row and plan.
pub(super) async fn reconcile(operator: &Client, id: &str, json: bool) -> anyhow::Result<()> {
    let (path, what) = (format!("{}/reconcile", address(id)?), format!("reconciling {id}"));
    let done = follow::change(operator, Method::POST, &path, None, &what, json).await?;
    // An erased tenant is the reply itself: there is nothing to mend.
    let shown = if done.get("kind").is_some() { output::operation } else { output::tenant };
    output::print(json, &done, shown)
}

/// Tells what reconciling would do.
pub(super) async fn dry_run(operator: &Client, id: &str, json: bool) -> anyhow::Result<()> {
    let path = format!("{}/reconcile?dryRun=true", address(id)?);
    let drift = operator.change(Method::POST, &path, None).await?.body;
    let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    output::print(json, &drift, |drift| output::diff(drift, colour))
}
