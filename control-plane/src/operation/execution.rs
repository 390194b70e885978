//! The right to act on a tenant, and what its holder knows: every write proves that nobody else has taken over.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};
use tenancy::{
    ApiError, Services,
    registry::{Failure, TenantRecord},
};

use super::{
    Operation, OperationState, StepLog,
    ledger::{self, LedgerError, Write},
};
use crate::{
    ControlPlane,
    audit::{AuditEntry, Phase, copies},
    idempotency::Reply,
    settings::Settings,
};

/// How far back in the log a line that repeats is looked for.
const RECENT: usize = 6;

/// One executor's hold on one tenant's operation.
#[derive(Debug)]
pub(crate) struct Execution {
    pub(crate) services: Services,
    pub(crate) settings: Settings,
    /// The row as this executor last wrote it.
    pub(crate) record: TenantRecord,
    pub(crate) operation: Operation,
    /// The tenant is new: nothing of it can be there.
    pub(crate) fresh: bool,
    /// An executor before this one died or failed, or the operator wants to be sure: what was made may not be in the row.
    pub(crate) unsettled: bool,
    entries: Vec<AuditEntry>,
    written: Timestamp,
}

/// Why an executor had to stop.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Stopped {
    /// Another executor has taken over.
    #[error("another executor has taken over")]
    Overtaken,
    /// The row cannot be written.
    #[error(transparent)]
    Api(Box<ApiError>),
}

impl From<LedgerError> for Stopped {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::RowChanged | LedgerError::KeyTaken => Self::Overtaken,
            LedgerError::Api(error) => Self::Api(error),
        }
    }
}

impl Execution {
    pub(crate) fn new(
        plane: &ControlPlane,
        record: TenantRecord,
        operation: Operation,
        entries: Vec<AuditEntry>,
        fresh: bool,
        unsettled: bool,
    ) -> Self {
        let written = plane.settings.clock.now();
        let (services, settings) = (plane.services.clone(), plane.settings.clone());
        Self { services, settings, record, operation, fresh, unsettled, entries, written }
    }

    /// Adds a line to the log; it is written with the next write of the row.
    pub(crate) fn log(&mut self, step: &str, outcome: &str, detail: impl Into<String>, took: Duration) {
        let at = self.settings.clock.now();
        let took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        // What goes on, such as a wait, is one line, however often it is tried.
        let recent = self.operation.steps.iter_mut().rev().take(RECENT);
        let detail = detail.into();
        for line in recent {
            if line.step == step && line.outcome == outcome && (outcome == "waiting" || line.detail == detail) {
                (line.at, line.took_ms, line.detail) = (at, line.took_ms + took_ms, detail);
                return;
            }
        }
        let (step, outcome) = (step.to_owned(), outcome.to_owned());
        self.operation.steps.push(StepLog { step, at, outcome, detail, took_ms });
    }

    /// Whether the lease should be renewed before anything else is begun.
    pub(crate) fn is_due(&self) -> bool {
        let age = self.settings.clock.now().duration_since(self.written);
        age.unsigned_abs() > self.settings.lease / 3
    }

    /// Writes the row and the log, and renews the lease.
    ///
    /// # Errors
    /// [`Stopped::Overtaken`] if another executor has written the row.
    pub(crate) async fn save(&mut self) -> Result<(), Stopped> {
        let now = self.settings.clock.now();
        let mut record = self.next(now);
        if let Some(lease) = &mut record.lease {
            lease.until = now + self.settings.lease;
        }
        let writes = [Write::Row(&record), Write::Operation(&self.operation)];
        ledger::commit(&self.services.registry, now.as_second(), &writes).await?;
        self.record = record;
        self.written = now;
        Ok(())
    }

    /// Gives the work back: whoever takes the operation up goes on from here. `reply` is what the client is told.
    pub(crate) async fn put_off(&mut self, reply: &Reply) -> Result<(), Stopped> {
        let now = self.settings.clock.now();
        let mut record = self.next(now);
        if let Some(lease) = &mut record.lease {
            lease.until = now;
        }
        let mut writes = vec![Write::Row(&record), Write::Operation(&self.operation)];
        writes.extend(self.operation.idempotency_key.as_deref().map(|key| Write::Answer(key, reply)));
        ledger::commit(&self.services.registry, now.as_second(), &writes).await?;
        self.record = record;
        Ok(())
    }

    /// Ends the operation: row, log, audit entry and, for a success, the reply to be repeated are one transaction.
    pub(crate) async fn finish(
        &mut self,
        failure: Option<Failure>,
        result: Option<Value>,
        reply: impl FnOnce(&TenantRecord, &Operation) -> Result<Reply, ApiError>,
    ) -> Result<Option<Reply>, Stopped> {
        let now = self.settings.clock.now();
        let mut record = self.next(now);
        record.lease = None;
        if !self.operation.kind.is_of_access() {
            record.failure.clone_from(&failure);
        }
        let mut operation = self.operation.clone();
        operation.finished_at = Some(now);
        operation.result = result;
        operation.state = if failure.is_some() { OperationState::Failed } else { OperationState::Succeeded };
        let detail = match &failure {
            Some(failure) => json!({"outcome": "failed", "step": failure.step}),
            None => json!({"outcome": "succeeded", "state": record.state}),
        };
        operation.failure = failure;
        let entry = AuditEntry::after(&mut record.audit, &operation, Phase::Ended, detail, now);
        let reply = match operation.state {
            OperationState::Succeeded => {
                Some(reply(&record, &operation).map_err(|error| Stopped::Api(Box::new(error)))?)
            }
            _ => None,
        };
        let mut writes = vec![Write::Row(&record), Write::Operation(&operation), Write::Audit(&entry)];
        if let Some(key) = &operation.idempotency_key {
            writes.push(reply.as_ref().map_or(Write::Release(key), |reply| Write::Answer(key, reply)));
        }
        ledger::commit(&self.services.registry, now.as_second(), &writes).await?;
        self.entries.push(entry);
        self.record = record;
        self.operation = operation;
        if self.unsettled {
            copies::complete(&self.services, &self.record).await;
        } else {
            copies::put(&self.services, &self.entries).await;
        }
        Ok(reply)
    }

    fn next(&self, now: Timestamp) -> TenantRecord {
        TenantRecord { version: self.record.version + 1, updated_at: now, ..self.record.clone() }
    }
}
