//! The tags of tables. These operations name a table by its ARN.

use serde_json::Value;

use super::name::TableName;
use super::{DynamoDb, engine};
use crate::iam::{Caller, Context};
use crate::json_api::ApiError;

impl DynamoDb {
    pub(super) fn on_tags(&self, caller: &Caller, operation: &str, body: &[u8]) -> Result<Vec<u8>, ApiError> {
        let request: Value = engine::decode(body)?;
        let arn = request["ResourceArn"].as_str().unwrap_or_default();
        if !arn.starts_with("arn:") {
            return Err(ApiError::new("ValidationException", format!("Invalid TableArn: {arn}")));
        }
        let table = TableName::parse(arn)?;
        caller.authorize(&format!("dynamodb:{operation}"), &table.arn(), request_context(&request))?;
        self.shards.on(&table, |database| engine::run(database, operation, body))?
    }
}

/// What a condition may compare the tags of a request by.
pub(super) fn request_context(request: &Value) -> Context {
    let tags = request["Tags"].as_array().into_iter().flatten();
    let removed = request["TagKeys"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let context = tags.fold(Context::default(), |context, tag| match (tag["Key"].as_str(), tag["Value"].as_str()) {
        (Some(key), Some(value)) => context.with(format!("aws:RequestTag/{key}"), value).with("aws:TagKeys", key),
        _ => context,
    });
    removed.fold(context, |context, key| context.with("aws:TagKeys", key))
}
