//! Makes the world agree with a tenant's row: the ordered resources, each ensured, each result recorded.
//!
//! Any number of executors may work on one tenant. Every write of the row is conditional on its version, so that one of
//! two wins and the other looks again; every resource is safe to ensure twice. There is no lock to be left behind.

mod context;
mod error;

pub use context::Context;
pub use error::{ReconcileError, StepError};

use std::time::{Duration, Instant};

use futures::future::join_all;
use tenancy::{
    Services, TenantId,
    registry::{Failure, TenantRecord, TenantState},
};

use crate::resources::{Outcome, Resource, STAGES};

/// How long to give way to other executors before the caller is told to come back: API Gateway waits 29 s.
const PATIENCE: Duration = Duration::from_secs(20);
const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// Brings `tenant` to what its row asks for, and returns the row; if all is as it should be, nothing is written.
///
/// A suspended tenant stays suspended.
///
/// # Errors
/// A step failed, and the row says which, why and what to do; or the row cannot be read or written; or others keep
/// changing it.
pub async fn reconcile(services: &Services, tenant: &TenantId) -> Result<TenantRecord, ReconcileError> {
    let started = Instant::now();
    let mut pause = FIRST_PAUSE;
    loop {
        match attempt(services, tenant).await {
            Err(ReconcileError::Overtaken(_)) if started.elapsed() < PATIENCE => {
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
            done => return done,
        }
    }
}

async fn attempt(services: &Services, tenant: &TenantId) -> Result<TenantRecord, ReconcileError> {
    let row = services.registry.get(tenant).await.map_err(|error| ReconcileError::Registry(Box::new(error)))?;
    let context = Context::new(services, row.ok_or_else(|| ReconcileError::Unknown(tenant.clone()))?);
    let written = |error| stopped(tenant, "row", error);
    if context.row().await.state == TenantState::Failed {
        let begin = |row: &mut TenantRecord| {
            row.state = TenantState::Provisioning;
            row.failure = None;
        };
        context.write(begin).await.map_err(written)?;
    }
    for stage in STAGES {
        let results = join_all(stage.iter().map(|resource| ensure(*resource, &context))).await;
        if let Some((step, error)) = record_stage(&context, results).await.map_err(written)? {
            return Err(stopped(tenant, step, error));
        }
    }
    let finish = |row: &mut TenantRecord| {
        if row.state != TenantState::Suspended {
            row.state = TenantState::Active;
        }
        row.failure = None;
    };
    context.write(finish).await.map_err(written)?;
    Ok(context.row().await)
}

type StepResult = (&'static str, Result<Outcome, StepError>);

async fn ensure(resource: &dyn Resource, context: &Context<'_>) -> StepResult {
    let result = resource.ensure(context).await;
    if let Ok(outcome) = result
        && outcome != Outcome::Unchanged
    {
        tracing::info!(tenant.id = %context.tenant, step = resource.name(), ?outcome, "reconciled");
    }
    (resource.name(), result)
}

/// Writes what a stage came to into the row, and returns its failure, if any.
async fn record_stage(
    context: &Context<'_>,
    results: Vec<StepResult>,
) -> Result<Option<(&'static str, StepError)>, StepError> {
    // Somebody else is at work on this tenant: what we saw may be half of what they are doing.
    if results.iter().any(|(_, result)| matches!(result, Err(StepError::Overtaken))) {
        return Err(StepError::Overtaken);
    }
    let (done, failed): (Vec<_>, Vec<_>) = results.into_iter().partition(|(_, result)| result.is_ok());
    let failure = failed.into_iter().find_map(|(step, result)| Some((step, result.err()?)));
    context
        .write(|row| {
            for (step, _) in &done {
                if !row.observed.ready.iter().any(|ready| ready == step) {
                    row.observed.ready.push((*step).to_owned());
                }
            }
            if let Some((step, error)) = &failure {
                row.observed.ready.retain(|ready| ready != step);
                if row.state != TenantState::Suspended {
                    row.state = TenantState::Failed;
                }
                row.failure = Some(Failure {
                    step: (*step).to_owned(),
                    cause: error.to_string(),
                    next_action: error.next_action().to_owned(),
                });
            }
        })
        .await?;
    Ok(failure)
}

fn stopped(tenant: &TenantId, step: &'static str, error: StepError) -> ReconcileError {
    match error {
        StepError::Overtaken => ReconcileError::Overtaken(tenant.clone()),
        StepError::Row(error) => ReconcileError::Registry(error),
        error => ReconcileError::Step { tenant: tenant.clone(), step, error },
    }
}
