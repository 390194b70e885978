//! `ListTables` over all files: they are read once, and the names kept.

use std::collections::BTreeSet;
use std::ops::Bound;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::name::TableName;
use super::{DynamoDb, engine};
use crate::iam::{Caller, Context};
use crate::json_api::ApiError;

/// The names of all tables, once somebody asked.
#[derive(Debug, Default)]
pub(super) struct Listing(Mutex<Option<BTreeSet<String>>>);

impl Listing {
    pub(super) fn added(&self, table: &TableName) {
        if let Some(names) = self.lock().as_mut() {
            names.insert(table.as_str().to_owned());
        }
    }

    pub(super) fn removed(&self, table: &TableName) {
        if let Some(names) = self.lock().as_mut() {
            names.remove(table.as_str());
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<BTreeSet<String>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl DynamoDb {
    pub(super) fn list_tables(&self, caller: &Caller, body: &[u8]) -> Result<Vec<u8>, ApiError> {
        caller.authorize("dynamodb:ListTables", "*", Context::default())?;
        let request: dynoxide::actions::list_tables::ListTablesRequest = engine::decode(body)?;
        let limit = usize::try_from(request.limit.unwrap_or(100)).unwrap_or(100);
        let mut listing = self.listing.lock();
        let names = match listing.as_mut() {
            Some(names) => names,
            None => listing.insert(self.shards.all_tables()?.into_iter().collect()),
        };
        let start = request.exclusive_start_table_name.map_or(Bound::Unbounded, Bound::Excluded);
        let mut rest = names.range((start, Bound::Unbounded));
        let page: Vec<&String> = rest.by_ref().take(limit).collect();
        let mut answer = json!({ "TableNames": page });
        if let (Some(_), Some(last)) = (rest.next(), page.last()) {
            answer["LastEvaluatedTableName"] = Value::from(last.as_str());
        }
        Ok(answer.to_string().into_bytes())
    }
}
