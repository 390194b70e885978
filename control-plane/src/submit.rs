//! From a request that wants something of a tenant to its reply: begin, work for as long as the client may wait, or leave
//! the rest to the queue.

use std::time::Instant;

use serde_json::json;
use tenancy::{ApiError, ErrorCode, TenantId, ids::OperationId};

use crate::{
    ControlPlane,
    change::{Change, unknown},
    idempotency::{IdempotencyKey, Reply},
    operation::{
        self, OperationState,
        begin::{Begun, LONGEST_PAUSE, Request, SHORTEST_PAUSE, begin},
        execution::Stopped,
        queue::Work,
        run::{Ended, run},
    },
    reconcile::StepError,
    reply,
};

/// Does what `change` wants of `tenant`, or finds that it is done or being done.
///
/// # Errors
/// The wish is refused, a step failed, or other operations are at work.
pub(crate) async fn submit(
    plane: &ControlPlane,
    actor: &str,
    tenant: &TenantId,
    change: &Change,
    key: Option<&IdempotencyKey>,
) -> Result<Reply, ApiError> {
    let request = Request { tenant, actor, change, key };
    let started = Instant::now();
    loop {
        match begin(plane, &request).await? {
            Begun::Known(reply) => return Ok(reply),
            Begun::Nothing(record) => {
                let names = &plane.services.names;
                return match change {
                    Change::Create(_) => reply::created(names, &record),
                    _ => reply::tenant(names, &record),
                };
            }
            Begun::Joined(running) => {
                if let Some(reply) = wait(plane, tenant, running, started).await? {
                    return Ok(reply);
                }
            }
            Begun::Mine(execution) => {
                let operation = execution.operation.operation_id;
                match Box::pin(run(plane, *execution, plane.settings.budget)).await {
                    Ok(ended) => return told(plane, ended).await,
                    // Whoever has taken over does the work: its end is ours.
                    Err(Stopped::Overtaken) => {
                        if let Some(reply) = wait(plane, tenant, operation, started).await? {
                            return Ok(reply);
                        }
                    }
                    Err(Stopped::Api(error)) => return Err(*error),
                }
            }
        }
    }
}

async fn told(plane: &ControlPlane, ended: Ended) -> Result<Reply, ApiError> {
    if ended.put_off {
        plane.queue.send(Work::of(&ended.operation)).await;
    }
    match (ended.reply, ended.error) {
        (Some(reply), _) => Ok(reply),
        (None, Some(error)) => Err(failed(&ended.operation, &error)),
        (None, None) => Err(ApiError::internal("replying", "an operation ended without a reply or an error")),
    }
}

fn failed(operation: &operation::Operation, error: &StepError) -> ApiError {
    let code = if error.retryable() { ErrorCode::Unavailable } else { ErrorCode::Internal };
    let failure = operation.failure.as_ref();
    let step = failure.map_or("", |failure| failure.step.as_str());
    let detail = format!("step {step} of tenant \"{}\" failed: {error}", operation.tenant_id);
    let mut api = ApiError::new(code, detail).remedy(error.next_action()).see(operation.location());
    // The executor has logged the whole of it.
    api.cause = Some(json!({"operation": operation.operation_id, "step": step}).to_string().into());
    api
}

/// Waits for an operation of somebody else's; none if it ended in a way that leaves the wish to be asked again.
async fn wait(
    plane: &ControlPlane,
    tenant: &TenantId,
    running: OperationId,
    started: Instant,
) -> Result<Option<Reply>, ApiError> {
    let registry = &plane.services.registry;
    let mut pause = plane.settings.pause.max(SHORTEST_PAUSE);
    loop {
        let Some(operation) = operation::read(registry, tenant, running).await? else { return Ok(None) };
        match operation.state {
            OperationState::Succeeded => {
                let record = registry.get(tenant).await?.ok_or_else(|| unknown(tenant))?;
                return reply::done(&plane.services.names, &record, &operation).map(Some);
            }
            OperationState::Failed | OperationState::Superseded => return Ok(None),
            OperationState::Running if started.elapsed() > plane.settings.budget => {
                return reply::accepted(&operation).map(Some);
            }
            OperationState::Running => {
                // Its executor may have died: then the lease is free, and asking again takes it.
                let record = registry.get(tenant).await?;
                if record.is_none_or(|record| record.held_at(plane.settings.clock.now()).is_none()) {
                    return Ok(None);
                }
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
    }
}
