//! The `tenants-metadata` table: what should exist for each tenant, what does, and what each has used.

mod record;
mod usage;

pub use record::{Failure, Observed, Plan, TenantRecord, TenantState};
pub use usage::{TurnUsage, UsageStore};

use aws_sdk_dynamodb::types::AttributeValue;

use crate::{ApiError, ErrorCode, TenantId};

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

/// What came of [`Registry::create`].
#[derive(Debug)]
pub enum Created {
    /// The row is new.
    New,
    /// There was one; this is it.
    Existing(Box<TenantRecord>),
}

fn partition(tenant: &TenantId) -> AttributeValue {
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
        match record.state {
            TenantState::Active => Ok(record),
            TenantState::Suspended => Err(ApiError::new(ErrorCode::TenantSuspended, "this account is suspended")
                .remedy("ask your provider to resume it")),
            TenantState::Provisioning | TenantState::Failed => {
                Err(ApiError::new(ErrorCode::TenantNotReady, "this account is still being set up")
                    .remedy("try again in a minute"))
            }
        }
    }

    /// Writes the row of a new tenant; an existing one is returned and left as it is.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub async fn create(&self, record: &TenantRecord) -> Result<Created, ApiError> {
        let put = self
            .dynamodb
            .put_item()
            .table_name(&self.table)
            .set_item(Some(write(record)?))
            .condition_expression("attribute_not_exists(pk)")
            .send()
            .await;
        match put {
            Ok(_) => Ok(Created::New),
            Err(error) if is_conditional(&error) => {
                let existing = self.get(&record.tenant_id).await?.ok_or_else(not_found)?;
                Ok(Created::Existing(Box::new(existing)))
            }
            Err(error) => Err(ApiError::aws("recording the tenant", error)),
        }
    }

    /// Replaces the row if nobody else has since it was read; the record's version is advanced.
    ///
    /// # Errors
    /// [`ErrorCode::Conflict`] if the row has changed since.
    pub async fn update(&self, record: &mut TenantRecord) -> Result<(), ApiError> {
        let read_version = record.version;
        record.version += 1;
        record.updated_at = jiff::Timestamp::now();
        let put = self
            .dynamodb
            .put_item()
            .table_name(&self.table)
            .set_item(Some(write(record)?))
            .condition_expression("version = :read")
            .expression_attribute_values(":read", AttributeValue::N(read_version.to_string()))
            .send()
            .await;
        match put {
            Ok(_) => Ok(()),
            Err(error) if is_conditional(&error) => {
                Err(ApiError::new(ErrorCode::Conflict, "the tenant was changed by somebody else meanwhile")
                    .remedy("read it and try again"))
            }
            Err(error) => Err(ApiError::aws("recording the tenant", error)),
        }
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

fn is_conditional<R>(
    error: &aws_sdk_dynamodb::error::SdkError<aws_sdk_dynamodb::operation::put_item::PutItemError, R>,
) -> bool {
    error.as_service_error().is_some_and(|e| e.is_conditional_check_failed_exception())
}

type Item = std::collections::HashMap<String, AttributeValue>;

fn read(item: Item) -> Result<TenantRecord, ApiError> {
    serde_dynamo::from_item(item).map_err(|e| ApiError::internal("reading the tenant's row", e))
}

fn write(record: &TenantRecord) -> Result<Item, ApiError> {
    let mut item: Item =
        serde_dynamo::to_item(record).map_err(|e| ApiError::internal("writing the tenant's row", e))?;
    item.insert("pk".to_owned(), partition(&record.tenant_id));
    item.insert("sk".to_owned(), meta());
    item.insert("kind".to_owned(), AttributeValue::S(record::KIND.to_owned()));
    Ok(item)
}
