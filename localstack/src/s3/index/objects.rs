//! Making, finding and deleting versions of objects.

use rusqlite::{Connection, OptionalExtension as _, Transaction, params};
use s3s::dto::ETagCondition;
use s3s::{S3Result, s3_error};

use super::super::bodies::NewBody;
use super::super::details::Details;
use super::{Bucket, Index, NULL_VERSION, VERSION_COLUMNS, Version, Versioning, Written, failed, internal, now};

/// What must be true of the latest version for a write to happen.
#[derive(Debug, Default)]
pub(in crate::s3) struct Precondition {
    pub(in crate::s3) if_match: Option<ETagCondition>,
    pub(in crate::s3) if_none_match: Option<ETagCondition>,
}

/// What a delete did.
#[derive(Debug, Default)]
pub(in crate::s3) struct Deleted {
    /// The version deleted, or that of the marker made; `None` without versioning.
    pub(in crate::s3) version: Option<String>,
    /// Whether a marker was made, or deleted.
    pub(in crate::s3) marker: bool,
}

impl Precondition {
    fn check(&self, latest: Option<&Version>) -> S3Result<()> {
        let etag = latest.filter(|version| !version.marker).map(|version| version.etag.as_str());
        let matches = |condition: &ETagCondition| match condition {
            ETagCondition::Any => etag.is_some(),
            ETagCondition::ETag(wanted) => etag == Some(wanted.value()),
        };
        let failed = s3_error!(PreconditionFailed, "At least one of the pre-conditions you specified did not hold");
        match (&self.if_match, &self.if_none_match) {
            (Some(_), _) if etag.is_none() => Err(s3_error!(NoSuchKey, "The specified key does not exist.")),
            (Some(condition), _) if !matches(condition) => Err(failed),
            (_, Some(condition)) if matches(condition) => Err(failed),
            _ => Ok(()),
        }
    }
}

impl Index {
    /// Makes the body the latest version of a key; its version id is returned where versioning was ever on.
    pub(in crate::s3) async fn put(
        &self,
        bucket: String,
        key: String,
        etag: String,
        body: NewBody,
        details: Details,
        precondition: Precondition,
    ) -> S3Result<(Option<String>, i64)> {
        self.write(move |transaction, _| insert(transaction, &bucket, &key, &etag, body, &details, &precondition)).await
    }

    /// The latest version of a key, or the one named. `NoSuchKey`, `NoSuchVersion`, or for a marker
    /// `NoSuchKey` and `MethodNotAllowed`.
    pub(in crate::s3) async fn find(
        &self,
        bucket: String,
        key: String,
        version: Option<String>,
    ) -> S3Result<(Bucket, Version)> {
        self.read(move |connection| {
            let bucket = Bucket::find(connection, &bucket)?;
            let found = match &version {
                None => latest(connection, &bucket.name, &key)?,
                Some(version) => one_version(connection, &bucket.name, &key, version)?,
            };
            match (found, version) {
                (Some(found), _) if !found.marker => Ok((bucket, found)),
                (Some(_), Some(_)) => Err(s3_error!(MethodNotAllowed, "The version is a delete marker")),
                (None, Some(_)) => Err(s3_error!(NoSuchVersion, "The specified version does not exist.")),
                (_, None) => Err(s3_error!(NoSuchKey, "The specified key does not exist.")),
            }
        })
        .await
    }

    /// Deletes the named versions, or covers the latest by a marker where versioning is on; all in one transaction.
    pub(in crate::s3) async fn delete(
        &self,
        bucket: String,
        targets: Vec<(String, Option<String>)>,
    ) -> S3Result<Vec<Deleted>> {
        self.write(move |transaction, _| {
            let bucket = Bucket::find(transaction, &bucket)?;
            let mut unnamed = Vec::new();
            let value = targets
                .iter()
                .map(|(key, version)| delete_one(transaction, &bucket, key, version.as_deref(), &mut unnamed))
                .collect::<S3Result<_>>()?;
            Ok(Written { value, kept: None, unnamed, erases: true })
        })
        .await
    }
}

/// Within a transaction that may do more.
pub(super) fn insert(
    transaction: &Transaction<'_>,
    bucket: &str,
    key: &str,
    etag: &str,
    body: NewBody,
    details: &Details,
    precondition: &Precondition,
) -> S3Result<Written<(Option<String>, i64)>> {
    let bucket = Bucket::find(transaction, bucket)?;
    precondition.check(latest(transaction, &bucket.name, key)?.as_ref())?;
    let mut unnamed = Vec::new();
    let version = new_version(transaction, &bucket, key, &mut unnamed)?;
    let details = serde_json::to_string(details).map_err(|error| internal(Box::new(error)))?;
    let modified = now();
    insert_row(transaction, &bucket.name, key, &version, false, body.size, etag, modified, Some(&body.file), &details)?;
    let version = bucket.versioning.map(|_| version);
    Ok(Written { value: (version, modified), kept: Some(body), unnamed, erases: false })
}

/// The id of a version to be written; makes room for it.
fn new_version(
    transaction: &Transaction<'_>,
    bucket: &Bucket,
    key: &str,
    unnamed: &mut Vec<String>,
) -> S3Result<String> {
    let version = match bucket.versioning {
        Some(Versioning::Enabled) => uuid::Uuid::now_v7().simple().to_string(),
        Some(Versioning::Suspended) | None => {
            remove_row(transaction, &bucket.name, key, NULL_VERSION, unnamed)?;
            NULL_VERSION.to_owned()
        }
    };
    transaction
        .prepare_cached("UPDATE objects SET latest = 0 WHERE bucket = ?1 AND key = ?2 AND latest = 1")
        .and_then(|mut statement| statement.execute(params![bucket.name, key.as_bytes()]))
        .map_err(failed)?;
    Ok(version)
}

fn delete_one(
    transaction: &Transaction<'_>,
    bucket: &Bucket,
    key: &str,
    version: Option<&str>,
    unnamed: &mut Vec<String>,
) -> S3Result<Deleted> {
    match (version, bucket.versioning) {
        (Some(version), _) => {
            let marker = one_version(transaction, &bucket.name, key, version)?.is_some_and(|found| found.marker);
            remove_row(transaction, &bucket.name, key, version, unnamed)?;
            let sql = "UPDATE objects SET latest = 1
                WHERE id = (SELECT max(id) FROM objects WHERE bucket = ?1 AND key = ?2)";
            transaction.execute(sql, params![bucket.name, key.as_bytes()]).map_err(failed)?;
            Ok(Deleted { version: Some(version.to_owned()), marker })
        }
        (None, None) => {
            remove_row(transaction, &bucket.name, key, NULL_VERSION, unnamed)?;
            Ok(Deleted::default())
        }
        (None, Some(_)) => {
            let version = new_version(transaction, bucket, key, unnamed)?;
            insert_row(transaction, &bucket.name, key, &version, true, 0, "", now(), None, "{}")?;
            Ok(Deleted { version: Some(version), marker: true })
        }
    }
}

#[allow(clippy::too_many_arguments, reason = "one for each column")]
fn insert_row(
    transaction: &Transaction<'_>,
    bucket: &str,
    key: &str,
    version: &str,
    marker: bool,
    size: i64,
    etag: &str,
    modified: i64,
    file: Option<&str>,
    details: &str,
) -> S3Result<()> {
    let sql = "INSERT INTO objects (bucket, key, version, latest, marker, size, etag, modified, file, details)
        VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6, ?7, ?8, ?9)";
    let values = params![bucket, key.as_bytes(), version, marker, size, etag, modified, file, details];
    transaction.prepare_cached(sql).and_then(|mut statement| statement.execute(values)).map_err(failed)?;
    Ok(())
}

fn remove_row(
    transaction: &Transaction<'_>,
    bucket: &str,
    key: &str,
    version: &str,
    unnamed: &mut Vec<String>,
) -> S3Result<()> {
    let sql = "DELETE FROM objects WHERE bucket = ?1 AND key = ?2 AND version = ?3 RETURNING file";
    let file: Option<Option<String>> = transaction
        .prepare_cached(sql)
        .and_then(|mut statement| {
            statement.query_row(params![bucket, key.as_bytes(), version], |row| row.get(0)).optional()
        })
        .map_err(failed)?;
    unnamed.extend(file.flatten());
    Ok(())
}

fn latest(connection: &Connection, bucket: &str, key: &str) -> S3Result<Option<Version>> {
    let sql = format!("SELECT {VERSION_COLUMNS} FROM objects WHERE bucket = ?1 AND key = ?2 AND latest = 1");
    let mut statement = connection.prepare_cached(&sql).map_err(failed)?;
    statement.query_row(params![bucket, key.as_bytes()], Version::read).optional().map_err(failed)
}

pub(super) fn one_version(
    connection: &Connection,
    bucket: &str,
    key: &str,
    version: &str,
) -> S3Result<Option<Version>> {
    let sql = format!("SELECT {VERSION_COLUMNS} FROM objects WHERE bucket = ?1 AND key = ?2 AND version = ?3");
    let mut statement = connection.prepare_cached(&sql).map_err(failed)?;
    statement.query_row(params![bucket, key.as_bytes(), version], Version::read).optional().map_err(failed)
}
