//! The process's own AWS clients.

use aws_types::SdkConfig;

/// Clients on the process's own credentials: the control plane's, and those that assume tenants' roles.
#[derive(Debug, Clone)]
pub struct Aws {
    /// What the clients were made from; tenant sessions copy it with other credentials.
    pub sdk: SdkConfig,
    /// DynamoDB.
    pub dynamodb: aws_sdk_dynamodb::Client,
    /// S3.
    pub s3: aws_sdk_s3::Client,
    /// KMS.
    pub kms: aws_sdk_kms::Client,
    /// STS.
    pub sts: aws_sdk_sts::Client,
}

impl Aws {
    /// Clients for `sdk`: Region, credentials and endpoint URLs as `aws-config` read them.
    #[must_use]
    pub fn new(sdk: SdkConfig) -> Self {
        Self {
            dynamodb: aws_sdk_dynamodb::Client::new(&sdk),
            s3: s3_client(&sdk),
            kms: aws_sdk_kms::Client::new(&sdk),
            sts: aws_sdk_sts::Client::new(&sdk),
            sdk,
        }
    }
}

/// An S3 client; behind an endpoint URL buckets are named in the path, since `bucket.127.0.0.1` is no host.
pub(crate) fn s3_client(sdk: &SdkConfig) -> aws_sdk_s3::Client {
    let config = aws_sdk_s3::config::Builder::from(sdk).force_path_style(sdk.endpoint_url().is_some()).build();
    aws_sdk_s3::Client::from_conf(config)
}
