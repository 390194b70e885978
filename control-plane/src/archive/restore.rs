//! An archive back into a tenant's tables and prefix; done twice, it is there once.

use std::{collections::HashMap, time::Duration};

use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};
use aws_sdk_s3::Client;
use tenancy::{TenantSession, item};

use super::{
    ArchiveError, DataKey, FileEntry, FileKind, MESSAGES, METRICS, Place, manifest,
    read::{FileReader, Lines},
    readback::{Expected, is_there},
    upload::Upload,
};
use crate::reconcile::StepError;

/// BatchWriteItem takes 25 items and 16 MB.
const BATCH: usize = 25;
const BATCH_BYTES: usize = 8 << 20;
const TRIES: u32 = 10;

/// What was restored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Restored {
    /// Items of both tables.
    pub items: u64,
    /// Objects.
    pub objects: u64,
}

/// Puts the archive at `place` into the tables and the prefix of `target`, and reads it back from there. Every file is proved
/// while it is read.
///
/// # Errors
/// [`ArchiveError::Corrupt`] naming a file that is not as it was written, [`ArchiveError::Incomplete`], or AWS failed.
pub async fn restore(
    s3: &Client,
    place: &Place,
    key: &DataKey,
    target: &TenantSession,
) -> Result<Restored, ArchiveError> {
    let manifest = manifest(s3, place).await?;
    manifest.check(key)?;
    let mut restored = Restored::default();
    let mut names: HashMap<String, String> = HashMap::new();
    for entry in &manifest.files {
        // It is among the items of the metrics table.
        if entry.kind == FileKind::Catalogue {
            continue;
        }
        let reader = FileReader::open(s3, place, key, entry).await?;
        match entry.kind {
            FileKind::Messages => {
                restored.items += items(reader, entry, target, (MESSAGES, &target.messages_table)).await?;
            }
            FileKind::Metrics => {
                restored.items += items(reader, entry, target, (METRICS, &target.metrics_table)).await?;
            }
            FileKind::Names => {
                names = serde_json::from_slice(&reader.whole().await?)
                    .map_err(|_| corrupt(entry, "it is no list of names"))?;
            }
            FileKind::Object | FileKind::Catalogue => {
                let name = names.get(&entry.name).ok_or_else(|| corrupt(entry, "the object has no name"))?;
                object(reader, name, target).await?;
                if !is_there(target, name, entry).await? {
                    return Err(ArchiveError::Incomplete { missing: 1 });
                }
                restored.objects += 1;
            }
        }
    }
    Ok(restored)
}

fn corrupt(entry: &FileEntry, why: &str) -> ArchiveError {
    ArchiveError::Corrupt { file: entry.name.clone(), why: why.to_owned() }
}

async fn items(
    mut reader: FileReader<'_>,
    entry: &FileEntry,
    target: &TenantSession,
    (source, table): (&'static str, &str),
) -> Result<u64, ArchiveError> {
    let (mut lines, mut batch, mut bytes, mut count) = (Lines::default(), Vec::new(), 0, 0);
    let mut expected = Expected::default();
    while let Some(plain) = reader.next().await? {
        for line in lines.push(&plain) {
            let json = serde_json::from_slice(&line).map_err(|_| corrupt(entry, "a line is no JSON"))?;
            let mut item = item::from_json(json).ok_or_else(|| corrupt(entry, "a line is no item"))?;
            // The one attribute that names the tenant.
            if let Some(tenant) = item.get_mut("tenantId") {
                *tenant = AttributeValue::S(target.tenant.to_string());
            }
            expected.add(source, &item)?;
            let put = PutRequest::builder().set_item(Some(item)).build();
            let put = put.map_err(|e| ArchiveError::Aws(Box::new(e.into())))?;
            batch.push(WriteRequest::builder().put_request(put).build());
            (bytes, count) = (bytes + line.len(), count + 1);
            if batch.len() == BATCH || bytes > BATCH_BYTES {
                write(target, table, std::mem::take(&mut batch)).await?;
                bytes = 0;
            }
        }
    }
    if !batch.is_empty() {
        write(target, table, batch).await?;
    }
    match expected.missing(source, target, table).await? {
        0 => Ok(count),
        missing => Err(ArchiveError::Incomplete { missing }),
    }
}

async fn write(target: &TenantSession, table: &str, batch: Vec<WriteRequest>) -> Result<(), ArchiveError> {
    let mut left = HashMap::from([(table.to_owned(), batch)]);
    for attempt in 0..TRIES {
        let sent = target.dynamodb.batch_write_item().set_request_items(Some(left)).send().await;
        let sent = sent.map_err(|e| ArchiveError::aws("restoring items", e))?;
        left = sent.unprocessed_items.unwrap_or_default();
        if left.is_empty() {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(20 << attempt)).await;
    }
    Err(ArchiveError::Aws(Box::new(StepError::NotReady("the tenant's table is short of write capacity".to_owned()))))
}

async fn object(mut reader: FileReader<'_>, name: &str, target: &TenantSession) -> Result<(), ArchiveError> {
    let key = format!("{}{name}", target.prefix);
    let mut upload = Upload::new(&target.s3, &target.bucket, key, &target.key_arn, "restoring an object");
    while let Some(plain) = reader.next().await? {
        upload.add(&plain).await?;
    }
    upload.finish().await
}
