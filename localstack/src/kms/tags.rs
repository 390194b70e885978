//! The tags of keys.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::keys::not_pending_deletion;
use super::store::{Key, Store};
use crate::iam::{Caller, Context};
use crate::json_api::{ApiError, Input};

pub(super) fn tag(store: &mut Store, caller: &Caller, input: &Input) -> Result<Value, ApiError> {
    let tags = read(input)?;
    let mut key = store.authorized_key(caller, "kms:TagResource", input.required("KeyId")?, request_context(&tags))?;
    not_pending_deletion(&key)?;
    key.tags.extend(tags);
    store.save_key(key)?;
    Ok(Value::Null)
}

pub(super) fn untag(store: &mut Store, caller: &Caller, input: &Input) -> Result<Value, ApiError> {
    let names: Vec<&str> = input.list("TagKeys").iter().filter_map(Value::as_str).collect();
    let context = names.iter().fold(Context::default(), |context, name| context.with("aws:TagKeys", *name));
    let key = store.authorized_key(caller, "kms:UntagResource", input.required("KeyId")?, context)?;
    not_pending_deletion(&key)?;
    let tags = key.tags.clone().into_iter().filter(|(name, _)| !names.contains(&name.as_str())).collect();
    store.save_key(Key { tags, ..key })?;
    Ok(Value::Null)
}

pub(super) fn list(store: &mut Store, caller: &Caller, input: &Input) -> Result<Value, ApiError> {
    let key = store.managed_key(caller, "kms:ListResourceTags", input)?;
    let tags: Vec<Value> = key.tags.iter().map(|(name, value)| json!({ "TagKey": name, "TagValue": value })).collect();
    Ok(json!({ "Tags": tags, "Truncated": false }))
}

/// The `Tags` of a request.
pub(super) fn read(input: &Input) -> Result<BTreeMap<String, String>, ApiError> {
    let mut tags = BTreeMap::new();
    for tag in input.list("Tags") {
        let (Some(name), Some(value)) = (tag["TagKey"].as_str(), tag["TagValue"].as_str()) else {
            return Err(ApiError::new("ValidationException", "A tag has a TagKey and a TagValue"));
        };
        if name.is_empty() || name.len() > 128 || value.len() > 256 || name.starts_with("aws:") {
            return Err(ApiError::new("TagException", format!("The tag {name} is not allowed")));
        }
        if tags.insert(name.to_owned(), value.to_owned()).is_some() {
            return Err(ApiError::new("TagException", format!("Duplicate tag keys: {name}")));
        }
    }
    Ok(tags)
}

/// What a condition may compare a request's tags by.
pub(super) fn request_context(tags: &BTreeMap<String, String>) -> Context {
    tags.iter().fold(Context::default(), |context, (name, value)| {
        context.with(format!("aws:RequestTag/{name}"), value.as_str()).with("aws:TagKeys", name.as_str())
    })
}
