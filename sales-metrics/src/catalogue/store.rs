//! Where a tenant's catalogue is kept: the current one, and every version before it.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
use serde::{Deserialize, Serialize};
use tenancy::{ApiError, ErrorCode, TenantSession, ids::ImportId};

use super::Catalogue;
use crate::import::ImportProblem;

const PARTITION: &str = "CATALOGUE";
const CURRENT: &str = "CURRENT";
const PENDING: &str = "PENDING";

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

/// A change of the catalogue for which the data has to be added up anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pending {
    /// The rebuild's id.
    pub id: ImportId,
    /// The version that it will be.
    pub version: u64,
    /// The catalogue.
    pub catalogue: Catalogue,
    /// It is the current one by now.
    pub done: bool,
    /// Why it failed.
    pub problem: Option<ImportProblem>,
}

impl CatalogueStore<'_> {
    /// The current catalogue, if there is one.
    ///
    /// # Errors
    /// DynamoDB failed, or what is stored cannot be read.
    pub async fn current(&self) -> Result<Option<Versioned>, ApiError> {
        let Some(item) = self.item(CURRENT).await? else { return Ok(None) };
        let version = item.get("version").and_then(|v| v.as_n().ok()).and_then(|n| n.parse().ok());
        let json = item.get("json").and_then(|v| v.as_s().ok());
        let (Some(version), Some(json)) = (version, json) else {
            return Err(ApiError::internal("reading the catalogue", "its item lacks an attribute"));
        };
        let catalogue = serde_json::from_str(json).map_err(|e| ApiError::internal("reading the catalogue", e))?;
        Ok(Some(Versioned { version, catalogue }))
    }

    /// Stores a checked `catalogue` as the version after `before`, for a tenant whose data does not depend on the change.
    ///
    /// # Errors
    /// [`ErrorCode::Conflict`] when somebody else stored one meanwhile.
    pub async fn put(&self, catalogue: &Catalogue, before: u64) -> Result<Versioned, ApiError> {
        let mut write = self.0.dynamodb.transact_write_items();
        for put in self.puts(catalogue, before)? {
            write = write.transact_items(TransactWriteItem::builder().put(put).build());
        }
        write.send().await.map_err(|e| {
            if e.as_service_error().is_some_and(|e| e.is_transaction_canceled_exception()) {
                return ApiError::new(ErrorCode::Conflict, "the catalogue was changed by somebody else meanwhile")
                    .remedy("read it and make your change again");
            }
            ApiError::aws("storing the catalogue", e)
        })?;
        Ok(Versioned { version: before + 1, catalogue: catalogue.clone() })
    }

    /// The writes that store `catalogue` as the version after `before`, and fail where `before` is not the current one.
    ///
    /// # Errors
    /// It cannot be encoded.
    pub fn puts(&self, catalogue: &Catalogue, before: u64) -> Result<Vec<Put>, ApiError> {
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
        let built = [current, kept].into_iter().map(|put| put.build());
        built.collect::<Result<_, _>>().map_err(|e| ApiError::internal("storing the catalogue", e))
    }

    /// The change that waits for the data to be added up anew, or did last.
    ///
    /// # Errors
    /// DynamoDB failed, or what is stored cannot be read.
    pub async fn pending(&self) -> Result<Option<Pending>, ApiError> {
        let Some(item) = self.item(PENDING).await? else { return Ok(None) };
        let json = item.get("json").and_then(|v| v.as_s().ok()).map_or("", String::as_str);
        serde_json::from_str(json).map(Some).map_err(|e| ApiError::internal("reading the catalogue", e))
    }

    /// Stores a change that waits.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub async fn put_pending(&self, pending: &Pending) -> Result<(), ApiError> {
        let item = TransactWriteItem::builder().put(self.pending_put(pending)?).build();
        let write = self.0.dynamodb.transact_write_items().transact_items(item);
        write.send().await.map(|_| ()).map_err(|e| ApiError::aws("storing the catalogue", e))
    }

    /// The write of [`Self::put_pending`], for a transaction.
    ///
    /// # Errors
    /// It cannot be encoded.
    pub fn pending_put(&self, pending: &Pending) -> Result<Put, ApiError> {
        let failed = |e: &dyn std::fmt::Display| ApiError::internal("storing the catalogue", e.to_string());
        let json = serde_json::to_string(pending).map_err(|e| failed(&e))?;
        Put::builder()
            .table_name(&self.0.metrics_table)
            .item("pk", AttributeValue::S(PARTITION.to_owned()))
            .item("sk", AttributeValue::S(PENDING.to_owned()))
            .item("json", AttributeValue::S(json))
            .build()
            .map_err(|e| failed(&e))
    }

    async fn item(&self, sk: &str) -> Result<Option<HashMap<String, AttributeValue>>, ApiError> {
        let reply = self
            .0
            .dynamodb
            .get_item()
            .table_name(&self.0.metrics_table)
            .key("pk", AttributeValue::S(PARTITION.to_owned()))
            .key("sk", AttributeValue::S(sk.to_owned()))
            .consistent_read(true)
            .send()
            .await
            .map_err(|e| ApiError::aws("reading the catalogue", e))?;
        Ok(reply.item)
    }
}
