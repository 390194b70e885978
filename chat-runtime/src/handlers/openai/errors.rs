//! Our problems as OpenAI's clients read them: `{"error": {"message", "type", "param", "code"}}`.

use axum::{
    body::Body,
    http::{
        HeaderValue, StatusCode,
        header::{CONTENT_LENGTH, CONTENT_TYPE},
    },
    response::Response,
};
use serde::Serialize;
use serde_json::{Value, json};
use tenancy::{ErrorCode, Problem};
use utoipa::ToSchema;

/// An error as OpenAI's are.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OpenAiError {
    /// What is wrong.
    error: OpenAiErrorBody,
}

/// What is wrong.
#[derive(Debug, Serialize, ToSchema)]
struct OpenAiErrorBody {
    /// For people.
    message: String,
    /// The kind of error.
    r#type: String,
    /// The parameter that is wrong.
    param: Option<String>,
    /// For programs.
    code: Option<String>,
}

/// `response` with its problem, if it is one, as OpenAI's error.
pub(super) async fn as_openai(mut response: Response) -> Response {
    let Some(problem) = response.extensions_mut().remove::<Problem>() else { return response };
    let (status, body) = body(&problem);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.remove(CONTENT_LENGTH);
    response.map(|_| Body::from(body.to_string()))
}

/// The status and the body of OpenAI's error for `problem`.
pub(super) fn body(problem: &Problem) -> (StatusCode, Value) {
    let of_model = problem.field.as_deref() == Some("model");
    let (status, kind, code) = match problem.code {
        ErrorCode::Unauthenticated => (StatusCode::UNAUTHORIZED, "invalid_request_error", "invalid_api_key"),
        ErrorCode::InvalidField if of_model => (StatusCode::NOT_FOUND, "invalid_request_error", "model_not_found"),
        ErrorCode::InvalidField | ErrorCode::InvalidRequest => {
            (StatusCode::BAD_REQUEST, "invalid_request_error", "invalid_value")
        }
        ErrorCode::TooLarge => (StatusCode::BAD_REQUEST, "invalid_request_error", "context_length_exceeded"),
        ErrorCode::TooManyRequests => (StatusCode::TOO_MANY_REQUESTS, "rate_limit_error", "rate_limit_exceeded"),
        ErrorCode::BudgetExhausted => (StatusCode::TOO_MANY_REQUESTS, "insufficient_quota", "insufficient_quota"),
        other if other.status().is_server_error() => (other.status(), "server_error", "server_error"),
        other => (other.status(), "invalid_request_error", "invalid_request"),
    };
    let remedy = problem.remedy.as_ref().map(|remedy| format!(" ({remedy})")).unwrap_or_default();
    // What a question is here is the last of the messages there.
    let param = problem.field.as_deref().map(|field| if field == "text" { "messages" } else { field });
    let mut error = json!({
        "message": format!("{}{remedy}", problem.detail), "type": kind, "param": param, "code": code,
    });
    if let Some(exhausted) = &problem.exhausted {
        error["exhausted"] = json!(exhausted);
    }
    (status, json!({ "error": error }))
}
