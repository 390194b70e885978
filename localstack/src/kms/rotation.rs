//! The rotation setting of a key. No rotation takes place: a ciphertext would show no difference.

use serde_json::{Value, json};

use super::KeyProblem;
use super::keys::{not_pending_deletion, unusable};
use super::store::{Key, State, Store};
use crate::iam::Caller;
use crate::json_api::{ApiError, Input};

pub(super) fn enable(store: &mut Store, caller: &Caller, input: &Input) -> Result<Value, ApiError> {
    let key = store.managed_key(caller, "kms:EnableKeyRotation", input)?;
    let days = input.number("RotationPeriodInDays").or(key.rotation_days).unwrap_or(365);
    if !(90..=2560).contains(&days) {
        return Err(ApiError::new("ValidationException", "RotationPeriodInDays must be between 90 and 2560"));
    }
    set(store, key, Some(days))
}

pub(super) fn disable(store: &mut Store, caller: &Caller, input: &Input) -> Result<Value, ApiError> {
    let key = store.managed_key(caller, "kms:DisableKeyRotation", input)?;
    set(store, key, None)
}

pub(super) fn status(store: &mut Store, caller: &Caller, input: &Input) -> Result<Value, ApiError> {
    let key = store.managed_key(caller, "kms:GetKeyRotationStatus", input)?;
    let days = key.rotation_days.filter(|_| !matches!(key.state, State::PendingDeletion(_)));
    let mut status = json!({ "KeyId": key.arn(), "KeyRotationEnabled": days.is_some() });
    if let Some(days) = days {
        status["RotationPeriodInDays"] = json!(days);
    }
    Ok(status)
}

fn set(store: &mut Store, key: Key, rotation_days: Option<i64>) -> Result<Value, ApiError> {
    not_pending_deletion(&key)?;
    if key.state == State::Disabled {
        return Err(unusable(&key, KeyProblem::Disabled));
    }
    store.save_key(Key { rotation_days, ..key })?;
    Ok(Value::Null)
}
