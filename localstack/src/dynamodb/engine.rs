//! Calls into `dynoxide`: JSON in, JSON out, its errors as DynamoDB words them, its ARNs as ours.

use dynoxide::{Database, DynoxideError};
use http::StatusCode;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::REGION;
use crate::json_api::ApiError;

/// Runs an operation whose request names tables of this database alone.
pub(super) fn run(database: &Database, operation: &str, body: &[u8]) -> Result<Vec<u8>, ApiError> {
    match operation {
        "PutItem" => encode(database.put_item(decode(body)?)),
        "GetItem" => encode(database.get_item(decode(body)?)),
        "UpdateItem" => encode(database.update_item(decode(body)?)),
        "DeleteItem" => encode(database.delete_item(decode(body)?)),
        "Query" => encode(database.query(decode(body)?)),
        "Scan" => encode(database.scan(decode(body)?)),
        "UpdateTimeToLive" => encode(database.update_time_to_live(decode(body)?)),
        "DescribeTimeToLive" => encode(database.describe_time_to_live(decode(body)?)),
        "TagResource" => encode(database.tag_resource(decode(body)?)),
        "UntagResource" => encode(database.untag_resource(decode(body)?)),
        "ListTagsOfResource" => encode(database.list_tags_of_resource(decode(body)?)),
        "CreateTable" => encode(database.create_table(decode(body)?)).map(our_arns),
        "DescribeTable" => encode(database.describe_table(decode(body)?)).map(our_arns),
        "UpdateTable" => encode(database.update_table(decode(body)?)).map(our_arns),
        "DeleteTable" => encode(database.delete_table(decode(body)?)).map(our_arns),
        _ => Err(ApiError::new("UnknownOperationException", operation)),
    }
}

/// Reads a request. The engine's own types put the class of an error in front of its text.
pub(super) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    serde_json::from_slice(body).map_err(|error| {
        let text = error.to_string();
        let text = text.split(" at line ").next().unwrap_or_default();
        let marked = |marker: &str| text.strip_prefix(marker).map(str::to_owned);
        if let Some(message) = marked("VALIDATION_REQUEST:").or(marked("VALIDATION_AS_READ:")).or(marked("VALIDATION:"))
        {
            return ApiError::new("ValidationException", message);
        }
        if let Some(message) = marked("SERIALIZATION_AS_READ:").or(marked("SERIALIZATION:")) {
            return ApiError::new("SerializationException", message);
        }
        let invalid = ["missing field", "unknown variant", "invalid type: null", "AttributeValue"];
        let code = if invalid.iter().any(|part| text.contains(part)) {
            "ValidationException"
        } else {
            "SerializationException"
        };
        ApiError::new(code, text)
    })
}

/// Writes an answer.
pub(super) fn encode<T: Serialize>(result: Result<T, DynoxideError>) -> Result<Vec<u8>, ApiError> {
    let answer = result.map_err(failed)?;
    serde_json::to_vec(&answer).map_err(|error| ApiError::internal("InternalServerError", &error))
}

pub(super) fn failed(error: DynoxideError) -> ApiError {
    let error = match error {
        DynoxideError::EnvelopedValidation(message) => {
            DynoxideError::ValidationException(format!("1 validation error detected: {message}"))
        }
        other => other,
    };
    let status = StatusCode::from_u16(error.status_code()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if status.is_server_error() {
        return ApiError::internal("InternalServerError", &error);
    }
    ApiError { status, body: error.to_json() }
}

/// Of descriptions of tables only; items are the user's.
fn our_arns(answer: Vec<u8>) -> Vec<u8> {
    match String::from_utf8(answer) {
        Ok(text) => text
            .replace("arn:aws:dynamodb:dynoxide:", &format!("arn:aws:dynamodb:{REGION}:"))
            .replace("arn:aws:kms:dynoxide:", &format!("arn:aws:kms:{REGION}:"))
            .into_bytes(),
        Err(error) => error.into_bytes(),
    }
}
