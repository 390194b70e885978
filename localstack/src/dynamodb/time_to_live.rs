//! `UpdateTimeToLive`: DynamoDB refuses a change that changes nothing, and the engine does not.

use serde_json::{Value, json};

use super::tables::named;
use super::{DynamoDb, engine};
use crate::iam::{Caller, Context};
use crate::json_api::ApiError;

impl DynamoDb {
    pub(super) fn update_time_to_live(&self, caller: &Caller, body: &[u8]) -> Result<Vec<u8>, ApiError> {
        let (table, request) = named(body)?;
        caller.authorize("dynamodb:UpdateTimeToLive", &table.arn(), Context::default())?;
        let (describe, update) = (json!({ "TableName": table.as_str() }).to_string(), request.to_string());
        self.shards.on(&table, |database| {
            let told = engine::run(database, "DescribeTimeToLive", describe.as_bytes())?;
            let told: Value = engine::decode(&told)?;
            refuse(&told["TimeToLiveDescription"], &request["TimeToLiveSpecification"])?;
            engine::run(database, "UpdateTimeToLive", update.as_bytes())
        })?
    }
}

fn refuse(now: &Value, wanted: &Value) -> Result<(), ApiError> {
    let is_on = now["TimeToLiveStatus"] == "ENABLED";
    let attribute = now["AttributeName"].as_str().unwrap_or_default();
    let message = match wanted["Enabled"].as_bool() {
        Some(false) if !is_on => "TimeToLive is already disabled".to_owned(),
        Some(_) if is_on && wanted["AttributeName"].as_str().is_some_and(|wanted| wanted != attribute) => {
            format!("TimeToLive is active on a different AttributeName: current AttributeName is {attribute}")
        }
        Some(true) if is_on => "TimeToLive is already enabled".to_owned(),
        _ => return Ok(()),
    };
    Err(ApiError::new("ValidationException", message))
}
