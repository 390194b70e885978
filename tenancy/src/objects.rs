//! A tenant's objects: under its prefix, encrypted under its key.

use std::time::Duration;

use aws_sdk_s3::{presigning::PresigningConfig, types::ServerSideEncryption};
use axum::body::Bytes;

use crate::{ApiError, TenantSession};

/// What an object is that is for this system alone.
pub const BINARY: &str = "application/octet-stream";

impl TenantSession {
    /// Stores the object `name` with what it is, a media type.
    ///
    /// # Errors
    /// S3 failed.
    pub async fn put_object(&self, name: &str, kind: &str, body: Bytes) -> Result<(), ApiError> {
        let put = self.s3.put_object().bucket(&self.bucket).key(format!("{}{name}", self.prefix)).content_type(kind);
        let put = put.server_side_encryption(ServerSideEncryption::AwsKms).ssekms_key_id(&self.key_arn);
        put.body(body.into()).send().await.map(|_| ()).map_err(|e| ApiError::aws("storing an object", e))
    }

    /// Reads the object `name`; `doing` is what for, if it fails.
    ///
    /// # Errors
    /// S3 failed, or there is no such object.
    pub async fn get_object(&self, doing: &'static str, name: &str) -> Result<Bytes, ApiError> {
        let get = self.s3.get_object().bucket(&self.bucket).key(format!("{}{name}", self.prefix));
        let reply = get.send().await.map_err(|e| ApiError::aws(doing, e))?;
        let body = reply.body.collect().await.map_err(|e| ApiError::internal(doing, e))?;
        Ok(body.into_bytes())
    }

    /// A link to the object `name` that holds for `lives`, or as long as this session does, which is two minutes at least.
    ///
    /// # Errors
    /// It cannot be signed.
    pub async fn link_object(&self, name: &str, lives: Duration) -> Result<String, ApiError> {
        let doing = "making a link to an object";
        let config = PresigningConfig::expires_in(lives).map_err(|e| ApiError::internal(doing, e))?;
        let get = self.s3.get_object().bucket(&self.bucket).key(format!("{}{name}", self.prefix));
        let link = get.presigned(config).await.map_err(|e| ApiError::aws(doing, e))?;
        Ok(link.uri().to_owned())
    }
}
