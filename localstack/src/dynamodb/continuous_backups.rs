//! The point-in-time recovery setting. Nothing is backed up: it is there to be set, and to be asked for.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::DynamoDb;
use super::extras::{Extra, Recovery};
use super::name::TableName;
use super::tables::{named, table_id};
use crate::iam::{Caller, Context};
use crate::json_api::ApiError;

impl DynamoDb {
    pub(super) fn update_continuous_backups(&self, caller: &Caller, body: &[u8]) -> Result<Vec<u8>, ApiError> {
        let (table, request) = named(body)?;
        caller.authorize("dynamodb:UpdateContinuousBackups", &table.arn(), Context::default())?;
        let specification = &request["PointInTimeRecoverySpecification"];
        let Some(enabled) = specification["PointInTimeRecoveryEnabled"].as_bool() else {
            return Err(ApiError::new("ValidationException", "PointInTimeRecoveryEnabled must not be null"));
        };
        let days = specification["RecoveryPeriodInDays"].as_i64();
        if days.is_some_and(|days| !(1..=35).contains(&days)) {
            return Err(ApiError::new("ValidationException", "RecoveryPeriodInDays must be between 1 and 35"));
        }
        let (id, mut extra) = self.settings(&table)?;
        extra.recovery = enabled.then(|| {
            let old = extra.recovery.take();
            let since = old.as_ref().map_or_else(now, |recovery| recovery.since);
            Recovery { since, days: days.or(old.map(|recovery| recovery.days)).unwrap_or(35) }
        });
        self.extras.set(&table, &id, &extra)?;
        Ok(answer(&extra))
    }

    pub(super) fn describe_continuous_backups(&self, caller: &Caller, body: &[u8]) -> Result<Vec<u8>, ApiError> {
        let (table, _) = named(body)?;
        caller.authorize("dynamodb:DescribeContinuousBackups", &table.arn(), Context::default())?;
        Ok(answer(&self.settings(&table)?.1))
    }

    fn settings(&self, table: &TableName) -> Result<(String, Extra), ApiError> {
        let description = self.description(table).map_err(|error| {
            if error.body.contains("ResourceNotFoundException") {
                ApiError::new("TableNotFoundException", format!("Table not found: {}", table.as_str()))
            } else {
                error
            }
        })?;
        let id = table_id(&description).to_owned();
        let extra = self.extras.get(table, &id)?;
        Ok((id, extra))
    }
}

fn answer(extra: &Extra) -> Vec<u8> {
    let recovery: Value = match &extra.recovery {
        None => json!({ "PointInTimeRecoveryStatus": "DISABLED" }),
        Some(recovery) => json!({
            "PointInTimeRecoveryStatus": "ENABLED",
            "RecoveryPeriodInDays": recovery.days,
            "EarliestRestorableDateTime": recovery.since,
            "LatestRestorableDateTime": now(),
        }),
    };
    let description = json!({ "ContinuousBackupsStatus": "ENABLED", "PointInTimeRecoveryDescription": recovery });
    json!({ "ContinuousBackupsDescription": description }).to_string().into_bytes()
}

/// Seconds since 1970.
pub(super) fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64())
}
