//! The tenant's KMS key and its alias, and the data key that seals what leaves the tenant's tables.
//!
//! CreateKey has no idempotency token, and a key made twice is paid for twice. So whoever follows an executor that died
//! looks for keys by their tags before asking for one, and schedules those that nobody recorded for deletion.

use std::{collections::HashSet, time::Duration};

use aws_sdk_kms::{
    Client,
    config::{retry::RetryConfig, timeout::TimeoutConfig},
    error::ProvideErrorMetadata,
    primitives::Blob,
    types::{KeyMetadata, Tag},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use tenancy::registry::WrappedKey;

use super::{Done, OWNER, OWNER_TAG, TENANT_TAG};
use crate::reconcile::{
    StepError,
    scene::Scene,
    seen::{KeySeen, KeyState, Seen},
};

/// Shorter than any lease: whoever takes over can rely on no CreateKey of the other's being on its way.
const CREATE_KEY_WITHIN: Duration = Duration::from_secs(5);
/// The shortest that KMS allows.
const DELETE_KEY_AFTER_DAYS: i32 = 7;

/// The tenant's keys.
#[derive(Debug)]
pub(crate) struct Keys {
    pub(crate) own_key: Seen<KeySeen>,
    pub(crate) alias: Seen<String>,
    pub(crate) orphan_keys: Vec<String>,
}

/// Looks at the key that the row names and at the alias; with `search`, also for keys with the tenant's tags.
pub(crate) async fn look(scene: Scene<'_>, search: bool) -> Result<Keys, StepError> {
    let kms = &scene.services.aws.kms;
    let recorded = scene.record.observed.own_key.clone();
    let alias = match describe(kms, &scene.services.names.key_alias(&scene.record.tenant_id)).await? {
        Some(key) => Seen::Present(key.arn.unwrap_or_default()),
        None => Seen::Absent,
    };
    let mut found = if search { of_tenant(scene).await? } else { Vec::new() };
    found.sort_by_key(|key| (key.creation_date, key.key_id.clone()));
    let own_key = match &recorded {
        Some(arn) => describe(kms, arn).await?,
        // The oldest is taken, so that two who look take the same.
        None => found.iter().find(|key| state(key) == KeyState::Enabled).cloned(),
    };
    let mut orphan_keys: Vec<String> = found
        .into_iter()
        .filter(|key| state(key) != KeyState::PendingDeletion)
        .filter_map(|key| key.arn)
        .filter(|arn| !scene.record.observed.former_keys.contains(arn))
        .collect();
    let Some(own_key) = own_key else {
        return Ok(Keys { own_key: Seen::Absent, alias, orphan_keys });
    };
    let arn = own_key.arn.clone().unwrap_or_default();
    orphan_keys.retain(|orphan| *orphan != arn);
    let state = state(&own_key);
    // KMS does not tell of a key that cannot be used; once it can, it is looked at again.
    let rotates = state != KeyState::Enabled || rotates(kms, &arn).await?;
    Ok(Keys { own_key: Seen::Present(KeySeen { arn, state, rotates }), alias, orphan_keys })
}

/// Asks for a key.
pub(crate) async fn create(scene: Scene<'_>) -> Result<Done, StepError> {
    scene.limits.create_key().await;
    let tag = |key: &str, value: &str| Tag::builder().tag_key(key).tag_value(value).build();
    // Sent once: the SDK would repeat a call whose answer was lost, and make a second key.
    let once = aws_sdk_kms::Config::builder()
        .retry_config(RetryConfig::disabled())
        .timeout_config(TimeoutConfig::builder().operation_timeout(CREATE_KEY_WITHIN).build());
    let tenant = &scene.record.tenant_id;
    let reply = scene
        .services
        .aws
        .kms
        .create_key()
        .description(format!("SalesTalk tenant {tenant}"))
        .tags(tag(TENANT_TAG, tenant.as_str())?)
        .tags(tag(OWNER_TAG, OWNER)?)
        .customize()
        .config_override(once)
        .send()
        .await
        .map_err(|error| StepError::aws("creating the tenant's key", error))?;
    let arn = reply.key_metadata.and_then(|key| key.arn);
    let arn = arn.ok_or_else(|| StepError::NotReady("KMS did not name the key it made".to_owned()))?;
    Ok(Done::recording("created", |row| row.observed.own_key = Some(arn)))
}

/// Makes a disabled key, or one that is to be deleted, usable again.
pub(crate) async fn revive(scene: Scene<'_>, arn: &str, pending: bool) -> Result<Done, StepError> {
    let kms = &scene.services.aws.kms;
    if pending {
        let cancelled = kms.cancel_key_deletion().key_id(arn).send().await;
        cancelled.map_err(|error| StepError::aws("cancelling the key's deletion", error))?;
    }
    kms.enable_key().key_id(arn).send().await.map_err(|error| StepError::aws("enabling the tenant's key", error))?;
    Ok(Done::of("changed"))
}

/// Turns on yearly rotation.
pub(crate) async fn rotate(scene: Scene<'_>, arn: &str) -> Result<Done, StepError> {
    let turned = scene.services.aws.kms.enable_key_rotation().key_id(arn).send().await;
    turned.map_err(|error| StepError::aws("turning on the key's rotation", error))?;
    Ok(Done::of("changed"))
}

/// Gives the key its alias; an alias that is there is left alone.
pub(crate) async fn create_alias(scene: Scene<'_>, arn: &str) -> Result<Done, StepError> {
    let alias = scene.services.names.key_alias(&scene.record.tenant_id);
    match scene.services.aws.kms.create_alias().alias_name(alias).target_key_id(arn).send().await {
        Ok(_) => Ok(Done::of("created")),
        Err(error) if error.as_service_error().is_some_and(|e| e.is_already_exists_exception()) => {
            Ok(Done::surprised())
        }
        Err(error) => Err(StepError::aws("naming the tenant's key", error)),
    }
}

/// Lets the alias name another key.
pub(crate) async fn point_alias(scene: Scene<'_>, arn: &str) -> Result<Done, StepError> {
    let alias = scene.services.names.key_alias(&scene.record.tenant_id);
    match scene.services.aws.kms.update_alias().alias_name(alias).target_key_id(arn).send().await {
        Ok(_) => Ok(Done::of("changed")),
        Err(error) if error.as_service_error().is_some_and(|e| e.is_not_found_exception()) => Ok(Done::surprised()),
        Err(error) => Err(StepError::aws("pointing the alias to the tenant's key", error)),
    }
}

/// Deletes the alias.
pub(crate) async fn delete_alias(scene: Scene<'_>) -> Result<Done, StepError> {
    let alias = scene.services.names.key_alias(&scene.record.tenant_id);
    match scene.services.aws.kms.delete_alias().alias_name(alias).send().await {
        Ok(_) => Ok(Done::of("deleted")),
        Err(error) if error.as_service_error().is_some_and(|e| e.is_not_found_exception()) => Ok(Done::of("absent")),
        Err(error) => Err(StepError::aws("deleting the key's alias", error)),
    }
}

/// Schedules a key for deletion: from now on nobody can use it.
pub(crate) async fn schedule_deletion(scene: Scene<'_>, arn: &str) -> Result<Done, StepError> {
    let kms = &scene.services.aws.kms;
    let scheduled = kms.schedule_key_deletion().key_id(arn).pending_window_in_days(DELETE_KEY_AFTER_DAYS).send().await;
    match scheduled {
        Ok(_) => Ok(Done::of("scheduled for deletion")),
        Err(error)
            if error
                .as_service_error()
                .is_some_and(|e| e.is_kms_invalid_state_exception() || e.is_not_found_exception()) =>
        {
            Ok(Done::of("already scheduled"))
        }
        Err(error) => Err(StepError::aws("scheduling the key's deletion", error)),
    }
}

/// Makes the tenant's data key: 256 bits that only KMS can unwrap, for this tenant alone.
pub(crate) async fn wrap_data_key(scene: Scene<'_>, arn: &str) -> Result<Done, StepError> {
    let reply = scene
        .services
        .aws
        .kms
        .generate_data_key_without_plaintext()
        .key_id(arn)
        .number_of_bytes(32)
        .encryption_context("tenant", scene.record.tenant_id.as_str())
        .send()
        .await
        .map_err(|error| StepError::aws("making the tenant's data key", error))?;
    record_data_key("created", reply.ciphertext_blob, arn)
}

/// Has KMS wrap the data key with another key; it is seen by nobody.
pub(crate) async fn rewrap_data_key(scene: Scene<'_>, wrapped: &WrappedKey, arn: &str) -> Result<Done, StepError> {
    let ciphertext = STANDARD.decode(&wrapped.ciphertext);
    let ciphertext = ciphertext.map_err(|error| StepError::Unusable {
        what: "the tenant's data key".to_owned(),
        why: format!("its row is damaged: {error}"),
    })?;
    let tenant = scene.record.tenant_id.as_str();
    let reply = scene
        .services
        .aws
        .kms
        .re_encrypt()
        .source_key_id(&wrapped.key_arn)
        .destination_key_id(arn)
        .ciphertext_blob(Blob::new(ciphertext))
        .source_encryption_context("tenant", tenant)
        .destination_encryption_context("tenant", tenant)
        .send()
        .await
        .map_err(|error| StepError::aws("wrapping the tenant's data key anew", error))?;
    record_data_key("changed", reply.ciphertext_blob, arn)
}

fn record_data_key(outcome: &'static str, blob: Option<Blob>, arn: &str) -> Result<Done, StepError> {
    let blob = blob.ok_or_else(|| StepError::NotReady("KMS did not return the wrapped key".to_owned()))?;
    let wrapped = WrappedKey { ciphertext: STANDARD.encode(blob.as_ref()), key_arn: arn.to_owned() };
    Ok(Done::recording(outcome, |row| row.observed.data_key = Some(wrapped)))
}

/// The key that an id, an ARN or an alias names, if there is one.
pub(crate) async fn describe(kms: &Client, key: &str) -> Result<Option<KeyMetadata>, StepError> {
    match kms.describe_key().key_id(key).send().await {
        Ok(reply) => Ok(reply.key_metadata),
        Err(error) if error.as_service_error().is_some_and(|e| e.is_not_found_exception()) => Ok(None),
        Err(error) => Err(StepError::aws("describing the tenant's key", error)),
    }
}

/// The state of a key that should be there.
pub(crate) async fn state_of(kms: &Client, arn: &str) -> Result<KeyState, StepError> {
    Ok(describe(kms, arn).await?.map_or(KeyState::Other, |key| state(&key)))
}

async fn rotates(kms: &Client, arn: &str) -> Result<bool, StepError> {
    let status = kms.get_key_rotation_status().key_id(arn).send().await;
    Ok(status.map_err(|error| StepError::aws("reading the key's rotation", error))?.key_rotation_enabled())
}

fn state(key: &KeyMetadata) -> KeyState {
    match key.key_state() {
        Some(aws_sdk_kms::types::KeyState::Enabled) => KeyState::Enabled,
        Some(aws_sdk_kms::types::KeyState::Disabled) => KeyState::Disabled,
        Some(aws_sdk_kms::types::KeyState::PendingDeletion) => KeyState::PendingDeletion,
        _ => KeyState::Other,
    }
}

/// All keys with this tenant's tags. Keys that another tenant's alias names are not asked for their tags.
async fn of_tenant(scene: Scene<'_>) -> Result<Vec<KeyMetadata>, StepError> {
    let kms = &scene.services.aws.kms;
    let doing = "looking for the tenant's key";
    let own_alias = scene.services.names.key_alias(&scene.record.tenant_id);
    let mut others = HashSet::new();
    let mut pages = kms.list_aliases().into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| StepError::aws(doing, error))?;
        let named = page.aliases().iter().filter(|alias| alias.alias_name() != Some(&own_alias));
        others.extend(named.filter_map(|alias| alias.target_key_id().map(str::to_owned)));
    }
    let mut ours = Vec::new();
    let mut pages = kms.list_keys().into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| StepError::aws(doing, error))?;
        for id in page.keys().iter().filter_map(|key| key.key_id()).filter(|id| !others.contains(*id)) {
            if is_ours(scene, id).await? {
                ours.extend(describe(kms, id).await?);
            }
        }
    }
    Ok(ours)
}

/// Whether we made this key for this tenant. A key whose tags we may not see is somebody else's.
async fn is_ours(scene: Scene<'_>, key: &str) -> Result<bool, StepError> {
    let mut pages = scene.services.aws.kms.list_resource_tags().key_id(key).into_paginator().send();
    let (mut tenant, mut owner) = (false, false);
    while let Some(page) = pages.next().await {
        let page = match page {
            Ok(page) => page,
            Err(error) if matches!(error.code(), Some("AccessDeniedException" | "NotFoundException")) => break,
            Err(error) => return Err(StepError::aws("looking for the tenant's key", error)),
        };
        let has =
            |key: &str, value: &str| page.tags().iter().any(|tag| tag.tag_key() == key && tag.tag_value() == value);
        tenant |= has(TENANT_TAG, scene.record.tenant_id.as_str());
        owner |= has(OWNER_TAG, OWNER);
    }
    Ok(tenant && owner)
}
