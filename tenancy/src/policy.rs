//! The session policy of a tenant: what its credentials can do, in full names, with no variable and no name wildcard.

use serde_json::{Value, json};

use crate::{Names, TenantId};

/// The inline policy for a session of `tenant`, whose data is encrypted with the `keys` of these ARNs.
///
/// Literal by choice: `${aws:PrincipalTag/…}` is not evaluated by the emulators that prove isolation in our tests, and a
/// literal policy is valid everywhere.
#[must_use]
pub fn session_policy(names: &Names, tenant: &TenantId, keys: &[&str]) -> Value {
    let tables: Vec<String> = [names.messages_table(tenant), names.metrics_table(tenant)]
        .iter()
        .flat_map(|table| {
            let arn = names.table_arn(table);
            [arn.clone(), format!("{arn}/index/*")]
        })
        .collect();
    let bucket = format!("arn:aws:s3:::{}", names.bucket);
    let prefix = names.prefix(tenant);
    json!({
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": [
                    "dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan", "dynamodb:PutItem",
                    "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem", "dynamodb:ConditionCheckItem",
                    "dynamodb:DescribeTable"
                ],
                "Resource": tables
            },
            {
                "Effect": "Allow",
                "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
                "Resource": format!("{bucket}/{prefix}*")
            },
            {
                "Effect": "Allow",
                "Action": "s3:ListBucket",
                "Resource": bucket,
                "Condition": {"StringLike": {"s3:prefix": format!("{prefix}*")}}
            },
            {
                "Effect": "Allow",
                "Action": ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey"],
                "Resource": keys,
                "Condition": {"StringEquals": {"kms:EncryptionContext:tenant": tenant}}
            },
            {
                "Effect": "Allow",
                "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
                "Resource": keys,
                "Condition": {"StringEquals": {"kms:ViaService": [
                    format!("s3.{}.amazonaws.com", names.region),
                    format!("dynamodb.{}.amazonaws.com", names.region)
                ]}}
            }
        ]
    })
}
