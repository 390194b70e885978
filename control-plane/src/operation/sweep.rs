//! Takes up what nobody works on: operations from the queue, those whose executor died, archives whose time is up, backups
//! that are due.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use aws_sdk_dynamodb::types::AttributeValue;
use futures::{StreamExt, stream};
use tenancy::{
    ApiError, TenantId,
    registry::{KIND_INDEX, TenantState},
};
use tokio::sync::mpsc;

use super::{
    begin::take_up,
    execution::Stopped,
    ledger::{self, OPEN_KIND},
    queue::Work,
    run::run,
};
use crate::{ControlPlane, backup, change::Change, submit::submit};

/// Who asks for what nobody asked for.
const SWEEP: &str = "sweep";
/// A page of the index.
const PAGE: i32 = 100;
/// What a worker that no Lambda ends gives each operation.
const PATIENCE: Duration = Duration::from_secs(3600);

/// Works on the operation that `work` names, if nobody else does, for at most `budget`.
///
/// # Errors
/// The metadata table failed: the message is to come again.
#[tracing::instrument(level = "debug", skip_all, fields(tenant.id = %work.tenant_id, operation.id = %work.operation_id))]
pub async fn work(plane: &ControlPlane, work: &Work, budget: Duration) -> Result<(), ApiError> {
    let Some(execution) = take_up(plane, &work.tenant_id, work.operation_id).await? else { return Ok(()) };
    match Box::pin(run(plane, execution, budget)).await {
        Ok(ended) if ended.put_off => plane.queue.send(work.clone()).await,
        Ok(_) | Err(Stopped::Overtaken) => {}
        Err(Stopped::Api(error)) => return Err(*error),
    }
    Ok(())
}

/// Works on every operation that nobody works on, deletes the archives whose time is up, and begins the backups that are due,
/// until `budget` is used up; how many it did.
///
/// # Errors
/// The metadata table failed.
pub async fn sweep(plane: &ControlPlane, budget: Duration) -> Result<usize, ApiError> {
    let started = Instant::now();
    let mut done = 0;
    for open in open_operations(plane).await? {
        let left = budget.saturating_sub(started.elapsed());
        if left.is_zero() {
            break;
        }
        work(plane, &open, left).await?;
        done += 1;
    }
    let due = due(plane).await?;
    for tenant in due.archives {
        submit(plane, SWEEP, &tenant, &Change::PurgeArchive, None).await?;
        done += 1;
    }
    let backups = AtomicUsize::new(0);
    let at_once = plane.settings.quotas.tenants_at_once;
    let in_time = due.backups.into_iter().take_while(|_| started.elapsed() < budget);
    let made = stream::iter(in_time).for_each_concurrent(at_once, async |tenant| {
        // One tenant of which none can be made is no reason to make none of the others; its operation has the cause.
        match Box::pin(submit(plane, SWEEP, &tenant, &Change::Backup, None)).await {
            Ok(_) => _ = backups.fetch_add(1, Ordering::Relaxed),
            Err(error) => tracing::warn!(tenant.id = %tenant, %error, "no backup was made"),
        }
    });
    made.await;
    Ok(done + backups.into_inner())
}

/// Takes work from `queue`, and sweeps every `every`, until the queue is closed.
pub async fn serve(plane: ControlPlane, mut queue: mpsc::UnboundedReceiver<Work>, every: Duration) {
    let mut sweeps = tokio::time::interval(every);
    loop {
        let done = tokio::select! {
            next = queue.recv() => match next {
                Some(next) => work(&plane, &next, PATIENCE).await,
                None => return,
            },
            _ = sweeps.tick() => sweep(&plane, PATIENCE).await.map(|_| ()),
        };
        if let Err(error) = done {
            tracing::warn!(%error, "the background worker will try again");
        }
    }
}

async fn open_operations(plane: &ControlPlane) -> Result<Vec<Work>, ApiError> {
    let (dynamodb, table) = plane.services.registry.table();
    let mut pages = dynamodb
        .query()
        .table_name(table)
        .index_name(KIND_INDEX)
        .key_condition_expression("kind = :kind")
        .expression_attribute_values(":kind", AttributeValue::S(OPEN_KIND.to_owned()))
        .limit(PAGE)
        .into_paginator()
        .items()
        .send();
    let mut open = Vec::new();
    while let Some(item) = pages.next().await {
        let item = item.map_err(|e| ApiError::aws("looking for unfinished operations", e))?;
        open.push(Work::of(&ledger::read_operation(item)?));
    }
    Ok(open)
}

/// Tenants for which it is time to do something.
#[derive(Default)]
struct Due {
    /// Erased ones whose archive is to be deleted.
    archives: Vec<TenantId>,
    /// Those whose newest backup is too old.
    backups: Vec<TenantId>,
}

async fn due(plane: &ControlPlane) -> Result<Due, ApiError> {
    let now = plane.settings.clock.now();
    let mut due = Due::default();
    let mut after: Option<TenantId> = None;
    loop {
        let page = plane.services.registry.list(PAGE, after.as_ref()).await?;
        let Some(last) = page.last() else { return Ok(due) };
        after = Some(last.tenant_id.clone());
        for record in page {
            let expires = record.archive.as_ref().and_then(|archive| archive.expires_at);
            if record.state == TenantState::Erased && expires.is_some_and(|at| at <= now) {
                due.archives.push(record.tenant_id);
            } else if backup::is_due(&record, &plane.services.plans, now) {
                due.backups.push(record.tenant_id);
            }
        }
    }
}
