//! `DeleteObject` and `DeleteObjects`.

use s3s::dto::*;
use s3s::{S3Request, S3Result, s3_error};

use super::super::Front;
use super::super::access::{caller, object_arn};
use crate::iam::Context;

/// AWS's limit for one `DeleteObjects`.
const MAX_KEYS: usize = 1000;

impl Front {
    pub(in crate::s3) async fn delete_object(&self, req: S3Request<DeleteObjectInput>) -> S3Result<DeleteObjectOutput> {
        let input = req.input;
        let deleted = self.index.delete(input.bucket, vec![(input.key, input.version_id)]).await?;
        let deleted = deleted.into_iter().next().unwrap_or_default();
        Ok(DeleteObjectOutput {
            delete_marker: deleted.marker.then_some(true),
            version_id: deleted.version,
            ..DeleteObjectOutput::default()
        })
    }

    /// Each key by itself: those the caller may not delete are told as errors, and the others are deleted.
    pub(in crate::s3) async fn delete_objects(
        &self,
        req: S3Request<DeleteObjectsInput>,
    ) -> S3Result<DeleteObjectsOutput> {
        let caller = caller(&req)?;
        let DeleteObjectsInput { bucket, delete, .. } = req.input;
        if delete.objects.is_empty() || delete.objects.len() > MAX_KEYS {
            return Err(s3_error!(MalformedXML, "Between 1 and 1000 keys can be deleted at a time"));
        }
        let mut errors = Vec::new();
        let mut targets = Vec::new();
        for object in delete.objects {
            let action = if object.version_id.is_some() { "s3:DeleteObjectVersion" } else { "s3:DeleteObject" };
            match caller.authorize(action, &object_arn(&bucket, &object.key), Context::default()) {
                Ok(()) => targets.push((object.key, object.version_id)),
                Err(denied) => errors.push(Error {
                    code: Some("AccessDenied".to_owned()),
                    message: Some(denied.to_string()),
                    key: Some(object.key),
                    version_id: object.version_id,
                }),
            }
        }
        let deleted = self.index.delete(bucket, targets.clone()).await?;
        let deleted = targets.into_iter().zip(deleted).map(|((key, version_id), deleted)| DeletedObject {
            key: Some(key),
            version_id,
            delete_marker: deleted.marker.then_some(true),
            delete_marker_version_id: deleted.version.filter(|_| deleted.marker),
        });
        let quiet = delete.quiet.unwrap_or(false);
        Ok(DeleteObjectsOutput {
            deleted: (!quiet).then(|| deleted.collect()),
            errors: (!errors.is_empty()).then_some(errors),
            ..DeleteObjectsOutput::default()
        })
    }
}
