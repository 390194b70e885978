//! Keys of the messages table, and the attributes of its items.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use tenancy::{
    ApiError,
    ids::{MessageId, SessionId},
};

pub(super) use tenancy::item::{Item, condition_failed, n, number, s};

/// What the sort key of a session begins with.
pub(super) const SESSION: &str = "SESSION#";
/// What the partition of a message begins with.
pub(super) const MESSAGE: &str = "MSG#";
/// The partition of questions to be reviewed.
pub(super) const REVIEW: &str = "REVIEW";

/// The partition of a user's sessions. A hash, because a subject may be of any length, and because keys are in AWS's logs.
pub(super) fn user(subject: &str) -> AttributeValue {
    s(format!("USER#{}", hex::encode(Sha256::digest(subject))))
}

pub(super) fn session(id: SessionId) -> AttributeValue {
    s(format!("{SESSION}{id}"))
}

pub(super) fn message(id: MessageId) -> AttributeValue {
    s(format!("{MESSAGE}{id}"))
}

/// The sort key of a message, which is also how times are shown.
pub(super) fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

pub(super) fn json(doing: &'static str, value: &(impl Serialize + ?Sized)) -> Result<AttributeValue, ApiError> {
    serde_json::to_string(value).map(AttributeValue::S).map_err(|e| ApiError::internal(doing, e))
}

/// The text in an attribute, empty when there is none.
pub(super) fn text<'a>(item: &'a Item, name: &str) -> &'a str {
    item.get(name).and_then(|value| value.as_s().ok()).map_or("", String::as_str)
}

/// What the JSON in an attribute says, if there is one.
pub(super) fn parsed<T: DeserializeOwned>(doing: &'static str, item: &Item, name: &str) -> Result<Option<T>, ApiError> {
    let json = item.get(name).and_then(|value| value.as_s().ok());
    json.map(|json| serde_json::from_str(json)).transpose().map_err(|e| ApiError::internal(doing, e))
}

/// The id at the end of a key, `SESSION#<id>`.
pub(super) fn id<T: std::str::FromStr>(doing: &'static str, item: &Item, name: &str) -> Result<T, ApiError> {
    let id = text(item, name).rsplit('#').next().unwrap_or_default();
    id.parse().map_err(|_| ApiError::internal(doing, format!("an item's {name} has no id in it")))
}
