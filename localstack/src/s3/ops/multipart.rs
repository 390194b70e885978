//! Multipart uploads. An object made of parts has no checksum of its whole, as SDKs expect of composite ones.

use s3s::crypto::{Checksum as _, Md5};
use s3s::dto::*;
use s3s::{S3Request, S3Result, s3_error};

use super::super::Front;
use super::super::access::caller;
use super::super::details::{Details, content_encoding, etag, timestamp};
use super::super::digest::Digest;
use super::super::encryption::Requested;
use super::super::index::{Part as StoredPart, Precondition, Upload};

/// AWS's least size of every part but the last, in bytes.
const MIN_PART: i64 = 5 * 1024 * 1024;

const MAX_UPLOADS: i64 = 1_000;
const MAX_PART_NUMBER: i32 = 10_000;

impl Front {
    pub(in crate::s3) async fn create_multipart_upload(
        &self,
        req: S3Request<CreateMultipartUploadInput>,
    ) -> S3Result<CreateMultipartUploadOutput> {
        let caller = caller(&req)?;
        let input = req.input;
        let bucket = self.index.bucket(input.bucket.clone()).await?;
        let requested = Requested {
            algorithm: input.server_side_encryption,
            key: input.ssekms_key_id,
            bucket_key: input.bucket_key_enabled,
            customer_key: input.sse_customer_algorithm.is_some(),
        };
        let encryption = self.encryption_of_write(&caller, &bucket, &input.key, requested)?;
        let details = Details {
            content_type: input.content_type,
            cache_control: input.cache_control,
            content_disposition: input.content_disposition,
            content_encoding: content_encoding(input.content_encoding),
            content_language: input.content_language,
            metadata: input.metadata.unwrap_or_default(),
            encryption: encryption.clone(),
            ..Details::default()
        };
        let id = uuid::Uuid::now_v7().simple().to_string();
        let upload = Upload { id: id.clone(), bucket: input.bucket.clone(), key: input.key.clone(), details };
        self.index.create_upload(upload).await?;
        Ok(CreateMultipartUploadOutput {
            bucket: Some(input.bucket),
            key: Some(input.key),
            upload_id: Some(id),
            checksum_algorithm: input.checksum_algorithm,
            server_side_encryption: Some(encryption.algorithm()),
            ssekms_key_id: encryption.key_arn,
            bucket_key_enabled: encryption.bucket_key,
            ..CreateMultipartUploadOutput::default()
        })
    }

    /// At most a thousand; whoever has more under way below one prefix sees the rest when these are ended.
    pub(in crate::s3) async fn list_multipart_uploads(
        &self,
        req: S3Request<ListMultipartUploadsInput>,
    ) -> S3Result<ListMultipartUploadsOutput> {
        let ListMultipartUploadsInput { bucket, prefix, .. } = req.input;
        let under_way = self.index.uploads(bucket.clone(), prefix.clone().unwrap_or_default(), MAX_UPLOADS + 1).await?;
        let is_truncated = i64::try_from(under_way.len()).is_ok_and(|count| count > MAX_UPLOADS);
        let uploads = under_way.into_iter().take(MAX_UPLOADS as usize).map(|(key, id, created)| MultipartUpload {
            key: Some(key),
            upload_id: Some(id),
            initiated: Some(timestamp(created)),
            ..MultipartUpload::default()
        });
        Ok(ListMultipartUploadsOutput {
            bucket: Some(bucket),
            prefix,
            uploads: Some(uploads.collect()),
            is_truncated: Some(is_truncated),
            ..ListMultipartUploadsOutput::default()
        })
    }

    pub(in crate::s3) async fn upload_part(&self, req: S3Request<UploadPartInput>) -> S3Result<UploadPartOutput> {
        let caller = caller(&req)?;
        let mut digest = Digest::new(&req.headers)?;
        let trailers = req.trailing_headers.clone();
        let input = req.input;
        if !(1..=MAX_PART_NUMBER).contains(&input.part_number) {
            return Err(s3_error!(InvalidArgument, "Part number must be an integer between 1 and 10000"));
        }
        let (upload, _) = self.index.upload(input.bucket, input.key, input.upload_id).await?;
        self.check_read(&caller, &upload.bucket, &upload.key, &upload.details.encryption)?;
        let body = input.body.unwrap_or_else(|| StreamingBlob::from(s3s::Body::empty()));
        let body = self.index.bodies.write(body, &mut digest).await?;
        let digested = digest.finish(trailers.as_ref())?;
        let md5 = hex::encode(digested.md5);
        let encryption = upload.details.encryption.clone();
        self.index.put_part(upload, input.part_number, md5.clone(), body).await?;
        let checksum = |algorithm: &str| digested.checksums.get(algorithm).cloned();
        Ok(UploadPartOutput {
            e_tag: Some(etag(&md5)),
            checksum_crc32: checksum("crc32"),
            checksum_crc32c: checksum("crc32c"),
            checksum_crc64nvme: checksum("crc64nvme"),
            checksum_sha1: checksum("sha1"),
            checksum_sha256: checksum("sha256"),
            server_side_encryption: Some(encryption.algorithm()),
            ssekms_key_id: encryption.key_arn,
            bucket_key_enabled: encryption.bucket_key,
            ..UploadPartOutput::default()
        })
    }

    pub(in crate::s3) async fn complete_multipart_upload(
        &self,
        req: S3Request<CompleteMultipartUploadInput>,
    ) -> S3Result<CompleteMultipartUploadOutput> {
        let caller = caller(&req)?;
        let input = req.input;
        let (upload, stored) = self.index.upload(input.bucket.clone(), input.key.clone(), input.upload_id).await?;
        let encryption = upload.details.encryption.clone();
        self.check_read(&caller, &upload.bucket, &upload.key, &encryption)?;
        let named = input.multipart_upload.and_then(|upload| upload.parts).unwrap_or_default();
        let parts = chosen(&named, &stored)?;
        let e_tag = etag_of(&parts);
        let body = self.index.bodies.join(parts.into_iter().map(|part| part.file.clone()).collect()).await?;
        let precondition = Precondition { if_match: input.if_match, if_none_match: input.if_none_match };
        let version_id = self.index.complete_upload(upload, e_tag.clone(), body, precondition).await?;
        Ok(CompleteMultipartUploadOutput {
            location: Some(format!("/{}/{}", input.bucket, input.key)),
            bucket: Some(input.bucket),
            key: Some(input.key),
            e_tag: Some(etag(&e_tag)),
            version_id,
            server_side_encryption: Some(encryption.algorithm()),
            ssekms_key_id: encryption.key_arn,
            bucket_key_enabled: encryption.bucket_key,
            ..CompleteMultipartUploadOutput::default()
        })
    }

    pub(in crate::s3) async fn abort_multipart_upload(
        &self,
        req: S3Request<AbortMultipartUploadInput>,
    ) -> S3Result<AbortMultipartUploadOutput> {
        let input = req.input;
        self.index.abort_upload(input.bucket, input.key, input.upload_id).await?;
        Ok(AbortMultipartUploadOutput::default())
    }

    pub(in crate::s3) async fn list_parts(&self, req: S3Request<ListPartsInput>) -> S3Result<ListPartsOutput> {
        let input = req.input;
        let (upload, stored) = self.index.upload(input.bucket, input.key, input.upload_id).await?;
        let max = usize::try_from(input.max_parts.unwrap_or(1000).clamp(1, 1000)).unwrap_or(1);
        let marker = input.part_number_marker.unwrap_or(0);
        let mut rest = stored.into_iter().filter(|part| part.number > marker);
        let shown: Vec<StoredPart> = rest.by_ref().take(max).collect();
        let truncated = rest.next().is_some();
        Ok(ListPartsOutput {
            bucket: Some(upload.bucket),
            key: Some(upload.key),
            upload_id: Some(upload.id),
            max_parts: input.max_parts,
            part_number_marker: input.part_number_marker,
            next_part_number_marker: shown.last().filter(|_| truncated).map(|part| part.number),
            is_truncated: Some(truncated),
            parts: Some(shown.into_iter().map(told).collect()),
            ..ListPartsOutput::default()
        })
    }
}

fn told(part: StoredPart) -> Part {
    Part {
        part_number: Some(part.number),
        size: Some(part.size),
        e_tag: Some(etag(&part.etag)),
        last_modified: Some(timestamp(part.modified)),
        ..Part::default()
    }
}

/// The stored parts a client names, in its order, which must be ascending.
fn chosen<'a>(named: &[CompletedPart], stored: &'a [StoredPart]) -> S3Result<Vec<&'a StoredPart>> {
    let mut parts: Vec<&StoredPart> = Vec::new();
    for part in named {
        let number = part.part_number.unwrap_or(0);
        if parts.last().is_some_and(|last| last.number >= number) {
            return Err(s3_error!(InvalidPartOrder, "The list of parts was not in ascending order."));
        }
        let found = stored.iter().find(|stored| stored.number == number);
        let same = |stored: &&StoredPart| part.e_tag.as_ref().is_none_or(|etag| etag.value() == stored.etag);
        parts.push(found.filter(same).ok_or_else(|| s3_error!(InvalidPart, "Part {number} could not be found."))?);
    }
    match parts.split_last() {
        None => Err(s3_error!(MalformedXML, "You must specify at least one part")),
        Some((_, all_but_last)) if all_but_last.iter().any(|part| part.size < MIN_PART) => {
            Err(s3_error!(EntityTooSmall, "Your proposed upload is smaller than the minimum allowed size"))
        }
        Some(_) => Ok(parts),
    }
}

/// As AWS makes it: the MD5 of the parts' MD5s, and how many they are.
fn etag_of(parts: &[&StoredPart]) -> String {
    let digests: Vec<u8> = parts.iter().flat_map(|part| hex::decode(&part.etag).unwrap_or_default()).collect();
    format!("{}-{}", hex::encode(Md5::checksum(&digests)), parts.len())
}
