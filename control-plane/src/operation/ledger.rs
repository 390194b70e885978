//! All writes of the control plane to the metadata table: each is one transaction, and none overwrites what it has not read.

use std::time::Duration;

use aws_sdk_dynamodb::{
    error::BuildError,
    operation::transact_write_items::TransactWriteItemsError,
    types::{AttributeValue, Delete, Put, TransactWriteItem, Update},
};
use tenancy::{
    ApiError, ErrorCode, Registry, TenantId,
    ids::OperationId,
    item::Item,
    registry::{TenantRecord, partition, row_item},
};

use super::{Operation, OperationState};
use crate::{
    audit::AuditEntry,
    idempotency::{self, IdempotencyKey, Reply},
};

/// The value of the index key by which unfinished operations are found.
pub(crate) const OPEN_KIND: &str = "OPERATION";
/// A transaction whose answer was lost is sent again with the same token: it takes effect once (for ten minutes).
const ATTEMPTS: u32 = 4;

/// One item of a transaction.
#[derive(Debug)]
pub(crate) enum Write<'a> {
    /// The row of a tenant that must not exist.
    NewRow(&'a TenantRecord),
    /// A row in place of the version before it.
    Row(&'a TenantRecord),
    /// An operation, new or in place of itself.
    Operation(&'a Operation),
    /// An operation whose executor died, and whose work another does now.
    Superseded(&'a TenantId, OperationId),
    /// An audit entry.
    Audit(&'a AuditEntry),
    /// An idempotency key that must be unused.
    Claim(&'a IdempotencyKey, &'a Operation),
    /// The reply to be repeated for a key.
    Answer(&'a str, &'a Reply),
    /// A key that may be used again.
    Release(&'a str),
}

/// Why a transaction did not happen.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LedgerError {
    /// The row is not the one that was read.
    #[error("the tenant was changed by somebody else meanwhile")]
    RowChanged,
    /// The idempotency key is in use.
    #[error("the idempotency key is in use")]
    KeyTaken,
    /// DynamoDB failed.
    #[error(transparent)]
    Api(Box<ApiError>),
}

impl From<ApiError> for LedgerError {
    fn from(error: ApiError) -> Self {
        Self::Api(Box::new(error))
    }
}

/// Makes all of `writes`, or none.
pub(crate) async fn commit(registry: &Registry, now: i64, writes: &[Write<'_>]) -> Result<(), LedgerError> {
    let (dynamodb, table) = registry.table();
    let items: Vec<TransactWriteItem> = writes.iter().map(|write| item(table, now, write)).collect::<Result<_, _>>()?;
    let token = uuid::Uuid::now_v7().to_string();
    let mut attempt = 0;
    loop {
        attempt += 1;
        let sent = dynamodb
            .transact_write_items()
            .client_request_token(&token)
            .set_transact_items(Some(items.clone()))
            .send()
            .await;
        let Err(error) = sent else { return Ok(()) };
        if let Some(cancelled) = error.as_service_error().and_then(|e| match e {
            TransactWriteItemsError::TransactionCanceledException(cancelled) => Some(cancelled),
            _ => None,
        }) {
            let reasons = cancelled.cancellation_reasons().iter().map(|reason| reason.code());
            let refused: Vec<&Write<'_>> = writes
                .iter()
                .zip(reasons)
                .filter_map(|(write, code)| (code == Some("ConditionalCheckFailed")).then_some(write))
                .collect();
            // A key that is in use says more than a row that has changed: that same request may have changed it.
            if refused.iter().any(|write| matches!(write, Write::Claim(..))) {
                return Err(LedgerError::KeyTaken);
            }
            if refused.iter().any(|write| matches!(write, Write::NewRow(_) | Write::Row(_))) {
                return Err(LedgerError::RowChanged);
            }
        }
        let passing = error.raw_response().is_none_or(|response| response.status().is_server_error())
            || error.as_service_error().is_some_and(|e| {
                // Another transaction holds one of the items for a moment.
                e.is_transaction_canceled_exception() || e.is_transaction_in_progress_exception()
            });
        let mut error = ApiError::aws("recording the operation", error);
        if !(passing || error.code == ErrorCode::Unavailable) || attempt >= ATTEMPTS {
            if passing {
                error.code = ErrorCode::Unavailable;
                error.remedy = Some("send the same request again in a few seconds".to_owned());
            }
            return Err(error.into());
        }
        // Those who met once do not meet again.
        tokio::time::sleep(Duration::from_millis((20 << attempt) + rand::random_range(0..20))).await;
    }
}

fn item(table: &str, now: i64, write: &Write<'_>) -> Result<TransactWriteItem, ApiError> {
    let build = |error: BuildError| ApiError::internal("recording the operation", error);
    let put = |item: Item| Put::builder().table_name(table).set_item(Some(item));
    let whole = TransactWriteItem::builder();
    let whole = match write {
        Write::NewRow(record) => {
            let put = put(row_item(record)?).condition_expression("attribute_not_exists(pk)");
            whole.put(put.build().map_err(build)?)
        }
        Write::Row(record) => {
            let put = put(row_item(record)?)
                .condition_expression("version = :read")
                .expression_attribute_values(":read", AttributeValue::N((record.version - 1).to_string()));
            whole.put(put.build().map_err(build)?)
        }
        Write::Operation(operation) => whole.put(put(operation_item(operation)?).build().map_err(build)?),
        Write::Superseded(tenant, operation) => {
            let update = Update::builder()
                .table_name(table)
                .key("pk", partition(tenant))
                .key("sk", AttributeValue::S(operation_key(*operation)))
                .update_expression("SET #state = :state REMOVE kind")
                .expression_attribute_names("#state", "state")
                .expression_attribute_values(":state", AttributeValue::S("superseded".to_owned()));
            whole.update(update.build().map_err(build)?)
        }
        Write::Audit(entry) => {
            let put = put(audit_item(entry)?).condition_expression("attribute_not_exists(pk)");
            whole.put(put.build().map_err(build)?)
        }
        Write::Claim(key, operation) => {
            let put = put(key.item(operation))
                .condition_expression("attribute_not_exists(pk) OR expiresAt < :now")
                .expression_attribute_values(":now", AttributeValue::N(now.to_string()));
            whole.put(put.build().map_err(build)?)
        }
        Write::Answer(key, reply) => {
            let update = Update::builder()
                .table_name(table)
                .set_key(Some(idempotency::key_of(key)))
                .update_expression("SET reply = if_not_exists(reply, :reply)")
                .expression_attribute_values(":reply", AttributeValue::S(reply.to_json()?));
            whole.update(update.build().map_err(build)?)
        }
        Write::Release(key) => {
            let delete = Delete::builder().table_name(table).set_key(Some(idempotency::key_of(key)));
            whole.delete(delete.build().map_err(build)?)
        }
    };
    Ok(whole.build())
}

/// The sort key of an operation.
pub(crate) fn operation_key(operation: OperationId) -> String {
    format!("OP#{operation}")
}

fn operation_item(operation: &Operation) -> Result<Item, ApiError> {
    let mut item: Item =
        serde_dynamo::to_item(operation).map_err(|e| ApiError::internal("recording the operation", e))?;
    item.insert("pk".to_owned(), partition(&operation.tenant_id));
    item.insert("sk".to_owned(), AttributeValue::S(operation_key(operation.operation_id)));
    if operation.state == OperationState::Running {
        item.insert("kind".to_owned(), AttributeValue::S(OPEN_KIND.to_owned()));
    } else {
        // The member of that name says what the operation is for; it must not stand in the index of open ones.
        item.remove("kind");
    }
    item.insert("operationKind".to_owned(), AttributeValue::S(operation.kind.as_str().to_owned()));
    Ok(item)
}

/// The operation that `item` keeps.
pub(crate) fn read_operation(mut item: Item) -> Result<Operation, ApiError> {
    if let Some(kind) = item.remove("operationKind") {
        item.insert("kind".to_owned(), kind);
    }
    serde_dynamo::from_item(item).map_err(|e| ApiError::internal("reading an operation", e))
}

/// The attribute of an audit item that holds the entry as JSON: its hash covers what is stored, digit by digit.
pub(crate) const AUDIT_ENTRY: &str = "entry";

fn audit_item(entry: &AuditEntry) -> Result<Item, ApiError> {
    let json = serde_json::to_string(entry).map_err(|e| ApiError::internal("recording the audit entry", e))?;
    Ok(Item::from([
        ("pk".to_owned(), partition(&entry.tenant_id)),
        ("sk".to_owned(), AttributeValue::S(format!("AUDIT#{}", entry.audit_id))),
        (AUDIT_ENTRY.to_owned(), AttributeValue::S(json)),
    ]))
}
