//! What a tenant has used in a month: the only item of the metadata table that a tenant's turn writes.
//!
//! How a turn is counted, and how a budget holds while many turns run at once, is in [`super::holds`].

use aws_sdk_dynamodb::{operation::update_item::builders::UpdateItemFluentBuilder, types::AttributeValue};
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{holds::Confirmed, items, partition};
use crate::{
    ApiError, TenantId,
    item::{Item, n, number},
};

/// The beginning of a month's sort key.
pub(super) const MONTH: &str = "USAGE#";

/// What a turn used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TurnUsage {
    /// Tokens the model read.
    pub input_tokens: u64,
    /// Tokens the model wrote.
    pub output_tokens: u64,
    /// US dollars.
    pub cost_usd: Decimal,
}

/// What a tenant has used in one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MonthUsage {
    /// `2026-11`, in UTC.
    #[schema(pattern = "^[0-9]{4}-[0-9]{2}$")]
    pub month: String,
    /// Questions answered.
    #[serde(default)]
    pub turns: u64,
    /// Tokens the model read.
    #[serde(default)]
    pub input_tokens: u64,
    /// Tokens the model wrote.
    #[serde(default)]
    pub output_tokens: u64,
    /// US dollars.
    #[serde(default)]
    #[schema(value_type = String, example = "0.0123")]
    pub cost_usd: Decimal,
    /// Rows of sales imported.
    #[serde(default)]
    pub imported_rows: u64,
    /// Tokens of turns that were broken off before their answer was stored; in no other figure, but in the budget.
    #[serde(default)]
    pub unstored_tokens: u64,
    /// US dollars of such turns.
    #[serde(default)]
    #[schema(value_type = String, example = "0")]
    pub unstored_usd: Decimal,
}

/// Adds to and reads the months' rows of a verified tenant, and can do nothing else.
#[derive(Debug, Clone)]
pub struct UsageStore {
    dynamodb: aws_sdk_dynamodb::Client,
    table: String,
    pub(super) confirmed: Confirmed,
}

impl UsageStore {
    /// The store in the metadata `table`.
    #[must_use]
    pub fn new(dynamodb: aws_sdk_dynamodb::Client, table: impl Into<String>) -> Self {
        Self { dynamodb, table: table.into(), confirmed: Confirmed::default() }
    }

    /// Counts `rows` imported rows of `tenant`.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub async fn add_imported_rows(&self, tenant: &TenantId, rows: u64) -> Result<(), ApiError> {
        let update = self.update(tenant, &this_month()).update_expression("ADD importedRows :rows");
        let sent = update.expression_attribute_values(":rows", n(rows)).send().await;
        sent.map(|_| ()).map_err(|e| ApiError::aws("recording usage", e))
    }

    /// What `tenant` has used, the newest month first.
    ///
    /// # Errors
    /// DynamoDB failed, or a row cannot be read.
    pub async fn months(&self, tenant: &TenantId) -> Result<Vec<MonthUsage>, ApiError> {
        Ok(self.rows(tenant).await?.iter().rev().map(month).collect())
    }

    /// The months' rows, the oldest first.
    pub(super) async fn rows(&self, tenant: &TenantId) -> Result<Vec<Item>, ApiError> {
        items(&self.dynamodb, &self.table, tenant, MONTH, "reading the usage").await
    }

    /// The row of `month`, if anything was used in it.
    pub(super) async fn row(&self, tenant: &TenantId, month: &str) -> Result<Item, ApiError> {
        let get = self.dynamodb.get_item().table_name(&self.table).consistent_read(true);
        let reply = get.key("pk", partition(tenant)).key("sk", key(month)).send().await;
        Ok(reply.map_err(|e| ApiError::aws("reading the usage", e))?.item.unwrap_or_default())
    }

    pub(super) fn update(&self, tenant: &TenantId, month: &str) -> UpdateItemFluentBuilder {
        self.dynamodb.update_item().table_name(&self.table).key("pk", partition(tenant)).key("sk", key(month))
    }
}

fn key(month: &str) -> AttributeValue {
    AttributeValue::S(format!("{MONTH}{month}"))
}

/// `2026-11`, in UTC.
pub(super) fn this_month() -> String {
    Timestamp::now().strftime("%Y-%m").to_string()
}

/// The month that `item` keeps.
fn month(item: &Item) -> MonthUsage {
    let key = item.get("sk").and_then(|value| value.as_s().ok());
    MonthUsage {
        month: key.and_then(|key| key.strip_prefix(MONTH)).unwrap_or_default().to_owned(),
        turns: number(item, "turns"),
        input_tokens: number(item, "inputTokens"),
        output_tokens: number(item, "outputTokens"),
        cost_usd: number(item, "costUsd"),
        imported_rows: number(item, "importedRows"),
        unstored_tokens: number(item, "unstoredTokens"),
        unstored_usd: number(item, "unstoredUsd"),
    }
}
