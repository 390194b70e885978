//! Versioned items of the metrics table: blocks and name lists, in parts when they are large.
//!
//! Every item is `pk`, `sk = <key>#<version>#<part>`, `payload`. A reader takes, per key, the newest committed version.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, DeleteRequest, PutRequest, WriteRequest};
use futures::{TryStreamExt, stream};
use tenancy::{ApiError, TenantSession};

use crate::dataset::Dataset;

/// DynamoDB takes items of up to 400 KB; keys and names need some of it.
const PART_BYTES: usize = 350_000;
/// BatchWriteItem takes 25 items.
const BATCH_ITEMS: usize = 25;
/// BatchWriteItem takes 16 MB; base64 on the wire adds a third.
const BATCH_BYTES: usize = 4 << 20;
/// Batches under way at once.
const BATCHES_AT_ONCE: usize = 4;
/// Unprocessed items are sent again at most this often, waiting twice as long each time.
const MOST_TRIES: u32 = 8;

/// A payload to be stored.
#[derive(Debug, Clone)]
pub struct Stored {
    /// The partition.
    pub partition: String,
    /// The beginning of the sort key; holds no `#`.
    pub key: String,
    /// What is stored.
    pub payload: Vec<u8>,
}

/// One version of a payload, as found.
#[derive(Debug)]
struct Found {
    version: u64,
    part: u32,
    sort_key: String,
    payload: Vec<u8>,
}

/// What a partition holds, by key.
#[derive(Debug, Default)]
pub struct Read {
    /// The newest committed payload of each key.
    pub payloads: BTreeMap<String, Vec<u8>>,
    /// Sort keys of items that no reader needs any more.
    pub superseded: Vec<String>,
}

/// The versioned part of a tenant's metrics table.
#[derive(Debug)]
pub struct VersionedTable<'a> {
    session: &'a TenantSession,
    head: &'a Dataset,
}

impl<'a> VersionedTable<'a> {
    /// The table as a reader of `head` sees it.
    #[must_use]
    pub fn new(session: &'a TenantSession, head: &'a Dataset) -> Self {
        Self { session, head }
    }

    fn query(&self, partition: &str, first: &str, last: &str) -> QueryFluentBuilder {
        self.session
            .dynamodb
            .query()
            .table_name(&self.session.metrics_table)
            .key_condition_expression("pk = :pk AND sk BETWEEN :first AND :last")
            .expression_attribute_values(":pk", AttributeValue::S(partition.to_owned()))
            .expression_attribute_values(":first", AttributeValue::S(format!("{first}#")))
            .expression_attribute_values(":last", AttributeValue::S(format!("{last}#~")))
    }

    /// The payloads of `partition` whose keys lie from `first` to `last`, both included.
    ///
    /// # Errors
    /// DynamoDB failed, or an item is not ours.
    pub async fn read(&self, partition: &str, first: &str, last: &str) -> Result<Read, ApiError> {
        let mut pages = self.query(partition, first, last).into_paginator().items().send();
        let mut by_key: BTreeMap<String, Vec<Found>> = BTreeMap::new();
        while let Some(item) = pages.next().await {
            let item = item.map_err(|e| ApiError::aws("reading figures", e))?;
            let (key, found) =
                parse(item).ok_or_else(|| ApiError::internal("reading figures", "an item is not of the known form"))?;
            by_key.entry(key).or_default().push(found);
        }
        Ok(self.newest(by_key))
    }

    /// The sort keys under `partition` from `first` to `last` that no reader needs any more, and none will after a commit.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub async fn superseded(&self, partition: &str, first: &str, last: &str) -> Result<Vec<String>, ApiError> {
        let mut pages = self.query(partition, first, last).projection_expression("sk").into_paginator().items().send();
        let mut by_key: BTreeMap<String, Vec<(u64, String)>> = BTreeMap::new();
        while let Some(item) = pages.next().await {
            let mut item = item.map_err(|e| ApiError::aws("looking for old figures", e))?;
            let Some(AttributeValue::S(sort_key)) = item.remove("sk") else { continue };
            let Some((key, version, _)) = split(&sort_key) else { continue };
            by_key.entry(key.to_owned()).or_default().push((version, sort_key));
        }
        let mut old = Vec::new();
        for versions in by_key.into_values() {
            let newest = versions.iter().map(|(version, _)| *version).filter(|v| self.head.is_committed(*v)).max();
            let dead = |version: u64| Some(version) != newest && self.is_dead(version);
            old.extend(versions.into_iter().filter(|(version, _)| dead(*version)).map(|(_, sort_key)| sort_key));
        }
        Ok(old)
    }

    /// Whether `version` is of the past, or will never be committed.
    fn is_dead(&self, version: u64) -> bool {
        version <= self.head.data_version || self.head.aborted.contains(&version)
    }

    fn newest(&self, by_key: BTreeMap<String, Vec<Found>>) -> Read {
        let mut read = Read::default();
        for (key, mut items) in by_key {
            let newest = items.iter().map(|item| item.version).filter(|version| self.head.is_committed(*version)).max();
            items.sort_by_key(|item| item.part);
            let mut payload = Vec::new();
            for item in items {
                if Some(item.version) == newest {
                    payload.extend(item.payload);
                } else if self.is_dead(item.version) {
                    read.superseded.push(item.sort_key);
                }
            }
            if newest.is_some() {
                read.payloads.insert(key, payload);
            }
        }
        read
    }

    /// Writes `items` as `version`.
    ///
    /// # Errors
    /// DynamoDB failed, or stays short of capacity.
    pub async fn write(&self, version: u64, items: &[Stored]) -> Result<(), ApiError> {
        let mut batches: Vec<Vec<WriteRequest>> = Vec::new();
        let (mut batch, mut bytes) = (Vec::new(), 0);
        for item in items {
            for (part, chunk) in item.payload.chunks(PART_BYTES).enumerate() {
                if batch.len() == BATCH_ITEMS || bytes + chunk.len() > BATCH_BYTES {
                    batches.push(std::mem::take(&mut batch));
                    bytes = 0;
                }
                bytes += chunk.len();
                let put = PutRequest::builder()
                    .item("pk", AttributeValue::S(item.partition.clone()))
                    .item("sk", AttributeValue::S(format!("{}#{version:08}#{part:03}", item.key)))
                    .item("payload", AttributeValue::B(chunk.to_vec().into()))
                    .build()
                    .map_err(|e| ApiError::internal("writing figures", e))?;
                batch.push(WriteRequest::builder().put_request(put).build());
            }
        }
        batches.push(batch);
        self.send(batches).await
    }

    /// Deletes items that no reader needs any more.
    ///
    /// # Errors
    /// DynamoDB failed, or stays short of capacity.
    pub async fn delete(&self, keys: &[(String, String)]) -> Result<(), ApiError> {
        let mut requests = Vec::new();
        for (partition, sort_key) in keys {
            let delete = DeleteRequest::builder()
                .key("pk", AttributeValue::S(partition.clone()))
                .key("sk", AttributeValue::S(sort_key.clone()))
                .build()
                .map_err(|e| ApiError::internal("deleting old figures", e))?;
            requests.push(WriteRequest::builder().delete_request(delete).build());
        }
        self.send(requests.chunks(BATCH_ITEMS).map(<[WriteRequest]>::to_vec).collect()).await
    }

    async fn send(&self, batches: Vec<Vec<WriteRequest>>) -> Result<(), ApiError> {
        stream::iter(batches.into_iter().filter(|batch| !batch.is_empty()).map(Ok))
            .try_for_each_concurrent(BATCHES_AT_ONCE, |batch| self.send_batch(batch))
            .await
    }

    async fn send_batch(&self, mut batch: Vec<WriteRequest>) -> Result<(), ApiError> {
        for attempt in 0..MOST_TRIES {
            let reply = self
                .session
                .dynamodb
                .batch_write_item()
                .request_items(&self.session.metrics_table, batch)
                .send()
                .await
                .map_err(|e| ApiError::aws("writing figures", e))?;
            batch = reply
                .unprocessed_items
                .and_then(|mut items| items.remove(&self.session.metrics_table))
                .unwrap_or_default();
            if batch.is_empty() {
                return Ok(());
            }
            tokio::time::sleep(std::time::Duration::from_millis(25 << attempt)).await;
        }
        Err(ApiError::new(tenancy::ErrorCode::Unavailable, "the tenant's table is short of write capacity")
            .remedy("try again in a minute"))
    }
}

fn parse(mut item: std::collections::HashMap<String, AttributeValue>) -> Option<(String, Found)> {
    let AttributeValue::S(sort_key) = item.remove("sk")? else { return None };
    let AttributeValue::B(payload) = item.remove("payload")? else { return None };
    let (key, version, part) = split(&sort_key)?;
    let found = Found { version, part, payload: payload.into_inner(), sort_key: sort_key.clone() };
    Some((key.to_owned(), found))
}

/// Key, version and part of a sort key.
fn split(sort_key: &str) -> Option<(&str, u64, u32)> {
    let (rest, part) = sort_key.rsplit_once('#')?;
    let (key, version) = rest.rsplit_once('#')?;
    Some((key, version.parse().ok()?, part.parse().ok()?))
}
