//! What is told of an operation that a request could not finish; the sweep finds every operation that nobody was told of.

use serde::{Deserialize, Serialize};
use tenancy::{TenantId, ids::OperationId};

use super::Operation;

/// An operation that is to be taken up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Work {
    /// The tenant.
    pub tenant_id: TenantId,
    /// Its operation.
    pub operation_id: OperationId,
}

impl Work {
    pub(crate) fn of(operation: &Operation) -> Self {
        Self { tenant_id: operation.tenant_id.clone(), operation_id: operation.operation_id }
    }
}
