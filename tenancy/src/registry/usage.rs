//! What a tenant has used in a month: the only write to the metadata table that a tenant's turn makes.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;

use crate::{ApiError, TenantId};

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

/// Adds to the month's row of a verified tenant, and can do nothing else.
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

    async fn add(&self, tenant: &TenantId, amounts: &[(&str, String)]) -> Result<(), ApiError> {
        let month = Timestamp::now().strftime("%Y-%m").to_string();
        let mut update = self
            .dynamodb
            .update_item()
            .table_name(&self.table)
            .key("pk", AttributeValue::S(format!("TENANT#{tenant}")))
            .key("sk", AttributeValue::S(format!("USAGE#{month}")));
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
