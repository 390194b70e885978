//! The DynamoDB front: rights, sharding over SQLite files, and the few operations the engine (`dynoxide`) lacks.
//!
//! Not served: streams, PartiQL, backups other than the point-in-time setting, global tables.

mod batch;
mod continuous_backups;
mod encryption;
mod engine;
mod extras;
mod listing;
mod name;
mod shards;
mod tables;
mod tags;
#[cfg(test)]
mod tests;
mod time_to_live;
mod transaction;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use serde::Deserialize;

use crate::erasure::{self, Erasure};
use crate::iam::{Caller, Context};
use crate::json_api::ApiError;
use crate::kms::Kms;
use crate::{Durability, StartError};
use encryption::TableKeys;
use extras::Extras;
use listing::Listing;
use name::TableName;
use shards::Shards;

/// The tables of the stack.
#[derive(Debug)]
pub(crate) struct DynamoDb {
    shards: Shards,
    extras: Extras,
    extras_file: PathBuf,
    listing: Listing,
    kms: Arc<Kms>,
    table_keys: TableKeys,
    erasure: Erasure,
}

/// What the operations on one table's items name.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Target {
    table_name: Option<String>,
    index_name: Option<String>,
}

impl DynamoDb {
    pub(crate) fn open(
        dir: &Path,
        durability: Durability,
        kms: Arc<Kms>,
        erasure: Erasure,
    ) -> Result<DynamoDb, StartError> {
        let shards = Shards::open(&dir.join("tables"), durability)?;
        let extras_file = dir.join("extras.db");
        let extras = Extras::open(&extras_file, durability)?;
        let (listing, table_keys) = (Listing::default(), TableKeys::default());
        let this = DynamoDb { shards, extras, extras_file, listing, kms, table_keys, erasure };
        if let Err(error) = this.remove_half_made() {
            tracing::warn!(error = error.body, "a table that was being made could not be removed");
        }
        Ok(this)
    }

    /// Answers one request whose signature was verified.
    pub(crate) async fn call(
        self: &Arc<Self>,
        caller: Caller,
        operation: String,
        body: Bytes,
    ) -> Result<Vec<u8>, ApiError> {
        let this = self.clone();
        let answer = tokio::task::spawn_blocking(move || {
            let answer = this.answer(&caller, &operation, &body)?;
            if matches!(operation.as_str(), "DeleteTable" | "UpdateTable" | "UntagResource") {
                this.erasure.soon();
            }
            Ok(answer)
        });
        answer.await.map_err(|error| ApiError::internal("InternalServerError", &error))?
    }

    /// Deletes expired items of the tables in use. Tables nobody has touched since the start are left alone: nobody
    /// sees their items, either.
    pub(crate) async fn sweep_ttl(self: &Arc<Self>) {
        let this = self.clone();
        let swept = tokio::task::spawn_blocking(move || this.shards.each_open(|database| database.sweep_ttl()));
        for result in swept.await.into_iter().flatten() {
            if let Err(error) = result {
                tracing::warn!(%error, "expired items could not be deleted");
            }
        }
    }

    /// Erases what deleted items and tables left in the files.
    pub(crate) fn erase(&self) {
        self.shards.erase();
        erasure::erase(&self.extras_file);
    }

    fn answer(&self, caller: &Caller, operation: &str, body: &[u8]) -> Result<Vec<u8>, ApiError> {
        match operation {
            "PutItem" | "GetItem" | "UpdateItem" | "DeleteItem" | "Query" | "Scan" | "DescribeTimeToLive" => {
                self.on_one_table(caller, operation, body)
            }
            "UpdateTimeToLive" => self.update_time_to_live(caller, body),
            "BatchGetItem" => self.batch_get(caller, body),
            "BatchWriteItem" => self.batch_write(caller, body),
            "TransactGetItems" => self.transact_get(caller, body),
            "TransactWriteItems" => self.transact_write(caller, body),
            "CreateTable" => self.create_table(caller, body),
            "DescribeTable" => self.describe_table(caller, body),
            "UpdateTable" => self.update_table(caller, body),
            "DeleteTable" => self.delete_table(caller, body),
            "ListTables" => self.list_tables(caller, body),
            "TagResource" | "UntagResource" | "ListTagsOfResource" => self.on_tags(caller, operation, body),
            "UpdateContinuousBackups" => self.update_continuous_backups(caller, body),
            "DescribeContinuousBackups" => self.describe_continuous_backups(caller, body),
            _ => {
                let message = format!("The local stack's DynamoDB has no {operation}");
                Err(ApiError::new("UnknownOperationException", message))
            }
        }
    }

    fn on_one_table(&self, caller: &Caller, operation: &str, body: &[u8]) -> Result<Vec<u8>, ApiError> {
        let target: Target = engine::decode(body)?;
        let table = TableName::parse(target.table_name.as_deref().unwrap_or_default())?;
        let resource = match &target.index_name {
            Some(index) => table.index_arn(index),
            None => table.arn(),
        };
        caller.authorize(&format!("dynamodb:{operation}"), &resource, Context::default())?;
        if operation != "DescribeTimeToLive" {
            self.check_key(&table)?;
        }
        let body = table.named_in(body)?;
        self.shards.on(&table, |database| engine::run(database, operation, &body))?
    }
}
