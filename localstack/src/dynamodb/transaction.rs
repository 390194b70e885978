//! Transactions: of one file only, because SQLite's are.

use dynoxide::actions::transact_get_items::TransactGetItemsRequest;
use dynoxide::actions::transact_write_items::{TransactWriteItem, TransactWriteItemsRequest};

use super::name::TableName;
use super::{DynamoDb, engine};
use crate::iam::{Caller, Context};
use crate::json_api::ApiError;

impl DynamoDb {
    pub(super) fn transact_get(&self, caller: &Caller, body: &[u8]) -> Result<Vec<u8>, ApiError> {
        let mut request: TransactGetItemsRequest = engine::decode(body)?;
        let mut tables = Vec::new();
        for item in &mut request.transact_items {
            tables.push(authorized(caller, "dynamodb:GetItem", &mut item.get.table_name)?);
        }
        tables.iter().try_for_each(|table| self.check_key(table))?;
        let table = one_file(tables)?;
        self.shards.on(&table, |database| engine::encode(database.transact_get_items(request)))?
    }

    pub(super) fn transact_write(&self, caller: &Caller, body: &[u8]) -> Result<Vec<u8>, ApiError> {
        let mut request: TransactWriteItemsRequest = engine::decode(body)?;
        let mut tables = Vec::new();
        for item in &mut request.transact_items {
            for (action, name) in names(item) {
                tables.push(authorized(caller, action, name)?);
            }
        }
        tables.iter().try_for_each(|table| self.check_key(table))?;
        let table = one_file(tables)?;
        self.shards.on(&table, |database| engine::encode(database.transact_write_items(request)))?
    }
}

/// What one action of a transaction does, and to which table.
fn names(item: &mut TransactWriteItem) -> impl Iterator<Item = (&'static str, &mut String)> {
    let put = item.put.as_mut().map(|put| ("dynamodb:PutItem", &mut put.table_name));
    let update = item.update.as_mut().map(|update| ("dynamodb:UpdateItem", &mut update.table_name));
    let delete = item.delete.as_mut().map(|delete| ("dynamodb:DeleteItem", &mut delete.table_name));
    let check = item.condition_check.as_mut().map(|check| ("dynamodb:ConditionCheckItem", &mut check.table_name));
    [put, update, delete, check].into_iter().flatten()
}

fn authorized(caller: &Caller, action: &str, name: &mut String) -> Result<TableName, ApiError> {
    let table = TableName::parse(name)?;
    caller.authorize(action, &table.arn(), Context::default())?;
    table.as_str().clone_into(name);
    Ok(table)
}

/// A table of the one file all are in.
fn one_file(tables: Vec<TableName>) -> Result<TableName, ApiError> {
    let mut tables = tables.into_iter();
    let Some(first) = tables.next() else {
        return Err(ApiError::new("ValidationException", "TransactItems must have at least one item"));
    };
    match tables.find(|table| table.shard() != first.shard()) {
        None => Ok(first),
        Some(other) => Err(ApiError::new(
            "ValidationException",
            format!(
                "The local stack runs a transaction over tables of one group only (the name up to its last '-'): {} \
                 and {} are of two",
                first.as_str(),
                other.as_str()
            ),
        )),
    }
}
