//! Attributes of DynamoDB's items, and what a conditional write that did not hold looks like.

mod json;

use std::collections::HashMap;

use aws_sdk_dynamodb::{
    error::{ProvideErrorMetadata, SdkError},
    types::AttributeValue,
};

pub use json::{from_json, to_json};

/// An item.
pub type Item = HashMap<String, AttributeValue>;

/// A text.
pub fn s(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

/// A number.
pub fn n(number: impl ToString) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

/// The number called `name` in `item`; one that is not there is zero.
pub fn number<T: std::str::FromStr + Default>(item: &Item, name: &str) -> T {
    let number = item.get(name).and_then(|value| value.as_n().ok());
    number.and_then(|number| number.parse().ok()).unwrap_or_default()
}

/// Whether nothing was written, because the condition of the write did not hold.
pub fn condition_failed<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> bool {
    error.code() == Some("ConditionalCheckFailedException")
}
