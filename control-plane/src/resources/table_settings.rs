//! What a table has besides what CreateTable takes: the expiry of its items, its backups, and our tags once they are lost.

use aws_sdk_dynamodb::{
    Client,
    types::{
        PointInTimeRecoverySpecification, PointInTimeRecoveryStatus, Tag, TimeToLiveSpecification, TimeToLiveStatus,
    },
};
use tenancy::TenantId;

use super::{OWNER, OWNER_TAG, TENANT_TAG};
use crate::reconcile::{StepError, seen::Tags};

/// The attribute, in seconds since 1970, after which an item goes.
pub(crate) const EXPIRES_AT: &str = "expiresAt";

/// The attribute by which the table's items expire, if they do.
pub(crate) async fn ttl(dynamodb: &Client, table: &str) -> Result<Option<String>, StepError> {
    let reply = dynamodb.describe_time_to_live().table_name(table).send().await;
    let reply = reply.map_err(|error| StepError::aws("reading the table's expiry", error))?;
    let on = reply
        .time_to_live_description
        .filter(|ttl| matches!(ttl.time_to_live_status, Some(TimeToLiveStatus::Enabled | TimeToLiveStatus::Enabling)));
    Ok(on.and_then(|ttl| ttl.attribute_name))
}

/// Lets the items of `table`, which must be active, expire by [`EXPIRES_AT`].
pub(crate) async fn set_ttl(dynamodb: &Client, table: &str) -> Result<(), StepError> {
    let wanted = TimeToLiveSpecification::builder().enabled(true).attribute_name(EXPIRES_AT).build()?;
    match dynamodb.update_time_to_live().table_name(table).time_to_live_specification(wanted).send().await {
        Ok(_) => Ok(()),
        // Another executor may have been faster, and AWS takes one such call an hour.
        Err(_) if ttl(dynamodb, table).await?.as_deref() == Some(EXPIRES_AT) => Ok(()),
        Err(error) => Err(StepError::aws("letting the table's items expire", error)),
    }
}

/// Whether the table can be restored to any second of the last days.
pub(crate) async fn point_in_time_recovery(dynamodb: &Client, table: &str) -> Result<bool, StepError> {
    let reply = dynamodb.describe_continuous_backups().table_name(table).send().await;
    let reply = reply.map_err(|error| StepError::aws("reading the table's backups", error))?;
    let status = reply.continuous_backups_description.and_then(|backups| backups.point_in_time_recovery_description);
    Ok(status.is_some_and(|pitr| pitr.point_in_time_recovery_status == Some(PointInTimeRecoveryStatus::Enabled)))
}

/// Turns point-in-time recovery on or off. Off also keeps AWS from making a backup when the table is deleted.
pub(crate) async fn set_point_in_time_recovery(dynamodb: &Client, table: &str, on: bool) -> Result<(), StepError> {
    let wanted = PointInTimeRecoverySpecification::builder().point_in_time_recovery_enabled(on).build()?;
    let update = dynamodb.update_continuous_backups().table_name(table).point_in_time_recovery_specification(wanted);
    match update.send().await {
        Ok(_) => Ok(()),
        // On a table that was just made, AWS is still preparing this for a while.
        Err(error) if error.as_service_error().is_some_and(|e| e.is_continuous_backups_unavailable_exception()) => {
            Err(StepError::NotReady(format!("the backups of the table {table} cannot be changed yet")))
        }
        Err(error) => Err(StepError::aws("changing the table's backups", error)),
    }
}

/// Which of our tags the table has.
pub(crate) async fn tags(dynamodb: &Client, arn: &str, tenant: &TenantId) -> Result<Tags, StepError> {
    let (mut of_tenant, mut of_us) = (None, false);
    let mut next = None;
    loop {
        let page = dynamodb.list_tags_of_resource().resource_arn(arn).set_next_token(next).send().await;
        let page = page.map_err(|error| StepError::aws("reading the table's tags", error))?;
        for tag in page.tags() {
            match tag.key() {
                TENANT_TAG => of_tenant = Some(tag.value() == tenant.as_str()),
                OWNER_TAG => of_us = tag.value() == OWNER,
                _ => {}
            }
        }
        next = page.next_token;
        if next.is_none() {
            break;
        }
    }
    Ok(match (of_tenant, of_us) {
        (Some(true), true) => Tags::Ours,
        (Some(true), false) | (None, true) => Tags::Half,
        _ => Tags::None,
    })
}

/// Puts our tags on the table.
pub(crate) async fn set_tags(dynamodb: &Client, arn: Option<&str>, tenant: &TenantId) -> Result<(), StepError> {
    let tag = |key: &str, value: &str| Tag::builder().key(key).value(value).build();
    dynamodb
        .tag_resource()
        .resource_arn(arn.unwrap_or_default())
        .tags(tag(TENANT_TAG, tenant.as_str())?)
        .tags(tag(OWNER_TAG, OWNER)?)
        .send()
        .await
        .map_err(|error| StepError::aws("tagging the table", error))?;
    Ok(())
}
