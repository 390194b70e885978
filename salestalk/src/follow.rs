//! From a change that is asked for to what came of it: a 202 is followed until its operation has ended.

use std::time::Duration;

use anyhow::Context;
use reqwest::Method;
use serde_json::Value;

use crate::{client::Client, failure::Failure, progress::Spinner};

/// Pauses where the server names none, and at most.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Asks for a change and returns what it came to: the tenant or the operation, as the API replies when it is done at once.
///
/// # Errors
/// The server is out of reach or refused; the operation failed.
pub(crate) async fn change(
    client: &Client,
    method: Method,
    path: &str,
    body: Option<&Value>,
    what: &str,
    silent: bool,
) -> anyhow::Result<Value> {
    let mut spinner = Spinner::new(what, silent);
    let reply = client.change(method, path, body).await?;
    if reply.status != 202 {
        return Ok(reply.body);
    }
    let location = reply.location.context("the server did not say where its operation is")?;
    let pause = reply.retry_after.unwrap_or(LOOK_AGAIN).min(LONGEST_PAUSE);
    let operation = until_it_ends(client, location, pause, &mut spinner).await?;
    drop(spinner);
    match text(&operation, "/kind") {
        "reconcile" | "backup" | "offboard" | "purge-archive" => Ok(operation),
        _ => client.get(&format!("/tenants/{}", text(&operation, "/tenantId"))).await,
    }
}

/// The operation at `location`, or the one that took its work over, once it has succeeded.
async fn until_it_ends(
    client: &Client,
    mut location: String,
    mut pause: Duration,
    spinner: &mut Spinner,
) -> anyhow::Result<Value> {
    loop {
        tokio::time::sleep(pause).await;
        let reply = client.look(&location).await?;
        let operation = reply.body;
        let newest = operation.get("steps").and_then(Value::as_array).and_then(|steps| steps.last());
        if let Some(step) = newest {
            spinner.newest(&format!("{}: {}", text(step, "/step"), text(step, "/outcome")));
        }
        match text(&operation, "/state") {
            "running" => pause = reply.retry_after.unwrap_or(LOOK_AGAIN).min(LONGEST_PAUSE),
            "failed" => return Err(failure(&operation).into()),
            "superseded" => {
                location = successor(client, &operation).await?;
                pause = Duration::ZERO;
            }
            _ => return Ok(operation),
        }
    }
}

/// The address of the operation that does the work of one whose executor died.
async fn successor(client: &Client, operation: &Value) -> anyhow::Result<String> {
    let tenant = text(operation, "/tenantId");
    let list = client.get(&format!("/tenants/{tenant}/operations")).await?;
    let newest = text(&list, "/operations/0/operationId");
    // Ids grow with time.
    if newest <= text(operation, "/operationId") {
        let what = format!("nobody went on with the operation on tenant \"{tenant}\"");
        return Err(Failure::new(what).remedy(format!("salestalk tenant reconcile {tenant}")).into());
    }
    Ok(format!("/tenants/{tenant}/operations/{newest}"))
}

/// What to tell of an operation that failed: the step, the cause, and what to do next.
fn failure(operation: &Value) -> Failure {
    let (step, cause) = (text(operation, "/failure/step"), text(operation, "/failure/cause"));
    let what = format!("step {step} of tenant \"{}\" failed: {cause}", text(operation, "/tenantId"));
    Failure::new(what).remedy(text(operation, "/failure/nextAction"))
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::{
        collections::VecDeque,
        sync::{Arc, Mutex},
    };

    use axum::{
        Json, Router,
        extract::{Request, State},
        http::StatusCode,
        response::{IntoResponse, Response},
    };
    use serde_json::json;

    use super::*;

    type Script = Arc<Mutex<(VecDeque<(u16, Value)>, Vec<String>)>>;

    /// Replies as `script` says, one after the other, and writes down what was asked for.
    async fn answer(State(script): State<Script>, request: Request) -> Response {
        let key = request.headers().get("idempotency-key").map(|key| key.to_str().unwrap().to_owned());
        let asked = format!("{} {} {}", request.method(), request.uri(), key.unwrap_or_default());
        let mut script = script.lock().unwrap();
        script.1.push(asked.trim_end().to_owned());
        let (status, body) = script.0.pop_front().unwrap();
        let headers = [("location", "/tenants/acme/operations/1"), ("retry-after", "0")];
        (StatusCode::from_u16(status).unwrap(), headers, Json(body)).into_response()
    }

    async fn run(replies: impl IntoIterator<Item = (u16, Value)>) -> (anyhow::Result<Value>, Vec<String>) {
        let script: Script = Arc::new(Mutex::new((replies.into_iter().collect(), Vec::new())));
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let client = Client::new(&format!("http://{}", listener.local_addr().unwrap()), &"token".into()).unwrap();
        let app = Router::new().fallback(answer).with_state(Arc::clone(&script));
        tokio::spawn(async move { axum::serve(listener, app).await });
        let result = change(&client, Method::POST, "/tenants", Some(&json!({})), "making acme", true).await;
        let asked = script.lock().unwrap().1.clone();
        (result, asked)
    }

    fn operation(state: &str) -> Value {
        json!({"operationId": "1", "tenantId": "acme", "kind": "onboard", "state": state,
            "steps": [{"step": "key", "outcome": "created"}],
            "failure": {"step": "key", "cause": "no", "nextAction": "wait"}})
    }

    #[tokio::test]
    async fn an_accepted_change_ends_in_the_tenant() {
        let (result, asked) = run([
            (503, json!({"detail": "not now"})),
            (202, operation("running")),
            (200, operation("running")),
            (200, operation("succeeded")),
            (200, json!({"tenantId": "acme"})),
        ])
        .await;
        assert_eq!(result.unwrap()["tenantId"], "acme");
        // The first request came twice, with one key.
        assert_eq!(asked[0], asked[1]);
        assert!(uuid::Uuid::parse_str(asked[0].rsplit(' ').next().unwrap()).unwrap().get_version_num() == 7);
        let look = "GET /tenants/acme/operations/1";
        assert_eq!(asked[2..], [look, look, "GET /tenants/acme"]);
    }

    #[tokio::test]
    async fn work_that_another_took_over_is_followed_there() {
        let mut next = operation("succeeded");
        next["kind"] = "offboard".into();
        let list = json!({"operations": [{"operationId": "2"}, {"operationId": "1"}]});
        let (result, asked) =
            run([(202, operation("running")), (200, operation("superseded")), (200, list), (200, next.clone())]).await;
        assert_eq!(result.unwrap(), next);
        assert_eq!(asked[3], "GET /tenants/acme/operations/2");
    }

    #[tokio::test]
    async fn a_failure_says_step_cause_and_what_to_do() {
        let (result, _) = run([(202, operation("running")), (200, operation("failed"))]).await;
        assert_eq!(result.unwrap_err().to_string(), "step key of tenant \"acme\" failed: no");
    }

    #[tokio::test]
    async fn who_is_in_the_way_is_named() {
        let (result, asked) = run([(409, json!({"code": "operation_running", "detail": "busy"}))]).await;
        assert!(crate::failure::is(&result.unwrap_err(), "operation_running"));
        assert_eq!(asked.len(), 1);
    }
}
