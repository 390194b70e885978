//! Proves a tenant's audit trail, or finds what was removed, edited or put elsewhere.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;
use tenancy::{
    ApiError, Services, TenantId,
    registry::{AuditHead, partition},
};
use utoipa::ToSchema;

use super::{AuditEntry, copies};
use crate::{change::unknown, operation::ledger::AUDIT_ENTRY};

/// What is wrong in a trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditFinding {
    /// The place in the trail, from 1.
    pub seq: u64,
    /// What is wrong there.
    pub problem: String,
}

/// What a verification came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditReport {
    /// The tenant.
    pub tenant_id: TenantId,
    /// How many entries there are.
    pub entries: u64,
    /// Whether nothing is wrong.
    pub intact: bool,
    /// What is wrong.
    pub findings: Vec<AuditFinding>,
}

/// All entries of `tenant`, as they stand in the table, by place.
///
/// # Errors
/// DynamoDB failed, or an entry cannot be read.
pub async fn entries(services: &Services, tenant: &TenantId) -> Result<Vec<AuditEntry>, ApiError> {
    let (dynamodb, table) = services.registry.table();
    let mut items = dynamodb
        .query()
        .table_name(table)
        .key_condition_expression("pk = :pk AND begins_with(sk, :sk)")
        .expression_attribute_values(":pk", partition(tenant))
        .expression_attribute_values(":sk", AttributeValue::S("AUDIT#".to_owned()))
        .consistent_read(true)
        .into_paginator()
        .items()
        .send();
    let mut entries = Vec::new();
    while let Some(item) = items.next().await {
        let item = item.map_err(|e| ApiError::aws("reading the audit trail", e))?;
        let json = item.get(AUDIT_ENTRY).and_then(|value| value.as_s().ok());
        let entry: Result<AuditEntry, _> = serde_json::from_str(json.map_or("", String::as_str));
        entries.push(entry.map_err(|e| ApiError::internal("reading the audit trail", e))?);
    }
    // By the order in which they stand in the table, which is that of their ids, then by place.
    entries.sort_by_key(|entry: &AuditEntry| entry.seq);
    Ok(entries)
}

/// Checks the chain of `tenant` against its row and against the copies in S3.
///
/// # Errors
/// There is no such tenant, or AWS failed.
pub async fn verify(services: &Services, tenant: &TenantId) -> Result<AuditReport, ApiError> {
    let record = services.registry.get(tenant).await?.ok_or_else(|| unknown(tenant))?;
    let entries = entries(services, tenant).await?;
    let mut findings = check_chain(&entries, &record.audit);
    findings.extend(check_copies(&entries, &copied(services, tenant).await?));
    findings.sort_by_key(|finding| finding.seq);
    let count = entries.len() as u64;
    Ok(AuditReport { tenant_id: tenant.clone(), entries: count, intact: findings.is_empty(), findings })
}

/// The chain by itself: places without gaps, each hash right and naming the one before, the last one as `head` says.
fn check_chain(entries: &[AuditEntry], head: &AuditHead) -> Vec<AuditFinding> {
    let mut findings = Vec::new();
    let mut find = |seq, problem: &str| findings.push(AuditFinding { seq, problem: problem.to_owned() });
    let mut before = AuditHead::default();
    let mut id = None;
    for entry in entries {
        for missing in before.seq + 1..entry.seq {
            find(missing, "the entry is missing");
        }
        if entry.seq == before.seq {
            find(entry.seq, "there are two entries of this place");
        }
        if entry.hash != entry.computed_hash() {
            find(entry.seq, "the entry was edited: its hash is not that of its content");
        }
        if entry.seq == before.seq + 1 && entry.previous != before.hash {
            find(entry.seq, "the entry does not follow the one before it");
        }
        if id.is_some_and(|id| id >= entry.audit_id) {
            find(entry.seq, "the entry was moved: its id is older than that of the one before it");
        }
        id = Some(entry.audit_id);
        before = AuditHead { seq: entry.seq, hash: entry.hash.clone() };
    }
    for missing in before.seq + 1..=head.seq {
        find(missing, "the entry is missing");
    }
    if before.seq == head.seq && before.hash != head.hash {
        find(head.seq, "the tenant's row names another hash for the newest entry");
    }
    if before.seq > head.seq {
        find(before.seq, "the tenant's row does not know the entry");
    }
    findings
}

fn check_copies(entries: &[AuditEntry], copies: &BTreeMap<u64, Option<AuditEntry>>) -> Vec<AuditFinding> {
    let mut findings = Vec::new();
    let mut find = |seq, problem: &str| findings.push(AuditFinding { seq, problem: problem.to_owned() });
    for (seq, copy) in copies {
        match (entries.iter().find(|entry| entry.seq == *seq), copy) {
            (_, None) => find(*seq, "the copy in S3 cannot be read as an entry"),
            (None, Some(_)) => find(*seq, "the entry is missing; its copy in S3 is there"),
            (Some(entry), Some(copy)) if entry != copy => find(*seq, "the entry and its copy in S3 differ"),
            (Some(_), Some(_)) => {}
        }
    }
    findings
}

/// The copies in S3 by place; one that is no entry is none.
async fn copied(services: &Services, tenant: &TenantId) -> Result<BTreeMap<u64, Option<AuditEntry>>, ApiError> {
    let prefix = services.names.audit_copies(tenant);
    let mut copies = BTreeMap::new();
    for key in copies::names(services, tenant).await? {
        let seq =
            key.strip_prefix(&prefix).and_then(|name| name.strip_suffix(".json")).and_then(|seq| seq.parse().ok());
        let Some(seq) = seq else { continue };
        let get = services.aws.s3.get_object().bucket(&services.names.bucket).key(&key).send().await;
        let get = get.map_err(|e| ApiError::aws("reading a copy of the audit trail", e))?;
        let body = get.body.collect().await.map_err(|e| ApiError::internal("reading a copy of the audit trail", e))?;
        copies.insert(seq, serde_json::from_slice(&body.into_bytes()).ok());
    }
    Ok(copies)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::*;
    use crate::{
        audit::Phase,
        operation::{Operation, OperationKind},
    };

    fn trail(length: u64) -> (Vec<AuditEntry>, AuditHead) {
        let mut head = AuditHead::default();
        let now = Timestamp::UNIX_EPOCH;
        let operation = Operation::new("acme".parse().unwrap(), OperationKind::Onboard, "operator", now);
        let entries = (0..length)
            .map(|place| AuditEntry::after(&mut head, &operation, Phase::Begun, json!({"place": place}), now))
            .collect();
        (entries, head)
    }

    #[test]
    fn an_untouched_trail_is_intact() {
        for length in [0, 1, 9] {
            let (entries, head) = trail(length);
            assert_eq!(check_chain(&entries, &head), []);
        }
    }

    #[test]
    fn every_entry_that_is_removed_edited_or_moved_is_found() {
        let (entries, head) = trail(9);
        for place in 0..9 {
            let mut removed = entries.clone();
            removed.remove(place);
            assert!(!check_chain(&removed, &head).is_empty(), "removed {place}");

            let mut edited = entries.clone();
            edited[place].actor = "somebody else".to_owned();
            assert!(!check_chain(&edited, &head).is_empty(), "edited {place}");
            // With its hash made right again, the next one, or the row, does not fit.
            edited[place].hash = edited[place].computed_hash();
            assert!(!check_chain(&edited, &head).is_empty(), "edited {place} with its hash");

            for other in 0..place {
                let mut moved = entries.clone();
                let (a, b) = (moved[place].seq, moved[other].seq);
                (moved[place].seq, moved[other].seq) = (b, a);
                moved.sort_by_key(|entry| entry.seq);
                assert!(!check_chain(&moved, &head).is_empty(), "exchanged {place} and {other}");
            }
            let mut twice = entries.clone();
            twice.insert(place, entries[place].clone());
            assert!(!check_chain(&twice, &head).is_empty(), "doubled {place}");
        }
    }

    #[test]
    fn a_trail_forged_as_a_whole_differs_from_its_copies() {
        let (entries, _) = trail(4);
        let (forged, head) = trail(4);
        assert_eq!(check_chain(&forged, &head), []);
        let copies = entries.into_iter().map(|entry| (entry.seq, Some(entry))).collect();
        assert_eq!(check_copies(&forged, &copies).len(), 4);
    }
}
