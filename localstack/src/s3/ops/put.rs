//! `PutObject`.

use s3s::dto::*;
use s3s::{S3Request, S3Result};

use super::super::Front;
use super::super::access::caller;
use super::super::details::{Details, content_encoding, etag};
use super::super::digest::Digest;
use super::super::encryption::Requested;
use super::super::index::Precondition;

impl Front {
    pub(in crate::s3) async fn put_object(&self, req: S3Request<PutObjectInput>) -> S3Result<PutObjectOutput> {
        let caller = caller(&req)?;
        let mut digest = Digest::new(&req.headers)?;
        let trailers = req.trailing_headers.clone();
        let input = req.input;
        let bucket = self.index.bucket(input.bucket).await?;
        let requested = Requested {
            algorithm: input.server_side_encryption,
            key: input.ssekms_key_id,
            bucket_key: input.bucket_key_enabled,
            customer_key: input.sse_customer_algorithm.is_some(),
        };
        let encryption = self.encryption_of_write(&caller, &bucket, &input.key, requested)?;
        let body = input.body.unwrap_or_else(|| StreamingBlob::from(s3s::Body::empty()));
        let body = self.index.bodies.write(body, &mut digest).await?;
        let digested = digest.finish(trailers.as_ref())?;
        let details = Details {
            content_type: input.content_type,
            cache_control: input.cache_control,
            content_disposition: input.content_disposition,
            content_encoding: content_encoding(input.content_encoding),
            content_language: input.content_language,
            metadata: input.metadata.unwrap_or_default(),
            checksums: digested.checksums,
            encryption,
        };
        let precondition = Precondition { if_match: input.if_match, if_none_match: input.if_none_match };
        let md5 = hex::encode(digested.md5);
        let (version_id, _) =
            self.index.put(bucket.name, input.key, md5.clone(), body, details.clone(), precondition).await?;
        Ok(PutObjectOutput {
            e_tag: Some(etag(&md5)),
            version_id,
            checksum_crc32: details.checksum("crc32"),
            checksum_crc32c: details.checksum("crc32c"),
            checksum_crc64nvme: details.checksum("crc64nvme"),
            checksum_sha1: details.checksum("sha1"),
            checksum_sha256: details.checksum("sha256"),
            server_side_encryption: Some(details.encryption.algorithm()),
            ssekms_key_id: details.encryption.key_arn,
            bucket_key_enabled: details.encryption.bucket_key,
            ..PutObjectOutput::default()
        })
    }
}
