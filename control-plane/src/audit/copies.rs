//! Copies of audit entries in S3, under `audit/<tenant>/`, where AWS can lock them against change.

use std::collections::BTreeSet;

use aws_sdk_s3::{error::ProvideErrorMetadata, primitives::ByteStream};
use tenancy::{ApiError, Services, TenantId, registry::TenantRecord};

use super::{AuditEntry, verify};

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

/// Copies every entry of the trail of `record` that has no copy yet: whoever wrote it may have died before copying it.
pub(crate) async fn complete(services: &Services, record: &TenantRecord) {
    let tenant = &record.tenant_id;
    let all = async {
        let names = names(services, tenant).await?;
        let missing = (1..=record.audit.seq).any(|seq| !names.contains(&name(services, tenant, seq)));
        if !missing {
            return Ok(Vec::new());
        }
        let entries = verify::entries(services, tenant).await?.into_iter();
        Ok(entries.filter(|entry| !names.contains(&name(services, tenant, entry.seq))).collect())
    };
    match all.await {
        Ok(missing) => put(services, &missing).await,
        Err(error) => {
            let error: ApiError = error;
            tracing::warn!(tenant.id = %tenant, %error, "the copies of the audit trail could not be completed");
        }
    }
}

/// The keys of all copies of the trail of `tenant`.
///
/// # Errors
/// S3 failed.
pub(crate) async fn names(services: &Services, tenant: &TenantId) -> Result<BTreeSet<String>, ApiError> {
    let list = services.aws.s3.list_objects_v2().bucket(&services.names.bucket);
    let mut pages = list.prefix(services.names.audit_copies(tenant)).into_paginator().send();
    let mut names = BTreeSet::new();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| ApiError::aws("listing the copies of the audit trail", error))?;
        names.extend(page.contents().iter().filter_map(|object| object.key().map(str::to_owned)));
    }
    Ok(names)
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
