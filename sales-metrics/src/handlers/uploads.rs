//! `POST /uploads`: where a file too large for a request is sent to.

use std::{collections::BTreeMap, time::Duration};

use aws_sdk_s3::{presigning::PresigningConfig, types::ServerSideEncryption};
use axum::{Json, extract::State as Extract, http::StatusCode};
use jiff::Timestamp;
use serde::Serialize;
use tenancy::{ApiError, TenantCaller, TenantSession};
use utoipa::ToSchema;
use uuid::Uuid;

use super::State;

/// How long the address can be used to begin sending.
const OPEN_FOR: Duration = Duration::from_secs(900);

/// Where to send a file.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Upload {
    /// What `POST /imports` is to be given.
    #[schema(value_type = String, format = Uuid)]
    upload_id: Uuid,
    /// The address to `PUT` the file to; it needs no token.
    url: String,
    /// Headers to send with it.
    headers: BTreeMap<String, String>,
    /// When the address ends.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

/// The object that holds an upload, under the tenant's prefix.
pub(super) fn object_name(session: &TenantSession, id: Uuid) -> String {
    format!("{}uploads/{id}", session.prefix)
}

/// An address to send a large file to, of any size that S3 takes in one piece (5 GB).
///
/// `PUT` the file there with the headers given, then `POST /imports` with `{"uploadId": …}`.
#[utoipa::path(post, operation_id = "create_upload", path = "/uploads", tag = "metrics", responses(
    (status = 201, body = Upload), (status = 404, description = "The token's tenant is not there"),
    (status = 409, description = "The tenant is not ready")))]
pub(crate) async fn post(
    Extract(state): Extract<State>,
    caller: TenantCaller,
) -> Result<(StatusCode, Json<Upload>), ApiError> {
    let (_, session) = state.services.open(&caller).await?;
    let upload_id = Uuid::now_v7();
    let config = PresigningConfig::expires_in(OPEN_FOR).map_err(|e| ApiError::internal("making an upload", e))?;
    let request = session
        .s3
        .put_object()
        .bucket(&session.bucket)
        .key(object_name(&session, upload_id))
        .server_side_encryption(ServerSideEncryption::AwsKms)
        .ssekms_key_id(&session.key_arn)
        .presigned(config)
        .await
        .map_err(|e| ApiError::aws("making an upload", e))?;
    let headers = request.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let expires_at = Timestamp::now() + OPEN_FOR;
    Ok((StatusCode::CREATED, Json(Upload { upload_id, url: request.uri().to_owned(), headers, expires_at })))
}
