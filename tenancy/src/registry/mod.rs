//! The `tenants-metadata` table: what should exist for each tenant, what does, and what each has used.
//!
//! Rows are read here by both planes; only the control plane writes them.

mod holds;
mod record;
mod usage;

pub use holds::{Amount, Begun, Hold, OpenTurn};
pub use record::{Archive, AuditHead, Backup, Failure, Lease, Observed, Seed, TenantRecord, TenantState, WrappedKey};
pub use usage::{MonthUsage, TurnUsage, UsageStore};

use aws_sdk_dynamodb::types::AttributeValue;

use crate::{ApiError, ErrorCode, TenantId, item::Item};

/// The item that says what a tenant is.
const META: &str = "META";
/// The index that lists tenants: `kind = TENANT`, sorted by id.
pub const KIND_INDEX: &str = "kind-tenantId";

/// Reads and writes tenants' rows.
#[derive(Debug, Clone)]
pub struct Registry {
    dynamodb: aws_sdk_dynamodb::Client,
    table: String,
}

/// The partition of all items of `tenant`.
#[must_use]
pub fn partition(tenant: &TenantId) -> AttributeValue {
    AttributeValue::S(format!("TENANT#{tenant}"))
}

fn meta() -> AttributeValue {
    AttributeValue::S(META.to_owned())
}

impl Registry {
    /// The registry in `table`.
    #[must_use]
    pub fn new(dynamodb: aws_sdk_dynamodb::Client, table: impl Into<String>) -> Self {
        Self { dynamodb, table: table.into() }
    }

    /// The table, and the client that reaches it.
    #[must_use]
    pub fn table(&self) -> (&aws_sdk_dynamodb::Client, &str) {
        (&self.dynamodb, &self.table)
    }

    /// The row of `tenant`, if there is one.
    ///
    /// # Errors
    /// DynamoDB failed, or the row cannot be read.
    pub async fn get(&self, tenant: &TenantId) -> Result<Option<TenantRecord>, ApiError> {
        let reply = self
            .dynamodb
            .get_item()
            .table_name(&self.table)
            .key("pk", partition(tenant))
            .key("sk", meta())
            .consistent_read(true)
            .send()
            .await
            .map_err(|e| ApiError::aws("reading the tenant", e))?;
        reply.item.map(read).transpose()
    }

    /// The row of a tenant that must be serving.
    ///
    /// # Errors
    /// [`ErrorCode::TenantSuspended`], [`ErrorCode::TenantNotReady`], or [`ErrorCode::NotFound`] for an unknown one.
    pub async fn require_active(&self, tenant: &TenantId) -> Result<TenantRecord, ApiError> {
        let record = self.get(tenant).await?.ok_or_else(not_found)?;
        record.check_active()?;
        Ok(record)
    }

    /// Up to `limit` tenants by id, those after `after`.
    ///
    /// # Errors
    /// DynamoDB failed, or a row cannot be read.
    pub async fn list(&self, limit: i32, after: Option<&TenantId>) -> Result<Vec<TenantRecord>, ApiError> {
        let reply = self
            .dynamodb
            .query()
            .table_name(&self.table)
            .index_name(KIND_INDEX)
            .key_condition_expression("kind = :kind AND tenantId > :after")
            .expression_attribute_values(":kind", AttributeValue::S(record::KIND.to_owned()))
            .expression_attribute_values(":after", AttributeValue::S(after.map_or(" ".to_owned(), ToString::to_string)))
            .limit(limit)
            .send()
            .await
            .map_err(|e| ApiError::aws("listing tenants", e))?;
        reply.items.unwrap_or_default().into_iter().map(read).collect()
    }
}

fn not_found() -> ApiError {
    ApiError::new(ErrorCode::NotFound, "there is no such tenant")
        .remedy("`salestalk tenant list` shows those there are")
}

/// The items of `tenant` in the metadata `table` whose sort keys begin with `prefix`, in their order; an error says what was
/// being done.
///
/// # Errors
/// DynamoDB failed.
pub async fn items(
    dynamodb: &aws_sdk_dynamodb::Client,
    table: &str,
    tenant: &TenantId,
    prefix: &str,
    doing: &'static str,
) -> Result<Vec<Item>, ApiError> {
    let mut items = dynamodb
        .query()
        .table_name(table)
        .key_condition_expression("pk = :pk AND begins_with(sk, :sk)")
        .expression_attribute_values(":pk", partition(tenant))
        .expression_attribute_values(":sk", AttributeValue::S(prefix.to_owned()))
        .consistent_read(true)
        .into_paginator()
        .items()
        .send();
    let mut all = Vec::new();
    while let Some(item) = items.next().await {
        all.push(item.map_err(|e| ApiError::aws(doing, e))?);
    }
    Ok(all)
}

fn read(item: Item) -> Result<TenantRecord, ApiError> {
    serde_dynamo::from_item(item).map_err(|e| ApiError::internal("reading the tenant's row", e))
}

/// The item that keeps `record`.
///
/// # Errors
/// Never in practice: every record can be written.
pub fn row_item(record: &TenantRecord) -> Result<Item, ApiError> {
    let mut item: Item =
        serde_dynamo::to_item(record).map_err(|e| ApiError::internal("writing the tenant's row", e))?;
    item.insert("pk".to_owned(), partition(&record.tenant_id));
    item.insert("sk".to_owned(), meta());
    item.insert("kind".to_owned(), AttributeValue::S(record::KIND.to_owned()));
    Ok(item)
}
