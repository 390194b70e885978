//! SSE-KMS: which key a write is under, whether it can be used, and whether the caller may use it.

use s3s::dto::ServerSideEncryption;
use s3s::{S3Error, S3ErrorCode, S3Result, s3_error};

use super::Front;
use super::access::{bucket_arn, denied, object_arn};
use super::details::Encryption;
use super::index::Bucket;
use crate::REGION;
use crate::iam::{Caller, Context};
use crate::kms::KeyProblem;

/// What a write asks for.
#[derive(Debug, Default)]
pub(super) struct Requested {
    pub(super) algorithm: Option<ServerSideEncryption>,
    pub(super) key: Option<String>,
    pub(super) bucket_key: Option<bool>,
    /// `SSE-C`, which is not served.
    pub(super) customer_key: bool,
}

impl Front {
    /// How an object will be encrypted: as asked, else as the bucket says, else `AES256`.
    pub(super) fn encryption_of_write(
        &self,
        caller: &Caller,
        bucket: &Bucket,
        key: &str,
        requested: Requested,
    ) -> S3Result<Encryption> {
        if requested.customer_key {
            return Err(s3_error!(NotImplemented, "The local stack does not take customer-provided keys"));
        }
        let default = bucket.encryption.clone().unwrap_or_default();
        let algorithm = requested.algorithm.map_or(default.algorithm, |algorithm| algorithm.as_str().to_owned());
        match algorithm.as_str() {
            ServerSideEncryption::AES256 if requested.key.is_some() => {
                Err(s3_error!(InvalidArgument, "A KMS key is given, but the encryption is not aws:kms"))
            }
            ServerSideEncryption::AES256 => Ok(Encryption::default()),
            ServerSideEncryption::AWS_KMS => {
                let reference = requested.key.or(default.key_arn).ok_or_else(|| {
                    s3_error!(InvalidRequest, "The local stack has no key of AWS's own: name a KMS key")
                })?;
                let key_arn = self.usable_key(&reference)?;
                let bucket_key = requested.bucket_key.or(default.bucket_key);
                let encryption = Encryption { algorithm, key_arn: Some(key_arn), bucket_key };
                self.may_use_key(caller, "kms:GenerateDataKey", &bucket.name, key, &encryption)?;
                Ok(encryption)
            }
            other => Err(s3_error!(InvalidArgument, "The encryption {other} is not served here")),
        }
    }

    /// Whether the caller may read an object so encrypted, and its key can still be used.
    pub(super) fn check_read(&self, caller: &Caller, bucket: &str, key: &str, encryption: &Encryption) -> S3Result<()> {
        if let Some(arn) = &encryption.key_arn {
            self.may_use_key(caller, "kms:Decrypt", bucket, key, encryption)?;
            self.usable_key(arn)?;
        }
        Ok(())
    }

    /// The ARN of a key that can be used now.
    pub(super) fn usable_key(&self, reference: &str) -> S3Result<String> {
        self.kms.usable_key(reference).map_err(|problem| {
            let code: &[u8] = match problem {
                KeyProblem::NotFound => b"KMS.NotFoundException",
                KeyProblem::Disabled => b"KMS.DisabledException",
                KeyProblem::PendingDeletion => b"KMS.KMSInvalidStateException",
            };
            let code = S3ErrorCode::from_bytes(code).unwrap_or(S3ErrorCode::InvalidRequest);
            let mut error = S3Error::with_message(code, format!("The KMS key {reference} {problem}"));
            error.set_status_code(http::StatusCode::BAD_REQUEST);
            error
        })
    }

    fn may_use_key(
        &self,
        caller: &Caller,
        action: &str,
        bucket: &str,
        key: &str,
        encryption: &Encryption,
    ) -> S3Result<()> {
        let Some(key_arn) = &encryption.key_arn else { return Ok(()) };
        // With a bucket key, the bucket is the encryption context, as on AWS.
        let arn = if encryption.bucket_key == Some(true) { bucket_arn(bucket) } else { object_arn(bucket, key) };
        let context = Context::default()
            .with("kms:ViaService", format!("s3.{REGION}.amazonaws.com"))
            .with("kms:EncryptionContext:aws:s3:arn", arn)
            .with("kms:EncryptionContextKeys", "aws:s3:arn");
        self.kms.authorize(caller, action, key_arn, context).map_err(denied)
    }
}
