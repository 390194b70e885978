//! Copies of audit entries in S3, under `audit/<tenant>/`, where AWS can lock them against change.

use aws_sdk_s3::{error::ProvideErrorMetadata, primitives::ByteStream};
use tenancy::{Services, TenantId};

use super::AuditEntry;

/// The object that holds the entry of place `seq`.
pub(crate) fn name(services: &Services, tenant: &TenantId, seq: u64) -> String {
    format!("{}{seq:010}.json", services.names.audit_copies(tenant))
}

/// Copies `entries`, each into an object of its own; one that is there is left as it is. A failure is logged: the trail in
/// the table is the trail, and the next verification says which copies are missing.
pub(crate) async fn put(services: &Services, entries: &[AuditEntry]) {
    let all = entries.iter().map(|entry| put_one(services, entry));
    futures::future::join_all(all).await;
}

async fn put_one(services: &Services, entry: &AuditEntry) {
    let Ok(body) = serde_json::to_vec(entry) else { return };
    let put = services
        .aws
        .s3
        .put_object()
        .bucket(&services.names.bucket)
        .key(name(services, &entry.tenant_id, entry.seq))
        .if_none_match("*")
        .content_type("application/json")
        .body(ByteStream::from(body))
        .send()
        .await;
    match put {
        Ok(_) => {}
        Err(error) if error.code() == Some("PreconditionFailed") => {}
        Err(error) => {
            let error = aws_sdk_s3::error::DisplayErrorContext(error);
            tracing::warn!(tenant.id = %entry.tenant_id, audit.seq = entry.seq, %error, "an audit entry was not copied");
        }
    }
}
