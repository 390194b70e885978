//! What a client is told of an operation that has ended, or is going on.

use axum::http::StatusCode;
use tenancy::{ApiError, Names, registry::TenantRecord};

use crate::{
    TenantView,
    idempotency::Reply,
    operation::{Operation, OperationKind, begin::LOOK_AGAIN},
};

/// The reply of an operation that has done what was asked.
pub(crate) fn done(names: &Names, record: &TenantRecord, operation: &Operation) -> Result<Reply, ApiError> {
    match operation.kind {
        OperationKind::Onboard | OperationKind::Restore => created(names, record),
        OperationKind::ChangePlan | OperationKind::Suspend | OperationKind::Resume => tenant(names, record),
        OperationKind::Reconcile
        | OperationKind::Backup
        | OperationKind::Offboard
        | OperationKind::PurgeArchive
        | OperationKind::InviteUser
        | OperationKind::RemoveUser
        | OperationKind::CreateApiKey
        | OperationKind::RevokeApiKey => Reply::new(StatusCode::OK, operation),
    }
}

/// A tenant that is there now; a request for it that is sent again gets the same.
pub(crate) fn created(names: &Names, record: &TenantRecord) -> Result<Reply, ApiError> {
    let location = Some(format!("/tenants/{}", record.tenant_id));
    Ok(Reply { location, ..Reply::new(StatusCode::CREATED, &TenantView::new(names, record.clone()))? })
}

/// A tenant that is as was asked.
pub(crate) fn tenant(names: &Names, record: &TenantRecord) -> Result<Reply, ApiError> {
    Reply::new(StatusCode::OK, &TenantView::new(names, record.clone()))
}

/// An operation that goes on without the client.
pub(crate) fn accepted(operation: &Operation) -> Result<Reply, ApiError> {
    let location = Some(operation.location());
    Ok(Reply { location, retry_after: Some(LOOK_AGAIN), ..Reply::new(StatusCode::ACCEPTED, operation)? })
}
