//! Scheduling a key's deletion, and thinking better of it.

use serde_json::{Value, json};

use super::keys::{not_pending_deletion, state_name};
use super::store::{Key, State, Store, now};
use crate::iam::Caller;
use crate::json_api::{ApiError, Input};

const SECONDS_A_DAY: f64 = 86_400.0;

pub(super) fn schedule(store: &mut Store, caller: &Caller, input: &Input) -> Result<Value, ApiError> {
    let key = store.managed_key(caller, "kms:ScheduleKeyDeletion", input)?;
    not_pending_deletion(&key)?;
    let days = input.number("PendingWindowInDays").unwrap_or(30);
    if !(7..=30).contains(&days) {
        return Err(ApiError::new("ValidationException", "PendingWindowInDays must be between 7 and 30"));
    }
    let at = now() + days as f64 * SECONDS_A_DAY;
    let key = Key { state: State::PendingDeletion(at), ..key };
    let answer = json!({
        "KeyId": key.arn(),
        "DeletionDate": at,
        "KeyState": state_name(&key),
        "PendingWindowInDays": days,
    });
    store.save_key(key)?;
    Ok(answer)
}

/// The key is disabled afterwards, as on AWS.
pub(super) fn cancel(store: &mut Store, caller: &Caller, input: &Input) -> Result<Value, ApiError> {
    let key = store.managed_key(caller, "kms:CancelKeyDeletion", input)?;
    if !matches!(key.state, State::PendingDeletion(_)) {
        let message = format!("{} is not pending deletion.", key.arn());
        return Err(ApiError::new("KMSInvalidStateException", message));
    }
    let answer = json!({ "KeyId": key.arn() });
    store.save_key(Key { state: State::Disabled, ..key })?;
    Ok(answer)
}
