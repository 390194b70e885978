//! The tenant's prefix in the bucket: a marker object, encrypted with the tenant's key, shows that it is taken.

use async_trait::async_trait;
use aws_sdk_s3::{error::ProvideErrorMetadata, primitives::ByteStream, types::ServerSideEncryption};
use serde_json::json;

use super::{Outcome, Resource};
use crate::reconcile::{Context, StepError};

/// The marker's key within the prefix.
const MARKER: &str = ".salestalk";

/// The prefix `tenants/<id>/`.
#[derive(Debug)]
pub(super) struct Prefix;

#[async_trait]
impl Resource for Prefix {
    fn name(&self) -> &'static str {
        "prefix"
    }

    async fn ensure(&self, context: &Context<'_>) -> Result<Outcome, StepError> {
        let names = &context.services.names;
        let marker = format!("{}{MARKER}", names.prefix(&context.tenant));
        let arn = context.key_arn().await?;
        if is_there(context, &marker, &arn).await? {
            return Ok(Outcome::Unchanged);
        }
        let content = json!({"tenantId": context.tenant, "createdAt": context.row().await.created_at});
        let put = context
            .services
            .aws
            .s3
            .put_object()
            .bucket(&names.bucket)
            .key(&marker)
            .if_none_match("*")
            .content_type("application/json")
            .server_side_encryption(ServerSideEncryption::AwsKms)
            .ssekms_key_id(&arn)
            .body(ByteStream::from(content.to_string().into_bytes()))
            .send()
            .await;
        match put {
            Ok(_) => Ok(Outcome::Created),
            // Another executor was faster.
            Err(error) if matches!(error.code(), Some("PreconditionFailed" | "ConditionalRequestConflict")) => {
                match is_there(context, &marker, &arn).await? {
                    true => Ok(Outcome::Unchanged),
                    false => Err(StepError::NotReady(format!("{marker} is just being written"))),
                }
            }
            Err(error) => Err(StepError::aws("marking the tenant's prefix", error)),
        }
    }
}

/// Whether the marker is there, under the tenant's key.
async fn is_there(context: &Context<'_>, marker: &str, arn: &str) -> Result<bool, StepError> {
    let head = context.services.aws.s3.head_object().bucket(&context.services.names.bucket).key(marker).send().await;
    match head {
        Ok(object) => match object.ssekms_key_id() {
            Some(key) if key == arn => Ok(true),
            other => Err(StepError::Foreign {
                what: format!("the object {marker}"),
                why: format!("it is encrypted with {}, the tenant's key is {arn}", other.unwrap_or("no key of ours")),
            }),
        },
        Err(error) if error.as_service_error().is_some_and(|e| e.is_not_found()) => Ok(false),
        Err(error) => Err(StepError::aws("looking for the mark of the tenant's prefix", error)),
    }
}
