//! Buckets and their settings.

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use s3s::{S3Result, s3_error};
use serde_json::Value;

use super::super::details::Encryption;
use super::{Index, Written, failed, internal, now};

/// Whether a bucket keeps old versions; a bucket where this was never set has none of this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::s3) enum Versioning {
    Enabled,
    Suspended,
}

impl Versioning {
    pub(in crate::s3) fn as_str(self) -> &'static str {
        match self {
            Versioning::Enabled => "Enabled",
            Versioning::Suspended => "Suspended",
        }
    }

    pub(in crate::s3) fn parse(text: &str) -> Option<Versioning> {
        [Versioning::Enabled, Versioning::Suspended].into_iter().find(|versioning| versioning.as_str() == text)
    }
}

/// A bucket.
#[derive(Debug, Clone)]
pub(in crate::s3) struct Bucket {
    pub(in crate::s3) name: String,
    /// Milliseconds since 1970.
    pub(in crate::s3) created: i64,
    pub(in crate::s3) versioning: Option<Versioning>,
    /// For objects that ask for none.
    pub(in crate::s3) encryption: Option<Encryption>,
    pub(in crate::s3) public_access: Option<Value>,
}

const COLUMNS: &str = "name, created, versioning, encryption, public_access";

impl Bucket {
    fn read(row: &Row<'_>) -> rusqlite::Result<Bucket> {
        let versioning: Option<String> = row.get(2)?;
        let encryption: Option<String> = row.get(3)?;
        let public_access: Option<String> = row.get(4)?;
        Ok(Bucket {
            name: row.get(0)?,
            created: row.get(1)?,
            versioning: versioning.as_deref().and_then(Versioning::parse),
            encryption: encryption.and_then(|text| serde_json::from_str(&text).ok()),
            public_access: public_access.and_then(|text| serde_json::from_str(&text).ok()),
        })
    }

    /// `NoSuchBucket` if it is not there.
    pub(super) fn find(connection: &Connection, name: &str) -> S3Result<Bucket> {
        let sql = format!("SELECT {COLUMNS} FROM buckets WHERE name = ?1");
        let mut statement = connection.prepare_cached(&sql).map_err(failed)?;
        let found = statement.query_row([name], Bucket::read).optional().map_err(failed)?;
        found.ok_or_else(|| s3_error!(NoSuchBucket, "The specified bucket does not exist"))
    }
}

impl Index {
    /// A bucket that is there already is left as it is, as in us-east-1.
    pub(in crate::s3) async fn create_bucket(&self, name: String) -> S3Result<()> {
        self.write(move |transaction, _| {
            transaction
                .execute("INSERT OR IGNORE INTO buckets (name, created) VALUES (?1, ?2)", params![name, now()])
                .map_err(failed)?;
            Ok(Written::new(()))
        })
        .await
    }

    pub(in crate::s3) async fn bucket(&self, name: String) -> S3Result<Bucket> {
        self.read(move |connection| Bucket::find(connection, &name)).await
    }

    pub(in crate::s3) async fn buckets(&self) -> S3Result<Vec<Bucket>> {
        self.read(|connection| {
            let sql = format!("SELECT {COLUMNS} FROM buckets ORDER BY name");
            let mut statement = connection.prepare_cached(&sql).map_err(failed)?;
            let rows = statement.query_map([], Bucket::read).map_err(failed)?;
            rows.collect::<rusqlite::Result<_>>().map_err(failed)
        })
        .await
    }

    /// `BucketNotEmpty` while any version of any object is in it. Uploads that were not completed go with it.
    pub(in crate::s3) async fn delete_bucket(&self, name: String) -> S3Result<()> {
        self.write(move |transaction, _| {
            Bucket::find(transaction, &name)?;
            let used: bool = transaction
                .query_row("SELECT EXISTS (SELECT 1 FROM objects WHERE bucket = ?1)", [&name], |row| row.get(0))
                .map_err(failed)?;
            if used {
                return Err(s3_error!(BucketNotEmpty, "The bucket you tried to delete is not empty"));
            }
            let sql = "SELECT file FROM parts JOIN uploads ON uploads.id = parts.upload WHERE bucket = ?1";
            let mut statement = transaction.prepare(sql).map_err(failed)?;
            let rows = statement.query_map([&name], |row| row.get(0)).map_err(failed)?;
            let unnamed = rows.collect::<rusqlite::Result<_>>().map_err(failed)?;
            transaction.execute("DELETE FROM uploads WHERE bucket = ?1", [&name]).map_err(failed)?;
            transaction.execute("DELETE FROM buckets WHERE name = ?1", [&name]).map_err(failed)?;
            Ok(Written { value: (), kept: None, unnamed, erases: true })
        })
        .await
    }

    /// Changes the settings of a bucket.
    pub(in crate::s3) async fn update_bucket(
        &self,
        name: String,
        change: impl FnOnce(&mut Bucket) + Send + 'static,
    ) -> S3Result<()> {
        self.write(move |transaction, _| {
            let mut bucket = Bucket::find(transaction, &name)?;
            change(&mut bucket);
            let json = |value: serde_json::Result<String>| value.map_err(|error| internal(Box::new(error)));
            let encryption = bucket.encryption.as_ref().map(serde_json::to_string).map(json).transpose()?;
            let public_access = bucket.public_access.as_ref().map(serde_json::to_string).map(json).transpose()?;
            let sql = "UPDATE buckets SET versioning = ?2, encryption = ?3, public_access = ?4 WHERE name = ?1";
            let versioning = bucket.versioning.map(Versioning::as_str);
            transaction.execute(sql, params![name, versioning, encryption, public_access]).map_err(failed)?;
            Ok(Written::new(()))
        })
        .await
    }
}
