//! What the policies allow names its resources: a statement that allows something on `"*"` has its reason here.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::stages::root;

/// Where `"*"` may stand: a part of the policy's address, an action of the statement, and why.
const ALLOWED: [(&str, &str, &str); 8] = [
    (
        "policies/control-plane",
        "kms:CreateKey",
        "a key has no name before it is made; the statement insists on our tag",
    ),
    ("policies/control-plane", "kms:ListKeys", "KMS knows no resource of this action"),
    ("policies/tracing", "xray:PutTraceSegments", "X-Ray knows no resource of this action"),
    ("module.lambda[", "xray:PutTraceSegments", "X-Ray knows no resource of this action"),
    ("module.frontend", "ecr:GetAuthorizationToken", "ECR knows no resource of this action"),
    ("aws_kms_key.", "kms:", "in a key's policy it is the key itself"),
    (
        "\"emulator-control-plane\"",
        "kms:CreateAlias",
        "MiniStack asks for these on no resource; on AWS there is no such policy",
    ),
    ("\"control-plane\"", "kms:", "policies/control-plane.json, which is looked at itself"),
];
/// Policies that a plan cannot show, since they name what is not there yet, and where else they are looked at.
const NOT_SHOWN: [(&str, &str); 5] = [
    ("aws_iam_role.tenant", "policies/tenant-trust.json"),
    ("\"control-plane\"]", "policies/control-plane.json"),
    ("\"queue-consumer\"]", "policies/queue-consumer.json"),
    ("\"dead-letters\"]", "one statement on the queue that is made beside it"),
    ("aws_s3_bucket_policy.static", "one object for the distribution that is made beside it"),
];

/// Looks at the files of policies/ and at every policy of the plans.
///
/// # Errors
/// A statement allows something on everything, or a policy is not to be seen.
pub(super) fn are_short(plans: &[Value]) -> Result<()> {
    let mut found = Vec::new();
    let mut seen = 0;
    for entry in fs::read_dir(root().join("policies"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "json") {
            let policy = serde_json::from_slice(&fs::read(&path)?)?;
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            on_everything(&format!("policies/{name}"), &policy, &mut found);
            seen += 1;
        }
    }
    for change in plans.iter().flat_map(|plan| plan["resource_changes"].as_array().into_iter().flatten()) {
        let address = change["address"].as_str().context("a change has no address")?;
        // Others only repeat, once they are made, what one of these gave them.
        let kind = change["type"].as_str().unwrap_or_default();
        if !(kind.ends_with("_policy") || ["aws_iam_role", "aws_kms_key"].contains(&kind)) {
            continue;
        }
        for attribute in ["policy", "assume_role_policy"] {
            if let Some(text) = change["change"]["after"][attribute].as_str() {
                let policy = serde_json::from_str(text).with_context(|| format!("{address} is no policy"))?;
                on_everything(address, &policy, &mut found);
                seen += 1;
            } else if change["change"]["after_unknown"][attribute] == true
                && !NOT_SHOWN.iter().any(|(part, _)| address.contains(part))
            {
                found.push(format!("{address}: its {attribute} is not to be seen in the plan"));
            }
        }
    }
    println!("{seen:>8}    policies looked at");
    if !found.is_empty() {
        bail!("policies allow too much, or have no reason in {}:\n{}", Path::new(file!()).display(), found.join("\n"));
    }
    Ok(())
}

/// The statements of `policy` that allow something on everything, without a reason.
fn on_everything(address: &str, policy: &Value, found: &mut Vec<String>) {
    for statement in policy["Statement"].as_array().into_iter().flatten() {
        let everything =
            texts(&statement["Resource"]).any(|resource| resource == "*") || !statement["NotResource"].is_null();
        if statement["Effect"] != "Allow" || !everything {
            continue;
        }
        let reason = ALLOWED.iter().any(|(part, action, _)| {
            address.contains(part) && texts(&statement["Action"]).any(|allowed| allowed.starts_with(action))
        });
        if !reason {
            found.push(format!("{address}: {statement}"));
        }
    }
}

/// A text, or each of a list.
fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value.as_str().into_iter().chain(value.as_array().into_iter().flatten().filter_map(Value::as_str))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn plan(address: &str, statement: Value) -> Value {
        let policy = json!({"Version": "2012-10-17", "Statement": [statement]}).to_string();
        json!({"resource_changes": [{"address": address, "type": "aws_iam_role_policy", "change": {"after": {"policy": policy}}}]})
    }

    #[test]
    fn the_files_of_policies_have_their_reasons() {
        are_short(&[]).unwrap();
    }

    #[test]
    fn everything_is_found_without_a_reason_and_passes_with_one() {
        let all = json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": ["*"]});
        assert!(are_short(&[plan("module.a.aws_iam_role_policy.b", all)]).is_err());
        let tracing = json!({"Effect": "Allow", "Action": ["xray:PutTraceSegments"], "Resource": "*"});
        are_short(&[plan("module.lambda[\"a\"].aws_iam_role_policy.this[\"tracing\"]", tracing)]).unwrap();
        let denied = json!({"Effect": "Deny", "Action": "s3:*", "Resource": "*"});
        are_short(&[plan("aws_s3_bucket_policy.a", denied)]).unwrap();
    }

    #[test]
    fn what_a_plan_does_not_show_is_found() {
        let hidden = json!({"resource_changes": [{"address": "a.b", "type": "aws_iam_role", "change": {"after": {}, "after_unknown": {"policy": true}}}]});
        assert!(are_short(&[hidden]).is_err());
    }
}
