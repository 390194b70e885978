//! `ListObjectsV2` and `ListObjectVersions`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use s3s::dto::*;
use s3s::{S3Request, S3Result, s3_error};

use super::super::Front;
use super::super::details::{etag, timestamp};
use super::super::index::Entry;

/// AWS's limit for one page.
const MAX_KEYS: i32 = 1000;

impl Front {
    pub(in crate::s3) async fn list_objects_v2(
        &self,
        req: S3Request<ListObjectsV2Input>,
    ) -> S3Result<ListObjectsV2Output> {
        let input = req.input;
        let max_keys = max_keys(input.max_keys)?;
        let from = match (&input.continuation_token, &input.start_after) {
            (Some(token), _) => URL_SAFE_NO_PAD
                .decode(token)
                .map_err(|_| s3_error!(InvalidArgument, "The continuation token provided is incorrect"))?,
            // The first key after this one.
            (None, Some(start)) => [start.as_bytes(), &[0]].concat(),
            (None, None) => Vec::new(),
        };
        let prefix = input.prefix.clone().unwrap_or_default();
        let max = usize::try_from(max_keys).unwrap_or(0);
        let page = self.index.list(input.bucket.clone(), prefix, input.delimiter.clone(), from, max).await?;
        let count = i32::try_from(page.entries.len()).unwrap_or(max_keys);
        let (mut contents, mut common_prefixes) = (Vec::new(), Vec::new());
        for entry in page.entries {
            match entry {
                Entry::Prefix(prefix) => common_prefixes.push(CommonPrefix { prefix: Some(prefix) }),
                Entry::Object(version) => contents.push(Object {
                    e_tag: Some(etag(&version.etag)),
                    last_modified: Some(timestamp(version.modified)),
                    size: Some(version.size),
                    storage_class: Some(ObjectStorageClass::from_static(ObjectStorageClass::STANDARD)),
                    key: Some(version.key),
                    ..Object::default()
                }),
            }
        }
        Ok(ListObjectsV2Output {
            name: Some(input.bucket),
            prefix: input.prefix,
            delimiter: input.delimiter,
            start_after: input.start_after,
            continuation_token: input.continuation_token,
            max_keys: Some(max_keys),
            key_count: Some(count),
            is_truncated: Some(page.next.is_some()),
            next_continuation_token: page.next.map(|next| URL_SAFE_NO_PAD.encode(next)),
            contents: Some(contents),
            common_prefixes: (!common_prefixes.is_empty()).then_some(common_prefixes),
            ..ListObjectsV2Output::default()
        })
    }

    pub(in crate::s3) async fn list_object_versions(
        &self,
        req: S3Request<ListObjectVersionsInput>,
    ) -> S3Result<ListObjectVersionsOutput> {
        let input = req.input;
        if input.delimiter.as_ref().is_some_and(|delimiter| !delimiter.is_empty()) {
            return Err(s3_error!(NotImplemented, "The local stack lists versions without a delimiter only"));
        }
        let max_keys = max_keys(input.max_keys)?;
        let max = usize::try_from(max_keys).unwrap_or(0);
        let prefix = input.prefix.clone().unwrap_or_default();
        let after = input.key_marker.clone().map(|key| (key, input.version_id_marker.clone()));
        let mut found = self.index.list_versions(input.bucket.clone(), prefix, after, max + 1).await?;
        let truncated = found.len() > max && max > 0;
        found.truncate(max);
        let last = found.last().filter(|_| truncated).map(|version| (version.key.clone(), version.version.clone()));
        let (mut versions, mut markers) = (Vec::new(), Vec::new());
        for version in found {
            if version.marker {
                markers.push(DeleteMarkerEntry {
                    is_latest: Some(version.latest),
                    key: Some(version.key),
                    last_modified: Some(timestamp(version.modified)),
                    version_id: Some(version.version),
                    ..DeleteMarkerEntry::default()
                });
            } else {
                versions.push(ObjectVersion {
                    e_tag: Some(etag(&version.etag)),
                    is_latest: Some(version.latest),
                    key: Some(version.key),
                    last_modified: Some(timestamp(version.modified)),
                    size: Some(version.size),
                    version_id: Some(version.version),
                    ..ObjectVersion::default()
                });
            }
        }
        let (next_key_marker, next_version_id_marker) = last.unzip();
        Ok(ListObjectVersionsOutput {
            name: Some(input.bucket),
            prefix: input.prefix,
            key_marker: input.key_marker,
            version_id_marker: input.version_id_marker,
            max_keys: Some(max_keys),
            is_truncated: Some(truncated),
            next_key_marker,
            next_version_id_marker,
            versions: Some(versions),
            delete_markers: (!markers.is_empty()).then_some(markers),
            ..ListObjectVersionsOutput::default()
        })
    }
}

fn max_keys(given: Option<i32>) -> S3Result<i32> {
    match given.unwrap_or(MAX_KEYS) {
        negative if negative < 0 => Err(s3_error!(InvalidArgument, "max-keys must not be negative")),
        count => Ok(count.min(MAX_KEYS)),
    }
}
