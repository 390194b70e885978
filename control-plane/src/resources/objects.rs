//! Objects below a prefix, as a whole: moved to another key, or deleted in all their versions.

use aws_sdk_s3::{
    Client,
    types::{Delete, DeleteMarkerEntry, ObjectIdentifier, ObjectVersion, ServerSideEncryption},
};

use super::{Done, prefix};
use crate::reconcile::{StepError, scene::Scene};

/// What one DeleteObjects takes.
const MOST_DELETED: usize = 1_000;

/// Objects up to 5 GB can be copied in one call; ours are imports, which are smaller.
pub(crate) async fn move_to_key(scene: Scene<'_>, key_arn: &str) -> Result<Done, StepError> {
    let (s3, bucket) = (&scene.services.aws.s3, &scene.services.names.bucket);
    let doing = "moving the tenant's objects to its key";
    let below = scene.services.names.prefix(&scene.record.tenant_id);
    let marker = format!("{below}{}", prefix::MARKER);
    let mut pages = s3.list_objects_v2().bucket(bucket).prefix(&below).into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| StepError::aws(doing, error))?;
        for key in page.contents().iter().filter_map(|object| object.key()).filter(|key| *key != marker) {
            let head = s3.head_object().bucket(bucket).key(key).send().await;
            let head = head.map_err(|error| StepError::aws(doing, error))?;
            if head.ssekms_key_id() == Some(key_arn) {
                continue;
            }
            s3.copy_object()
                .bucket(bucket)
                .key(key)
                .copy_source(format!("{bucket}/{}", encoded(key)))
                .server_side_encryption(ServerSideEncryption::AwsKms)
                .ssekms_key_id(key_arn)
                .send()
                .await
                .map_err(|error| StepError::aws(doing, error))?;
        }
    }
    // The marker goes last: under the new key it says that all the others are.
    prefix::write(scene, key_arn, true).await
}

/// Deletes every version of every object below `prefix`, every delete marker, and uploads that were never completed; how
/// many versions and markers there were.
pub(crate) async fn delete_below(s3: &Client, bucket: &str, prefix: &str) -> Result<u64, StepError> {
    let doing = "deleting objects";
    let uploads = s3.list_multipart_uploads().bucket(bucket).prefix(prefix).send().await;
    for upload in uploads.map_err(|error| StepError::aws(doing, error))?.uploads() {
        let abort = s3.abort_multipart_upload().bucket(bucket).set_key(upload.key.clone());
        match abort.set_upload_id(upload.upload_id.clone()).send().await {
            Ok(_) => {}
            Err(error) if error.as_service_error().is_some_and(|e| e.is_no_such_upload()) => {}
            Err(error) => return Err(StepError::aws(doing, error)),
        }
    }
    let mut deleted = 0;
    loop {
        let objects = page_below(s3, bucket, prefix).await?;
        if objects.is_empty() {
            return Ok(deleted);
        }
        deleted += objects.len() as u64;
        delete(s3, bucket, objects).await?;
    }
}

/// The first thousand versions and delete markers below `prefix`.
async fn page_below(s3: &Client, bucket: &str, prefix: &str) -> Result<Vec<ObjectIdentifier>, StepError> {
    let page = s3.list_object_versions().bucket(bucket).prefix(prefix).send().await;
    let page = page.map_err(|error| StepError::aws("listing objects", error))?;
    Ok(identifiers(page.versions(), page.delete_markers()))
}

/// All versions and delete markers below `prefix`.
pub(crate) async fn versions_below(
    s3: &Client,
    bucket: &str,
    prefix: &str,
) -> Result<Vec<ObjectIdentifier>, StepError> {
    let mut all = Vec::new();
    let (mut key, mut version) = (None, None);
    loop {
        let page = s3.list_object_versions().bucket(bucket).prefix(prefix);
        let page = page.set_key_marker(key).set_version_id_marker(version).send().await;
        let page = page.map_err(|error| StepError::aws("listing objects", error))?;
        all.extend(identifiers(page.versions(), page.delete_markers()));
        if page.is_truncated != Some(true) {
            return Ok(all);
        }
        (key, version) = (page.next_key_marker, page.next_version_id_marker);
    }
}

fn identifiers(versions: &[ObjectVersion], markers: &[DeleteMarkerEntry]) -> Vec<ObjectIdentifier> {
    let versions = versions.iter().map(|version| (version.key.clone(), version.version_id.clone()));
    let markers = markers.iter().map(|marker| (marker.key.clone(), marker.version_id.clone()));
    let build = |(key, version)| ObjectIdentifier::builder().set_key(key).set_version_id(version).build().ok();
    versions.chain(markers).filter_map(build).collect()
}

/// Deletes `objects`, a thousand at a time.
pub(crate) async fn delete(s3: &Client, bucket: &str, objects: Vec<ObjectIdentifier>) -> Result<(), StepError> {
    for some in objects.chunks(MOST_DELETED) {
        let delete = Delete::builder().set_objects(Some(some.to_vec())).quiet(true).build();
        let delete = delete.map_err(|error| StepError::Request(error.to_string()))?;
        let reply = s3.delete_objects().bucket(bucket).delete(delete).send().await;
        let reply = reply.map_err(|error| StepError::aws("deleting objects", error))?;
        if let Some(error) = reply.errors().first() {
            let (key, why) = (error.key().unwrap_or("an object"), error.message().unwrap_or("no reason given"));
            return Err(StepError::Unusable { what: key.to_owned(), why: format!("it cannot be deleted: {why}") });
        }
    }
    Ok(())
}

/// Whether there is any object or version below `prefix`.
pub(crate) async fn any(scene: Scene<'_>, below: &str) -> Result<bool, StepError> {
    let (s3, bucket) = (&scene.services.aws.s3, &scene.services.names.bucket);
    let page = s3.list_object_versions().bucket(bucket).prefix(below).max_keys(1).send().await;
    let page = page.map_err(|error| StepError::aws("looking for the tenant's objects", error))?;
    Ok(!page.versions().is_empty() || !page.delete_markers().is_empty())
}

/// `key` as it stands in a URL: all but unreserved characters and `/` in percent (RFC 3986, section 2.3).
fn encoded(key: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    key.bytes().map(byte).collect()
}
