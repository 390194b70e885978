//! From an error to the reply a client sees: RFC 9457 problem+json with a stable code.
//!
//! What a client reads (`detail`, `remedy`) is separate from the logged chain of causes: the cause is logged once, here.

use std::{num::NonZeroU32, sync::Arc};

use aws_sdk_dynamodb::error::DisplayErrorContext;
use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::budget::Exhausted;

/// What went wrong, for programs: a closed set, stable across releases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The request is not well formed (no JSON, unknown field, wrong type).
    InvalidRequest,
    /// A field has a value that cannot be used.
    InvalidField,
    /// No token, or one that does not verify.
    Unauthenticated,
    /// The caller's role does not allow it.
    Forbidden,
    /// There is no such thing, or it is another tenant's.
    NotFound,
    /// The route is there, but not for this method.
    MethodNotAllowed,
    /// The body's content type is none that the route reads.
    UnsupportedMediaType,
    /// It contradicts what exists.
    Conflict,
    /// The tenant exists but cannot serve: still provisioning, failed, or going away.
    TenantNotReady,
    /// The operator has suspended the tenant.
    TenantSuspended,
    /// The tenant was offboarded.
    TenantErased,
    /// Another operation is at work on the tenant.
    OperationRunning,
    /// The idempotency key was used with another request.
    IdempotencyKeyReused,
    /// The body or a field is larger than allowed.
    TooLarge,
    /// The request's line and headers are larger than allowed.
    HeadersTooLarge,
    /// The file cannot be read as sales data.
    UnreadableFile,
    /// The tenant has no catalogue yet.
    CatalogueMissing,
    /// The tenant has had its plan's share of requests for now.
    TooManyRequests,
    /// The tenant has used up what its plan allows in a month.
    BudgetExhausted,
    /// A backing service is short of capacity; try again.
    Unavailable,
    /// A fault of ours.
    Internal,
}

impl ErrorCode {
    /// The HTTP status of the reply.
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::InvalidRequest => StatusCode::BAD_REQUEST,
            Self::InvalidField | Self::UnreadableFile | Self::IdempotencyKeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::TenantSuspended | Self::TenantErased => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Conflict | Self::OperationRunning | Self::TenantNotReady | Self::CatalogueMissing => {
                StatusCode::CONFLICT
            }
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::HeadersTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::TooManyRequests | Self::BudgetExhausted => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::InvalidRequest => "The request cannot be read",
            Self::InvalidField => "A field cannot be used",
            Self::Unauthenticated => "Not authenticated",
            Self::Forbidden => "Not allowed",
            Self::NotFound => "Not found",
            Self::MethodNotAllowed => "Method not allowed",
            Self::UnsupportedMediaType => "The content type is not supported",
            Self::Conflict => "Conflict with what exists",
            Self::TenantNotReady => "The tenant is not ready",
            Self::TenantSuspended => "The tenant is suspended",
            Self::TenantErased => "The tenant is gone",
            Self::OperationRunning => "Another operation is running",
            Self::IdempotencyKeyReused => "The idempotency key was used before",
            Self::TooLarge | Self::HeadersTooLarge => "Too large",
            Self::UnreadableFile => "The file cannot be read as sales data",
            Self::CatalogueMissing => "No catalogue yet",
            Self::TooManyRequests => "Too many requests",
            Self::BudgetExhausted => "The month's budget is used up",
            Self::Unavailable => "Try again shortly",
            Self::Internal => "Internal error",
        }
    }
}

/// The body of every error reply (RFC 9457, `application/problem+json`).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// The kind of problem, for people.
    pub title: &'static str,
    /// The HTTP status, repeated.
    pub status: u16,
    /// The kind of problem, for programs.
    pub code: ErrorCode,
    /// What is wrong with this request.
    pub detail: String,
    /// The field that is wrong, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What to do next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
    /// The budget that is used up, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exhausted: Option<Box<Exhausted>>,
}

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// An error on its way to the client.
#[derive(Debug, thiserror::Error)]
#[error("{code:?}: {detail}")]
pub struct ApiError {
    /// What went wrong, for programs.
    pub code: ErrorCode,
    /// What went wrong, for the client.
    pub detail: String,
    /// The field that is wrong.
    pub field: Option<String>,
    /// What to do next.
    pub remedy: Option<String>,
    /// Where to look, for the `Location` header.
    pub location: Option<Box<str>>,
    /// After how many seconds to try again, where that is known.
    pub retry_after: Option<NonZeroU32>,
    /// The budget that is used up.
    pub exhausted: Option<Box<Exhausted>>,
    /// What to log; the client never sees it.
    #[source]
    pub cause: Option<Cause>,
}

impl ApiError {
    /// An error of `code` that says `detail`.
    #[must_use]
    pub fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self {
            code,
            detail,
            field: None,
            remedy: None,
            location: None,
            retry_after: None,
            exhausted: None,
            cause: None,
        }
    }

    /// The same error for one more of those who waited for the same thing.
    #[must_use]
    pub fn shared(error: &Arc<Self>) -> Self {
        Self {
            field: error.field.clone(),
            remedy: error.remedy.clone(),
            location: error.location.clone(),
            retry_after: error.retry_after,
            exhausted: error.exhausted.clone(),
            cause: error.cause.as_ref().map(|cause| cause.to_string().into()),
            ..Self::new(error.code, error.detail.clone())
        }
    }

    /// A value that cannot be used in `field`.
    #[must_use]
    pub fn field(field: impl Into<String>, detail: impl Into<String>) -> Self {
        let mut error = Self::new(ErrorCode::InvalidField, detail);
        error.field = Some(field.into());
        error
    }

    /// The same with what to do next.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// The same with where to look.
    #[must_use]
    pub fn see(mut self, location: impl Into<Box<str>>) -> Self {
        self.location = Some(location.into());
        self
    }

    /// A fault of ours while `doing`; the cause goes to the log.
    #[must_use]
    pub fn internal(doing: &'static str, cause: impl Into<Cause>) -> Self {
        let mut error = Self::new(ErrorCode::Internal, format!("{doing} failed; the cause is in the server's log"));
        error.cause = Some(cause.into());
        error
    }

    /// A failed AWS call while `doing`: out of capacity or out of reach is [`ErrorCode::Unavailable`], the rest a fault of ours.
    #[must_use]
    pub fn aws<E, R>(doing: &'static str, error: aws_sdk_dynamodb::error::SdkError<E, R>) -> Self
    where
        E: std::error::Error + aws_sdk_dynamodb::error::ProvideErrorMetadata + Send + Sync + 'static,
        R: std::fmt::Debug + Send + Sync + 'static,
    {
        use aws_sdk_dynamodb::error::SdkError;
        let passing = match &error {
            SdkError::TimeoutError(_) | SdkError::DispatchFailure(_) => true,
            SdkError::ServiceError(service) => service.err().code().is_some_and(|code| THROTTLES.contains(&code)),
            _ => false,
        };
        let code = if passing { ErrorCode::Unavailable } else { ErrorCode::Internal };
        let mut api = Self::new(code, format!("{doing} failed"));
        api.remedy = Some(if passing { "try again in a few seconds" } else { "see the server's log" }.to_owned());
        api.cause = Some(DisplayErrorContext(error).to_string().into());
        api
    }

    /// The same, its cause written to the log.
    #[must_use]
    pub fn logged(self) -> Self {
        match (&self.cause, self.code) {
            (Some(cause), _) => tracing::error!(error.code = ?self.code, error.cause = %cause, "{}", self.detail),
            (None, ErrorCode::Internal) => tracing::error!(error.code = ?self.code, "{}", self.detail),
            (None, _) => tracing::debug!(error.code = ?self.code, "request refused"),
        }
        self
    }

    /// The problem document a client gets.
    #[must_use]
    pub fn problem(&self) -> Problem {
        Problem {
            title: self.code.title(),
            status: self.code.status().as_u16(),
            code: self.code,
            detail: self.detail.clone(),
            field: self.field.clone(),
            remedy: self.remedy.clone(),
            exhausted: self.exhausted.clone(),
        }
    }
}

/// What passes by itself has mostly passed by then.
const RETRY_AFTER_SECONDS: u32 = 2;

/// The error codes of AWS that pass by themselves.
const THROTTLES: [&str; 6] = [
    "ThrottlingException",
    "Throttling",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "LimitExceededException",
    "SlowDown",
];

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let this = self.logged();
        let problem = this.problem();
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response =
            (this.code.status(), [(header::CONTENT_TYPE, "application/problem+json")], body).into_response();
        let location = this.location.and_then(|location| HeaderValue::from_str(&location).ok());
        // For whoever says it in another form.
        response.extensions_mut().insert(problem);
        let headers = response.headers_mut();
        headers.extend(location.map(|location| (header::LOCATION, location)));
        let passes = matches!(this.code, ErrorCode::OperationRunning | ErrorCode::Unavailable);
        if let Some(seconds) = this.retry_after.map(NonZeroU32::get).or(passes.then_some(RETRY_AFTER_SECONDS)) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if this.code == ErrorCode::BudgetExhausted {
            // What OpenAI's clients obey: the next try would be refused as well.
            headers.insert(HeaderName::from_static("x-should-retry"), HeaderValue::from_static("false"));
        }
        if this.code == ErrorCode::Unauthenticated {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
