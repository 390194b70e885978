//! What was restored, looked for once more in the tenant's tables and prefix: a restore that lost something says so.

use std::collections::HashMap;

use aws_lc_rs::digest::{self, SHA256};
use jiff::Timestamp;
use tenancy::{
    TenantSession,
    item::{self, Item},
};

use super::{ArchiveError, FileEntry, manifest::Sum};
use crate::resources::table_settings::EXPIRES_AT;

/// The beginning of an item's SHA-256: enough to tell any two of a tenant's items apart.
type Digest = [u8; 16];

/// Items of one table that should be there, each with when it expires, in seconds since 1970.
#[derive(Default)]
pub(super) struct Expected(HashMap<Digest, Option<i64>>);

impl Expected {
    /// This one, of the table called `table`, too.
    pub(super) fn add(&mut self, table: &'static str, item: &Item) -> Result<(), ArchiveError> {
        let expires = item.get(EXPIRES_AT).and_then(|at| at.as_n().ok()?.parse().ok());
        self.0.insert(digest(table, item)?, expires);
        Ok(())
    }

    /// How many of them are not in `table` as they should be; those whose time is up may be gone.
    pub(super) async fn missing(
        mut self,
        source: &'static str,
        target: &TenantSession,
        table: &str,
    ) -> Result<usize, ArchiveError> {
        let mut items = target.dynamodb.scan().table_name(table).consistent_read(true).into_paginator().items().send();
        while let Some(item) = items.next().await {
            let item = item.map_err(|error| ArchiveError::aws("reading restored items back", error))?;
            self.0.remove(&digest(source, &item)?);
        }
        let now = Timestamp::now().as_second();
        Ok(self.0.values().filter(|expires| expires.is_none_or(|at| at > now)).count())
    }
}

fn digest(table: &'static str, item: &Item) -> Result<Digest, ArchiveError> {
    let text = item::to_json(item).ok_or(ArchiveError::Unknown(table))?.to_string();
    let mut short = Digest::default();
    for (byte, whole) in short.iter_mut().zip(digest::digest(&SHA256, text.as_bytes()).as_ref()) {
        *byte = *whole;
    }
    Ok(short)
}

/// Whether the object `name` below the prefix of `target` has the bytes that `entry` tells of.
pub(super) async fn is_there(target: &TenantSession, name: &str, entry: &FileEntry) -> Result<bool, ArchiveError> {
    let get = target.s3.get_object().bucket(&target.bucket).key(format!("{}{name}", target.prefix)).send().await;
    let mut body = get.map_err(|error| ArchiveError::aws("reading a restored object back", error))?.body;
    let mut sum = Sum::new();
    while let Some(bytes) = body.try_next().await.map_err(|_| ArchiveError::Cut(entry.name.clone()))? {
        sum.add(&bytes);
    }
    Ok(sum.finish() == (entry.plain_bytes, entry.plain_sha256.clone()))
}
