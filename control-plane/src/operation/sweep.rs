//! Takes up what nobody works on: operations from the queue, those whose executor died, archives whose time is up.

use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
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
use crate::{ControlPlane, change::Change, submit::submit};

/// A page of the index.
const PAGE: i32 = 100;

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

/// Works on every operation that nobody works on, and deletes the archives whose time is up; how many it did.
///
/// # Errors
/// The metadata table failed.
pub async fn sweep(plane: &ControlPlane, budget: Duration) -> Result<usize, ApiError> {
    let mut done = 0;
    for open in open_operations(plane).await? {
        work(plane, &open, budget).await?;
        done += 1;
    }
    for tenant in expired_archives(plane).await? {
        submit(plane, "sweep", &tenant, &Change::PurgeArchive, None).await?;
        done += 1;
    }
    Ok(done)
}

/// Takes work from `queue`, and sweeps every `every`, until the queue is closed.
pub async fn serve(plane: ControlPlane, mut queue: mpsc::UnboundedReceiver<Work>, every: Duration) {
    let mut sweeps = tokio::time::interval(every);
    loop {
        let done = tokio::select! {
            next = queue.recv() => match next {
                Some(next) => work(&plane, &next, plane.settings.budget).await,
                None => return,
            },
            _ = sweeps.tick() => sweep(&plane, plane.settings.budget).await.map(|_| ()),
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

async fn expired_archives(plane: &ControlPlane) -> Result<Vec<TenantId>, ApiError> {
    let now = plane.settings.clock.now();
    let mut expired = Vec::new();
    let mut after: Option<TenantId> = None;
    loop {
        let page = plane.services.registry.list(PAGE, after.as_ref()).await?;
        let Some(last) = page.last() else { return Ok(expired) };
        after = Some(last.tenant_id.clone());
        let over = page.iter().filter(|record| {
            record.state == TenantState::Erased
                && record.archive.as_ref().and_then(|archive| archive.expires_at).is_some_and(|at| at <= now)
        });
        expired.extend(over.map(|record| record.tenant_id.clone()));
    }
}
