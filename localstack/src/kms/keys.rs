//! Making, describing, switching and listing keys, and their policies.

use serde_json::{Value, json};

use super::KeyProblem;
use super::store::{Key, State, Store, now};
use super::tags;
use crate::ACCOUNT;
use crate::iam::{Caller, Context};
use crate::json_api::{ApiError, Input};

pub(super) fn create(store: &mut Store, caller: &Caller, input: &Input) -> Result<Value, ApiError> {
    let tags = tags::read(input)?;
    caller.authorize("kms:CreateKey", "*", tags::request_context(&tags))?;
    let spec = input.text("KeySpec").or(input.text("CustomerMasterKeySpec")).unwrap_or("SYMMETRIC_DEFAULT");
    let usage = input.text("KeyUsage").unwrap_or("ENCRYPT_DECRYPT");
    let multi_region = input.get("MultiRegion").and_then(Value::as_bool).unwrap_or(false);
    if spec != "SYMMETRIC_DEFAULT" || usage != "ENCRYPT_DECRYPT" || multi_region {
        let message = "The local stack makes single-region SYMMETRIC_DEFAULT keys for ENCRYPT_DECRYPT only";
        return Err(ApiError::new("UnsupportedOperationException", message));
    }
    let policy = match input.text("Policy") {
        Some(policy) => checked_policy(policy)?,
        None => default_policy(),
    };
    let key = Key {
        id: uuid::Uuid::new_v4().to_string(),
        material: rand::random(),
        created: now(),
        description: input.text("Description").unwrap_or_default().to_owned(),
        state: State::Enabled,
        rotation_days: None,
        tags,
        policy,
    };
    let metadata = metadata(&key);
    store.save_key(key)?;
    Ok(json!({ "KeyMetadata": metadata }))
}

pub(super) fn describe(store: &mut Store, caller: &Caller, input: &Input) -> Result<Value, ApiError> {
    let key = store.authorized_key(caller, "kms:DescribeKey", input.required("KeyId")?, Context::default())?;
    Ok(json!({ "KeyMetadata": metadata(&key) }))
}

pub(super) fn list(store: &mut Store, caller: &Caller, input: &Input) -> Result<Value, ApiError> {
    caller.authorize("kms:ListKeys", "*", Context::default())?;
    let keys = store.keys().map(|key| (key.id.clone(), json!({ "KeyId": key.id, "KeyArn": key.arn() })));
    Ok(page("Keys", keys, input, 100))
}

pub(super) fn update_description(store: &mut Store, caller: &Caller, input: &Input) -> Result<Value, ApiError> {
    let key = store.managed_key(caller, "kms:UpdateKeyDescription", input)?;
    not_pending_deletion(&key)?;
    let description = input.required("Description")?.to_owned();
    store.save_key(Key { description, ..key })?;
    Ok(Value::Null)
}

pub(super) fn enable(store: &mut Store, caller: &Caller, input: &Input) -> Result<Value, ApiError> {
    switch(store, store.managed_key(caller, "kms:EnableKey", input)?, State::Enabled)
}

pub(super) fn disable(store: &mut Store, caller: &Caller, input: &Input) -> Result<Value, ApiError> {
    switch(store, store.managed_key(caller, "kms:DisableKey", input)?, State::Disabled)
}

fn switch(store: &mut Store, key: Key, state: State) -> Result<Value, ApiError> {
    not_pending_deletion(&key)?;
    store.save_key(Key { state, ..key })?;
    Ok(Value::Null)
}

pub(super) fn get_policy(store: &mut Store, caller: &Caller, input: &Input) -> Result<Value, ApiError> {
    let key = store.managed_key(caller, "kms:GetKeyPolicy", input)?;
    Ok(json!({ "Policy": key.policy, "PolicyName": "default" }))
}

pub(super) fn put_policy(store: &mut Store, caller: &Caller, input: &Input) -> Result<Value, ApiError> {
    let key = store.managed_key(caller, "kms:PutKeyPolicy", input)?;
    not_pending_deletion(&key)?;
    let policy = checked_policy(input.required("Policy")?)?;
    store.save_key(Key { policy, ..key })?;
    Ok(Value::Null)
}

/// Operations on a key that is about to go are refused.
pub(super) fn not_pending_deletion(key: &Key) -> Result<(), ApiError> {
    match key.state {
        State::PendingDeletion(_) => Err(unusable(key, KeyProblem::PendingDeletion)),
        State::Enabled | State::Disabled => Ok(()),
    }
}

pub(super) fn unusable(key: &Key, problem: KeyProblem) -> ApiError {
    let code = match problem {
        KeyProblem::NotFound => "NotFoundException",
        KeyProblem::Disabled => "DisabledException",
        KeyProblem::PendingDeletion => "KMSInvalidStateException",
    };
    ApiError::new(code, format!("{} {problem}.", key.arn()))
}

fn metadata(key: &Key) -> Value {
    let mut metadata = json!({
        "AWSAccountId": ACCOUNT,
        "KeyId": key.id,
        "Arn": key.arn(),
        "CreationDate": key.created,
        "Enabled": key.state == State::Enabled,
        "Description": key.description,
        "KeyUsage": "ENCRYPT_DECRYPT",
        "KeyState": state_name(key),
        "Origin": "AWS_KMS",
        "KeyManager": "CUSTOMER",
        "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "KeySpec": "SYMMETRIC_DEFAULT",
        "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"],
        "MultiRegion": false,
    });
    if let State::PendingDeletion(at) = key.state {
        metadata["DeletionDate"] = json!(at);
    }
    metadata
}

pub(super) fn state_name(key: &Key) -> &'static str {
    match key.state {
        State::Enabled => "Enabled",
        State::Disabled => "Disabled",
        State::PendingDeletion(_) => "PendingDeletion",
    }
}

/// One page of a list sorted by its markers.
pub(super) fn page(
    name: &str,
    items: impl Iterator<Item = (String, Value)>,
    input: &Input,
    default_limit: i64,
) -> Value {
    let limit = usize::try_from(input.number("Limit").unwrap_or(default_limit).clamp(1, 1000)).unwrap_or(1);
    let mut items = items.filter(|(marker, _)| input.text("Marker").is_none_or(|start| marker.as_str() > start));
    let shown: Vec<(String, Value)> = items.by_ref().take(limit).collect();
    let truncated = items.next().is_some();
    let mut page = json!({ "Truncated": truncated });
    if let (true, Some((marker, _))) = (truncated, shown.last()) {
        page["NextMarker"] = json!(marker);
    }
    page[name] = shown.into_iter().map(|(_, value)| value).collect();
    page
}

fn checked_policy(policy: &str) -> Result<String, ApiError> {
    match serde_json::from_str::<Value>(policy) {
        Ok(Value::Object(_)) => Ok(policy.to_owned()),
        _ => Err(ApiError::new("MalformedPolicyDocumentException", "The key policy is not a JSON object")),
    }
}

fn default_policy() -> String {
    json!({
        "Version": "2012-10-17",
        "Id": "key-default-1",
        "Statement": [{
            "Sid": "Enable IAM User Permissions",
            "Effect": "Allow",
            "Principal": { "AWS": format!("arn:aws:iam::{ACCOUNT}:root") },
            "Action": "kms:*",
            "Resource": "*",
        }],
    })
    .to_string()
}
