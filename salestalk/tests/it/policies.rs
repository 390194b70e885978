//! The files of `policies/`, filled in as Terraform's `templatefile` fills them in.

use serde_json::Value;

/// The policy `name` with the `values` of its placeholders; it may name no other.
pub(crate) fn policy(name: &str, values: &[(&str, &str)]) -> Value {
    let path = format!("{}/../policies/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let mut text = std::fs::read_to_string(&path).unwrap();
    for (placeholder, value) in values {
        text = text.replace(&format!("${{{placeholder}}}"), value);
    }
    assert!(!text.contains("${"), "{name}: a placeholder is left: {text}");
    serde_json::from_str(&text).unwrap()
}

/// `policy` for MiniStack, whose IAM does not know with which encryption context KMS is called and refuses every call that
/// a condition on it should allow: without these conditions.
pub(crate) fn whatever_the_encryption_context(mut policy: Value) -> Value {
    for statement in policy["Statement"].as_array_mut().unwrap() {
        let statement = statement.as_object_mut().unwrap();
        if statement.get("Condition").is_some_and(|condition| condition.to_string().contains("kms:EncryptionContext:"))
        {
            statement.remove("Condition");
        }
    }
    policy
}
