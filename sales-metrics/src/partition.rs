//! Row partitions: the rows of a month, by column, in one object of the tenant's prefix. They are what rollups are made
//! of, and answer what no rollup holds.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use tenancy::{ApiError, TenantSession, objects::BINARY};

use crate::dataset::Dataset;
use crate::rollup::{Amounts, CodecError, Rows, Shape, pack, unpack};

/// The object `rows/2011-03/00000004` under the tenant's prefix.
#[must_use]
pub(crate) fn object_name(month: &str, version: u64) -> String {
    format!("rows/{month}/{version:08}")
}

/// Columns of rows, each packed by itself: a reader unpacks what it needs.
#[derive(Serialize, Deserialize)]
struct StoredRows {
    shape: Shape,
    rows: usize,
    days: Vec<u8>,
    members: Vec<Vec<u8>>,
    sums: Vec<Vec<u8>>,
    extremes: Vec<Vec<u8>>,
    sets: Vec<Vec<u8>>,
    keys: Vec<u8>,
}

/// Which columns a reader needs.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Columns<'a> {
    /// Every one.
    All,
    /// Days and components, and the members of these dimensions.
    Of(&'a [usize]),
    /// Days and keys.
    Keys,
}

/// The bytes of `rows`.
///
/// # Errors
/// Encoding or compression failed.
pub(crate) fn encode(rows: &Rows) -> Result<Vec<u8>, CodecError> {
    let ids = |columns: &[Vec<u32>]| -> Result<Vec<Vec<u8>>, CodecError> {
        // One more than each, so that a missing value is a short zero.
        columns.iter().map(|ids| pack(&ids.iter().map(|id| id.wrapping_add(1)).collect::<Vec<u32>>())).collect()
    };
    let amounts = |columns: &[Vec<i128>]| -> Result<Vec<Vec<u8>>, CodecError> {
        columns.iter().map(|amounts| pack(&Amounts::of(amounts))).collect()
    };
    let stored = StoredRows {
        shape: rows.shape,
        rows: rows.len(),
        days: pack(&rows.days)?,
        members: ids(&rows.members)?,
        sums: amounts(&rows.sums)?,
        extremes: amounts(&rows.extremes)?,
        sets: ids(&rows.sets)?,
        keys: pack(&rows.keys)?,
    };
    postcard::to_stdvec(&stored).map_err(CodecError::Encode)
}

/// The rows in `bytes`; columns that are not wanted are empty.
///
/// # Errors
/// [`CodecError::Damaged`].
pub(crate) fn decode(bytes: &[u8], wanted: Columns<'_>) -> Result<Rows, CodecError> {
    let stored: StoredRows = postcard::from_bytes(bytes).map_err(|e| CodecError::Damaged(e.to_string()))?;
    let ids = |column: &Vec<u8>| -> Result<Vec<u32>, CodecError> {
        Ok(unpack::<Vec<u32>>(column)?.into_iter().map(|id| id.wrapping_sub(1)).collect())
    };
    let amounts = |columns: &[Vec<u8>]| -> Result<Vec<Vec<i128>>, CodecError> {
        columns.iter().map(|column| unpack::<Amounts>(column)?.amounts()).collect()
    };
    let mut rows = Rows::empty(stored.members.len(), stored.shape);
    rows.days = unpack(&stored.days)?;
    for (place, (column, stored)) in rows.members.iter_mut().zip(&stored.members).enumerate() {
        if matches!(wanted, Columns::All) || matches!(wanted, Columns::Of(places) if places.contains(&place)) {
            *column = ids(stored)?;
        }
    }
    if !matches!(wanted, Columns::Keys) {
        rows.sums = amounts(&stored.sums)?;
        rows.extremes = amounts(&stored.extremes)?;
        rows.sets = stored.sets.iter().map(ids).collect::<Result<_, _>>()?;
    }
    if matches!(wanted, Columns::All | Columns::Keys) {
        rows.keys = unpack(&stored.keys)?;
    }
    let mut lengths = vec![rows.days.len()];
    if !matches!(wanted, Columns::Keys) {
        lengths.extend(rows.sums.iter().chain(&rows.extremes).map(Vec::len));
        lengths.extend(rows.sets.iter().map(Vec::len));
    }
    lengths.extend(rows.members.iter().map(Vec::len).chain([rows.keys.len()]).filter(|length| *length > 0));
    if lengths.iter().any(|length| *length != stored.rows) {
        return Err(CodecError::Damaged("its columns do not fit".to_owned()));
    }
    Ok(rows)
}

/// Reads and writes partitions.
#[derive(Debug)]
pub(crate) struct PartitionStore<'a>(pub(crate) &'a TenantSession);

impl PartitionStore<'_> {
    /// The bytes of the partition of `month` as of `version`.
    ///
    /// # Errors
    /// S3 failed.
    pub(crate) async fn get(&self, month: &str, version: u64) -> Result<bytes::Bytes, ApiError> {
        self.0.get_object("reading the rows of a month", &object_name(month, version)).await
    }

    /// Stores the rows of `month` as of `version`.
    ///
    /// # Errors
    /// S3 failed.
    pub(crate) async fn put(&self, month: &str, version: u64, body: Vec<u8>) -> Result<(), ApiError> {
        self.0.put_object(&object_name(month, version), BINARY, body.into()).await
    }

    /// Removes the partitions that readers of `head` do not need.
    ///
    /// # Errors
    /// S3 failed.
    pub(crate) async fn sweep(&self, head: &Dataset) -> Result<(), ApiError> {
        let kept: HashSet<String> = head
            .partitions
            .iter()
            .map(|(month, partition)| format!("{}{}", self.0.prefix, object_name(month, partition.version)))
            .collect();
        let prefix = format!("{}rows/", self.0.prefix);
        let mut pages = self.0.s3.list_objects_v2().bucket(&self.0.bucket).prefix(prefix).into_paginator().send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|e| ApiError::aws("listing partitions", e))?;
            for name in page.contents().iter().filter_map(|object| object.key()).filter(|name| !kept.contains(*name)) {
                let delete = self.0.s3.delete_object().bucket(&self.0.bucket).key(name);
                delete.send().await.map_err(|e| ApiError::aws("removing old partitions", e))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rollup::{MISSING, NONE};

    proptest! {
        #[test]
        fn rows_survive(cells in proptest::collection::vec((any::<i32>(), any::<u32>(), any::<i64>(), any::<u128>()), 0..50)) {
            let mut rows = Rows::empty(2, Shape { sums: 1, extremes: 1, greatest: 0, sets: 1 });
            for (day, id, amount, key) in cells {
                rows.days.push(day);
                rows.members[0].push(id);
                rows.members[1].push(NONE);
                rows.sums[0].push(amount.into());
                rows.extremes[0].push(if amount % 2 == 0 { MISSING } else { amount.into() });
                rows.sets[0].push(id / 7);
                rows.keys.push(key);
            }
            let bytes = encode(&rows).unwrap();
            prop_assert_eq!(&decode(&bytes, Columns::All).unwrap(), &rows);
            let some = decode(&bytes, Columns::Of(&[1])).unwrap();
            prop_assert_eq!((&some.members[1], &some.sums, some.keys.len()), (&rows.members[1], &rows.sums, 0));
            prop_assert_eq!(decode(&bytes, Columns::Keys).unwrap().keys, rows.keys);
        }

        #[test]
        fn damaged_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&bytes, Columns::All);
        }
    }
}
