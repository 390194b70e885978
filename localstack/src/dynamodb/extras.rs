//! What the engine does not keep of a table: its point-in-time recovery setting, and encryption changed by
//! `UpdateTable`. A row is bound to the id of its table, so that a table made anew under the name does not inherit it.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::name::TableName;
use crate::json_api::ApiError;
use crate::{Durability, StartError, sqlite};

const SCHEMA: &str = "CREATE TABLE IF NOT EXISTS extras
    (name TEXT PRIMARY KEY, table_id TEXT NOT NULL, extra TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS making (name TEXT PRIMARY KEY) WITHOUT ROWID;";

/// The settings of one table.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Extra {
    pub(super) recovery: Option<Recovery>,
    /// The `SSEDescription`; null for the key DynamoDB owns.
    pub(super) encryption: Option<Value>,
}

/// Point-in-time recovery that is switched on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Recovery {
    /// Seconds since 1970.
    pub(super) since: f64,
    pub(super) days: i64,
}

/// The settings of all tables.
#[derive(Debug)]
pub(super) struct Extras(Mutex<Connection>);

impl Extras {
    pub(super) fn open(path: &Path, durability: Durability) -> Result<Extras, StartError> {
        sqlite::open(path, durability, SCHEMA).map(|connection| Extras(Mutex::new(connection)))
    }

    pub(super) fn get(&self, table: &TableName, table_id: &str) -> Result<Extra, ApiError> {
        let found: Option<String> = self
            .lock()
            .prepare_cached("SELECT extra FROM extras WHERE name = ?1 AND table_id = ?2")
            .and_then(|mut statement| statement.query_row([table.as_str(), table_id], |row| row.get(0)).optional())
            .map_err(|error| internal(&error))?;
        found.map_or(Ok(Extra::default()), |text| serde_json::from_str(&text).map_err(|error| internal(&error)))
    }

    pub(super) fn set(&self, table: &TableName, table_id: &str, extra: &Extra) -> Result<(), ApiError> {
        let text = serde_json::to_string(extra).map_err(|error| internal(&error))?;
        let sql = "INSERT OR REPLACE INTO extras (name, table_id, extra) VALUES (?1, ?2, ?3)";
        self.lock().execute(sql, params![table.as_str(), table_id, text]).map_err(|error| internal(&error))?;
        Ok(())
    }

    pub(super) fn remove(&self, table: &TableName) -> Result<(), ApiError> {
        self.execute("DELETE FROM extras WHERE name = ?1", table.as_str())
    }

    /// Notes that a table is being made: the engine does so in several steps.
    pub(super) fn begin(&self, table: &TableName) -> Result<(), ApiError> {
        self.execute("INSERT OR IGNORE INTO making (name) VALUES (?1)", table.as_str())
    }

    /// Notes that it is made, or that there is nothing of it.
    pub(super) fn end(&self, name: &str) -> Result<(), ApiError> {
        self.execute("DELETE FROM making WHERE name = ?1", name)
    }

    /// The tables that were being made when the process died.
    pub(super) fn half_made(&self) -> Result<Vec<String>, ApiError> {
        let connection = self.lock();
        let mut statement = connection.prepare("SELECT name FROM making").map_err(|error| internal(&error))?;
        let names = statement.query_map([], |row| row.get(0)).map_err(|error| internal(&error))?;
        names.collect::<Result<_, _>>().map_err(|error| internal(&error))
    }

    fn execute(&self, sql: &str, name: &str) -> Result<(), ApiError> {
        self.lock().execute(sql, [name]).map_err(|error| internal(&error))?;
        Ok(())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn internal(error: &(dyn std::error::Error + 'static)) -> ApiError {
    ApiError::internal("InternalServerError", error)
}
