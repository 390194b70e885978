//! Changes to who may use a tenant: one act between the two entries of the audit trail, with nothing to reconcile.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use serde_json::{Value, json};
use tenancy::{ApiError, ErrorCode, TenantCaller, registry::Failure};

use super::{
    OperationKind,
    begin::{Begun, Request, SHORTEST_PAUSE, begin},
    execution::Execution,
};
use crate::{ControlPlane, change::Change, idempotency::Reply};

/// Acts of this kind take no longer: who meets another operation waits so long for its end.
const PATIENCE: Duration = Duration::from_secs(2);

/// Does `work` for `caller`'s tenant, which must be active, with `detail` in the audit trail before it, and its outcome
/// after it. `detail` must name no person.
///
/// # Errors
/// Those of `work`; another operation is at work for longer ([`ErrorCode::OperationRunning`]); the metadata table failed.
pub(crate) async fn act<T>(
    plane: &ControlPlane,
    caller: &TenantCaller,
    kind: OperationKind,
    detail: Value,
    work: impl Future<Output = Result<T, ApiError>>,
) -> Result<T, ApiError> {
    let change = Change::Access { kind, detail };
    let request = Request { tenant: &caller.tenant, actor: &caller.subject, change: &change, key: None };
    let mut execution = started(plane, &request).await?;
    let began = Instant::now();
    let done = work.await;
    let (outcome, detail) = match &done {
        Ok(_) => ("done", String::new()),
        Err(error) => ("failed", format!("{:?}", error.code)),
    };
    execution.log(kind.as_str(), outcome, detail, began.elapsed());
    let failure = done.as_ref().err().map(|error| Failure {
        step: kind.as_str().to_owned(),
        cause: format!("{:?}", error.code),
        next_action: "send the request again, if it is still wanted".to_owned(),
    });
    let ended = execution.finish(failure, None, |_, _| Reply::new(StatusCode::OK, &json!(null))).await;
    if let Err(error) = ended {
        // What was done is done; the operation is ended by whoever takes it up.
        tracing::warn!(tenant.id = %caller.tenant, error = %error, "the end of an act is not on record yet");
    }
    done
}

async fn started(plane: &ControlPlane, request: &Request<'_>) -> Result<Box<Execution>, ApiError> {
    let since = Instant::now();
    loop {
        match begin(plane, request).await {
            Ok(Begun::Mine(execution)) => return Ok(execution),
            Ok(_) => {
                return Err(ApiError::internal("beginning an act", "it has no idempotency key, and is never joined"));
            }
            Err(error) if error.code == ErrorCode::OperationRunning && since.elapsed() < PATIENCE => {
                tokio::time::sleep(SHORTEST_PAUSE).await;
            }
            Err(error) => return Err(error),
        }
    }
}
