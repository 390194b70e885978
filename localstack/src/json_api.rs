//! The awsJson protocol of DynamoDB and KMS: errors, and the reading of inputs.

use std::collections::BTreeMap;

use http::StatusCode;
use serde_json::{Map, Value, json};

use crate::auth::AuthError;
use crate::iam::Denied;

/// An error as a client gets it.
#[derive(Debug)]
pub(crate) struct ApiError {
    pub(crate) status: StatusCode,
    /// JSON with `__type` and `message`.
    pub(crate) body: String,
}

impl ApiError {
    /// A client error (400) of the given type.
    pub(crate) fn new(code: &str, message: impl Into<String>) -> ApiError {
        ApiError::with_status(StatusCode::BAD_REQUEST, code, message)
    }

    /// An error that is ours; its cause is logged, and not told.
    pub(crate) fn internal(code: &str, cause: &(dyn std::error::Error + 'static)) -> ApiError {
        tracing::error!(error = cause, "the local stack failed");
        ApiError::with_status(StatusCode::INTERNAL_SERVER_ERROR, code, "The local stack failed; its log tells why")
    }

    fn with_status(status: StatusCode, code: &str, message: impl Into<String>) -> ApiError {
        ApiError { status, body: json!({ "__type": code, "message": message.into() }).to_string() }
    }
}

impl From<Denied> for ApiError {
    fn from(denied: Denied) -> ApiError {
        ApiError::new("AccessDeniedException", denied.to_string())
    }
}

impl From<AuthError> for ApiError {
    fn from(error: AuthError) -> ApiError {
        let code = match error {
            AuthError::Missing => "MissingAuthenticationTokenException",
            AuthError::Incomplete(_) => "IncompleteSignatureException",
            AuthError::UnknownKey => "UnrecognizedClientException",
            AuthError::Expired => "ExpiredTokenException",
            AuthError::Skewed | AuthError::Mismatch => "InvalidSignatureException",
        };
        let status = if code == "InvalidSignatureException" { StatusCode::FORBIDDEN } else { StatusCode::BAD_REQUEST };
        ApiError::with_status(status, code, error.to_string())
    }
}

/// The members of a request.
#[derive(Debug)]
pub(crate) struct Input(Map<String, Value>);

impl Input {
    pub(crate) fn parse(body: &[u8]) -> Result<Input, ApiError> {
        let value = if body.is_empty() { Ok(json!({})) } else { serde_json::from_slice(body) };
        match value {
            Ok(Value::Object(members)) => Ok(Input(members)),
            _ => Err(ApiError::new("SerializationException", "The request body is not a JSON object")),
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    pub(crate) fn required(&self, name: &str) -> Result<&str, ApiError> {
        self.text(name).ok_or_else(|| {
            let member = name[..1].to_ascii_lowercase() + &name[1..];
            let constraint = "failed to satisfy constraint: Member must not be null";
            ApiError::new(
                "ValidationException",
                format!("1 validation error detected: Value at '{member}' {constraint}"),
            )
        })
    }

    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        self.get(name).and_then(Value::as_i64)
    }

    /// A map of strings; empty when absent.
    pub(crate) fn strings(&self, name: &str) -> BTreeMap<String, String> {
        let entries = self.get(name).and_then(Value::as_object).into_iter().flatten();
        entries.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
    }

    pub(crate) fn list(&self, name: &str) -> &[Value] {
        self.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }
}
