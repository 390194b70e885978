//! Why a step did not come to its end, and what to do about it.

use aws_sdk_dynamodb::{
    config::http::HttpResponse,
    error::{ProvideErrorMetadata, SdkError},
};
use tenancy::{ApiError, ErrorCode};

/// The HTTP status of what a service does not do, now or later.
const NOT_IMPLEMENTED: u16 = 501;

/// What AWS says while something is being changed by somebody: the next look sees what came of it.
const CHANGES: [&str; 6] = [
    "ResourceInUseException",
    "ResourceNotFoundException",
    "TableInUseException",
    "TableNotFoundException",
    "ContinuousBackupsUnavailableException",
    "OperationAborted",
];

/// Why a resource is not as desired.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    /// An AWS call failed.
    #[error("{doing} failed: {reason}")]
    Aws {
        /// What was being done.
        doing: &'static str,
        /// The service's code and message.
        reason: String,
        /// The same call may succeed later.
        passing: bool,
        /// The whole error, for the log.
        #[source]
        error: Box<ApiError>,
    },
    /// Something has the name of the tenant's resource but is not it; it is left alone.
    #[error("{what} is not this tenant's: {why}")]
    Foreign {
        /// The resource.
        what: String,
        /// What shows it.
        why: String,
    },
    /// The tenant's resource is there but cannot be used; it holds data, so it is not replaced.
    #[error("{what} cannot be used: {why}")]
    Unusable {
        /// The resource.
        what: String,
        /// What is wrong with it.
        why: String,
    },
    /// A request lacks a field.
    #[error("a request cannot be built: {0}")]
    Request(String),
    /// AWS is still at work.
    #[error("{0}")]
    NotReady(String),
    /// A part of our own failed.
    #[error("{doing} failed: {error}")]
    Part {
        /// What was being done.
        doing: &'static str,
        /// Why.
        #[source]
        error: Box<ApiError>,
    },
}

impl From<aws_sdk_dynamodb::error::BuildError> for StepError {
    fn from(error: aws_sdk_dynamodb::error::BuildError) -> Self {
        Self::Request(error.to_string())
    }
}

impl StepError {
    /// A failed call while `doing`.
    #[must_use]
    pub fn aws<E>(doing: &'static str, error: SdkError<E, HttpResponse>) -> Self
    where
        E: std::error::Error + ProvideErrorMetadata + Send + Sync + 'static,
    {
        let reason = match (&error, error.code(), error.message()) {
            (_, Some(code), Some(message)) => format!("{code}: {message}"),
            (_, Some(code), None) => code.to_owned(),
            (SdkError::TimeoutError(_), ..) => "no answer in time".to_owned(),
            (SdkError::DispatchFailure(_), ..) => "AWS cannot be reached".to_owned(),
            (other, ..) => other.to_string(),
        };
        let status = error.raw_response().map(|response| response.status().as_u16());
        let at_fault = status.is_some_and(|status| status >= 500 && status != NOT_IMPLEMENTED);
        let changes = error.code().is_some_and(|code| CHANGES.contains(&code));
        let error = Box::new(ApiError::aws(doing, error));
        Self::Aws { doing, reason, passing: at_fault || changes || error.code == ErrorCode::Unavailable, error }
    }

    /// A failure of a part of our own while `doing`.
    #[must_use]
    pub fn api(doing: &'static str, error: ApiError) -> Self {
        Self::Part { doing, error: Box::new(error) }
    }

    /// The reply to a request that was only `doing` something, such as looking.
    #[must_use]
    pub fn into_api(self, doing: &'static str) -> ApiError {
        match self {
            Self::Aws { error, .. } => *error,
            other => ApiError::internal(doing, other),
        }
    }

    /// What the operator should do.
    #[must_use]
    pub fn next_action(&self) -> &'static str {
        match self {
            Self::Aws { passing: true, .. } | Self::NotReady(_) => "send the same request again in a few seconds",
            Self::Part { error, .. } if error.code == ErrorCode::Unavailable => {
                "send the same request again in a few seconds"
            }
            Self::Part { .. } => "remove what the cause names, then send the same request again",
            Self::Request(_) => "report this as a bug",
            Self::Aws { .. } => {
                "remove what the cause names, such as a missing right, then send the same request again"
            }
            Self::Foreign { .. } => {
                "remove or rename what has the tenant's name, or choose another id, then send the same request again"
            }
            Self::Unusable { .. } => "restore the resource as the cause says, then send the same request again",
        }
    }

    /// Whether the same request may succeed with nothing else done.
    #[must_use]
    pub fn retryable(&self) -> bool {
        match self {
            Self::Aws { passing, .. } => *passing,
            Self::Part { error, .. } => error.code == ErrorCode::Unavailable,
            Self::NotReady(_) => true,
            Self::Foreign { .. } | Self::Unusable { .. } | Self::Request(_) => false,
        }
    }
}
