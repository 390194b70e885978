//! A JSON body whose errors are problems that name the field.

use axum::{
    Json,
    extract::{FromRequest, Request, rejection::JsonRejection},
};
use serde::de::DeserializeOwned;

use crate::{ApiError, ErrorCode};

/// `Json<T>`, refused with a problem document in place of plain text.
#[derive(Debug)]
pub struct ApiJson<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for ApiJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(value)) => Ok(Self(value)),
            Err(rejection) => Err(refusal(&rejection)),
        }
    }
}

fn refusal(rejection: &JsonRejection) -> ApiError {
    match rejection {
        JsonRejection::JsonSyntaxError(e) => {
            ApiError::new(ErrorCode::InvalidRequest, format!("the body is no JSON: {}", inner(e)))
                .remedy("send a JSON object as the body")
        }
        JsonRejection::JsonDataError(e) => {
            let detail = inner(e);
            let mut error = ApiError::new(ErrorCode::InvalidField, detail.clone());
            error.field = detail.split('`').nth(1).map(str::to_owned);
            error.remedy("see the schema of this request at GET /openapi.json")
        }
        JsonRejection::MissingJsonContentType(_) => {
            ApiError::new(ErrorCode::InvalidRequest, "the body's content type is not JSON")
                .remedy("send `content-type: application/json`")
        }
        _ if rejection.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE => {
            ApiError::new(ErrorCode::TooLarge, "the body is larger than this route allows")
                .remedy("send a smaller body")
        }
        other => ApiError::new(ErrorCode::InvalidRequest, other.body_text()),
    }
}

/// The deserialiser's own message, without axum's words around it.
fn inner(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), ToString::to_string)
}
