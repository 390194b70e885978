//! Multipart uploads and their parts.

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use s3s::{S3Result, s3_error};

use super::super::bodies::NewBody;
use super::super::details::Details;
use super::objects::insert;
use super::{Bucket, Index, Precondition, Written, failed, internal, now};

/// An upload that is under way.
#[derive(Debug, Clone)]
pub(in crate::s3) struct Upload {
    pub(in crate::s3) id: String,
    pub(in crate::s3) bucket: String,
    pub(in crate::s3) key: String,
    pub(in crate::s3) details: Details,
}

/// One of its parts.
#[derive(Debug, Clone)]
pub(in crate::s3) struct Part {
    pub(in crate::s3) number: i32,
    pub(in crate::s3) size: i64,
    /// The MD5 in hexadecimal.
    pub(in crate::s3) etag: String,
    /// Milliseconds since 1970.
    pub(in crate::s3) modified: i64,
    pub(in crate::s3) file: String,
}

impl Part {
    fn read(row: &Row<'_>) -> rusqlite::Result<Part> {
        Ok(Part { number: row.get(0)?, size: row.get(1)?, etag: row.get(2)?, modified: row.get(3)?, file: row.get(4)? })
    }
}

impl Index {
    pub(in crate::s3) async fn create_upload(&self, upload: Upload) -> S3Result<()> {
        self.write(move |transaction, _| {
            Bucket::find(transaction, &upload.bucket)?;
            let details = serde_json::to_string(&upload.details).map_err(|error| internal(Box::new(error)))?;
            let sql = "INSERT INTO uploads (id, bucket, key, created, details) VALUES (?1, ?2, ?3, ?4, ?5)";
            let values = params![upload.id, upload.bucket, upload.key.as_bytes(), now(), details];
            transaction.execute(sql, values).map_err(failed)?;
            Ok(Written::new(()))
        })
        .await
    }

    /// An upload and its parts by number; `NoSuchUpload`.
    pub(in crate::s3) async fn upload(&self, bucket: String, key: String, id: String) -> S3Result<(Upload, Vec<Part>)> {
        self.read(move |connection| {
            let upload = find(connection, &bucket, &key, &id)?;
            Ok((upload, parts(connection, &id)?))
        })
        .await
    }

    /// Up to `limit` uploads of the bucket that are under way, those whose keys begin with `prefix`: key, id, and when they
    /// began, by key and id.
    pub(in crate::s3) async fn uploads(
        &self,
        bucket: String,
        prefix: String,
        limit: i64,
    ) -> S3Result<Vec<(String, String, i64)>> {
        self.read(move |connection| {
            Bucket::find(connection, &bucket)?;
            let sql = "SELECT CAST(key AS TEXT), id, created FROM uploads
                WHERE bucket = ?1 AND substr(key, 1, length(?2)) = ?2 ORDER BY key, id LIMIT ?3";
            let mut statement = connection.prepare_cached(sql).map_err(failed)?;
            let values = params![bucket, prefix.as_bytes(), limit];
            let rows =
                statement.query_map(values, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).map_err(failed)?;
            rows.collect::<rusqlite::Result<_>>().map_err(failed)
        })
        .await
    }

    /// A part of the same number is replaced.
    pub(in crate::s3) async fn put_part(
        &self,
        upload: Upload,
        number: i32,
        etag: String,
        body: NewBody,
    ) -> S3Result<()> {
        self.write(move |transaction, _| {
            find(transaction, &upload.bucket, &upload.key, &upload.id)?;
            let old: Option<String> = transaction
                .query_row(
                    "SELECT file FROM parts WHERE upload = ?1 AND number = ?2",
                    params![upload.id, number],
                    |row| row.get(0),
                )
                .optional()
                .map_err(failed)?;
            let sql = "INSERT OR REPLACE INTO parts (upload, number, size, etag, modified, file)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            transaction.execute(sql, params![upload.id, number, body.size, etag, now(), body.file]).map_err(failed)?;
            Ok(Written { value: (), kept: Some(body), unnamed: old.into_iter().collect(), erases: false })
        })
        .await
    }

    /// Makes the joined body an object, and ends the upload.
    pub(in crate::s3) async fn complete_upload(
        &self,
        upload: Upload,
        etag: String,
        body: NewBody,
        precondition: Precondition,
    ) -> S3Result<Option<String>> {
        self.write(move |transaction, _| {
            find(transaction, &upload.bucket, &upload.key, &upload.id)?;
            let files: Vec<String> = parts(transaction, &upload.id)?.into_iter().map(|part| part.file).collect();
            transaction.execute("DELETE FROM uploads WHERE id = ?1", [&upload.id]).map_err(failed)?;
            let written =
                insert(transaction, &upload.bucket, &upload.key, &etag, body, &upload.details, &precondition)?;
            let unnamed = [written.unnamed, files].concat();
            Ok(Written { value: written.value.0, kept: written.kept, unnamed, erases: false })
        })
        .await
    }

    pub(in crate::s3) async fn abort_upload(&self, bucket: String, key: String, id: String) -> S3Result<()> {
        self.write(move |transaction, _| {
            find(transaction, &bucket, &key, &id)?;
            let unnamed = parts(transaction, &id)?.into_iter().map(|part| part.file).collect();
            transaction.execute("DELETE FROM uploads WHERE id = ?1", [&id]).map_err(failed)?;
            Ok(Written { value: (), kept: None, unnamed, erases: true })
        })
        .await
    }
}

fn find(connection: &Connection, bucket: &str, key: &str, id: &str) -> S3Result<Upload> {
    let sql = "SELECT details FROM uploads WHERE id = ?1 AND bucket = ?2 AND key = ?3";
    let details: Option<String> =
        connection.query_row(sql, params![id, bucket, key.as_bytes()], |row| row.get(0)).optional().map_err(failed)?;
    let details = details.ok_or_else(|| s3_error!(NoSuchUpload, "The specified upload does not exist."))?;
    Ok(Upload {
        id: id.to_owned(),
        bucket: bucket.to_owned(),
        key: key.to_owned(),
        details: serde_json::from_str(&details).map_err(|error| internal(Box::new(error)))?,
    })
}

fn parts(connection: &Connection, upload: &str) -> S3Result<Vec<Part>> {
    let sql = "SELECT number, size, etag, modified, file FROM parts WHERE upload = ?1 ORDER BY number";
    let mut statement = connection.prepare_cached(sql).map_err(failed)?;
    let rows = statement.query_map([upload], Part::read).map_err(failed)?;
    rows.collect::<rusqlite::Result<_>>().map_err(failed)
}
