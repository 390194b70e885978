//! Aliases. Who makes or changes one needs rights on the alias and on the key, as on AWS.

use serde_json::{Value, json};

use super::keys::{not_pending_deletion, page};
use super::reference::{Reference, alias_arn};
use super::store::{Alias, Store, not_found, now};
use crate::iam::{Caller, Context};
use crate::json_api::{ApiError, Input};

pub(super) fn create(store: &mut Store, caller: &Caller, input: &Input) -> Result<Value, ApiError> {
    let name = new_name(input)?;
    let key_id = target(store, caller, "kms:CreateAlias", name, input)?;
    if store.alias(name).is_some() {
        let message = format!("An alias with the name {} already exists", alias_arn(name));
        return Err(ApiError::new("AlreadyExistsException", message));
    }
    let now = now();
    store.save_alias(name, Alias { key_id, created: now, updated: now })?;
    Ok(Value::Null)
}

pub(super) fn update(store: &mut Store, caller: &Caller, input: &Input) -> Result<Value, ApiError> {
    let name = input.required("AliasName")?;
    let key_id = target(store, caller, "kms:UpdateAlias", name, input)?;
    let alias = store.alias(name).ok_or_else(|| not_found(&alias_arn(name)))?.clone();
    store.authorized_key(caller, "kms:UpdateAlias", &alias.key_id, Context::default())?;
    store.save_alias(name, Alias { key_id, updated: now(), ..alias })?;
    Ok(Value::Null)
}

pub(super) fn delete(store: &mut Store, caller: &Caller, input: &Input) -> Result<Value, ApiError> {
    let name = input.required("AliasName")?;
    caller.authorize("kms:DeleteAlias", &alias_arn(name), Context::default())?;
    let alias = store.alias(name).ok_or_else(|| not_found(&alias_arn(name)))?;
    if store.find(&alias.key_id).is_some() {
        store.authorized_key(caller, "kms:DeleteAlias", &alias.key_id, Context::default())?;
    }
    store.delete_alias(name)?;
    Ok(Value::Null)
}

pub(super) fn list(store: &mut Store, caller: &Caller, input: &Input) -> Result<Value, ApiError> {
    caller.authorize("kms:ListAliases", "*", Context::default())?;
    let only = match input.text("KeyId") {
        Some(reference) => Some(store.find(reference).ok_or_else(|| not_found(reference))?.id.clone()),
        None => None,
    };
    let aliases = store.aliases().filter(|(_, alias)| only.as_ref().is_none_or(|id| *id == alias.key_id));
    let aliases = aliases.map(|(name, alias)| {
        let entry = json!({
            "AliasName": name,
            "AliasArn": alias_arn(name),
            "TargetKeyId": alias.key_id,
            "CreationDate": alias.created,
            "LastUpdatedDate": alias.updated,
        });
        (name.clone(), entry)
    });
    Ok(page("Aliases", aliases, input, 50))
}

/// The id of the key an alias is to name; the caller may do `action` with both.
fn target(store: &Store, caller: &Caller, action: &str, name: &str, input: &Input) -> Result<String, ApiError> {
    caller.authorize(action, &alias_arn(name), Context::default())?;
    let reference = input.required("TargetKeyId")?;
    if matches!(Reference::parse(reference), Reference::Alias(_)) {
        return Err(ApiError::new("ValidationException", "Aliases must refer to keys, not to aliases"));
    }
    let key = store.authorized_key(caller, action, reference, Context::default())?;
    not_pending_deletion(&key)?;
    Ok(key.id)
}

fn new_name(input: &Input) -> Result<&str, ApiError> {
    let name = input.required("AliasName")?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || "/_-".contains(c);
    match name.strip_prefix("alias/") {
        Some(rest) if rest.starts_with("aws/") => {
            Err(ApiError::new("NotAuthorizedException", "Aliases that begin with alias/aws/ are reserved for AWS"))
        }
        Some(rest) if !rest.is_empty() && name.len() <= 256 && rest.chars().all(allowed) => Ok(name),
        _ => Err(ApiError::new(
            "ValidationException",
            "Alias must start with the prefix \"alias/\" and hold [a-zA-Z0-9/_-]",
        )),
    }
}
