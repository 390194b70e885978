//! Carries an operation out: look, plan, do stage by stage, until there is nothing left to do or the time is up.

use std::{
    pin::pin,
    time::{Duration, Instant},
};

use futures::future::join_all;
use tenancy::{
    ApiError,
    registry::{Failure, TenantRecord, TenantState},
};

use super::{
    Operation, OperationKind,
    execution::{Execution, Stopped},
};
use crate::{
    ControlPlane,
    change::Desired,
    erasure,
    idempotency::Reply,
    reconcile::{
        StepError, apply,
        plan::plan,
        seen::{Seen, Tags, World},
        step::Step,
    },
    reply,
    resources::Done,
};

const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// What keeps changing while it is looked at is looked at again this often.
const SURPRISES: u32 = 10;

/// How far an executor came.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) operation: Operation,
    /// What the client is told; none if a step failed for good.
    pub(crate) reply: Option<Reply>,
    /// The error of that step.
    pub(crate) error: Option<StepError>,
    /// The time was up: somebody is to take the operation up again.
    pub(crate) put_off: bool,
}

/// What came of one look and one plan.
enum Round {
    Settled,
    Surprised,
    Stopped(&'static str, StepError),
}

/// Works until the operation has ended or `budget` is used up.
///
/// # Errors
/// Another executor has taken over, or the row cannot be written.
pub(crate) async fn run(plane: &ControlPlane, mut execution: Execution, budget: Duration) -> Result<Ended, Stopped> {
    if execution.operation.kind.is_of_access() {
        // Its executor is gone, and with it what was to be done; whether it was done is for the caller to look.
        let interrupted = StepError::Request("the process that did it has ended".to_owned());
        return fail(execution, "interrupted", interrupted).await;
    }
    let started = Instant::now();
    let mut pause = plane.settings.pause;
    let mut world = execution.fresh.then(World::empty);
    let mut surprises = 0;
    loop {
        let looked = Instant::now();
        let until = started + budget;
        let (step, error) = match Box::pin(round(plane, &mut execution, world.take(), until)).await? {
            Round::Settled => return succeed(execution).await,
            Round::Surprised if surprises < SURPRISES => {
                surprises += 1;
                continue;
            }
            Round::Surprised => ("look", StepError::NotReady("the tenant's resources keep changing".to_owned())),
            Round::Stopped(step, error) => (step, error),
        };
        if !error.retryable() {
            return fail(execution, step, error).await;
        }
        tracing::info!(tenant.id = %execution.record.tenant_id, step, error = %error, "waiting");
        execution.log(step, "waiting", error.to_string(), looked.elapsed());
        if started.elapsed() + pause > budget {
            return put_off(execution).await;
        }
        // Half of the pause is left to chance, so that those who were refused together do not come back together.
        tokio::time::sleep(pause.mul_f64(rand::random_range(0.5..1.0))).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Looks, unless the world is `known`, plans, and does what is planned; what copies or deletes all that a tenant has is stopped
/// `until` it is left to whoever has more time.
async fn round(
    plane: &ControlPlane,
    execution: &mut Execution,
    known: Option<World>,
    until: Instant,
) -> Result<Round, Stopped> {
    let pooled = match plane.pooled_key().await {
        Ok(pooled) => pooled,
        Err(error) => return Ok(Round::Stopped("key", error)),
    };
    let desired = match Desired::of(&plane.services.plans, &execution.record.plan) {
        Ok(desired) => desired,
        Err(error) => return Ok(Round::Stopped("plan", StepError::api("reading the plan", error))),
    };
    let world = match known {
        Some(world) => world,
        None => {
            let record = execution.record.clone();
            let unsettled = execution.unsettled;
            let look = World::look(plane.scene(&record, &pooled), unsettled);
            match with_lease(execution, look).await? {
                Ok(world) => world,
                Err(error) => return Ok(Round::Stopped("look", error)),
            }
        }
    };
    know_tables(&mut execution.record, &world);
    let plan = plan(&execution.record, &desired, &world, &pooled, execution.settings.clock.now());
    for stage in plan.stages {
        settle_key(execution, &desired, &pooled).await?;
        let record = execution.record.clone();
        let scene = plane.scene(&record, &pooled);
        let steps = join_all(stage.iter().map(async |step| {
            let began = Instant::now();
            // A step's future is large, and a stage has many.
            let doing = Box::pin(apply::apply(step, scene));
            let done = if step.is_long() {
                let in_time = tokio::time::timeout_at(until.into(), doing).await;
                in_time
                    .unwrap_or_else(|_| Err(StepError::NotReady("it takes longer than there is time for".to_owned())))
            } else {
                doing.await
            };
            (done, began.elapsed())
        }));
        let results = with_lease(execution, steps).await?;
        if let Some(stopped) = note(execution, &stage, results) {
            return Ok(stopped);
        }
        // What is deleted cannot be exported again: each stage of an erasure is on record before the next begins.
        if execution.is_due() || execution.record.state == TenantState::Offboarding {
            execution.save().await?;
        }
    }
    settle_key(execution, &desired, &pooled).await?;
    if let Some((step, error)) = plan.refused.into_iter().next() {
        return Ok(Round::Stopped(step, error));
    }
    Ok(if plan.incomplete { Round::Surprised } else { Round::Settled })
}

/// Tables with our tags are the tenant's, whoever made them and did not live to record it.
fn know_tables(record: &mut TenantRecord, world: &World) {
    for table in [&world.messages, &world.metrics] {
        if let Seen::Present(table) = table
            && table.tags != Tags::None
            && let Some(name) = table.arn.rsplit('/').next()
        {
            record.observed.tables.insert(name.to_owned(), table.id.clone());
        }
    }
}

/// Waits for `work`, renewing the lease meanwhile; if another executor has taken over, the work is dropped.
async fn with_lease<T>(execution: &mut Execution, work: impl Future<Output = T>) -> Result<T, Stopped> {
    let mut work = pin!(work);
    let every = execution.settings.lease / 3;
    loop {
        tokio::select! {
            done = &mut work => return Ok(done),
            () = tokio::time::sleep(every) => execution.save().await?,
        }
    }
}

/// The key that new data is encrypted with becomes the plan's, before anything is encrypted with it.
async fn settle_key(execution: &mut Execution, desired: &Desired, pooled: &str) -> Result<(), Stopped> {
    if matches!(execution.record.state, TenantState::Offboarding | TenantState::Erased) {
        return Ok(());
    }
    let observed = &mut execution.record.observed;
    let wanted = if desired.own_key { observed.own_key.clone() } else { Some(pooled.to_owned()) };
    if wanted.is_none() || observed.key_arn == wanted {
        return Ok(());
    }
    if let Some(former) = std::mem::replace(&mut observed.key_arn, wanted.clone()) {
        observed.former_keys.retain(|key| *key != former && Some(key) != wanted.as_ref());
        observed.former_keys.push(former);
        // From here on the tenant's own requests use it.
        execution.save().await?;
    }
    Ok(())
}

/// Records what a stage came to; what stopped it, if anything did.
fn note(execution: &mut Execution, stage: &[Step], results: Vec<(Result<Done, StepError>, Duration)>) -> Option<Round> {
    let mut surprised = false;
    let mut stopped: Option<(&'static str, StepError)> = None;
    for (step, (result, took)) in stage.iter().zip(results) {
        match result {
            Ok(done) => {
                surprised |= done.surprised;
                execution.log(step.name(), done.outcome, step.to_string(), took);
                if let Some(effect) = done.effect {
                    effect(&mut execution.record);
                }
            }
            // A failure that stays says more than one that passes.
            Err(error) if stopped.as_ref().is_none_or(|(_, before)| before.retryable()) => {
                stopped = Some((step.name(), error));
            }
            Err(_) => {}
        }
    }
    match stopped {
        Some((step, error)) => Some(Round::Stopped(step, error)),
        None => surprised.then_some(Round::Surprised),
    }
}

async fn succeed(mut execution: Execution) -> Result<Ended, Stopped> {
    let record = &mut execution.record;
    record.state = match record.state {
        TenantState::Offboarding | TenantState::Erased => TenantState::Erased,
        _ if record.suspended => TenantState::Suspended,
        _ => TenantState::Active,
    };
    let result = match execution.operation.kind {
        OperationKind::Offboard => record.certificate.clone(),
        OperationKind::Backup => record.backups.last().and_then(|backup| serde_json::to_value(backup).ok()),
        _ => None,
    };
    if record.state == TenantState::Erased {
        erasure::forget(record);
    }
    let names = execution.services.names.clone();
    let reply = execution.finish(None, result, |record, operation| reply::done(&names, record, operation)).await?;
    Ok(Ended { operation: execution.operation, reply, error: None, put_off: false })
}

async fn fail(mut execution: Execution, step: &'static str, error: StepError) -> Result<Ended, Stopped> {
    tracing::error!(tenant.id = %execution.record.tenant_id, step, error = %error, "a step failed");
    execution.log(step, "failed", error.to_string(), Duration::ZERO);
    if execution.record.state == TenantState::Provisioning {
        execution.record.state = TenantState::Failed;
    }
    let failure =
        Failure { step: step.to_owned(), cause: error.to_string(), next_action: error.next_action().to_owned() };
    let none = |_: &TenantRecord, _: &Operation| Err(ApiError::internal("replying", "a failure has no reply"));
    execution.finish(Some(failure), None, none).await?;
    Ok(Ended { operation: execution.operation, reply: None, error: Some(error), put_off: false })
}

async fn put_off(mut execution: Execution) -> Result<Ended, Stopped> {
    let reply = reply::accepted(&execution.operation).map_err(|error| Stopped::Api(Box::new(error)))?;
    execution.put_off(&reply).await?;
    Ok(Ended { operation: execution.operation, reply: Some(reply), error: None, put_off: true })
}
