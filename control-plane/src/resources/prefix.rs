//! The tenant's prefix in the bucket: a marker object, encrypted with the tenant's key, shows that it is taken.

use aws_sdk_s3::{error::ProvideErrorMetadata, primitives::ByteStream, types::ServerSideEncryption};
use serde_json::json;

use super::Done;
use crate::reconcile::{
    StepError,
    scene::Scene,
    seen::{MarkerSeen, Seen},
};

const BAD_REQUEST: u16 = 400;
/// The marker's key within the prefix.
pub(crate) const MARKER: &str = ".salestalk";

fn marker(scene: Scene<'_>) -> String {
    format!("{}{MARKER}", scene.services.names.prefix(&scene.record.tenant_id))
}

/// Looks for the marker.
pub(crate) async fn look(scene: Scene<'_>) -> Result<Seen<MarkerSeen>, StepError> {
    let head = scene.services.aws.s3.head_object().bucket(&scene.services.names.bucket).key(marker(scene)).send().await;
    match head {
        Ok(object) => Ok(Seen::Present(MarkerSeen { key_arn: object.ssekms_key_id })),
        Err(error) if error.as_service_error().is_some_and(|e| e.is_not_found()) => Ok(Seen::Absent),
        // A reply to HEAD has no body to tell why: its key cannot be used for now.
        Err(error) if error.raw_response().is_some_and(|reply| reply.status().as_u16() == BAD_REQUEST) => {
            Ok(Seen::Unknown)
        }
        Err(error) => Err(StepError::aws("looking for the mark of the tenant's prefix", error)),
    }
}

/// Writes the marker; one that is there is left alone, unless `replace`.
pub(crate) async fn write(scene: Scene<'_>, key_arn: &str, replace: bool) -> Result<Done, StepError> {
    let content = json!({"tenantId": scene.record.tenant_id, "createdAt": scene.record.created_at});
    let put = scene
        .services
        .aws
        .s3
        .put_object()
        .bucket(&scene.services.names.bucket)
        .key(marker(scene))
        .set_if_none_match((!replace).then(|| "*".to_owned()))
        .content_type("application/json")
        .server_side_encryption(ServerSideEncryption::AwsKms)
        .ssekms_key_id(key_arn)
        .body(ByteStream::from(content.to_string().into_bytes()))
        .send()
        .await;
    match put {
        Ok(_) => Ok(Done::of(if replace { "changed" } else { "created" })),
        Err(error) if matches!(error.code(), Some("PreconditionFailed" | "ConditionalRequestConflict")) => {
            Ok(Done::surprised())
        }
        Err(error) => Err(StepError::aws("marking the tenant's prefix", error)),
    }
}
