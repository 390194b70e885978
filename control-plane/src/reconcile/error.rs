//! Why a step, or the whole walk, did not come to its end.

use aws_sdk_dynamodb::{
    config::http::HttpResponse,
    error::{ProvideErrorMetadata, SdkError},
};
use tenancy::{ApiError, ErrorCode, TenantId};

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
    #[error("a request cannot be built")]
    Request(#[from] aws_sdk_dynamodb::error::BuildError),
    /// AWS is still at work.
    #[error("{0}")]
    NotReady(String),
    /// Another executor is at work on the tenant: read the row again.
    #[error("another request is working on the tenant")]
    Overtaken,
    /// The row cannot be written.
    #[error(transparent)]
    Row(Box<ApiError>),
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
        let at_fault = error.raw_response().is_some_and(|response| response.status().is_server_error());
        let error = Box::new(ApiError::aws(doing, error));
        Self::Aws { doing, reason, passing: at_fault || error.code == ErrorCode::Unavailable, error }
    }

    /// What the operator should do.
    #[must_use]
    pub fn next_action(&self) -> &'static str {
        match self {
            Self::Aws { passing: true, .. } | Self::NotReady(_) | Self::Overtaken | Self::Row(_) => {
                "send the same request again in a few seconds"
            }
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
            Self::NotReady(_) | Self::Overtaken | Self::Row(_) => true,
            Self::Foreign { .. } | Self::Unusable { .. } | Self::Request(_) => false,
        }
    }
}

/// Why a tenant is not as its row asks.
#[derive(Debug, thiserror::Error)]
pub enum ReconcileError {
    /// There is no such row.
    #[error("there is no tenant \"{0}\"")]
    Unknown(TenantId),
    /// The row cannot be read or written.
    #[error("the tenant's row cannot be read or written")]
    Registry(#[source] Box<ApiError>),
    /// A step failed; the row says so too.
    #[error("step {step} of tenant \"{tenant}\" failed")]
    Step {
        /// The tenant.
        tenant: TenantId,
        /// The resource whose step it was.
        step: &'static str,
        /// Why.
        #[source]
        error: StepError,
    },
    /// Other executors kept changing the row.
    #[error("other requests are working on tenant \"{0}\"")]
    Overtaken(TenantId),
}

impl From<ReconcileError> for ApiError {
    fn from(error: ReconcileError) -> Self {
        match error {
            ReconcileError::Registry(error) => *error,
            ReconcileError::Unknown(_) => Self::new(ErrorCode::NotFound, error.to_string()),
            ReconcileError::Overtaken(_) => Self::new(ErrorCode::Unavailable, error.to_string())
                .remedy("send the same request again in a few seconds"),
            ReconcileError::Step { tenant, step, error } => {
                let code = if error.retryable() { ErrorCode::Unavailable } else { ErrorCode::Internal };
                let detail = format!("step {step} of tenant \"{tenant}\" failed: {error}");
                let mut api = Self::new(code, detail).remedy(error.next_action());
                api.cause = match error {
                    StepError::Aws { error, .. } => error.cause,
                    other => Some(Box::new(other)),
                };
                api
            }
        }
    }
}
