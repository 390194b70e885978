//! Encryption under a key of our KMS: the key must exist and be enabled, and its ARN is what is described. A table whose
//! key is disabled or pending deletion can be described and deleted, but not read or written.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use super::DynamoDb;
use super::continuous_backups::now;
use super::name::TableName;
use super::tables::table_id;
use crate::json_api::ApiError;
use crate::kms::KeyProblem;
use crate::{ACCOUNT, REGION};

impl DynamoDb {
    /// Replaces the key a `CreateTable` names by its ARN.
    pub(super) fn resolve_key(&self, request: &mut Value) -> Result<(), ApiError> {
        let Some(specification) = request.get_mut("SSESpecification").and_then(Value::as_object_mut) else {
            return Ok(());
        };
        let enabled = specification.get("Enabled").and_then(Value::as_bool) == Some(true);
        let arn = match specification.get("KMSMasterKeyId").and_then(Value::as_str) {
            Some(key) => self.usable_key(key)?,
            // The engine would make up a key that is not in our KMS.
            None if enabled => aws_key(),
            None => return Ok(()),
        };
        specification.insert("KMSMasterKeyId".to_owned(), Value::from(arn));
        Ok(())
    }

    /// The `SSEDescription` an `UpdateTable` asks for; null for the key DynamoDB owns.
    pub(super) fn encryption(&self, specification: &Value) -> Result<Value, ApiError> {
        if !specification["Enabled"].as_bool().unwrap_or(true) {
            return Ok(Value::Null);
        }
        let arn = match specification["KMSMasterKeyId"].as_str() {
            Some(key) => self.usable_key(key)?,
            None => aws_key(),
        };
        Ok(json!({ "Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": arn }))
    }

    pub(super) fn change_encryption(&self, table: &TableName, encryption: Value) -> Result<(), ApiError> {
        let description = self.kept_description(table)?;
        let id = table_id(&description);
        let mut extra = self.extras.get(table, id)?;
        extra.encryption = Some(encryption);
        self.extras.set(table, id, &extra)?;
        self.table_keys.forget(table);
        Ok(())
    }

    /// Refuses an item call to a table whose key cannot be used, in the words DynamoDB has for errors of KMS. A table
    /// that is not there is for the engine to refuse.
    pub(super) fn check_key(&self, table: &TableName) -> Result<(), ApiError> {
        let Ok(Some(Inaccessible { arn, problem, .. })) = self.inaccessible(table) else { return Ok(()) };
        let exception = match problem {
            KeyProblem::NotFound => "NotFoundException",
            KeyProblem::Disabled => "DisabledException",
            KeyProblem::PendingDeletion => "KMSInvalidStateException",
        };
        let message = format!("KMS validation error: com.amazonaws.services.kms.model.{exception}: {arn} {problem}.");
        Err(ApiError::new("ValidationException", message))
    }

    /// Why the table's key cannot be used, if so, and since when this is known.
    pub(super) fn inaccessible(&self, table: &TableName) -> Result<Option<Inaccessible>, ApiError> {
        let mut keys = self.table_keys.lock();
        let key = match keys.get_mut(table.as_str()) {
            Some(key) => key,
            None => {
                let description = self.kept_description(table)?;
                let arn = description["SSEDescription"]["KMSMasterKeyArn"].as_str();
                // Not AWS's own key, which is named by its alias.
                let arn = arn.filter(|arn| arn.contains(":key/")).map(str::to_owned);
                keys.entry(table.as_str().to_owned()).or_insert(TableKey { arn, inaccessible_since: None })
            }
        };
        let Some(arn) = &key.arn else { return Ok(None) };
        match self.kms.usable_key(arn) {
            Ok(_) => {
                key.inaccessible_since = None;
                Ok(None)
            }
            Err(problem) => {
                let since = *key.inaccessible_since.get_or_insert_with(now);
                Ok(Some(Inaccessible { arn: arn.clone(), problem, since }))
            }
        }
    }

    fn usable_key(&self, key: &str) -> Result<String, ApiError> {
        self.kms.usable_key(key).map_err(|problem| {
            let message = format!("One or more parameter values were invalid: the KMS key {key} {problem}");
            ApiError::new("ValidationException", message)
        })
    }
}

/// What stands for the key of AWS's own, which is always there.
fn aws_key() -> String {
    format!("arn:aws:kms:{REGION}:{ACCOUNT}:alias/aws/dynamodb")
}

/// The keys of tables that were asked for, so that an item call need not describe its table.
#[derive(Debug, Default)]
pub(super) struct TableKeys(Mutex<HashMap<String, TableKey>>);

#[derive(Debug)]
struct TableKey {
    /// `None` without a key of our KMS.
    arn: Option<String>,
    inaccessible_since: Option<f64>,
}

/// A key that cannot be used.
#[derive(Debug)]
pub(super) struct Inaccessible {
    arn: String,
    problem: KeyProblem,
    /// Seconds since 1970.
    pub(super) since: f64,
}

impl TableKeys {
    /// To be called after each change of a table's key.
    pub(super) fn forget(&self, table: &TableName) {
        self.lock().remove(table.as_str());
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, TableKey>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
