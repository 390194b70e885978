//! An import as it is recorded and shown.

use std::io::Read;

use aws_sdk_dynamodb::types::{AttributeValue, Put};
use jiff::{Timestamp, civil::Date};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tenancy::{ApiError, ErrorCode, TenantSession, ids::ImportId, item::s};
use utoipa::ToSchema;

use super::{aside::Rejection, source::Source};
use crate::dataset::Dataset;

/// Where an import is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ImportState {
    /// At work, or waiting to be taken up again after a crash: send the same file again.
    Running,
    /// Readers see it.
    Done,
    /// Nothing of it is seen; the problem says why.
    Failed,
    /// Its rows were taken away again; what they had replaced is back.
    Undone,
}

/// What becomes of rows that are there already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ImportMode {
    /// They stay; the file's rows are added.
    #[default]
    Append,
    /// Those of the file's period go: all days from its first to its last, or the period that was named.
    Replace,
    /// Those go whose key (the catalogue's `key` columns) a row of the file has, too.
    Upsert,
}

/// Rows of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RowCounts {
    /// After the header.
    pub read: u64,
    /// That count.
    pub imported: u64,
    /// That were kept aside.
    pub rejected: u64,
}

/// First and last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Days {
    /// First day.
    #[schema(value_type = String, format = Date)]
    pub from: Date,
    /// Last day.
    #[schema(value_type = String, format = Date)]
    pub to: Date,
}

/// A measure over all rows of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Total {
    /// The measure.
    pub measure: String,
    /// Exact.
    #[schema(value_type = Option<String>)]
    pub value: Option<Decimal>,
    /// Its unit.
    pub unit: String,
    /// As people write it.
    pub display: String,
}

/// Why an import failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportProblem {
    /// What went wrong.
    pub detail: String,
    /// What to do next.
    pub remedy: Option<String>,
}

impl From<&ApiError> for ImportProblem {
    fn from(error: &ApiError) -> Self {
        Self { detail: error.detail.clone(), remedy: error.remedy.clone() }
    }
}

/// One import of sales data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportRecord {
    /// The import's id.
    #[schema(value_type = String, format = Uuid)]
    pub import_id: ImportId,
    /// Where it is in its life.
    pub state: ImportState,
    /// From 0 to 1.
    pub progress: f64,
    /// As the client named the file.
    pub file_name: String,
    /// SHA-256 of the bytes sent, hexadecimal.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub sha256: String,
    /// Bytes sent.
    pub bytes: u64,
    /// Its rows.
    pub rows: RowCounts,
    /// Why rows were rejected.
    pub rejections: Vec<Rejection>,
    /// What became of rows that were there already.
    #[serde(default)]
    pub mode: ImportMode,
    /// The period whose rows it replaces, where one was named.
    #[serde(default)]
    pub replaces: Option<Days>,
    /// Rows of earlier imports that it took away.
    #[serde(default)]
    pub removed: u64,
    /// Rows of earlier imports that stay on days it has rows of: perhaps the same sales twice.
    #[serde(default)]
    pub overlapping: u64,
    /// The months it changed, such as `2011-03`.
    #[serde(default)]
    pub months: Vec<String>,
    /// The file's header.
    #[serde(default)]
    pub columns: Vec<String>,
    /// The encoding of its text.
    #[serde(default)]
    pub encoding: String,
    /// How its dates and numbers were read: a sentence for each column that needed it.
    #[serde(default)]
    pub forms: Vec<String>,
    /// The days it covers.
    pub period: Option<Days>,
    /// Its measures over all rows.
    pub totals: Vec<Total>,
    /// The catalogue that it was added up by at first.
    #[serde(default)]
    pub catalogue_version: u64,
    /// The version of the data that it made.
    pub data_version: u64,
    /// The same file was imported before; nothing changed.
    #[serde(default)]
    pub unchanged: bool,
    /// Why it failed.
    pub problem: Option<ImportProblem>,
    /// When it was first sent.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When it was done or failed.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub finished_at: Option<Timestamp>,
}

impl ImportRecord {
    /// Whether the import is done as `wished`, and nothing that came after it can have changed what it replaced.
    #[must_use]
    pub fn is_settled(&self, wished: &ImportRecord, head: &Dataset) -> bool {
        let same = (self.mode, self.replaces) == (wished.mode, wished.replaces);
        self.state == ImportState::Done
            && (wished.mode == ImportMode::Append || same && self.data_version == head.data_version)
    }
}

/// What tells a file from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileDigest {
    /// SHA-256 of the bytes as sent, hexadecimal.
    pub sha256: String,
    /// How many there are.
    pub bytes: u64,
}

impl FileDigest {
    /// Reads the whole of `source`.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn of(source: &Source) -> Result<Self, ApiError> {
        let (mut hash, mut bytes, mut raw, mut part) = (Sha256::new(), 0, source.raw(), vec![0; 1 << 16]);
        loop {
            let read = raw.read(&mut part).map_err(|e| ApiError::internal("reading the file", e))?;
            if read == 0 {
                break;
            }
            hash.update(&part[..read]);
            bytes += read as u64;
        }
        Ok(Self { sha256: hex::encode(hash.finalize()), bytes })
    }
}

const PARTITION: &str = "IMPORT";

/// The record's store.
#[derive(Debug)]
pub struct ImportStore<'a>(pub &'a TenantSession);

impl ImportStore<'_> {
    /// The record `id`.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`], or DynamoDB failed.
    pub async fn get(&self, id: ImportId) -> Result<ImportRecord, ApiError> {
        let reply = self
            .0
            .dynamodb
            .get_item()
            .table_name(&self.0.metrics_table)
            .key("pk", s(PARTITION))
            .key("sk", s(id.to_string()))
            .consistent_read(true)
            .send()
            .await
            .map_err(|e| ApiError::aws("reading the import", e))?;
        let item = reply.item.ok_or_else(|| ApiError::new(ErrorCode::NotFound, "there is no such import"))?;
        serde_dynamo::from_item(item).map_err(|e| ApiError::internal("reading the import", e))
    }

    /// All records, the oldest first.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub async fn all(&self) -> Result<Vec<ImportRecord>, ApiError> {
        let mut pages = self
            .0
            .dynamodb
            .query()
            .table_name(&self.0.metrics_table)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", s(PARTITION))
            .consistent_read(true)
            .into_paginator()
            .items()
            .send();
        let mut records = Vec::new();
        while let Some(item) = pages.next().await {
            let item = item.map_err(|e| ApiError::aws("listing imports", e))?;
            records.push(serde_dynamo::from_item(item).map_err(|e| ApiError::internal("listing imports", e))?);
        }
        Ok(records)
    }

    /// The record of the file with these bytes, made now if it was never sent before.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub async fn of_file(&self, file: &FileDigest, file_name: &str) -> Result<ImportRecord, ApiError> {
        let sha256 = file.sha256.clone();
        let record = ImportRecord {
            import_id: ImportId::generate(),
            state: ImportState::Running,
            progress: 0.0,
            file_name: file_name.to_owned(),
            sha256: sha256.clone(),
            bytes: file.bytes,
            rows: RowCounts::default(),
            rejections: Vec::new(),
            mode: ImportMode::Append,
            replaces: None,
            removed: 0,
            overlapping: 0,
            months: Vec::new(),
            columns: Vec::new(),
            encoding: String::new(),
            forms: Vec::new(),
            period: None,
            totals: Vec::new(),
            catalogue_version: 0,
            data_version: 0,
            unchanged: false,
            problem: None,
            created_at: Timestamp::now(),
            finished_at: None,
        };
        let claim = Put::builder()
            .table_name(&self.0.metrics_table)
            .item("pk", s(format!("SOURCE#{sha256}")))
            .item("sk", s("META"))
            .item("importId", s(record.import_id.to_string()))
            .condition_expression("attribute_not_exists(pk)")
            .build()
            .map_err(|e| ApiError::internal("recording the import", e))?;
        let item = |put: Put| aws_sdk_dynamodb::types::TransactWriteItem::builder().put(put).build();
        let made = self
            .0
            .dynamodb
            .transact_write_items()
            .transact_items(item(claim))
            .transact_items(item(self.put(&record)?))
            .send()
            .await;
        match made {
            Ok(_) => Ok(record),
            Err(error) if error.as_service_error().is_some_and(|e| e.is_transaction_canceled_exception()) => {
                self.get(self.known(&sha256).await?).await
            }
            Err(error) => Err(ApiError::aws("recording the import", error)),
        }
    }

    async fn known(&self, sha256: &str) -> Result<ImportId, ApiError> {
        let reply = self
            .0
            .dynamodb
            .get_item()
            .table_name(&self.0.metrics_table)
            .key("pk", s(format!("SOURCE#{sha256}")))
            .key("sk", s("META"))
            .consistent_read(true)
            .send()
            .await
            .map_err(|e| ApiError::aws("reading the import", e))?;
        let id = reply
            .item
            .as_ref()
            .and_then(|item| item.get("importId"))
            .and_then(|id| id.as_s().ok())
            .and_then(|id| id.parse().ok());
        id.ok_or_else(|| {
            ApiError::new(ErrorCode::Unavailable, "the file is being recorded by another request")
                .remedy("send it again")
        })
    }

    /// A write of `record`, for a transaction.
    ///
    /// # Errors
    /// It cannot be encoded.
    pub fn put(&self, record: &ImportRecord) -> Result<Put, ApiError> {
        let item: std::collections::HashMap<String, AttributeValue> =
            serde_dynamo::to_item(record).map_err(|e| ApiError::internal("recording the import", e))?;
        Put::builder()
            .table_name(&self.0.metrics_table)
            .set_item(Some(item))
            .item("pk", s(PARTITION))
            .item("sk", s(record.import_id.to_string()))
            .build()
            .map_err(|e| ApiError::internal("recording the import", e))
    }

    /// Notes how far a running import is; a finished one is left alone.
    pub async fn progress(&self, id: ImportId, progress: f64) {
        let noted = self
            .0
            .dynamodb
            .update_item()
            .table_name(&self.0.metrics_table)
            .key("pk", s(PARTITION))
            .key("sk", s(id.to_string()))
            .update_expression("SET progress = :p")
            .condition_expression("#state = :running")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":p", AttributeValue::N(progress.to_string()))
            .expression_attribute_values(":running", s("running"))
            .send()
            .await;
        if noted.is_err() {
            tracing::debug!("the import's progress was not noted");
        }
    }
}
