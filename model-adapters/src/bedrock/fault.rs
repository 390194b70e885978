//! What the SDK's errors mean. The only place that looks into `SdkError`, whose own text is just "service error".

use std::error::Error;
use std::time::Duration;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_bedrockruntime::config::http::HttpResponse;
use aws_sdk_bedrockruntime::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_bedrockruntime::types::error::ConverseStreamOutputError;

use crate::error::{ErrorKind, ModelError, Phase};

/// An error before the first event of ConverseStream, or any of Converse.
pub(crate) fn before_answer<E>(model: &str, error: SdkError<E, HttpResponse>) -> ModelError
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    let told = error.message().unwrap_or_default().to_owned();
    let retry_after = error.raw_response().and_then(|response| response.headers().get("retry-after"));
    let retry_after = retry_after.and_then(|seconds| seconds.parse().ok()).map(Duration::from_secs);
    let (kind, what) = match &error {
        SdkError::ServiceError(service) => match service.err().code().unwrap_or_default() {
            "ThrottlingException" => (ErrorKind::Throttled { retry_after }, "limits our requests to"),
            "ServiceUnavailableException" => (ErrorKind::Overloaded, "is not available for"),
            "ModelNotReadyException" => (ErrorKind::Overloaded, "is not ready to run"),
            "ModelTimeoutException" => (ErrorKind::Timeout { phase: Phase::FirstToken }, "waited too long for"),
            "AccessDeniedException" => (ErrorKind::Auth, "does not let us use"),
            "ResourceNotFoundException" => (ErrorKind::BadRequest, "does not have, in this Region,"),
            "ValidationException" => (validation(&told), "refused the request to"),
            "InternalServerException" | "ModelErrorException" | "ModelStreamErrorException" => {
                (ErrorKind::Upstream, "failed with")
            }
            _ => match service.raw().status().as_u16() {
                401 | 403 => (ErrorKind::Auth, "does not accept our credentials for"),
                429 => (ErrorKind::Throttled { retry_after }, "limits our requests to"),
                503 => (ErrorKind::Overloaded, "is not available for"),
                400..=499 => (ErrorKind::BadRequest, "refused the request to"),
                _ => (ErrorKind::Upstream, "failed with"),
            },
        },
        SdkError::DispatchFailure(failure) if failure.is_timeout() => {
            (ErrorKind::Timeout { phase: Phase::Connect }, "could not be reached in time for")
        }
        SdkError::TimeoutError(_) => (ErrorKind::Timeout { phase: Phase::FirstToken }, "took too long to begin with"),
        other if lacks_credentials(other) => (ErrorKind::Auth, "cannot be asked without credentials for"),
        SdkError::ConstructionFailure(_) => (ErrorKind::BadRequest, "cannot be asked for"),
        _ => (ErrorKind::Upstream, "could not be reached for"),
    };
    with_cause(kind, model, what, &told, error)
}

/// An error after HTTP 200; the SDK never retries these.
pub(crate) fn in_stream<R>(model: &str, error: SdkError<ConverseStreamOutputError, R>) -> ModelError
where
    SdkError<ConverseStreamOutputError, R>: Error + Send + Sync + 'static,
{
    use ConverseStreamOutputError as E;
    let told = error.as_service_error().and_then(|e| e.message()).unwrap_or_default().to_owned();
    let (kind, what) = match error.as_service_error() {
        Some(E::ThrottlingException(_)) => (ErrorKind::Throttled { retry_after: None }, "throttled the answer of"),
        Some(E::ServiceUnavailableException(_)) => (ErrorKind::Overloaded, "became unavailable during the answer of"),
        Some(E::ValidationException(_)) => (validation(&told), "rejected, while answering, the request to"),
        Some(_) => (ErrorKind::Upstream, "failed during the answer of"),
        None if ended_inside_a_frame(&error) => (ErrorKind::Truncated, "cut off the answer of"),
        None => (ErrorKind::Upstream, "sent something unreadable in the answer of"),
    };
    with_cause(kind, model, what, &told, error)
}

/// The answer stopped before `messageStop`; the SDK calls that a normal end.
pub(crate) fn cut(model: &str) -> ModelError {
    ModelError::new(ErrorKind::Truncated, format!("Bedrock cut off the answer of {model}"))
}

/// A feature of a request that not every model has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lacks {
    Temperature,
    Streaming,
    Cache,
}

/// The feature that made the model refuse a request, by what it says:
/// - "`temperature` is deprecated for this model." (Claude Opus 4.7 and its successors; cline/cline#10572,
///   promptfoo/promptfoo#10307);
/// - "The model is unsupported for streaming." (aws-samples/amazon-bedrock-client-for-mac#112);
/// - "You invoked an unsupported model or your request did not allow prompt caching.", which is an AccessDeniedException.
pub(crate) fn lacks<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> Option<Lacks> {
    let told = error.message()?;
    match error.code()? {
        "ValidationException" if told.contains("temperature") => Some(Lacks::Temperature),
        "ValidationException" if told.contains("support") && told.contains("streaming") => Some(Lacks::Streaming),
        "ValidationException" | "AccessDeniedException" if told.contains("prompt caching") => Some(Lacks::Cache),
        _ => None,
    }
}

/// "Input is too long for requested model.", "prompt is too long: 1 tokens > 0 maximum", "... exceed context limit: ...".
fn validation(text: &str) -> ErrorKind {
    let overflow = ["is too long", "exceed context limit", "context window", "maximum context length"];
    if overflow.iter().any(|part| text.contains(part)) { ErrorKind::ContextOverflow } else { ErrorKind::BadRequest }
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}

/// The provider found none, or there is no provider (again a private type with a telling text).
fn lacks_credentials(error: &(dyn Error + 'static)) -> bool {
    chain(error)
        .any(|cause| cause.is::<CredentialsError>() || cause.to_string().contains("failed to select an auth scheme"))
}

/// The connection broke, or ended in the middle of a frame (the SDK's type for that is private, its text is not).
fn ended_inside_a_frame<R>(error: &SdkError<ConverseStreamOutputError, R>) -> bool
where
    SdkError<ConverseStreamOutputError, R>: Error + 'static,
{
    matches!(error, SdkError::DispatchFailure(_))
        || chain(error).any(|cause| cause.to_string() == "unexpected end of stream")
}

fn with_cause(
    kind: ErrorKind,
    model: &str,
    what: &str,
    told: &str,
    cause: impl Error + Send + Sync + 'static,
) -> ModelError {
    let colon = if told.is_empty() { "" } else { ": " };
    ModelError::new(kind, format!("Bedrock {what} {model}{colon}{told}")).caused_by(cause)
}
