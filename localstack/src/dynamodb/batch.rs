//! Batches: split by file, run file by file, and merged.
//!
//! The engine writes a batch item by item, each with its own wait for the disk. DynamoDB promises nothing about a
//! batch as a whole, so the items of one file are written in one transaction, and only if that is refused one by one.

use std::collections::{BTreeMap, HashMap};

use dynoxide::actions::batch_get_item::{BatchGetItemRequest, BatchGetItemResponse};
use dynoxide::actions::batch_write_item::{
    BatchWriteItemRequest, BatchWriteItemResponse, DeleteRequest, PutRequest, WriteRequest,
};
use dynoxide::actions::transact_write_items::{
    TransactDelete, TransactPut, TransactWriteItem, TransactWriteItemsRequest,
};
use dynoxide::{Database, DynoxideError};

use super::name::TableName;
use super::{DynamoDb, engine};
use crate::iam::{Caller, Context};
use crate::json_api::ApiError;

impl DynamoDb {
    pub(super) fn batch_get(&self, caller: &Caller, body: &[u8]) -> Result<Vec<u8>, ApiError> {
        let request: BatchGetItemRequest = engine::decode(body)?;
        let total: usize = request.request_items.values().map(|keys| keys.keys.len()).sum();
        let (parts, given) = split(caller, "dynamodb:BatchGetItem", request.request_items, total > 100)?;
        self.check_keys(&parts)?;
        let mut merged = BatchGetItemResponse::default();
        for (table, request_items) in parts {
            let request = BatchGetItemRequest {
                request_items,
                return_consumed_capacity: request.return_consumed_capacity.clone(),
            };
            let answer = self.shards.on(&table, |database| database.batch_get_item(request))?;
            let answer = answer.map_err(engine::failed)?;
            merged.responses.extend(answer.responses.into_iter().map(|(name, items)| (as_given(&given, name), items)));
            merged.unprocessed_keys.extend(answer.unprocessed_keys);
            merge(&mut merged.consumed_capacity, answer.consumed_capacity);
        }
        engine::encode(Ok(merged))
    }

    pub(super) fn batch_write(&self, caller: &Caller, body: &[u8]) -> Result<Vec<u8>, ApiError> {
        let request: BatchWriteItemRequest = engine::decode(body)?;
        let total: usize = request.request_items.values().map(Vec::len).sum();
        let (parts, _) = split(caller, "dynamodb:BatchWriteItem", request.request_items, total > 25)?;
        if parts.len() > 1 {
            // A batch that names a table that is not there writes nothing.
            for (table, request_items) in &parts {
                for name in request_items.keys() {
                    let known = self.shards.on(table, |database| database.get_table_metadata(name))?;
                    if known.map_err(engine::failed)?.is_none() {
                        return Err(ApiError::new("ResourceNotFoundException", "Requested resource not found"));
                    }
                }
            }
        }
        self.check_keys(&parts)?;
        let mut merged = BatchWriteItemResponse::default();
        for (table, request_items) in parts {
            let request = BatchWriteItemRequest {
                request_items,
                return_consumed_capacity: request.return_consumed_capacity.clone(),
                return_item_collection_metrics: request.return_item_collection_metrics.clone(),
            };
            let answer = self.shards.on(&table, |database| write(database, request))?.map_err(engine::failed)?;
            merged.unprocessed_items.extend(answer.unprocessed_items);
            merge(&mut merged.consumed_capacity, answer.consumed_capacity);
            if let Some(metrics) = answer.item_collection_metrics {
                merged.item_collection_metrics.get_or_insert_default().extend(metrics);
            }
        }
        engine::encode(Ok(merged))
    }

    fn check_keys<T>(&self, parts: &[(TableName, HashMap<String, T>)]) -> Result<(), ApiError> {
        let names = parts.iter().flat_map(|(_, request_items)| request_items.keys());
        names.map(|name| TableName::parse(name)).try_for_each(|table| self.check_key(&table?))
    }
}

/// Writes the items of one file: all at once where that is the same, else one by one.
fn write(database: &Database, request: BatchWriteItemRequest) -> Result<BatchWriteItemResponse, DynoxideError> {
    let reports = [&request.return_consumed_capacity, &request.return_item_collection_metrics];
    let plain = reports.iter().all(|report| report.as_deref().is_none_or(|report| report == "NONE"));
    let writes: usize = request.request_items.values().map(Vec::len).sum();
    if !plain || !(2..=25).contains(&writes) || request.request_items.values().any(Vec::is_empty) {
        return database.batch_write_item(request);
    }
    let Some(transaction) = as_transaction(&request) else { return database.batch_write_item(request) };
    match database.transact_write_items(transaction) {
        Ok(_) => Ok(BatchWriteItemResponse::default()),
        Err(_) => database.batch_write_item(request),
    }
}

fn as_transaction(request: &BatchWriteItemRequest) -> Option<TransactWriteItemsRequest> {
    let mut transact_items = Vec::new();
    for (table_name, writes) in &request.request_items {
        for write in writes {
            transact_items.push(match write {
                WriteRequest { put_request: Some(PutRequest { item }), delete_request: None } => TransactWriteItem {
                    put: Some(TransactPut {
                        table_name: table_name.clone(),
                        item: item.clone(),
                        ..TransactPut::default()
                    }),
                    ..TransactWriteItem::default()
                },
                WriteRequest { put_request: None, delete_request: Some(DeleteRequest { key }) } => TransactWriteItem {
                    delete: Some(TransactDelete {
                        table_name: table_name.clone(),
                        key: key.clone(),
                        ..TransactDelete::default()
                    }),
                    ..TransactWriteItem::default()
                },
                _ => return None,
            });
        }
    }
    Some(TransactWriteItemsRequest { transact_items, ..TransactWriteItemsRequest::default() })
}

/// The requests of each file with one of its tables, by bare names, and the names as the request gave them. A batch
/// that is refused for its size anyway stays in one part, so that the engine refuses it.
type Split<T> = (Vec<(TableName, HashMap<String, T>)>, HashMap<String, String>);

fn split<T>(
    caller: &Caller,
    action: &str,
    request_items: HashMap<String, T>,
    too_many: bool,
) -> Result<Split<T>, ApiError> {
    if request_items.is_empty() {
        return Err(ApiError::new(
            "ValidationException",
            "The requestItems parameter is required and must not be empty",
        ));
    }
    let mut parts: BTreeMap<String, (TableName, HashMap<String, T>)> = BTreeMap::new();
    let mut given_names = HashMap::new();
    for (given, requests) in request_items {
        let table = TableName::parse(&given)?;
        caller.authorize(action, &table.arn(), Context::default())?;
        let shard = if too_many { String::new() } else { table.shard().to_owned() };
        let name = table.as_str().to_owned();
        let part = parts.entry(shard).or_insert_with(|| (table, HashMap::new()));
        if part.1.insert(name.clone(), requests).is_some() {
            return Err(ApiError::new("ValidationException", format!("The table {name} is named twice")));
        }
        given_names.insert(name, given);
    }
    Ok((parts.into_values().collect(), given_names))
}

fn as_given(given: &HashMap<String, String>, name: String) -> String {
    given.get(&name).cloned().unwrap_or(name)
}

fn merge<T>(all: &mut Option<Vec<T>>, more: Option<Vec<T>>) {
    if let Some(more) = more {
        all.get_or_insert_default().extend(more);
    }
}
