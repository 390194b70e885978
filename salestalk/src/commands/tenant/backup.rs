//! Backups, and the drill that proves that one can be restored.

use std::time::{Duration, Instant};

use anyhow::Context;
use jiff::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};

use super::address;
use crate::{client::Client, follow, output};

/// Makes a backup of the tenant.
pub(super) async fn make(operator: &Client, id: &str, json: bool) -> anyhow::Result<()> {
    let made = backed_up(operator, id, json).await?;
    output::print(json, &made, output::backup)
}

/// Restores the newest backup of the tenant to a tenant made for it, erases that again, and prints what it came to.
pub(super) async fn drill(operator: &Client, id: &str, owner_email: &str, json: bool) -> anyhow::Result<()> {
    let backups = operator.get(&format!("{}/backups", address(id)?)).await?;
    let backup = match backups.pointer("/backups/0") {
        Some(newest) => newest.clone(),
        None => backed_up(operator, id, json).await?,
    };
    let now = Timestamp::now();
    let made_at: Timestamp = backup["madeAt"].as_str().unwrap_or_default().parse().context("the backup has no date")?;
    let copy = now.strftime("drill%Y%m%d%H%M%S").to_string();
    let body = json!({"tenantId": copy, "name": format!("Drill of {id}"), "ownerEmail": owner_email,
        "backupId": backup["backupId"], "suspended": true});

    let began = Instant::now();
    let (path, what) = (format!("{}/restore", address(id)?), format!("restoring {id} to {copy}"));
    let restored = follow::change(operator, Method::POST, &path, Some(&body), &what, json).await;
    let restored_in = began.elapsed();
    // Whatever came of it, nothing of the copy is to be left.
    let began = Instant::now();
    let erased = erase(operator, &copy, json).await;
    if restored.is_ok() {
        let again = format!("the drill's tenant is still there; erase it: salestalk tenant offboard {copy}");
        erased.context(again)?;
    }
    restored.with_context(|| format!("the backup of \"{id}\" could not be restored"))?;
    let seconds = |took: Duration| (took.as_secs_f64() * 10.0).round() / 10.0;
    let report = json!({"tenantId": id, "backup": backup, "restoredTo": copy, "restoreSeconds": seconds(restored_in),
        "lostSeconds": now.duration_since(made_at).as_secs().max(0), "eraseSeconds": seconds(began.elapsed())});
    output::print(json, &report, output::drill)
}

/// A backup that is made now.
async fn backed_up(operator: &Client, id: &str, silent: bool) -> anyhow::Result<Value> {
    let path = format!("{}/backups", address(id)?);
    let done = follow::change(operator, Method::POST, &path, None, &format!("backing {id} up"), silent).await?;
    done.get("result").cloned().context("the server did not say which backup it made")
}

/// Erases a drill's tenant, and its archive.
async fn erase(operator: &Client, copy: &str, silent: bool) -> anyhow::Result<()> {
    let what = format!("erasing {copy}");
    follow::change(operator, Method::DELETE, &address(copy)?, None, &what, silent).await?;
    let archive = format!("{}/archive", address(copy)?);
    follow::change(operator, Method::DELETE, &archive, None, &what, silent).await?;
    Ok(())
}
