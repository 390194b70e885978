//! Why a plan has no facts.

use tenancy::ApiError;

/// Why a plan has no facts.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// The data cannot tell.
    #[error("{0}")]
    NoData(String),
    /// A field of the plan cannot be used.
    #[error("{detail}; {remedy}")]
    Plan {
        /// Which one, `filters[0].members[1]`.
        field: String,
        /// What is wrong with it.
        detail: String,
        /// What to do.
        remedy: String,
    },
    /// A read failed.
    #[error(transparent)]
    Read(#[from] ApiError),
}

impl QueryError {
    /// A field of the plan that cannot be used.
    pub(super) fn plan(field: impl Into<String>, detail: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Plan { field: field.into(), detail: detail.into(), remedy: remedy.into() }
    }
}

impl From<QueryError> for ApiError {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::Plan { field, detail, remedy } => Self::field(field, detail).remedy(remedy),
            QueryError::NoData(detail) => Self::new(tenancy::ErrorCode::NotFound, detail),
            QueryError::Read(error) => error,
        }
    }
}
