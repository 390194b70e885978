//! Listings, by the index: the cost is that of the page, not of the bucket.

use rusqlite::{Connection, params};
use s3s::S3Result;

use super::objects::one_version;
use super::{Bucket, Index, VERSION_COLUMNS, Version, failed};

/// No key begins with this byte: it is not UTF-8.
const END: &[u8] = &[0xff];

/// What a listing shows.
#[derive(Debug)]
pub(in crate::s3) enum Entry {
    Object(Box<Version>),
    /// All keys that begin with this, which ends with the delimiter.
    Prefix(String),
}

/// One page of a listing.
#[derive(Debug, Default)]
pub(in crate::s3) struct Page {
    pub(in crate::s3) entries: Vec<Entry>,
    /// Where the next page begins, if there is one.
    pub(in crate::s3) next: Option<Vec<u8>>,
}

impl Index {
    /// The latest versions from `from` on, keys with the delimiter after the prefix rolled up.
    pub(in crate::s3) async fn list(
        &self,
        bucket: String,
        prefix: String,
        delimiter: Option<String>,
        from: Vec<u8>,
        max: usize,
    ) -> S3Result<Page> {
        self.read(move |connection| {
            Bucket::find(connection, &bucket)?;
            if max == 0 {
                return Ok(Page::default());
            }
            list(connection, &bucket, &prefix, delimiter.as_deref().filter(|text| !text.is_empty()), from, max)
        })
        .await
    }

    /// All versions, by key, the newest of a key first, after the given one.
    pub(in crate::s3) async fn list_versions(
        &self,
        bucket: String,
        prefix: String,
        after: Option<(String, Option<String>)>,
        max: usize,
    ) -> S3Result<Vec<Version>> {
        self.read(move |connection| {
            Bucket::find(connection, &bucket)?;
            let (mut from, mut below) = (prefix.as_bytes().to_vec(), 0);
            if let Some((key, version)) = after {
                let id = match &version {
                    Some(version) => one_version(connection, &bucket, &key, version)?.map(|found| found.id),
                    None => None,
                };
                from = from.max(key.into_bytes());
                below = id.unwrap_or(0);
                if id.is_none() {
                    from.push(0);
                }
            }
            // `below` is the id of the version to go on after, within its key.
            let sql = format!(
                "SELECT {VERSION_COLUMNS} FROM objects WHERE bucket = ?1 AND key >= ?2 AND key < ?3
                 AND NOT (?4 > 0 AND key = ?2 AND id >= ?4) ORDER BY key, id DESC LIMIT ?5"
            );
            let mut statement = connection.prepare_cached(&sql).map_err(failed)?;
            let values = params![bucket, from, after_prefix(prefix.as_bytes()), below, limit(max)];
            let rows = statement.query_map(values, Version::read).map_err(failed)?;
            rows.collect::<rusqlite::Result<_>>().map_err(failed)
        })
        .await
    }
}

fn list(
    connection: &Connection,
    bucket: &str,
    prefix: &str,
    delimiter: Option<&str>,
    from: Vec<u8>,
    max: usize,
) -> S3Result<Page> {
    let sql = format!(
        "SELECT {VERSION_COLUMNS} FROM objects WHERE bucket = ?1 AND latest = 1 AND key >= ?2 AND key < ?3
         AND marker = 0 ORDER BY key LIMIT ?4"
    );
    let mut statement = connection.prepare_cached(&sql).map_err(failed)?;
    let end = after_prefix(prefix.as_bytes());
    let mut at = from.max(prefix.as_bytes().to_vec());
    let mut page = Page::default();
    loop {
        let want = limit(max - page.entries.len() + 1);
        let mut rows = statement.query(params![bucket, at, end, want]).map_err(failed)?;
        let mut rolled_up = false;
        while let Some(row) = rows.next().map_err(failed)? {
            let version = Version::read(row).map_err(failed)?;
            if page.entries.len() == max {
                page.next = Some(version.key.into_bytes());
                return Ok(page);
            }
            let rest = version.key.get(prefix.len()..).unwrap_or_default();
            if let Some((delimiter, length)) = delimiter.and_then(|text| Some((text, rest.find(text)?))) {
                let common = version.key[..prefix.len() + length + delimiter.len()].to_owned();
                at = after_prefix(common.as_bytes());
                page.entries.push(Entry::Prefix(common));
                rolled_up = true;
                break;
            }
            page.entries.push(Entry::Object(Box::new(version)));
        }
        if !rolled_up {
            return Ok(page);
        }
    }
}

fn limit(max: usize) -> i64 {
    i64::try_from(max).unwrap_or(i64::MAX)
}

/// The first byte string after all that begin with `prefix`; its last byte is never 0xFF, being UTF-8's.
fn after_prefix(prefix: &[u8]) -> Vec<u8> {
    match prefix.split_last() {
        Some((last, rest)) => [rest, &[last.saturating_add(1)]].concat(),
        None => END.to_vec(),
    }
}
