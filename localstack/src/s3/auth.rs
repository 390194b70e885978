//! The secrets `s3s` verifies signatures with, and the caller behind a verified one.

use std::sync::Arc;

use http::{HeaderMap, Uri};
use s3s::auth::{S3Auth, SecretKey};
use s3s::{S3Result, s3_error};

use crate::form::Form;
use crate::iam::{Caller, Identities, IdentityError};

pub(super) struct Auth(pub(super) Arc<Identities>);

#[async_trait::async_trait]
impl S3Auth for Auth {
    async fn get_secret_key(&self, access_key: &str) -> S3Result<SecretKey> {
        self.0.secret(access_key).map(SecretKey::from).ok_or_else(|| unusable(IdentityError::UnknownKey))
    }
}

/// The caller, by access key and session token; a presigned URL has the token in its query.
pub(super) fn caller(identities: &Identities, key: &str, headers: &HeaderMap, uri: &Uri) -> S3Result<Caller> {
    let query = Form::parse(uri.query().unwrap_or_default().as_bytes());
    let header = headers.get("x-amz-security-token").and_then(|token| token.to_str().ok());
    identities.caller(key, header.or(query.get("X-Amz-Security-Token"))).map_err(unusable)
}

fn unusable(error: IdentityError) -> s3s::S3Error {
    match error {
        IdentityError::UnknownKey => {
            s3_error!(InvalidAccessKeyId, "The AWS Access Key Id you provided does not exist in our records.")
        }
        IdentityError::TokenMismatch => {
            s3_error!(InvalidToken, "The provided token is malformed or otherwise invalid.")
        }
        IdentityError::Expired => s3_error!(ExpiredToken, "The provided token has expired."),
    }
}
