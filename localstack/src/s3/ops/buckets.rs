//! Buckets and their settings.

use s3s::dto::*;
use s3s::{S3Request, S3Result, s3_error};
use serde_json::json;

use super::super::Front;
use super::super::details::{Encryption, timestamp};
use super::super::index::Versioning;
use crate::REGION;

impl Front {
    pub(in crate::s3) async fn list_buckets(&self, _: S3Request<ListBucketsInput>) -> S3Result<ListBucketsOutput> {
        let buckets = self.index.buckets().await?;
        let buckets = buckets.into_iter().map(|bucket| Bucket {
            name: Some(bucket.name),
            creation_date: Some(timestamp(bucket.created)),
            ..Bucket::default()
        });
        Ok(ListBucketsOutput { buckets: Some(buckets.collect()), ..ListBucketsOutput::default() })
    }

    pub(in crate::s3) async fn create_bucket(&self, req: S3Request<CreateBucketInput>) -> S3Result<CreateBucketOutput> {
        let location = format!("/{}", req.input.bucket);
        self.index.create_bucket(req.input.bucket).await?;
        Ok(CreateBucketOutput { location: Some(location) })
    }

    pub(in crate::s3) async fn head_bucket(&self, req: S3Request<HeadBucketInput>) -> S3Result<HeadBucketOutput> {
        self.index.bucket(req.input.bucket).await?;
        Ok(HeadBucketOutput { bucket_region: Some(REGION.to_owned()), ..HeadBucketOutput::default() })
    }

    pub(in crate::s3) async fn delete_bucket(&self, req: S3Request<DeleteBucketInput>) -> S3Result<DeleteBucketOutput> {
        self.index.delete_bucket(req.input.bucket).await?;
        Ok(DeleteBucketOutput::default())
    }

    pub(in crate::s3) async fn put_bucket_versioning(
        &self,
        req: S3Request<PutBucketVersioningInput>,
    ) -> S3Result<PutBucketVersioningOutput> {
        let status = req.input.versioning_configuration.status.as_ref().map(BucketVersioningStatus::as_str);
        let versioning = status
            .and_then(Versioning::parse)
            .ok_or_else(|| s3_error!(IllegalVersioningConfigurationException, "Status is Enabled or Suspended"))?;
        self.index.update_bucket(req.input.bucket, move |bucket| bucket.versioning = Some(versioning)).await?;
        Ok(PutBucketVersioningOutput::default())
    }

    pub(in crate::s3) async fn get_bucket_versioning(
        &self,
        req: S3Request<GetBucketVersioningInput>,
    ) -> S3Result<GetBucketVersioningOutput> {
        let bucket = self.index.bucket(req.input.bucket).await?;
        let status = bucket.versioning.map(|versioning| BucketVersioningStatus::from_static(versioning.as_str()));
        Ok(GetBucketVersioningOutput { status, ..GetBucketVersioningOutput::default() })
    }

    /// The key may come into being later: it is looked for when an object is written, as on AWS.
    pub(in crate::s3) async fn put_bucket_encryption(
        &self,
        req: S3Request<PutBucketEncryptionInput>,
    ) -> S3Result<PutBucketEncryptionOutput> {
        let rule = req.input.server_side_encryption_configuration.rules.into_iter().next();
        let rule = rule.ok_or_else(|| s3_error!(MalformedXML, "The configuration has no rule"))?;
        let default = rule.apply_server_side_encryption_by_default;
        let default = default.ok_or_else(|| s3_error!(MalformedXML, "The rule has no default"))?;
        let algorithm = default.sse_algorithm.as_str().to_owned();
        if ![ServerSideEncryption::AES256, ServerSideEncryption::AWS_KMS].contains(&algorithm.as_str()) {
            return Err(s3_error!(InvalidArgument, "The encryption {algorithm} is not served here"));
        }
        let encryption =
            Encryption { algorithm, key_arn: default.kms_master_key_id, bucket_key: rule.bucket_key_enabled };
        self.index.update_bucket(req.input.bucket, move |bucket| bucket.encryption = Some(encryption)).await?;
        Ok(PutBucketEncryptionOutput::default())
    }

    pub(in crate::s3) async fn get_bucket_encryption(
        &self,
        req: S3Request<GetBucketEncryptionInput>,
    ) -> S3Result<GetBucketEncryptionOutput> {
        let encryption = self.index.bucket(req.input.bucket).await?.encryption.unwrap_or_default();
        let rule = ServerSideEncryptionRule {
            apply_server_side_encryption_by_default: Some(ServerSideEncryptionByDefault {
                sse_algorithm: encryption.algorithm(),
                kms_master_key_id: encryption.key_arn,
            }),
            bucket_key_enabled: Some(encryption.bucket_key.unwrap_or(false)),
        };
        Ok(GetBucketEncryptionOutput {
            server_side_encryption_configuration: Some(ServerSideEncryptionConfiguration { rules: vec![rule] }),
        })
    }

    /// Kept and returned; nothing here is public anyway.
    pub(in crate::s3) async fn put_public_access_block(
        &self,
        req: S3Request<PutPublicAccessBlockInput>,
    ) -> S3Result<PutPublicAccessBlockOutput> {
        let block = req.input.public_access_block_configuration;
        let block = json!([
            block.block_public_acls,
            block.block_public_policy,
            block.ignore_public_acls,
            block.restrict_public_buckets
        ]);
        self.index.update_bucket(req.input.bucket, move |bucket| bucket.public_access = Some(block)).await?;
        Ok(PutPublicAccessBlockOutput::default())
    }

    pub(in crate::s3) async fn get_public_access_block(
        &self,
        req: S3Request<GetPublicAccessBlockInput>,
    ) -> S3Result<GetPublicAccessBlockOutput> {
        let block = self.index.bucket(req.input.bucket).await?.public_access;
        let setting = |at: usize| block.as_ref().map_or(Some(true), |block| block[at].as_bool());
        Ok(GetPublicAccessBlockOutput {
            public_access_block_configuration: Some(PublicAccessBlockConfiguration {
                block_public_acls: setting(0),
                block_public_policy: setting(1),
                ignore_public_acls: setting(2),
                restrict_public_buckets: setting(3),
            }),
        })
    }
}
