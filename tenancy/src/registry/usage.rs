//! What a tenant has used in a month: the only write to the metadata table that a tenant's turn makes.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Item, items};
use crate::{ApiError, TenantId};

/// The beginning of a month's sort key.
const MONTH: &str = "USAGE#";

/// The use of one turn.
#[derive(Debug, Clone, Default)]
pub struct TurnUsage {
    /// Tokens the model read.
    pub input_tokens: u64,
    /// Tokens the model wrote.
    pub output_tokens: u64,
    /// US dollars, as a decimal.
    pub cost_usd: String,
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
}

/// Adds to and reads the months' rows of a verified tenant, and can do nothing else.
#[derive(Debug, Clone)]
pub struct UsageStore {
    dynamodb: aws_sdk_dynamodb::Client,
    table: String,
}

impl UsageStore {
    /// The store in the metadata `table`.
    #[must_use]
    pub fn new(dynamodb: aws_sdk_dynamodb::Client, table: impl Into<String>) -> Self {
        Self { dynamodb, table: table.into() }
    }

    /// Counts one turn of `tenant`.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub async fn add_turn(&self, tenant: &TenantId, usage: &TurnUsage) -> Result<(), ApiError> {
        self.add(
            tenant,
            &[
                ("turns", "1".to_owned()),
                ("inputTokens", usage.input_tokens.to_string()),
                ("outputTokens", usage.output_tokens.to_string()),
                ("costUsd", usage.cost_usd.clone()),
            ],
        )
        .await
    }

    /// Counts `rows` imported rows of `tenant`.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub async fn add_imported_rows(&self, tenant: &TenantId, rows: u64) -> Result<(), ApiError> {
        self.add(tenant, &[("importedRows", rows.to_string())]).await
    }

    /// What `tenant` has used, the newest month first.
    ///
    /// # Errors
    /// DynamoDB failed, or a row cannot be read.
    pub async fn months(&self, tenant: &TenantId) -> Result<Vec<MonthUsage>, ApiError> {
        let items = items(&self.dynamodb, &self.table, tenant, MONTH, "reading the usage").await?;
        Ok(items.iter().rev().map(month).collect())
    }

    async fn add(&self, tenant: &TenantId, amounts: &[(&str, String)]) -> Result<(), ApiError> {
        let month = Timestamp::now().strftime("%Y-%m").to_string();
        let mut update = self
            .dynamodb
            .update_item()
            .table_name(&self.table)
            .key("pk", AttributeValue::S(format!("TENANT#{tenant}")))
            .key("sk", AttributeValue::S(format!("{MONTH}{month}")));
        let mut terms = Vec::new();
        for (place, (name, amount)) in amounts.iter().enumerate() {
            terms.push(format!("{name} :a{place}"));
            update = update.expression_attribute_values(format!(":a{place}"), AttributeValue::N(amount.clone()));
        }
        update
            .update_expression(format!("ADD {}", terms.join(", ")))
            .send()
            .await
            .map(|_| ())
            .map_err(|e| ApiError::aws("recording usage", e))
    }
}

/// The month that `item` keeps; an amount that was never added to is zero.
fn month(item: &Item) -> MonthUsage {
    let number = |name: &str| item.get(name).and_then(|value| value.as_n().ok());
    let count = |name: &str| number(name).and_then(|text| text.parse().ok()).unwrap_or_default();
    let key = item.get("sk").and_then(|value| value.as_s().ok());
    MonthUsage {
        month: key.and_then(|key| key.strip_prefix(MONTH)).unwrap_or_default().to_owned(),
        turns: count("turns"),
        input_tokens: count("inputTokens"),
        output_tokens: count("outputTokens"),
        cost_usd: number("costUsd").and_then(|text| text.parse().ok()).unwrap_or_default(),
        imported_rows: count("importedRows"),
    }
}
