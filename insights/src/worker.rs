//! Looks for insights where data has changed, and from time to time everywhere.

use std::time::Duration;

use jiff::Timestamp;
use tenancy::{ApiError, DataChange, ErrorCode, TenantId};
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

/// Does for a tenant what there is to do: looks through its data, makes the reports that are due, tells its channels, and
/// archives old conversations. One that fails keeps none of the others from being done.
///
/// # Errors
/// The first of what failed; that a tenant does not serve any more is none.
#[tracing::instrument(level = "debug", skip_all, fields(tenant.id = %tenant))]
pub async fn tend(engine: &Engine, tenant: &TenantId) -> Result<(), ApiError> {
    let gone = [ErrorCode::NotFound, ErrorCode::TenantSuspended, ErrorCode::TenantErased];
    let (record, session) = match engine.open(tenant).await {
        Err(error) if gone.contains(&error.code) => return Ok(()),
        opened => opened?,
    };
    let told = engine.look_through(&record, &session).await.map(|_| ());
    let reported = engine.report(&record, &session).await;
    let delivered = engine.deliver(&record, &session).await;
    let archived = chat_runtime::archive(&session, Timestamp::now()).await;
    told.and(reported).and(delivered).and(archived)
}

/// Looks through what `changes` names, and through everything every `every`, until the queue is closed.
pub async fn serve(engine: Engine, mut changes: mpsc::UnboundedReceiver<DataChange>, every: Duration) {
    let mut sweeps = tokio::time::interval(every);
    loop {
        let done = tokio::select! {
            change = changes.recv() => match change {
                Some(change) => tend(&engine, &change.tenant_id).await,
                None => return,
            },
            _ = sweeps.tick() => sweep(&engine).await.map(|_| ()),
        };
        if let Err(error) = done {
            tracing::warn!(%error, "insights are looked for later");
        }
    }
}
