//! The alias of the tenant's key: the name by which people and consoles find it.

use async_trait::async_trait;
use aws_sdk_kms::types::KeyMetadata;

use super::{Outcome, Resource};
use crate::reconcile::{Context, StepError};

/// The alias `alias/salestalk/<id>`.
#[derive(Debug)]
pub(super) struct Alias;

#[async_trait]
impl Resource for Alias {
    fn name(&self) -> &'static str {
        "key-alias"
    }

    async fn ensure(&self, context: &Context<'_>) -> Result<Outcome, StepError> {
        let alias = context.services.names.key_alias(&context.tenant);
        let arn = context.key_arn().await?;
        if let Some(target) = describe(context, &alias).await? {
            return points_to(&alias, target, &arn);
        }
        let made = context.services.aws.kms.create_alias().alias_name(&alias).target_key_id(&arn).send().await;
        match made {
            Ok(_) => Ok(Outcome::Created),
            Err(error) if error.as_service_error().is_some_and(|e| e.is_already_exists_exception()) => {
                let target = describe(context, &alias).await?;
                let target = target.ok_or_else(|| StepError::NotReady(format!("{alias} is just being made")))?;
                points_to(&alias, target, &arn)
            }
            Err(error) => Err(StepError::aws("naming the tenant's key", error)),
        }
    }
}

fn points_to(alias: &str, target: KeyMetadata, arn: &str) -> Result<Outcome, StepError> {
    match target.arn {
        Some(target) if target == arn => Ok(Outcome::Unchanged),
        other => Err(StepError::Foreign {
            what: alias.to_owned(),
            why: format!("it points to {}, the tenant's key is {arn}", other.as_deref().unwrap_or("another key")),
        }),
    }
}

/// The key that an id, an ARN or an alias names, if there is one.
pub(super) async fn describe(context: &Context<'_>, key: &str) -> Result<Option<KeyMetadata>, StepError> {
    match context.services.aws.kms.describe_key().key_id(key).send().await {
        Ok(reply) => Ok(reply.key_metadata),
        Err(error) if error.as_service_error().is_some_and(|e| e.is_not_found_exception()) => Ok(None),
        Err(error) => Err(StepError::aws("describing the tenant's key", error)),
    }
}
