//! Encryption under a key of our KMS: the key must exist and be enabled, and its ARN is what is described.

use serde_json::{Value, json};

use super::DynamoDb;
use super::name::TableName;
use super::tables::table_id;
use crate::json_api::ApiError;
use crate::{ACCOUNT, REGION};

impl DynamoDb {
    /// Replaces the key a `CreateTable` names by its ARN.
    pub(super) fn resolve_key(&self, request: &mut Value) -> Result<(), ApiError> {
        let Some(specification) = request.get_mut("SSESpecification").and_then(Value::as_object_mut) else {
            return Ok(());
        };
        if let Some(key) = specification.get("KMSMasterKeyId").and_then(Value::as_str) {
            let arn = self.usable_key(key)?;
            specification.insert("KMSMasterKeyId".to_owned(), Value::from(arn));
        }
        Ok(())
    }

    /// `UpdateTable` with an `SSESpecification`.
    pub(super) fn change_encryption(&self, table: &TableName, specification: &Value) -> Result<(), ApiError> {
        let description = self.description(table)?;
        let enabled = specification["Enabled"].as_bool().unwrap_or(true);
        let encryption = match (enabled, specification["KMSMasterKeyId"].as_str()) {
            (false, _) => Value::Null,
            (true, key) => {
                let arn = match key {
                    Some(key) => self.usable_key(key)?,
                    None => format!("arn:aws:kms:{REGION}:{ACCOUNT}:alias/aws/dynamodb"),
                };
                json!({ "Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": arn })
            }
        };
        let id = table_id(&description);
        let mut extra = self.extras.get(table, id)?;
        extra.encryption = Some(encryption);
        self.extras.set(table, id, &extra)
    }

    fn usable_key(&self, key: &str) -> Result<String, ApiError> {
        self.kms.usable_key(key).map_err(|problem| {
            let message = format!("One or more parameter values were invalid: the KMS key {key} {problem}");
            ApiError::new("ValidationException", message)
        })
    }
}
