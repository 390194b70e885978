//! Where a tenant's catalogue is kept: the current one, and every version before it.

use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
use tenancy::{ApiError, ErrorCode, TenantSession};

use super::Catalogue;

const PARTITION: &str = "CATALOGUE";
const CURRENT: &str = "CURRENT";

/// A tenant's catalogue in its metrics table.
#[derive(Debug)]
pub struct CatalogueStore<'a>(pub &'a TenantSession);

/// A catalogue with its place in the order of versions, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versioned {
    /// From 1.
    pub version: u64,
    /// The catalogue.
    pub catalogue: Catalogue,
}

impl CatalogueStore<'_> {
    /// The current catalogue, if there is one.
    ///
    /// # Errors
    /// DynamoDB failed, or what is stored cannot be read.
    pub async fn current(&self) -> Result<Option<Versioned>, ApiError> {
        let reply = self
            .0
            .dynamodb
            .get_item()
            .table_name(&self.0.metrics_table)
            .key("pk", AttributeValue::S(PARTITION.to_owned()))
            .key("sk", AttributeValue::S(CURRENT.to_owned()))
            .consistent_read(true)
            .send()
            .await
            .map_err(|e| ApiError::aws("reading the catalogue", e))?;
        let Some(item) = reply.item else { return Ok(None) };
        let version = item.get("version").and_then(|v| v.as_n().ok()).and_then(|n| n.parse().ok());
        let json = item.get("json").and_then(|v| v.as_s().ok());
        let (Some(version), Some(json)) = (version, json) else {
            return Err(ApiError::internal("reading the catalogue", "its item lacks an attribute"));
        };
        let catalogue = serde_json::from_str(json).map_err(|e| ApiError::internal("reading the catalogue", e))?;
        Ok(Some(Versioned { version, catalogue }))
    }

    /// Stores a checked `catalogue` as the version after `before`.
    ///
    /// # Errors
    /// [`ErrorCode::Conflict`] when somebody else stored one meanwhile.
    pub async fn put(&self, catalogue: &Catalogue, before: u64) -> Result<Versioned, ApiError> {
        let version = before + 1;
        let json = serde_json::to_string(catalogue).map_err(|e| ApiError::internal("storing the catalogue", e))?;
        let item = |sk: String| {
            Put::builder()
                .table_name(&self.0.metrics_table)
                .item("pk", AttributeValue::S(PARTITION.to_owned()))
                .item("sk", AttributeValue::S(sk))
                .item("version", AttributeValue::N(version.to_string()))
                .item("json", AttributeValue::S(json.clone()))
        };
        let current = item(CURRENT.to_owned())
            .condition_expression("attribute_not_exists(pk) OR version = :before")
            .expression_attribute_values(":before", AttributeValue::N(before.to_string()));
        let kept = item(format!("V#{version:08}"));
        let mut write = self.0.dynamodb.transact_write_items();
        for put in [current, kept] {
            let put = put.build().map_err(|e| ApiError::internal("storing the catalogue", e))?;
            write = write.transact_items(TransactWriteItem::builder().put(put).build());
        }
        write.send().await.map_err(|e| {
            if e.as_service_error().is_some_and(|e| e.is_transaction_canceled_exception()) {
                return ApiError::new(ErrorCode::Conflict, "the catalogue was changed by somebody else meanwhile")
                    .remedy("read it and make your change again");
            }
            ApiError::aws("storing the catalogue", e)
        })?;
        Ok(Versioned { version, catalogue: catalogue.clone() })
    }
}
