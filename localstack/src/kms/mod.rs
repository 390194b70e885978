//! The KMS front: symmetric keys, aliases, and encryption under them. Everything is written to disk before it is told.
//!
//! Key policies are kept and returned, not evaluated; rotation is a setting alone; grants are not modelled.

mod aliases;
mod cipher;
mod data;
mod deletion;
mod keys;
mod reference;
mod rotation;
mod store;
mod tags;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use serde_json::Value;

use crate::erasure::Erasure;
use crate::iam::{Caller, Context, Denied};
use crate::json_api::{ApiError, Input};
use crate::{Durability, StartError};
use store::Store;

/// The keys of the stack.
#[derive(Debug)]
pub(crate) struct Kms {
    store: Mutex<Store>,
    erasure: Erasure,
}

/// Why a service may not use a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum KeyProblem {
    #[error("does not exist")]
    NotFound,
    #[error("is disabled")]
    Disabled,
    #[error("is pending deletion")]
    PendingDeletion,
}

type Handler = fn(&mut Store, &Caller, &Input) -> Result<Value, ApiError>;

fn handler(operation: &str) -> Option<Handler> {
    Some(match operation {
        "CreateKey" => keys::create,
        "DescribeKey" => keys::describe,
        "ListKeys" => keys::list,
        "UpdateKeyDescription" => keys::update_description,
        "EnableKey" => keys::enable,
        "DisableKey" => keys::disable,
        "GetKeyPolicy" => keys::get_policy,
        "PutKeyPolicy" => keys::put_policy,
        "ScheduleKeyDeletion" => deletion::schedule,
        "CancelKeyDeletion" => deletion::cancel,
        "EnableKeyRotation" => rotation::enable,
        "DisableKeyRotation" => rotation::disable,
        "GetKeyRotationStatus" => rotation::status,
        "TagResource" => tags::tag,
        "UntagResource" => tags::untag,
        "ListResourceTags" => tags::list,
        "CreateAlias" => aliases::create,
        "UpdateAlias" => aliases::update,
        "DeleteAlias" => aliases::delete,
        "ListAliases" => aliases::list,
        "Encrypt" => data::encrypt,
        "Decrypt" => data::decrypt,
        "ReEncrypt" => data::re_encrypt,
        "GenerateDataKey" => data::generate_data_key,
        "GenerateDataKeyWithoutPlaintext" => data::generate_data_key_without_plaintext,
        _ => return None,
    })
}

impl Kms {
    pub(crate) fn open(path: &Path, durability: Durability, erasure: Erasure) -> Result<Kms, StartError> {
        Ok(Kms { store: Mutex::new(Store::open(path, durability)?), erasure })
    }

    /// Answers one request whose signature was verified.
    pub(crate) async fn call(
        self: Arc<Self>,
        caller: Caller,
        operation: String,
        body: Bytes,
    ) -> Result<Vec<u8>, ApiError> {
        let answer = tokio::task::spawn_blocking(move || {
            let handler = handler(&operation).ok_or_else(|| {
                ApiError::new("UnknownOperationException", format!("The local stack's KMS has no {operation}"))
            })?;
            let input = Input::parse(&body)?;
            let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
            let answer = handler(&mut store, &caller, &input)?;
            if matches!(operation.as_str(), "DeleteAlias" | "UntagResource" | "UpdateKeyDescription" | "PutKeyPolicy") {
                self.erasure.soon();
            }
            Ok(answer)
        });
        let answer: Result<Value, ApiError> =
            answer.await.map_err(|error| ApiError::internal("KMSInternalException", &error))?;
        answer.map(|value| if value.is_null() { b"{}".to_vec() } else { value.to_string().into_bytes() })
    }

    /// The ARN of the key an id, an ARN or an alias names, when data can be encrypted and decrypted under it.
    pub(crate) fn usable_key(&self, reference: &str) -> Result<String, KeyProblem> {
        let store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        let key = store.find(reference).ok_or(KeyProblem::NotFound)?;
        key.usable()?;
        Ok(key.arn())
    }

    /// Whether the caller may do `action` with a key on behalf of another service, which gives the context.
    pub(crate) fn authorize(
        &self,
        caller: &Caller,
        action: &str,
        key_arn: &str,
        context: Context,
    ) -> Result<(), Denied> {
        let store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        let context = match store.find(key_arn) {
            Some(key) => key.tag_context(context),
            None => context,
        };
        caller.authorize(action, key_arn, context)
    }
}
