//! A tenant in files, when it leaves or as a backup: all items, the catalogue and all objects, sealed with the tenant's data
//! key.
//!
//! To destroy the wrapped data key is to destroy the archive, at once and wherever copies of it may be. What is in an archive
//! is read through the tenant's own session and never logged.

mod manifest;
mod read;
mod readback;
mod restore;
mod seal;
mod upload;
mod write;

pub use manifest::{FileEntry, FileKind, Manifest};
pub use restore::{Restored, restore};
pub use seal::{DataKey, open};

use std::{collections::BTreeMap, time::Duration};

use aws_sdk_dynamodb::{Client as DynamoDb, types::AttributeValue};
use aws_sdk_s3::{
    Client,
    config::http::HttpResponse,
    error::{ProvideErrorMetadata, SdkError},
    operation::get_object::GetObjectError,
    presigning::PresigningConfig,
    primitives::ByteStream,
    types::ServerSideEncryption,
};
use tenancy::{ApiError, ErrorCode, TenantSession, item};

use crate::{
    reconcile::StepError,
    resources::{objects, prefix::MARKER},
};
use manifest::NAME;
use read::{FileReader, Lines};
use write::FileWriter;

const MESSAGES: &str = "messages.ndjson.zst";
const METRICS: &str = "metrics.ndjson.zst";
const CATALOGUE: &str = "catalogue.json";
const NAMES: &str = "objects.json";

/// Why sealed bytes cannot be made or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The key cannot be used.
    #[error("the data key cannot be used")]
    Key,
    /// The bytes are not what was sealed with this key under this name.
    #[error("the bytes are not what was sealed")]
    Broken,
    /// A file has at most 2^32 chunks: 256 TiB.
    #[error("the file is too long")]
    TooLong,
}

/// Why an archive cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// An AWS call failed.
    #[error(transparent)]
    Aws(Box<StepError>),
    /// Sealing failed.
    #[error("the archive cannot be sealed")]
    Seal(#[from] SealError),
    /// Compressing failed.
    #[error("the archive cannot be packed")]
    Pack(#[from] std::io::Error),
    /// A file is not as it was written.
    #[error("the file {file} of the archive is damaged: {why}")]
    Corrupt {
        /// Its name.
        file: String,
        /// What shows it.
        why: String,
    },
    /// The connection broke off.
    #[error("the file {0} of the archive broke off")]
    Cut(String),
    /// An item has an attribute that cannot be written.
    #[error("an item of {0} has an attribute of an unknown type")]
    Unknown(&'static str),
    /// What was restored is not all there.
    #[error("{missing} of the items and objects that were restored cannot be read back as they were")]
    Incomplete {
        /// How many.
        missing: usize,
    },
}

impl ArchiveError {
    fn aws<E>(doing: &'static str, error: SdkError<E, HttpResponse>) -> Self
    where
        E: std::error::Error + ProvideErrorMetadata + Send + Sync + 'static,
    {
        Self::Aws(Box::new(StepError::aws(doing, error)))
    }
}

impl From<ArchiveError> for StepError {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::Aws(error) => *error,
            ArchiveError::Cut(_) => Self::NotReady(error.to_string()),
            other => {
                let mut api = ApiError::new(ErrorCode::Internal, other.to_string());
                api.cause = Some(Box::new(other));
                Self::api("working on the archive", api)
            }
        }
    }
}

/// Where an archive is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The bucket.
    pub bucket: String,
    /// The beginning of its objects' keys; it ends in `/`.
    pub prefix: String,
}

/// Writes the archive of the tenant of `source` to `place`; what an attempt before this one left there goes first. A table
/// that is not there is an empty one, and an object that is deleted meanwhile is none.
///
/// # Errors
/// AWS failed, or sealing did.
pub async fn export(
    source: &TenantSession,
    s3: &Client,
    place: &Place,
    key: &DataKey,
    kms_key: &str,
) -> Result<Manifest, ArchiveError> {
    purge(s3, place).await?;
    let mut files = Vec::new();
    for (name, table, kind) in
        [(MESSAGES, &source.messages_table, FileKind::Messages), (METRICS, &source.metrics_table, FileKind::Metrics)]
    {
        let writer = FileWriter::new(s3, place, key, kms_key, name, kind)?;
        files.push(table_to(writer, &source.dynamodb, table, name).await?);
    }
    if let Some(json) = catalogue(source).await? {
        let mut writer = FileWriter::new(s3, place, key, kms_key, CATALOGUE, FileKind::Catalogue)?;
        writer.write(json.as_bytes(), 1).await?;
        files.push(writer.finish().await?);
    }
    let (mut names, mut objects) = (BTreeMap::new(), Vec::new());
    for (n, object) in (1_u32..).zip(objects_of(source).await?) {
        let name = format!("objects/{n:06}");
        let get = source.s3.get_object().bucket(&source.bucket).key(format!("{}{object}", source.prefix)).send().await;
        let mut body = match get {
            Ok(reply) => reply.body,
            Err(error) if error.as_service_error().is_some_and(GetObjectError::is_no_such_key) => continue,
            Err(error) => return Err(ArchiveError::aws("reading one of the tenant's objects", error)),
        };
        let mut writer = FileWriter::new(s3, place, key, kms_key, &name, FileKind::Object)?;
        while let Some(bytes) = body.try_next().await.map_err(|_| ArchiveError::Cut(name.clone()))? {
            writer.write(&bytes, 0).await?;
        }
        writer.write(&[], 1).await?;
        objects.push(writer.finish().await?);
        names.insert(name, object);
    }
    // The names come before what they are of: whoever restores reads them first.
    if !names.is_empty() {
        let mut writer = FileWriter::new(s3, place, key, kms_key, NAMES, FileKind::Names)?;
        writer.write(&serde_json::to_vec(&names).unwrap_or_default(), names.len() as u64).await?;
        files.push(writer.finish().await?);
    }
    files.extend(objects);
    let manifest = Manifest::new(source.tenant.clone(), files, key)?;
    let put = s3.put_object().bucket(&place.bucket).key(format!("{}{NAME}", place.prefix));
    let put = put.content_type("application/json").body(ByteStream::from(manifest.to_json()));
    let put = put.server_side_encryption(ServerSideEncryption::AwsKms).ssekms_key_id(kms_key);
    put.send().await.map_err(|e| ArchiveError::aws("writing the archive's manifest", e))?;
    Ok(manifest)
}

async fn table_to(
    mut writer: FileWriter<'_>,
    dynamodb: &DynamoDb,
    table: &str,
    name: &'static str,
) -> Result<FileEntry, ArchiveError> {
    let mut pages = dynamodb.scan().table_name(table).consistent_read(true).into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = match page {
            Ok(page) => page,
            Err(error) if error.as_service_error().is_some_and(|e| e.is_resource_not_found_exception()) => break,
            Err(error) => return Err(ArchiveError::aws("reading the tenant's items", error)),
        };
        let mut lines = String::new();
        for item in page.items() {
            let json = item::to_json(item).ok_or(ArchiveError::Unknown(name))?;
            lines.push_str(&json.to_string());
            lines.push('\n');
        }
        writer.write(lines.as_bytes(), page.items().len() as u64).await?;
    }
    writer.finish().await
}

/// The current catalogue, for people: the item is among those of the metrics table, too.
async fn catalogue(source: &TenantSession) -> Result<Option<String>, ArchiveError> {
    let get = source.dynamodb.get_item().table_name(&source.metrics_table).consistent_read(true);
    let get =
        get.key("pk", AttributeValue::S("CATALOGUE".to_owned())).key("sk", AttributeValue::S("CURRENT".to_owned()));
    match get.send().await {
        Ok(reply) => Ok(reply.item.and_then(|mut item| match item.remove("json") {
            Some(AttributeValue::S(json)) => Some(json),
            _ => None,
        })),
        Err(error) if error.as_service_error().is_some_and(|e| e.is_resource_not_found_exception()) => Ok(None),
        Err(error) => Err(ArchiveError::aws("reading the tenant's catalogue", error)),
    }
}

/// The keys of the tenant's objects, without its prefix.
async fn objects_of(source: &TenantSession) -> Result<Vec<String>, ArchiveError> {
    let mut keys = Vec::new();
    let mut pages = source.s3.list_objects_v2().bucket(&source.bucket).prefix(&source.prefix).into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|e| ArchiveError::aws("listing the tenant's objects", e))?;
        let below = page.contents().iter().filter_map(|object| object.key()?.strip_prefix(&source.prefix));
        keys.extend(below.filter(|key| *key != MARKER).map(str::to_owned));
    }
    Ok(keys)
}

/// The manifest of the archive at `place`, unproved.
///
/// # Errors
/// There is none, or AWS failed.
pub async fn manifest(s3: &Client, place: &Place) -> Result<Manifest, ArchiveError> {
    let get = s3.get_object().bucket(&place.bucket).key(format!("{}{NAME}", place.prefix)).send().await;
    let body = get.map_err(|e| ArchiveError::aws("reading the archive's manifest", e))?.body;
    let bytes = body.collect().await.map_err(|_| ArchiveError::Cut(NAME.to_owned()))?.into_bytes();
    serde_json::from_slice(&bytes)
        .map_err(|error| ArchiveError::Corrupt { file: NAME.to_owned(), why: format!("it cannot be read: {error}") })
}

/// Reads all of the archive back: opens, unpacks, counts and sums every file.
///
/// # Errors
/// [`ArchiveError::Corrupt`] naming the first file that is not as it was written, or AWS failed.
pub async fn verify(s3: &Client, place: &Place, key: &DataKey) -> Result<Manifest, ArchiveError> {
    let manifest = manifest(s3, place).await?;
    manifest.check(key)?;
    for entry in &manifest.files {
        let corrupt = |why: &str| ArchiveError::Corrupt { file: entry.name.clone(), why: why.to_owned() };
        let mut reader = FileReader::open(s3, place, key, entry).await?;
        let (mut lines, mut records) = (Lines::default(), 0);
        while let Some(bytes) = reader.next().await? {
            if matches!(entry.kind, FileKind::Messages | FileKind::Metrics) {
                for line in lines.push(&bytes) {
                    let json = serde_json::from_slice(&line).map_err(|_| corrupt("a line is no JSON"))?;
                    item::from_json(json).ok_or_else(|| corrupt("a line is no item"))?;
                    records += 1;
                }
            }
        }
        let counts = matches!(entry.kind, FileKind::Messages | FileKind::Metrics);
        if counts && (records != entry.records || !lines.is_done()) {
            return Err(corrupt("it has another number of items"));
        }
    }
    Ok(manifest)
}

/// Deletes every version of every object below `place`, and uploads that were never completed; how many objects there were.
///
/// # Errors
/// AWS failed.
pub async fn purge(s3: &Client, place: &Place) -> Result<u64, ArchiveError> {
    objects::delete_below(s3, &place.bucket, &place.prefix).await.map_err(|error| ArchiveError::Aws(Box::new(error)))
}

/// A link by which anybody can fetch the stored bytes of `file`, for as long as `lives` (S3 allows seven days).
///
/// # Errors
/// There are no credentials, or `lives` is too long.
pub async fn link(s3: &Client, place: &Place, file: &str, lives: Duration) -> Result<String, ArchiveError> {
    let request = |why: String| ArchiveError::Aws(Box::new(StepError::Request(why)));
    let presigning = PresigningConfig::expires_in(lives).map_err(|e| request(e.to_string()))?;
    let get = s3.get_object().bucket(&place.bucket).key(format!("{}{file}", place.prefix)).presigned(presigning).await;
    Ok(get.map_err(|e| ArchiveError::aws("making a link to the archive", e))?.uri().to_owned())
}
