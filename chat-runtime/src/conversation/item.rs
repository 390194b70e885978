//! Keys of the messages table, and the attributes of its items.

use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};
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
/// From so many bytes on JSON is packed.
const PACKED_FROM: usize = 32 << 10;
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

/// JSON that may be long: packed by zstd from [`PACKED_FROM`] bytes on, as an item has 400 KB at most.
pub(super) fn long_json(doing: &'static str, value: &impl Serialize) -> Result<AttributeValue, ApiError> {
    let json = serde_json::to_vec(value).map_err(|e| ApiError::internal(doing, e))?;
    if json.len() < PACKED_FROM {
        return String::from_utf8(json).map(AttributeValue::S).map_err(|e| ApiError::internal(doing, e));
    }
    let packed = zstd::encode_all(json.as_slice(), 0).map_err(|e| ApiError::internal(doing, e))?;
    Ok(AttributeValue::B(Blob::new(packed)))
}

/// The text in an attribute, empty when there is none.
pub(super) fn text<'a>(item: &'a Item, name: &str) -> &'a str {
    item.get(name).and_then(|value| value.as_s().ok()).map_or("", String::as_str)
}

/// What the JSON in an attribute says, packed or not, if there is one.
pub(super) fn parsed<T: DeserializeOwned>(doing: &'static str, item: &Item, name: &str) -> Result<Option<T>, ApiError> {
    match item.get(name) {
        Some(AttributeValue::S(json)) => serde_json::from_str(json).map(Some).map_err(|e| ApiError::internal(doing, e)),
        Some(AttributeValue::B(packed)) => {
            let json = zstd::decode_all(packed.as_ref()).map_err(|e| ApiError::internal(doing, e))?;
            serde_json::from_slice(&json).map(Some).map_err(|e| ApiError::internal(doing, e))
        }
        _ => Ok(None),
    }
}

/// The id at the end of a key, `SESSION#<id>`.
pub(super) fn id<T: std::str::FromStr>(doing: &'static str, item: &Item, name: &str) -> Result<T, ApiError> {
    let id = text(item, name).rsplit('#').next().unwrap_or_default();
    id.parse().map_err(|_| ApiError::internal(doing, format!("an item's {name} has no id in it")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_answers_are_packed_and_read_like_short_ones() {
        for (length, is_packed) in [(10, false), (600_000, true)] {
            let value: Vec<String> = vec!["Köln 1.234,56 €".to_owned(); length / 10];
            let attribute = long_json("a test", &value).unwrap();
            assert_eq!(attribute.is_b(), is_packed);
            if let AttributeValue::B(packed) = &attribute {
                assert!(packed.as_ref().len() < 20_000);
            }
            let item = Item::from([("reply".to_owned(), attribute)]);
            assert_eq!(parsed::<Vec<String>>("a test", &item, "reply").unwrap(), Some(value));
        }
        assert_eq!(parsed::<String>("a test", &Item::new(), "reply").unwrap(), None);
    }
}
