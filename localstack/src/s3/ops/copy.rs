//! `CopyObject`. The copy shares the body, which never changes.

use s3s::dto::*;
use s3s::{S3Request, S3Result, s3_error};

use super::super::Front;
use super::super::access::caller;
use super::super::details::{Details, content_encoding, etag, timestamp};
use super::super::encryption::Requested;
use super::super::index::Precondition;

impl Front {
    pub(in crate::s3) async fn copy_object(&self, req: S3Request<CopyObjectInput>) -> S3Result<CopyObjectOutput> {
        let caller = caller(&req)?;
        let input = req.input;
        let CopySource::Bucket { bucket, key, version_id } = &input.copy_source else {
            return Err(s3_error!(NotImplemented, "The local stack has no access points"));
        };
        let replace =
            input.metadata_directive.is_some_and(|directive| directive.as_str() == MetadataDirective::REPLACE);
        let same = **bucket == input.bucket && **key == input.key && version_id.is_none();
        if same && !replace && input.server_side_encryption.is_none() {
            return Err(s3_error!(
                InvalidRequest,
                "This copy request is illegal because it is trying to copy an object to itself without changing the \
                 object's metadata, storage class, website redirect location or encryption attributes."
            ));
        }
        let (source_bucket, source) =
            self.index.find(bucket.to_string(), key.to_string(), version_id.as_ref().map(ToString::to_string)).await?;
        self.check_read(&caller, bucket, key, &source.details.encryption)?;
        let wanted = |condition: &ETagCondition| match condition {
            ETagCondition::Any => true,
            ETagCondition::ETag(wanted) => wanted.value() == source.etag,
        };
        if input.copy_source_if_match.as_ref().is_some_and(|condition| !wanted(condition))
            || input.copy_source_if_none_match.as_ref().is_some_and(wanted)
        {
            return Err(s3_error!(PreconditionFailed, "At least one of the pre-conditions you specified did not hold"));
        }
        let target = self.index.bucket(input.bucket).await?;
        let requested = Requested {
            algorithm: input.server_side_encryption,
            key: input.ssekms_key_id,
            bucket_key: input.bucket_key_enabled,
            customer_key: input.sse_customer_algorithm.is_some(),
        };
        let encryption = self.encryption_of_write(&caller, &target, &input.key, requested)?;
        let details = if replace {
            Details {
                content_type: input.content_type,
                cache_control: input.cache_control,
                content_disposition: input.content_disposition,
                content_encoding: content_encoding(input.content_encoding),
                content_language: input.content_language,
                metadata: input.metadata.unwrap_or_default(),
                checksums: source.details.checksums,
                encryption,
            }
        } else {
            Details { encryption, ..source.details }
        };
        let body = self.index.bodies.link(source.file.unwrap_or_default(), source.size).await?;
        let (version_id, modified) = self
            .index
            .put(target.name, input.key, source.etag.clone(), body, details.clone(), Precondition::default())
            .await?;
        Ok(CopyObjectOutput {
            copy_object_result: Some(CopyObjectResult {
                e_tag: Some(etag(&source.etag)),
                last_modified: Some(timestamp(modified)),
                ..CopyObjectResult::default()
            }),
            version_id,
            copy_source_version_id: source_bucket.versioning.map(|_| source.version),
            server_side_encryption: Some(details.encryption.algorithm()),
            ssekms_key_id: details.encryption.key_arn,
            bucket_key_enabled: details.encryption.bucket_key,
            ..CopyObjectOutput::default()
        })
    }
}
