//! Looks for insights where data has changed, and from time to time everywhere.

use std::time::Duration;

use tenancy::{ApiError, DataChange, ErrorCode};
use tokio::sync::mpsc;

use crate::run::Engine;

/// Tenants listed at once.
const PAGE: i32 = 200;

/// Has the data of every tenant that serves looked through: each is a message of its own, so that one that fails is tried again
/// and no other waits for it. How many there are.
///
/// # Errors
/// The tenants cannot be listed.
pub async fn sweep(engine: &Engine) -> Result<usize, ApiError> {
    let (mut sent, mut after) = (0, None);
    loop {
        let page = engine.services.registry.list(PAGE, after.as_ref()).await?;
        let Some(last) = page.last() else { return Ok(sent) };
        after = Some(last.tenant_id.clone());
        for record in page.iter().filter(|record| record.check_active().is_ok()) {
            engine.services.data_changed(&record.tenant_id).await;
            sent += 1;
        }
    }
}

/// Looks through what `changes` names, and through everything every `every`, until the queue is closed.
pub async fn serve(engine: Engine, mut changes: mpsc::UnboundedReceiver<DataChange>, every: Duration) {
    let mut sweeps = tokio::time::interval(every);
    loop {
        let done = tokio::select! {
            change = changes.recv() => match change {
                Some(change) => engine.run(&change.tenant_id).await.map(|_| ()),
                None => return,
            },
            _ = sweeps.tick() => sweep(&engine).await.map(|_| ()),
        };
        match done {
            Err(error) if error.code != ErrorCode::NotFound => tracing::warn!(%error, "insights are looked for later"),
            _ => {}
        }
    }
}
