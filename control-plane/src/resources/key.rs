//! The tenant's KMS key.
//!
//! CreateKey has no idempotency token, and a key made twice is paid for twice. So the row says that a key was asked for
//! before it is, and whoever finds such a row without a key looks for the key by its tags before asking for another.

use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_kms::{
    config::{retry::RetryConfig, timeout::TimeoutConfig},
    error::ProvideErrorMetadata,
    types::{KeyMetadata, KeyState, Tag},
};

use super::{OWNER, OWNER_TAG, Outcome, Resource, TENANT_TAG, alias};
use crate::reconcile::{Context, StepError};

/// An executor that has not written the row for this long is taken to be gone.
const TAKE_OVER_AFTER: Duration = Duration::from_secs(5);
/// Less than [`TAKE_OVER_AFTER`]: whoever takes over can rely on no CreateKey of the other's being on its way.
const CREATE_KEY_WITHIN: Duration = Duration::from_secs(3);

/// The key that everything of the tenant's is encrypted with.
#[derive(Debug)]
pub(super) struct Key;

#[async_trait]
impl Resource for Key {
    fn name(&self) -> &'static str {
        "key"
    }

    async fn ensure(&self, context: &Context<'_>) -> Result<Outcome, StepError> {
        let recorded = context.row().await.observed.key_arn;
        let (arn, outcome) = match recorded {
            Some(arn) => (check(context, arn).await?, Outcome::Unchanged),
            None => obtain(context).await?,
        };
        Ok(if rotate(context, &arn).await? && outcome == Outcome::Unchanged { Outcome::Changed } else { outcome })
    }
}

/// A recorded key must be usable. It is never replaced: what it encrypts would be lost.
async fn check(context: &Context<'_>, arn: String) -> Result<String, StepError> {
    let why = match alias::describe(context, &arn).await? {
        Some(key) if key.key_state() == Some(&KeyState::Enabled) => return Ok(arn),
        Some(key) => format!("its state is {}", key.key_state().map_or("unknown", KeyState::as_str)),
        None => "KMS does not know it".to_owned(),
    };
    Err(StepError::Unusable { what: format!("the tenant's key {arn}"), why })
}

/// The tenant's key and its ARN, recorded in the row: one that an executor made and did not live to record, or a new one.
async fn obtain(context: &Context<'_>) -> Result<(String, Outcome), StepError> {
    let found = if context.row().await.observed.key_requested {
        if context.is_anothers(TAKE_OVER_AFTER).await {
            return Err(StepError::Overtaken);
        }
        context.claim().await?;
        let found = search(context).await?;
        // The search may have taken long: make sure that nobody has taken over before a key is asked for.
        if found.is_none() {
            context.claim().await?;
        }
        found
    } else {
        context.write(|row| row.observed.key_requested = true).await?;
        None
    };
    let (arn, outcome) = match found {
        Some(arn) => (arn, Outcome::Changed),
        None => (create(context).await?, Outcome::Created),
    };
    context.write(|row| row.observed.key_arn = Some(arn.clone())).await?;
    Ok((arn, outcome))
}

async fn create(context: &Context<'_>) -> Result<String, StepError> {
    let doing = "creating the tenant's key";
    let tag = |key: &str, value: &str| Tag::builder().tag_key(key).tag_value(value).build();
    // Sent once: the SDK would repeat a call whose answer was lost, and make a second key.
    let once = aws_sdk_kms::Config::builder()
        .retry_config(RetryConfig::disabled())
        .timeout_config(TimeoutConfig::builder().operation_timeout(CREATE_KEY_WITHIN).build());
    let reply = context
        .services
        .aws
        .kms
        .create_key()
        .description(format!("SalesTalk tenant {}", context.tenant))
        .tags(tag(TENANT_TAG, context.tenant.as_str())?)
        .tags(tag(OWNER_TAG, OWNER)?)
        .customize()
        .config_override(once)
        .send()
        .await
        .map_err(|error| StepError::aws(doing, error))?;
    let arn = reply.key_metadata.and_then(|key| key.arn);
    arn.ok_or_else(|| StepError::NotReady("KMS did not name the key it made".to_owned()))
}

/// The oldest usable key with this tenant's tags.
async fn search(context: &Context<'_>) -> Result<Option<String>, StepError> {
    let kms = &context.services.aws.kms;
    if let Some(key) = alias::describe(context, &context.services.names.key_alias(&context.tenant)).await?
        && key.key_state() == Some(&KeyState::Enabled)
        && is_ours(context, &key.key_id).await?
    {
        return Ok(key.arn);
    }
    let mut oldest: Option<KeyMetadata> = None;
    let mut pages = kms.list_keys().into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| StepError::aws("looking for the tenant's key", error))?;
        for id in page.keys().iter().filter_map(|key| key.key_id()) {
            if !is_ours(context, id).await? {
                continue;
            }
            let Some(key) = alias::describe(context, id).await? else { continue };
            let older = oldest.as_ref().is_none_or(|other| {
                (key.creation_date, key.key_id.as_str()) < (other.creation_date, other.key_id.as_str())
            });
            if key.key_state() == Some(&KeyState::Enabled) && older {
                oldest = Some(key);
            }
        }
    }
    Ok(oldest.and_then(|key| key.arn))
}

/// Whether we made this key for this tenant. A key whose tags we may not see is somebody else's.
async fn is_ours(context: &Context<'_>, key: &str) -> Result<bool, StepError> {
    let mut pages = context.services.aws.kms.list_resource_tags().key_id(key).into_paginator().send();
    let (mut tenant, mut owner) = (false, false);
    while let Some(page) = pages.next().await {
        let page = match page {
            Ok(page) => page,
            Err(error) if matches!(error.code(), Some("AccessDeniedException" | "NotFoundException")) => break,
            Err(error) => return Err(StepError::aws("looking for the tenant's key", error)),
        };
        let has =
            |key: &str, value: &str| page.tags().iter().any(|tag| tag.tag_key() == key && tag.tag_value() == value);
        tenant |= has(TENANT_TAG, context.tenant.as_str());
        owner |= has(OWNER_TAG, OWNER);
    }
    Ok(tenant && owner)
}

/// Turns on yearly rotation; whether it was off.
async fn rotate(context: &Context<'_>, arn: &str) -> Result<bool, StepError> {
    let kms = &context.services.aws.kms;
    let status = kms.get_key_rotation_status().key_id(arn).send().await;
    if status.map_err(|error| StepError::aws("reading the key's rotation", error))?.key_rotation_enabled() {
        return Ok(false);
    }
    let turned = kms.enable_key_rotation().key_id(arn).send().await;
    turned.map_err(|error| StepError::aws("turning on the key's rotation", error))?;
    Ok(true)
}
