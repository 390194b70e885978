//! What the system itself owns, for the local stack; on AWS Terraform makes it.

use aws_sdk_s3::types::{BucketLocationConstraint, CreateBucketConfiguration};
use tenancy::{Aws, registry::KIND_INDEX};

use crate::{
    reconcile::StepError,
    resources::table::{Index, TableSpec},
};

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

/// Makes the metadata table and the bucket where they are absent.
///
/// # Errors
/// AWS failed, or a table of that name has other keys.
pub async fn ensure(aws: &Aws, metadata_table: &str, bucket: &str) -> Result<(), BootstrapError> {
    let index = Index { name: KIND_INDEX, hash: "kind", range: "tenantId" };
    let made = TableSpec::of_system(metadata_table, index).ensure(&aws.dynamodb).await;
    made.map_err(|error| BootstrapError::Table { table: metadata_table.to_owned(), error })?;
    let made = ensure_bucket(aws, bucket).await;
    made.map_err(|error| BootstrapError::Bucket { bucket: bucket.to_owned(), error })
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
        Ok(_) => Ok(()),
        Err(error) if error.as_service_error().is_some_and(|e| e.is_bucket_already_owned_by_you()) => Ok(()),
        Err(error) => Err(StepError::aws("making the bucket", error)),
    }
}
