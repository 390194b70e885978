//! From a wish to the right to act on it: the intent is written, in one transaction, before the world is touched.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use tenancy::{
    ApiError, ErrorCode, TenantId,
    ids::OperationId,
    registry::{Lease, TenantRecord},
};

use super::{
    Operation, OperationKind,
    execution::Execution,
    ledger::{self, LedgerError, Write},
    location,
};
use crate::{
    ControlPlane,
    audit::{AuditEntry, Phase},
    change::{Change, new_record, unknown},
    idempotency::{IdempotencyKey, Known, Reply},
};

/// How often a row that changes under our eyes is read again.
const TRIES: u32 = 20;
/// Those who wait for another's operation look this often, and then more seldom.
pub(crate) const SHORTEST_PAUSE: Duration = Duration::from_millis(20);
pub(crate) const LONGEST_PAUSE: Duration = Duration::from_millis(500);
/// In this many seconds a client should look again.
pub(crate) const LOOK_AGAIN: u32 = 2;

/// A wish, and who has it.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    pub(crate) tenant: &'a TenantId,
    pub(crate) actor: &'a str,
    pub(crate) change: &'a Change,
    pub(crate) key: Option<&'a IdempotencyKey>,
}

/// What a wish met.
#[derive(Debug)]
pub(crate) enum Begun {
    /// The caller holds the lease and is to do the work.
    Mine(Box<Execution>),
    /// The same wish is being worked on by another.
    Joined(OperationId),
    /// All is as wished.
    Nothing(Box<TenantRecord>),
    /// The reply of the request that came with this idempotency key first.
    Known(Reply),
}

/// Writes down what is wanted and takes the lease.
///
/// # Errors
/// The wish is refused, another operation is at work ([`ErrorCode::OperationRunning`], with its address), or the metadata
/// table failed.
pub(crate) async fn begin(plane: &ControlPlane, request: &Request<'_>) -> Result<Begun, ApiError> {
    for attempt in 0..TRIES {
        let now = plane.settings.clock.now();
        let (before, record) = match request.change {
            // The first to ask for a tenant need not look whether it is there: the transaction does.
            Change::Create(new) if attempt == 0 => (None, new_record(new, now)),
            change => {
                let before = plane.services.registry.get(request.tenant).await?;
                let before = before.ok_or_else(|| unknown(request.tenant))?;
                let lease = match change {
                    // It does not do the work of an operation whose executor died: that is to be taken up first.
                    Change::Access { .. } => before.lease.as_ref(),
                    _ => before.held_at(now),
                };
                if let Some(lease) = lease {
                    return joined(plane, request, &before, lease.operation).await;
                }
                let mut record = before.clone();
                if !change.apply(&mut record, &plane.services.names.archives(request.tenant), now)? {
                    return Ok(Begun::Nothing(Box::new(before)));
                }
                (Some(before), record)
            }
        };
        match start(plane, request, before.as_ref(), record).await {
            Ok(execution) => return Ok(Begun::Mine(Box::new(execution))),
            Err(LedgerError::KeyTaken) => return known(plane, request).await,
            Err(LedgerError::Api(error)) => return Err(*error),
            Err(LedgerError::RowChanged) if attempt == 0 => {}
            Err(LedgerError::RowChanged) => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    }
    Err(ApiError::new(ErrorCode::Unavailable, "other requests keep changing this tenant")
        .remedy("send the same request again in a few seconds"))
}

/// Makes `record` the next version of itself, in the hands of a new generation.
fn take_lease(plane: &ControlPlane, record: &mut TenantRecord, operation: OperationId, now: Timestamp) {
    record.version += 1;
    record.generation += 1;
    record.updated_at = now;
    record.lease = Some(Lease { operation, until: now + plane.settings.lease });
}

async fn start(
    plane: &ControlPlane,
    request: &Request<'_>,
    before: Option<&TenantRecord>,
    mut record: TenantRecord,
) -> Result<Execution, LedgerError> {
    let now = plane.settings.clock.now();
    let mut operation = Operation::new(record.tenant_id.clone(), request.change.kind(), request.actor, now);
    operation.idempotency_key = request.key.map(|key| key.key.clone());
    take_lease(plane, &mut record, operation.operation_id, now);
    let detail = request.change.detail(before);
    let entry = AuditEntry::after(&mut record.audit, &operation, Phase::Begun, detail, now);
    let mut writes = vec![
        if before.is_some() { Write::Row(&record) } else { Write::NewRow(&record) },
        Write::Operation(&operation),
        Write::Audit(&entry),
    ];
    writes.extend(request.key.map(|key| Write::Claim(key, &operation)));
    let dead = before.and_then(|before| before.lease.as_ref());
    writes.extend(dead.map(|lease| Write::Superseded(request.tenant, lease.operation)));
    ledger::commit(&plane.services.registry, now.as_second(), &writes).await?;
    let dead_or_failed = before.is_some_and(|before| before.lease.is_some() || before.failure.is_some());
    let unsettled = dead_or_failed || operation.kind == OperationKind::Reconcile;
    Ok(Execution::new(plane, record, operation, vec![entry], before.is_none(), unsettled))
}

/// Takes up an operation whose executor is gone, or whose work was put off; none if it has ended or somebody is at it.
///
/// # Errors
/// The metadata table failed.
pub(crate) async fn take_up(
    plane: &ControlPlane,
    tenant: &TenantId,
    id: OperationId,
) -> Result<Option<Execution>, ApiError> {
    let registry = &plane.services.registry;
    let (Some(mut record), Some(mut operation)) =
        tokio::try_join!(registry.get(tenant), super::read(registry, tenant, id))?
    else {
        return Ok(None);
    };
    let now = plane.settings.clock.now();
    let free = record.lease.as_ref().is_some_and(|lease| lease.operation == id) && record.held_at(now).is_none();
    if operation.state != super::OperationState::Running || !free {
        return Ok(None);
    }
    operation.attempts += 1;
    take_lease(plane, &mut record, id, now);
    match ledger::commit(registry, now.as_second(), &[Write::Row(&record), Write::Operation(&operation)]).await {
        Ok(()) => Ok(Some(Execution::new(plane, record, operation, Vec::new(), false, true))),
        Err(LedgerError::Api(error)) => Err(*error),
        Err(LedgerError::RowChanged | LedgerError::KeyTaken) => Ok(None),
    }
}

/// Somebody else is at work: the same wish can wait for it, another cannot.
async fn joined(
    plane: &ControlPlane,
    request: &Request<'_>,
    record: &TenantRecord,
    running: OperationId,
) -> Result<Begun, ApiError> {
    // The operation at work may be the one that this very request began before.
    if let Some(key) = request.key
        && !matches!(key.look_up(&plane.services.registry).await?, Known::Forgotten)
    {
        return known(plane, request).await;
    }
    match request.change {
        Change::Create(new) => {
            new.check_same(record)?;
            Ok(Begun::Joined(running))
        }
        Change::Offboard => match super::read(&plane.services.registry, request.tenant, running).await? {
            Some(operation) if operation.kind == OperationKind::Offboard => Ok(Begun::Joined(running)),
            _ => Err(busy(request.tenant, running)),
        },
        _ => Err(busy(request.tenant, running)),
    }
}

/// What the request that came with the same key first came to.
async fn known(plane: &ControlPlane, request: &Request<'_>) -> Result<Begun, ApiError> {
    let Some(key) = request.key else { return Err(busy_without_operation()) };
    let started = Instant::now();
    let mut pause = plane.settings.pause.max(SHORTEST_PAUSE);
    loop {
        match key.look_up(&plane.services.registry).await? {
            Known::Reply(reply) => return Ok(Begun::Known(reply)),
            Known::Forgotten => return Err(busy_without_operation()),
            Known::Running(tenant, operation) => {
                if let Some(execution) = take_up(plane, &tenant, operation).await? {
                    return Ok(Begun::Mine(Box::new(execution)));
                }
                if started.elapsed() > plane.settings.budget / 2 {
                    return Err(busy(&tenant, operation));
                }
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
    }
}

fn busy(tenant: &TenantId, operation: OperationId) -> ApiError {
    ApiError::new(ErrorCode::OperationRunning, "another operation is at work on this tenant")
        .remedy("wait until it has ended; the Location header has its address")
        .see(location(tenant, operation))
}

fn busy_without_operation() -> ApiError {
    ApiError::new(ErrorCode::Unavailable, "another request with this idempotency key is just ending")
        .remedy("send the same request again in a few seconds")
}
