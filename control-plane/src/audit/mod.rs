//! The audit trail: every change to a tenant is an entry before the act and one after it, each chained to the one before.
//!
//! An entry names who, what and which operation, never a person's data or the content of any. Its hash covers the hash of
//! the entry before it; the newest hash stands in the tenant's row, and copies go to S3, where AWS can lock them.

pub(crate) mod copies;
pub mod verify;

use aws_lc_rs::digest;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tenancy::{
    TenantId,
    ids::{AuditId, OperationId},
    registry::AuditHead,
};
use utoipa::ToSchema;

use crate::operation::{Operation, OperationKind};

/// What an entry tells of its operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// It is about to begin; nothing has been touched.
    Begun,
    /// It has ended; the detail says how.
    Ended,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditEntry {
    /// Its place in the tenant's trail, from 1.
    pub seq: u64,
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    pub audit_id: AuditId,
    /// The tenant.
    pub tenant_id: TenantId,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Who asked for it: the token's subject.
    pub actor: String,
    /// What for.
    pub action: OperationKind,
    /// The operation.
    #[schema(value_type = String, format = Uuid)]
    pub operation_id: OperationId,
    /// Before or after the act.
    pub phase: Phase,
    /// What was asked for, or how it ended.
    pub detail: Value,
    /// The hash of the entry before it; empty for the first.
    pub previous: String,
    /// SHA-256 of all the above as JSON, hexadecimal.
    pub hash: String,
}

impl AuditEntry {
    /// The entry after `head`, which is moved to it.
    pub(crate) fn after(
        head: &mut AuditHead,
        operation: &Operation,
        phase: Phase,
        detail: Value,
        at: Timestamp,
    ) -> Self {
        let mut entry = Self {
            seq: head.seq + 1,
            audit_id: AuditId::generate(),
            tenant_id: operation.tenant_id.clone(),
            at,
            actor: operation.actor.clone(),
            action: operation.kind,
            operation_id: operation.operation_id,
            phase,
            detail,
            previous: head.hash.clone(),
            hash: String::new(),
        };
        entry.hash = entry.computed_hash();
        *head = AuditHead { seq: entry.seq, hash: entry.hash.clone() };
        entry
    }

    /// The hash that the entry should have.
    #[must_use]
    pub fn computed_hash(&self) -> String {
        let covered = (
            self.seq,
            self.audit_id,
            &self.tenant_id,
            self.at,
            &self.actor,
            self.action,
            self.operation_id,
            self.phase,
            &self.detail,
            &self.previous,
        );
        let json = serde_json::to_vec(&covered).unwrap_or_default();
        hex::encode(digest::digest(&digest::SHA256, &json))
    }
}
