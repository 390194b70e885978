//! `GetObject` and `HeadObject`.

use s3s::dto::*;
use s3s::{S3ErrorCode, S3Request, S3Result, s3_error};

use super::super::Front;
use super::super::access::{bucket_arn, caller, denied};
use super::super::details::{etag, timestamp};
use super::super::index::Version;
use crate::iam::{Caller, Context};

/// What `If-Match` and the like ask of an object that is there.
struct Conditions {
    if_match: Option<IfMatch>,
    if_none_match: Option<IfNoneMatch>,
    if_modified_since: Option<IfModifiedSince>,
    if_unmodified_since: Option<IfUnmodifiedSince>,
}

impl Conditions {
    fn check(&self, version: &Version) -> S3Result<()> {
        let matches = |condition: &ETagCondition| match condition {
            ETagCondition::Any => true,
            ETagCondition::ETag(wanted) => wanted.value() == version.etag,
        };
        // HTTP dates have no fractions of seconds.
        let modified = timestamp(version.modified / 1000 * 1000);
        let changed = match &self.if_match {
            Some(condition) => !matches(condition),
            None => self.if_unmodified_since.as_ref().is_some_and(|since| modified > *since),
        };
        if changed {
            return Err(s3_error!(PreconditionFailed, "At least one of the pre-conditions you specified did not hold"));
        }
        let same = match &self.if_none_match {
            Some(condition) => matches(condition),
            None => self.if_modified_since.as_ref().is_some_and(|since| modified <= *since),
        };
        if same { Err(s3_error!(NotModified, "Not Modified")) } else { Ok(()) }
    }
}

/// Both outputs, which have these members alike: those given, and those read off the version.
macro_rules! output {
    ($Output:ident, $version:ident, $version_id:ident, $checksums:expr, { $($member:ident: $value:expr,)* }) => {{
        let checksum = |algorithm: &str| $version.details.checksum(algorithm).filter(|_| $checksums);
        $Output {
            $($member: $value,)*
            accept_ranges: Some("bytes".to_owned()),
            e_tag: Some(etag(&$version.etag)),
            last_modified: Some(timestamp($version.modified)),
            version_id: $version_id,
            checksum_crc32: checksum("crc32"),
            checksum_crc32c: checksum("crc32c"),
            checksum_crc64nvme: checksum("crc64nvme"),
            checksum_sha1: checksum("sha1"),
            checksum_sha256: checksum("sha256"),
            server_side_encryption: Some($version.details.encryption.algorithm()),
            ssekms_key_id: $version.details.encryption.key_arn,
            bucket_key_enabled: $version.details.encryption.bucket_key,
            content_type: $version.details.content_type.or_else(|| Some("binary/octet-stream".to_owned())),
            cache_control: $version.details.cache_control,
            content_disposition: $version.details.content_disposition,
            content_encoding: $version.details.content_encoding,
            content_language: $version.details.content_language,
            metadata: Some($version.details.metadata),
            ..$Output::default()
        }
    }};
}

impl Front {
    pub(in crate::s3) async fn get_object(&self, req: S3Request<GetObjectInput>) -> S3Result<GetObjectOutput> {
        let caller = caller(&req)?;
        let input = req.input;
        let conditions = Conditions {
            if_match: input.if_match,
            if_none_match: input.if_none_match,
            if_modified_since: input.if_modified_since,
            if_unmodified_since: input.if_unmodified_since,
        };
        let (version, version_id) =
            self.readable(&caller, input.bucket, input.key, input.version_id, &conditions).await?;
        let size = u64::try_from(version.size).unwrap_or(0);
        let range = match input.range {
            Some(range) => {
                range.check(size).map_err(|_| s3_error!(InvalidRange, "The requested range is not satisfiable"))?
            }
            None => 0..size,
        };
        let file = version.file.as_deref().unwrap_or_default();
        let body = self.index.bodies.read(file, range.clone()).await?;
        let content_range = input.range.map(|_| format!("bytes {}-{}/{size}", range.start, range.end - 1));
        // A checksum is of the whole body.
        let checksums = wants_checksums(input.checksum_mode.as_ref()) && content_range.is_none();
        Ok(output!(GetObjectOutput, version, version_id, checksums, {
            body: Some(body),
            content_length: i64::try_from(range.end - range.start).ok(),
            content_range: content_range,
        }))
    }

    pub(in crate::s3) async fn head_object(&self, req: S3Request<HeadObjectInput>) -> S3Result<HeadObjectOutput> {
        let caller = caller(&req)?;
        let input = req.input;
        let conditions = Conditions {
            if_match: input.if_match,
            if_none_match: input.if_none_match,
            if_modified_since: input.if_modified_since,
            if_unmodified_since: input.if_unmodified_since,
        };
        let (version, version_id) =
            self.readable(&caller, input.bucket, input.key, input.version_id, &conditions).await?;
        let checksums = wants_checksums(input.checksum_mode.as_ref());
        Ok(output!(HeadObjectOutput, version, version_id, checksums, {
            content_length: Some(version.size),
        }))
    }

    /// A version the caller may read, and the id to tell of it.
    async fn readable(
        &self,
        caller: &Caller,
        bucket: String,
        key: String,
        version: Option<String>,
        conditions: &Conditions,
    ) -> S3Result<(Version, Option<String>)> {
        let found = self.index.find(bucket.clone(), key.clone(), version).await;
        let (bucket, version) = found.map_err(|error| {
            // As on AWS, who may not list the bucket does not learn that a key is not there. The request has no
            // prefix, so a policy that allows only listing by prefix does not allow this.
            let missing = matches!(error.code(), S3ErrorCode::NoSuchKey | S3ErrorCode::NoSuchVersion);
            let may_list = || caller.authorize("s3:ListBucket", &bucket_arn(&bucket), Context::default());
            match missing.then(may_list) {
                Some(Err(refusal)) => denied(refusal),
                _ => error,
            }
        })?;
        self.check_read(caller, &bucket.name, &key, &version.details.encryption)?;
        conditions.check(&version)?;
        let version_id = bucket.versioning.map(|_| version.version.clone());
        Ok((version, version_id))
    }
}

fn wants_checksums(mode: Option<&ChecksumMode>) -> bool {
    mode.is_some_and(|mode| mode.as_str() == ChecksumMode::ENABLED)
}
