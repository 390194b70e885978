//! What the system itself owns, for the local stack; on AWS Terraform makes it.

use std::time::Duration;

use aws_sdk_dynamodb::types::Tag;
use aws_sdk_kms::types::Tag as KmsTag;
use aws_sdk_s3::types::{
    BucketLocationConstraint, BucketVersioningStatus, CreateBucketConfiguration, VersioningConfiguration,
};
use tenancy::{Aws, Names, registry::KIND_INDEX};

use crate::{
    reconcile::StepError,
    resources::{
        OWNER, OWNER_TAG, key,
        table::{self, Index},
        table_settings,
    },
};

/// The tag of the key that tenants share.
const POOLED_TAG: &str = "salestalk:pooled";
const FIRST_PAUSE: Duration = Duration::from_millis(50);
/// The Region whose buckets name no Region.
const UNNAMED_REGION: &str = "us-east-1";

/// Why the system's own table or bucket could not be made.
#[derive(Debug, thiserror::Error)]
pub enum BootstrapError {
    /// The table failed.
    #[error("the metadata table {table} cannot be made")]
    Table {
        /// The table.
        table: String,
        /// Why.
        #[source]
        error: StepError,
    },
    /// The key that tenants share failed.
    #[error("the key {alias} cannot be made")]
    Key {
        /// Its alias.
        alias: &'static str,
        /// Why.
        #[source]
        error: StepError,
    },
    /// The bucket failed.
    #[error("the bucket {bucket} cannot be made")]
    Bucket {
        /// The bucket.
        bucket: String,
        /// Why.
        #[source]
        error: StepError,
    },
}

/// Makes the metadata table, the bucket, which keeps versions, and the key that tenants share, where they are absent.
///
/// # Errors
/// AWS failed.
pub async fn ensure(aws: &Aws, names: &Names, metadata_table: &str) -> Result<(), BootstrapError> {
    let made = ensure_table(aws, metadata_table).await;
    made.map_err(|error| BootstrapError::Table { table: metadata_table.to_owned(), error })?;
    let made = ensure_bucket(aws, &names.bucket).await;
    made.map_err(|error| BootstrapError::Bucket { bucket: names.bucket.clone(), error })?;
    let alias = names.pooled_key_alias();
    ensure_key(aws, alias).await.map_err(|error| BootstrapError::Key { alias, error })
}

async fn ensure_table(aws: &Aws, name: &str) -> Result<(), StepError> {
    let index = Index { name: KIND_INDEX, hash: "kind", range: "tenantId" };
    if table::describe(&aws.dynamodb, name).await?.is_none() {
        let tag = Tag::builder().key(OWNER_TAG).value(OWNER).build()?;
        let create = table::request(aws.dynamodb.create_table(), name, Some(index))?.tags(tag);
        match create.send().await {
            Ok(_) => {}
            Err(error) if error.as_service_error().is_some_and(|e| e.is_resource_in_use_exception()) => {}
            Err(error) => return Err(StepError::aws("creating the table", error)),
        }
    }
    table::wait(&aws.dynamodb, name, None, FIRST_PAUSE).await?;
    if table_settings::ttl(&aws.dynamodb, name).await?.is_none() {
        table_settings::set_ttl(&aws.dynamodb, name).await?;
    }
    Ok(())
}

async fn ensure_key(aws: &Aws, alias: &str) -> Result<(), StepError> {
    if key::describe(&aws.kms, alias).await?.is_some() {
        return Ok(());
    }
    // A process before this one may have died between the key and its alias.
    let id = match pooled_key(aws).await? {
        Some(id) => id,
        None => {
            let tag = KmsTag::builder().tag_key(POOLED_TAG).tag_value("yes").build()?;
            let create = aws.kms.create_key().description("SalesTalk: tenants without a key of their own").tags(tag);
            let made = create.send().await.map_err(|error| StepError::aws("creating the shared key", error))?;
            made.key_metadata.map(|key| key.key_id).unwrap_or_default()
        }
    };
    match aws.kms.create_alias().alias_name(alias).target_key_id(id).send().await {
        Ok(_) => Ok(()),
        Err(error) if error.as_service_error().is_some_and(|e| e.is_already_exists_exception()) => Ok(()),
        Err(error) => Err(StepError::aws("naming the shared key", error)),
    }
}

/// The key with the shared key's tag, if there is one.
async fn pooled_key(aws: &Aws) -> Result<Option<String>, StepError> {
    let doing = "looking for the shared key";
    let mut keys = aws.kms.list_keys().into_paginator().items().send();
    while let Some(key) = keys.next().await {
        let id = key.map_err(|error| StepError::aws(doing, error))?.key_id.unwrap_or_default();
        let tags = aws.kms.list_resource_tags().key_id(&id).send().await;
        let tags = tags.map_err(|error| StepError::aws(doing, error))?;
        if tags.tags().iter().any(|tag| tag.tag_key() == POOLED_TAG) {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

async fn ensure_bucket(aws: &Aws, bucket: &str) -> Result<(), StepError> {
    match aws.s3.head_bucket().bucket(bucket).send().await {
        Ok(_) => return Ok(()),
        Err(error) if error.as_service_error().is_some_and(|e| e.is_not_found()) => {}
        Err(error) => return Err(StepError::aws("looking for the bucket", error)),
    }
    let mut create = aws.s3.create_bucket().bucket(bucket);
    if let Some(region) = aws.sdk.region().map(AsRef::as_ref).filter(|region| *region != UNNAMED_REGION) {
        let place = BucketLocationConstraint::from(region);
        create =
            create.create_bucket_configuration(CreateBucketConfiguration::builder().location_constraint(place).build());
    }
    match create.send().await {
        Ok(_) => {}
        Err(error) if error.as_service_error().is_some_and(|e| e.is_bucket_already_owned_by_you()) => {}
        Err(error) => return Err(StepError::aws("making the bucket", error)),
    }
    let versions = VersioningConfiguration::builder().status(BucketVersioningStatus::Enabled).build();
    let kept = aws.s3.put_bucket_versioning().bucket(bucket).versioning_configuration(versions).send().await;
    kept.map_err(|error| StepError::aws("keeping the versions of objects", error))?;
    Ok(())
}
