//! Making, describing, changing and deleting tables.

use serde_json::{Value, json};

use super::name::TableName;
use super::{DynamoDb, engine, tags};
use crate::iam::{Caller, Context};
use crate::json_api::ApiError;

impl DynamoDb {
    pub(super) fn create_table(&self, caller: &Caller, body: &[u8]) -> Result<Vec<u8>, ApiError> {
        let (table, mut request) = named(body)?;
        let context = tags::request_context(&request);
        caller.authorize("dynamodb:CreateTable", &table.arn(), context.clone())?;
        if request.get("Tags").is_some_and(|tags| !tags.is_null()) {
            caller.authorize("dynamodb:TagResource", &table.arn(), context)?;
        }
        self.resolve_key(&mut request)?;
        let body = request.to_string().into_bytes();
        // A table that is there is not to be taken away after a crash for a request that was refused.
        let is_new = self.kept_description(&table).is_err();
        if is_new {
            self.extras.begin(&table)?;
        }
        let made = self.shards.on_new(&table, |database| engine::run(database, "CreateTable", &body))?;
        if is_new {
            self.extras.end(table.as_str())?;
        }
        match made {
            Ok(answer) => {
                self.listing.added(&table);
                self.table_keys.forget(&table);
                Ok(answer)
            }
            Err(error) => {
                self.shards.drop_if_empty(&table)?;
                Err(error)
            }
        }
    }

    /// Takes away what is there of tables that were being made when the process died: whoever asked for them had no reply.
    pub(super) fn remove_half_made(&self) -> Result<(), ApiError> {
        for name in self.extras.half_made()? {
            let table = TableName::parse(&name)?;
            for (operation, body) in [
                ("UpdateTable", json!({ "TableName": name, "DeletionProtectionEnabled": false })),
                ("DeleteTable", json!({ "TableName": name })),
            ] {
                let body = body.to_string().into_bytes();
                if let Ok(Err(error)) = self.shards.on(&table, |database| engine::run(database, operation, &body)) {
                    tracing::debug!(name, operation, error = error.body, "of a table that was being made");
                }
            }
            self.shards.drop_if_empty(&table)?;
            self.extras.end(&name)?;
        }
        Ok(())
    }

    pub(super) fn describe_table(&self, caller: &Caller, body: &[u8]) -> Result<Vec<u8>, ApiError> {
        let (table, _) = named(body)?;
        caller.authorize("dynamodb:DescribeTable", &table.arn(), Context::default())?;
        let description = self.description(&table)?;
        Ok(json!({ "Table": description }).to_string().into_bytes())
    }

    pub(super) fn update_table(&self, caller: &Caller, body: &[u8]) -> Result<Vec<u8>, ApiError> {
        let (table, mut request) = named(body)?;
        caller.authorize("dynamodb:UpdateTable", &table.arn(), Context::default())?;
        let encryption = request.as_object_mut().and_then(|members| members.shift_remove("SSESpecification"));
        let changes_more = request.as_object().is_some_and(|members| members.len() > 1);
        let encryption = encryption.filter(|specification| !specification.is_null());
        let encryption = encryption.map(|specification| self.encryption(&specification)).transpose()?;
        if encryption.is_none() || changes_more {
            let body = request.to_string().into_bytes();
            self.shards.on(&table, |database| engine::run(database, "UpdateTable", &body))??;
        }
        if let Some(encryption) = encryption {
            self.change_encryption(&table, encryption)?;
        }
        let description = self.description(&table)?;
        Ok(json!({ "TableDescription": description }).to_string().into_bytes())
    }

    pub(super) fn delete_table(&self, caller: &Caller, body: &[u8]) -> Result<Vec<u8>, ApiError> {
        let (table, request) = named(body)?;
        caller.authorize("dynamodb:DeleteTable", &table.arn(), Context::default())?;
        let body = request.to_string().into_bytes();
        let answer = self.shards.on(&table, |database| engine::run(database, "DeleteTable", &body))??;
        self.listing.removed(&table);
        self.extras.remove(&table)?;
        self.table_keys.forget(&table);
        self.shards.drop_if_empty(&table)?;
        Ok(answer)
    }

    /// The `TableDescription`.
    pub(super) fn description(&self, table: &TableName) -> Result<Value, ApiError> {
        let mut description = self.kept_description(table)?;
        if let Some(inaccessible) = self.inaccessible(table)? {
            description["TableStatus"] = json!("INACCESSIBLE_ENCRYPTION_CREDENTIALS");
            description["SSEDescription"]["InaccessibleEncryptionDateTime"] = json!(inaccessible.since);
        }
        Ok(description)
    }

    /// The same, with what the engine does not keep, but without what the key's state makes of it.
    pub(super) fn kept_description(&self, table: &TableName) -> Result<Value, ApiError> {
        let body = json!({ "TableName": table.as_str() }).to_string().into_bytes();
        let answer = self.shards.on(table, |database| engine::run(database, "DescribeTable", &body))??;
        let mut description = engine::decode::<Value>(&answer)?["Table"].take();
        let extra = self.extras.get(table, table_id(&description))?;
        match (extra.encryption, description.as_object_mut()) {
            (Some(Value::Null), Some(members)) => {
                members.shift_remove("SSEDescription");
            }
            (Some(encryption), Some(members)) => {
                members.insert("SSEDescription".to_owned(), encryption);
            }
            _ => {}
        }
        Ok(description)
    }
}

pub(super) fn table_id(description: &Value) -> &str {
    description["TableId"].as_str().unwrap_or_default()
}

/// A request and the table it names, by its bare name.
pub(super) fn named(body: &[u8]) -> Result<(TableName, Value), ApiError> {
    let mut request: Value = engine::decode(body)?;
    let table = TableName::parse(request["TableName"].as_str().unwrap_or_default())?;
    request["TableName"] = Value::from(table.as_str());
    Ok((table, request))
}
