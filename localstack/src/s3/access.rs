//! What each operation asks of the caller's policy, in AWS's action names and ARNs. KMS rights are asked for where the
//! key is known (`encryption`), and each key of a `DeleteObjects` by itself (`ops/delete`).
//!
//! Fails closed: an operation that is not served is refused before it is read (`s3s` answers some by way of others),
//! and one that asked for no right is not run.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use s3s::access::{S3Access, S3AccessContext};
use s3s::dto::*;
use s3s::{S3Error, S3ErrorCode, S3Request, S3Result, s3_error};

use super::{api, auth};
use crate::iam::{Caller, Context, Denied, Identities};

pub(super) struct Access(pub(super) Arc<Identities>);

pub(super) fn bucket_arn(bucket: &str) -> String {
    format!("arn:aws:s3:::{bucket}")
}

pub(super) fn object_arn(bucket: &str, key: &str) -> String {
    format!("arn:aws:s3:::{bucket}/{key}")
}

pub(super) fn denied(denied: Denied) -> S3Error {
    S3Error::with_message(S3ErrorCode::AccessDenied, denied.to_string())
}

/// What goes with a request whose signature was verified.
#[derive(Debug, Clone)]
struct Verified {
    caller: Caller,
    /// Whether a right was asked for, and given.
    asked: Arc<AtomicBool>,
}

fn verified<T>(request: &S3Request<T>) -> S3Result<&Verified> {
    request.extensions.get::<Verified>().ok_or_else(|| s3_error!(AccessDenied, "Signature is required"))
}

pub(super) fn caller<T>(request: &S3Request<T>) -> S3Result<Caller> {
    verified(request).map(|verified| verified.caller.clone())
}

/// Refuses a request for which no right was asked: a bug here.
pub(super) fn asked<T>(request: &S3Request<T>) -> S3Result<()> {
    match verified(request)?.asked.load(Ordering::Relaxed) {
        true => Ok(()),
        false => Err(s3_error!(AccessDenied, "The local stack does not know which right this operation needs")),
    }
}

fn allow<T>(request: &S3Request<T>, action: &str, resource: &str) -> S3Result<()> {
    allow_with(request, action, resource, Context::default())
}

fn allow_with<T>(request: &S3Request<T>, action: &str, resource: &str, context: Context) -> S3Result<()> {
    let verified = verified(request)?;
    verified.caller.authorize(action, resource, context).map_err(denied)?;
    verified.asked.store(true, Ordering::Relaxed);
    Ok(())
}

/// The action has another name when it names a version.
fn on_version<'a>(version: Option<&String>, plain: &'a str, versioned: &'a str) -> &'a str {
    if version.is_some() { versioned } else { plain }
}

/// What a condition may compare a write's encryption by.
fn encryption_context(algorithm: Option<&ServerSideEncryption>, key: Option<&String>) -> Context {
    Context::default()
        .with_some("s3:x-amz-server-side-encryption", algorithm.map(ServerSideEncryption::as_str))
        .with_some("s3:x-amz-server-side-encryption-aws-kms-key-id", key.map(String::as_str))
}

#[async_trait::async_trait]
impl S3Access for Access {
    async fn check(&self, cx: &mut S3AccessContext<'_>) -> S3Result<()> {
        let Some(credentials) = cx.credentials() else { return Err(s3_error!(AccessDenied, "Signature is required")) };
        let caller = auth::caller(&self.0, &credentials.access_key, cx.headers(), cx.uri())?;
        let operation = cx.s3_op().name();
        if !api::SERVED.iter().any(|input| input.strip_suffix("Input") == Some(operation)) {
            return Err(s3_error!(NotImplemented, "The local stack's S3 has no {operation}"));
        }
        cx.extensions_mut().insert(Verified { caller, asked: Arc::default() });
        Ok(())
    }

    async fn list_buckets(&self, req: &mut S3Request<ListBucketsInput>) -> S3Result<()> {
        allow(req, "s3:ListAllMyBuckets", "*")
    }

    async fn create_bucket(&self, req: &mut S3Request<CreateBucketInput>) -> S3Result<()> {
        allow(req, "s3:CreateBucket", &bucket_arn(&req.input.bucket))
    }

    async fn delete_bucket(&self, req: &mut S3Request<DeleteBucketInput>) -> S3Result<()> {
        allow(req, "s3:DeleteBucket", &bucket_arn(&req.input.bucket))
    }

    async fn head_bucket(&self, req: &mut S3Request<HeadBucketInput>) -> S3Result<()> {
        allow(req, "s3:ListBucket", &bucket_arn(&req.input.bucket))
    }

    async fn put_bucket_versioning(&self, req: &mut S3Request<PutBucketVersioningInput>) -> S3Result<()> {
        allow(req, "s3:PutBucketVersioning", &bucket_arn(&req.input.bucket))
    }

    async fn get_bucket_versioning(&self, req: &mut S3Request<GetBucketVersioningInput>) -> S3Result<()> {
        allow(req, "s3:GetBucketVersioning", &bucket_arn(&req.input.bucket))
    }

    async fn put_bucket_encryption(&self, req: &mut S3Request<PutBucketEncryptionInput>) -> S3Result<()> {
        allow(req, "s3:PutEncryptionConfiguration", &bucket_arn(&req.input.bucket))
    }

    async fn get_bucket_encryption(&self, req: &mut S3Request<GetBucketEncryptionInput>) -> S3Result<()> {
        allow(req, "s3:GetEncryptionConfiguration", &bucket_arn(&req.input.bucket))
    }

    async fn put_public_access_block(&self, req: &mut S3Request<PutPublicAccessBlockInput>) -> S3Result<()> {
        allow(req, "s3:PutBucketPublicAccessBlock", &bucket_arn(&req.input.bucket))
    }

    async fn get_public_access_block(&self, req: &mut S3Request<GetPublicAccessBlockInput>) -> S3Result<()> {
        allow(req, "s3:GetBucketPublicAccessBlock", &bucket_arn(&req.input.bucket))
    }

    async fn list_objects_v2(&self, req: &mut S3Request<ListObjectsV2Input>) -> S3Result<()> {
        let input = &req.input;
        let context = Context::default()
            .with_some("s3:prefix", input.prefix.as_deref())
            .with_some("s3:delimiter", input.delimiter.as_deref());
        allow_with(req, "s3:ListBucket", &bucket_arn(&input.bucket), context)
    }

    async fn list_object_versions(&self, req: &mut S3Request<ListObjectVersionsInput>) -> S3Result<()> {
        let input = &req.input;
        let context = Context::default()
            .with_some("s3:prefix", input.prefix.as_deref())
            .with_some("s3:delimiter", input.delimiter.as_deref());
        allow_with(req, "s3:ListBucketVersions", &bucket_arn(&input.bucket), context)
    }

    async fn get_object(&self, req: &mut S3Request<GetObjectInput>) -> S3Result<()> {
        let action = on_version(req.input.version_id.as_ref(), "s3:GetObject", "s3:GetObjectVersion");
        allow(req, action, &object_arn(&req.input.bucket, &req.input.key))
    }

    async fn head_object(&self, req: &mut S3Request<HeadObjectInput>) -> S3Result<()> {
        let action = on_version(req.input.version_id.as_ref(), "s3:GetObject", "s3:GetObjectVersion");
        allow(req, action, &object_arn(&req.input.bucket, &req.input.key))
    }

    async fn put_object(&self, req: &mut S3Request<PutObjectInput>) -> S3Result<()> {
        let input = &req.input;
        let context = encryption_context(input.server_side_encryption.as_ref(), input.ssekms_key_id.as_ref());
        allow_with(req, "s3:PutObject", &object_arn(&input.bucket, &input.key), context)
    }

    async fn copy_object(&self, req: &mut S3Request<CopyObjectInput>) -> S3Result<()> {
        let input = &req.input;
        if let CopySource::Bucket { bucket, key, version_id } = &input.copy_source {
            let action = if version_id.is_some() { "s3:GetObjectVersion" } else { "s3:GetObject" };
            allow(req, action, &object_arn(bucket, key))?;
        }
        let context = encryption_context(input.server_side_encryption.as_ref(), input.ssekms_key_id.as_ref());
        allow_with(req, "s3:PutObject", &object_arn(&input.bucket, &input.key), context)
    }

    async fn delete_object(&self, req: &mut S3Request<DeleteObjectInput>) -> S3Result<()> {
        let action = on_version(req.input.version_id.as_ref(), "s3:DeleteObject", "s3:DeleteObjectVersion");
        allow(req, action, &object_arn(&req.input.bucket, &req.input.key))
    }

    async fn delete_objects(&self, req: &mut S3Request<DeleteObjectsInput>) -> S3Result<()> {
        verified(req)?.asked.store(true, Ordering::Relaxed);
        Ok(())
    }

    async fn create_multipart_upload(&self, req: &mut S3Request<CreateMultipartUploadInput>) -> S3Result<()> {
        let input = &req.input;
        let context = encryption_context(input.server_side_encryption.as_ref(), input.ssekms_key_id.as_ref());
        allow_with(req, "s3:PutObject", &object_arn(&input.bucket, &input.key), context)
    }

    async fn upload_part(&self, req: &mut S3Request<UploadPartInput>) -> S3Result<()> {
        allow(req, "s3:PutObject", &object_arn(&req.input.bucket, &req.input.key))
    }

    async fn complete_multipart_upload(&self, req: &mut S3Request<CompleteMultipartUploadInput>) -> S3Result<()> {
        allow(req, "s3:PutObject", &object_arn(&req.input.bucket, &req.input.key))
    }

    async fn abort_multipart_upload(&self, req: &mut S3Request<AbortMultipartUploadInput>) -> S3Result<()> {
        allow(req, "s3:AbortMultipartUpload", &object_arn(&req.input.bucket, &req.input.key))
    }

    async fn list_multipart_uploads(&self, req: &mut S3Request<ListMultipartUploadsInput>) -> S3Result<()> {
        let context = Context::default().with_some("s3:prefix", req.input.prefix.as_deref());
        allow_with(req, "s3:ListBucketMultipartUploads", &bucket_arn(&req.input.bucket), context)
    }

    async fn list_parts(&self, req: &mut S3Request<ListPartsInput>) -> S3Result<()> {
        allow(req, "s3:ListMultipartUploadParts", &object_arn(&req.input.bucket, &req.input.key))
    }
}
