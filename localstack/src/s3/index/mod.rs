//! What is known of every bucket, object version and upload, in SQLite. A row is the moment an object begins to exist,
//! and the moment it ends: bodies are made before and deleted after, inside the same call, so that a client that goes
//! away in the middle leaves no row without a body.

mod buckets;
mod listing;
mod objects;
mod uploads;

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, Row, Transaction, TransactionBehavior};
use s3s::{S3Error, S3ErrorCode, S3Result};

use super::bodies::Bodies;
use super::details::Details;
use crate::erasure::Erasure;
use crate::{Durability, StartError, sqlite};

pub(super) use buckets::{Bucket, Versioning};
pub(super) use listing::Entry;
pub(super) use objects::Precondition;
pub(super) use uploads::{Part, Upload};

/// Keys are BLOBs, so that their order is that of their bytes, as in S3. At most one version of a key is the latest.
const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS buckets (
        name TEXT PRIMARY KEY, created INTEGER NOT NULL, versioning TEXT, encryption TEXT, public_access TEXT
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS objects (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        bucket TEXT NOT NULL REFERENCES buckets (name), key BLOB NOT NULL, version TEXT NOT NULL,
        latest INTEGER NOT NULL, marker INTEGER NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
        modified INTEGER NOT NULL, file TEXT, details TEXT NOT NULL
    );
    CREATE UNIQUE INDEX IF NOT EXISTS objects_latest ON objects (bucket, key) WHERE latest = 1;
    CREATE UNIQUE INDEX IF NOT EXISTS objects_version ON objects (bucket, key, version);
    CREATE INDEX IF NOT EXISTS objects_history ON objects (bucket, key, id);
    CREATE TABLE IF NOT EXISTS uploads (
        id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key BLOB NOT NULL, created INTEGER NOT NULL, details TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS parts (
        upload TEXT NOT NULL REFERENCES uploads (id) ON DELETE CASCADE, number INTEGER NOT NULL,
        size INTEGER NOT NULL, etag TEXT NOT NULL, modified INTEGER NOT NULL, file TEXT NOT NULL,
        PRIMARY KEY (upload, number)
    ) WITHOUT ROWID;";

/// The version of objects written while versioning is not on.
pub(super) const NULL_VERSION: &str = "null";

/// The index, and the bodies it names.
#[derive(Debug, Clone)]
pub(super) struct Index {
    connection: Arc<Mutex<Connection>>,
    pub(super) bodies: Bodies,
    erasure: Erasure,
}

/// One version of an object.
#[derive(Debug, Clone)]
pub(super) struct Version {
    pub(super) id: i64,
    pub(super) key: String,
    pub(super) version: String,
    pub(super) latest: bool,
    pub(super) marker: bool,
    pub(super) size: i64,
    pub(super) etag: String,
    /// Milliseconds since 1970.
    pub(super) modified: i64,
    /// `None` for a delete marker.
    pub(super) file: Option<String>,
    pub(super) details: Details,
}

const VERSION_COLUMNS: &str = "id, key, version, latest, marker, size, etag, modified, file, details";

impl Version {
    fn read(row: &Row<'_>) -> rusqlite::Result<Version> {
        let details: String = row.get(9)?;
        Ok(Version {
            id: row.get(0)?,
            key: String::from_utf8_lossy(row.get_ref(1)?.as_bytes()?).into_owned(),
            version: row.get(2)?,
            latest: row.get(3)?,
            marker: row.get(4)?,
            size: row.get(5)?,
            etag: row.get(6)?,
            modified: row.get(7)?,
            file: row.get(8)?,
            details: serde_json::from_str(&details).unwrap_or_default(),
        })
    }
}

impl Index {
    pub(super) fn open(dir: &Path, durability: Durability, erasure: Erasure) -> Result<Index, StartError> {
        let bodies = Bodies::open(dir, durability)?;
        let path = dir.join("index.db");
        let connection = sqlite::open(&path, durability, SCHEMA)?;
        connection.set_prepared_statement_cache_capacity(64);
        let named = named_bodies(&connection).map_err(StartError::database(&path))?;
        bodies.sweep(&named)?;
        Ok(Index { connection: Arc::new(Mutex::new(connection)), bodies, erasure })
    }

    /// Runs `work` in one transaction on a blocking thread, to its end even if nobody waits for it any more.
    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>, &Bodies) -> S3Result<Written<T>> + Send + 'static,
    ) -> S3Result<T> {
        let index = self.clone();
        let run = move || {
            let mut connection = index.connection.lock().unwrap_or_else(PoisonError::into_inner);
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
            let written = work(&transaction, &index.bodies)?;
            transaction.commit().map_err(failed)?;
            drop(connection);
            if let Some(body) = written.kept {
                body.keep();
            }
            index.bodies.remove(&written.unnamed);
            if written.erases {
                index.erasure.soon();
            }
            Ok(written.value)
        };
        tokio::task::spawn_blocking(run).await.map_err(|error| internal(Box::new(error)))?
    }

    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> S3Result<T> + Send + 'static,
    ) -> S3Result<T> {
        let index = self.clone();
        let run = move || work(&index.connection.lock().unwrap_or_else(PoisonError::into_inner));
        tokio::task::spawn_blocking(run).await.map_err(|error| internal(Box::new(error)))?
    }
}

/// What a committed transaction leaves to be done with bodies.
struct Written<T> {
    value: T,
    /// A body a row names now.
    kept: Option<super::bodies::NewBody>,
    /// Bodies no row names any more.
    unnamed: Vec<String>,
    /// Whether what was deleted is to leave no trace soon.
    erases: bool,
}

impl<T> Written<T> {
    fn new(value: T) -> Written<T> {
        Written { value, kept: None, unnamed: Vec::new(), erases: false }
    }
}

fn named_bodies(connection: &Connection) -> rusqlite::Result<HashSet<String>> {
    let sql = "SELECT file FROM objects WHERE file IS NOT NULL UNION ALL SELECT file FROM parts";
    connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
}

/// Milliseconds since 1970.
fn now() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

fn failed(error: rusqlite::Error) -> S3Error {
    internal(Box::new(error))
}

fn internal(error: s3s::StdError) -> S3Error {
    tracing::error!(error, "the index of S3 failed");
    S3Error::with_source(S3ErrorCode::InternalError, error)
}
