//! What the operator may want of a tenant, and what each wish makes of the tenant's row.

use jiff::Timestamp;
use serde_json::{Value, json};
use tenancy::{
    ApiError, ErrorCode, KeyChoice, Plans, TenantId,
    registry::{Archive, AuditHead, Observed, Seed, TenantRecord, TenantState},
};

use crate::{new_tenant::NewTenant, operation::OperationKind};

/// A wish, its values checked.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    /// Let there be this tenant.
    Create(NewTenant),
    /// Another plan, or stop, or go on.
    Set {
        /// The plan's name.
        plan: Option<String>,
        /// Whether it is to be stopped.
        suspended: Option<bool>,
    },
    /// Let the world agree with the row.
    Reconcile,
    /// Make one more backup of it.
    Backup,
    /// Export it and erase it.
    Offboard,
    /// Delete its archive and the key to it.
    PurgeArchive,
    /// Change who may use it.
    Access {
        /// In what way.
        kind: OperationKind,
        /// What the audit trail says of it.
        detail: Value,
    },
}

impl Change {
    /// What the operation is called.
    pub(crate) fn kind(&self) -> OperationKind {
        match self {
            Self::Create(NewTenant { seed: Some(Seed::Archive(_) | Seed::Backup(..)), .. }) => OperationKind::Restore,
            Self::Create(_) => OperationKind::Onboard,
            Self::Set { plan: Some(_), .. } => OperationKind::ChangePlan,
            Self::Set { suspended: Some(true), .. } => OperationKind::Suspend,
            Self::Set { .. } => OperationKind::Resume,
            Self::Reconcile => OperationKind::Reconcile,
            Self::Backup => OperationKind::Backup,
            Self::Offboard => OperationKind::Offboard,
            Self::PurgeArchive => OperationKind::PurgeArchive,
            Self::Access { kind, .. } => *kind,
        }
    }

    /// What the audit trail says of it: no names of people.
    pub(crate) fn detail(&self, before: Option<&TenantRecord>) -> Value {
        match self {
            Self::Create(new) => match &new.seed {
                Some(Seed::Archive(from)) => json!({"plan": new.plan, "from": from}),
                Some(Seed::Backup(from, backup)) => json!({"plan": new.plan, "from": from, "backup": backup}),
                Some(Seed::Example) => json!({"plan": new.plan, "seedExample": true}),
                None => json!({"plan": new.plan}),
            },
            Self::Set { plan, suspended } => {
                let mut detail = json!({});
                if let Some(plan) = plan {
                    detail["plan"] = json!({"from": before.map(|record| &record.plan), "to": plan});
                }
                if let Some(suspended) = suspended {
                    detail["suspended"] = json!(suspended);
                }
                detail
            }
            Self::Reconcile | Self::Backup | Self::Offboard | Self::PurgeArchive => json!({}),
            Self::Access { detail, .. } => detail.clone(),
        }
    }

    /// Makes of `record` what is wanted; whether there is anything to do for it.
    ///
    /// # Errors
    /// The tenant's state does not allow it.
    pub(crate) fn apply(&self, record: &mut TenantRecord, archives: &str, now: Timestamp) -> Result<bool, ApiError> {
        let settled = record.lease.is_none() && record.failure.is_none();
        let wanted = match self {
            Self::Create(new) => {
                gone(record)?;
                new.check_same(record)?;
                if record.state == TenantState::Failed {
                    record.state = TenantState::Provisioning;
                }
                !settled
            }
            Self::Set { plan, suspended } => {
                made(record)?;
                let mut changes = false;
                if let Some(plan) = plan.as_ref().filter(|plan| **plan != record.plan) {
                    record.plan.clone_from(plan);
                    changes = true;
                }
                if let Some(suspended) = suspended.filter(|suspended| *suspended != record.suspended) {
                    record.suspended = suspended;
                    changes = true;
                    if suspended {
                        record.state = TenantState::Suspended;
                    }
                }
                changes || !settled
            }
            Self::Reconcile => {
                if record.state == TenantState::Failed {
                    record.state = TenantState::Provisioning;
                }
                true
            }
            Self::Backup => {
                made(record)?;
                record.backup_wanted = true;
                true
            }
            Self::Offboard => {
                if record.state != TenantState::Erased && record.state != TenantState::Offboarding {
                    record.state = TenantState::Offboarding;
                    let prefix = archives.to_owned();
                    record.archive = Some(Archive { prefix, manifest_sha256: None, expires_at: None });
                    record.changed_at = now;
                }
                record.state != TenantState::Erased
            }
            Self::PurgeArchive => {
                if record.state != TenantState::Erased {
                    return Err(ApiError::new(ErrorCode::Conflict, "only an erased tenant has an archive")
                        .remedy("offboard the tenant first: `DELETE /tenants/{id}`"));
                }
                if let Some(archive) = &mut record.archive {
                    archive.expires_at = Some(now);
                }
                record.archive.is_some()
            }
            Self::Access { .. } => {
                record.check_active()?;
                true
            }
        };
        if wanted && !matches!(self, Self::Backup | Self::Offboard | Self::Access { .. }) {
            record.changed_at = now;
        }
        Ok(wanted)
    }
}

fn gone(record: &TenantRecord) -> Result<(), ApiError> {
    let why = match record.state {
        TenantState::Offboarding => "the tenant is being offboarded",
        TenantState::Erased => "the tenant was offboarded; its id is not given away again",
        _ => return Ok(()),
    };
    let mut error =
        ApiError::new(ErrorCode::TenantErased, why).remedy("choose another id, or restore its archive to one");
    error.field = Some("tenantId".to_owned());
    Err(error)
}

/// Refuses a tenant that is not there yet, or not any more.
fn made(record: &TenantRecord) -> Result<(), ApiError> {
    gone(record)?;
    if matches!(record.state, TenantState::Provisioning | TenantState::Failed) {
        return Err(ApiError::new(ErrorCode::TenantNotReady, "the tenant has not been made yet")
            .remedy("retry what failed with `POST /tenants/{id}/reconcile`, then send this again"));
    }
    Ok(())
}

/// What should exist for a tenant that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Desired {
    /// A KMS key of its own, with an alias.
    pub(crate) own_key: bool,
    /// Point-in-time recovery of both tables.
    pub(crate) point_in_time_recovery: bool,
    /// Deletion protection of both tables.
    pub(crate) deletion_protection: bool,
}

impl Desired {
    /// What `plan` asks for.
    ///
    /// # Errors
    /// There is no such plan any more.
    pub(crate) fn of(plans: &Plans, plan: &str) -> Result<Self, ApiError> {
        let plan = plans.of(plan)?;
        Ok(Self {
            own_key: plan.key == KeyChoice::Own,
            point_in_time_recovery: plan.point_in_time_recovery,
            deletion_protection: plan.deletion_protection,
        })
    }
}

/// The row of a tenant that is about to be made.
pub(crate) fn new_record(new: &NewTenant, now: Timestamp) -> TenantRecord {
    TenantRecord {
        tenant_id: new.id.clone(),
        name: new.name.clone(),
        owner_email: new.owner_email.clone(),
        plan: new.plan.clone(),
        state: TenantState::Provisioning,
        suspended: new.suspended,
        seed: new.seed.clone(),
        observed: Observed::default(),
        backups: Vec::new(),
        backup_wanted: false,
        archive: None,
        certificate: None,
        failure: None,
        lease: None,
        generation: 0,
        audit: AuditHead::default(),
        version: 0,
        created_at: now,
        changed_at: now,
        updated_at: now,
    }
}

/// The error for a tenant that is not there.
pub(crate) fn unknown(tenant: &TenantId) -> ApiError {
    ApiError::new(ErrorCode::NotFound, format!("there is no tenant \"{tenant}\""))
        .remedy("`salestalk tenant list` or `GET /tenants` shows those there are")
}
