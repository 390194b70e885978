//! The session policy of a tenant: what its credentials can do, in full names, with no variable and no name wildcard.

use serde_json::{Value, json};

use crate::{Names, TenantId, names::SESSION_INDEX};

/// The longest inline session policy that STS takes, in characters (AssumeRole, parameter `Policy`).
pub const LONGEST: usize = 2_048;

/// The inline policy for a session of `tenant`, whose data is encrypted with the `keys` of these ARNs.
///
/// Literal by choice: `${aws:PrincipalTag/…}` is not evaluated by the emulators that prove isolation in our tests, and a
/// literal policy is valid everywhere.
#[must_use]
pub fn session_policy(names: &Names, tenant: &TenantId, keys: &[&str]) -> Value {
    let messages = names.table_arn(&names.messages_table(tenant));
    let index = format!("{messages}/index/{SESSION_INDEX}");
    let metrics = names.table_arn(&names.metrics_table(tenant));
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
                "Resource": [messages, index, metrics]
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
                "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Of the longest names there can be: AWS's longest Region, bucket and key id, our longest tenant id.
    fn longest(keys: usize) -> String {
        let names =
            Names { region: "ap-southeast-2".to_owned(), account: "123456789012".to_owned(), bucket: "b".repeat(63) };
        let tenant: TenantId = "t".repeat(32).parse().unwrap();
        let key = "arn:aws:kms:ap-southeast-2:123456789012:key/mrk-0123456789abcdef0123456789abcdef";
        session_policy(&names, &tenant, &vec![key; keys]).to_string()
    }

    #[test]
    fn the_longest_policy_is_one_that_sts_takes() {
        // The key in use, the one before a change of plan, and one that was replaced because it was lost.
        for keys in 1..=3 {
            let policy = longest(keys);
            assert!(policy.len() <= LONGEST, "{}: {policy}", policy.len());
        }
    }
}
