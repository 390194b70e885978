//! A turn as server-sent events, `GET /messages/{id}/stream` to come back to one, and `POST /messages/{id}/stop`.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::State as Extract,
    http::{HeaderMap, StatusCode},
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures::{Stream, StreamExt, stream};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tenancy::{ApiError, ApiPath, ApiQuery, TenantCaller};
use tokio::sync::mpsc::UnboundedReceiver;
use utoipa::{IntoParams, ToSchema};

use super::{State, message_id};
use crate::speech::TurnEvent;

/// A line is sent this often when nothing is said, so that nobody on the way takes the silence for the end; a gateway at the
/// edge waits 30 seconds.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// One event as it is sent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ServerSentEvent {
    /// What it is: `begin`, `text`, `reply` or `problem`; none for OpenAI's clients.
    event: Option<String>,
    /// Of a `text`: the length of the text so far, in bytes.
    id: Option<String>,
    /// JSON.
    data: String,
}

/// What is `heard`, after `first`, as it is said; it never ends in an error, which a Lambda would write into the body.
pub(super) fn stream(first: TurnEvent, heard: UnboundedReceiver<TurnEvent>) -> Response {
    sse(stream::iter([first]).chain(following(heard)).map(event))
}

/// The events of `heard` as a stream, which ends with the turn.
pub(super) fn following(heard: UnboundedReceiver<TurnEvent>) -> impl Stream<Item = TurnEvent> + Send + use<> {
    stream::unfold(heard, async |mut heard| heard.recv().await.map(|event| (event, heard)))
}

pub(super) fn sse(events: impl Stream<Item = Event> + Send + 'static) -> Response {
    let keep_alive = KeepAlive::new().interval(HEARTBEAT);
    Sse::new(events.map(Ok::<Event, Infallible>)).keep_alive(keep_alive).into_response()
}

fn event(event: TurnEvent) -> Event {
    match event {
        TurnEvent::Begun { message_id, session_id } => {
            named("begin", &json!({"messageId": message_id, "sessionId": session_id}))
        }
        TurnEvent::Text { piece, end } => named("text", &json!({"text": piece})).id(end.to_string()),
        TurnEvent::Reply(reply) => named("reply", &reply),
        TurnEvent::Failed(error) => named("problem", &error.logged().problem()),
    }
}

fn named(name: &str, data: &impl Serialize) -> Event {
    let json = serde_json::to_string(data).unwrap_or_default();
    Event::default().event(name).data(json)
}

/// Where to go on.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct After {
    /// The id of the last event that was heard; the header `last-event-id` says it too.
    #[param(value_type = Option<u32>)]
    after: Option<String>,
}

/// Goes on with an answer where its reader left, whether it is still being said or was long ago.
#[utoipa::path(get, operation_id = "follow_answer", path = "/messages/{id}/stream", tag = "chat",
    params(("id" = String, Path, format = Uuid, description = "The answer's id"), After), responses(
    (status = 200, description = "The events `text` and `reply`, or `problem`, as of POST /chat", body = ServerSentEvent, content_type = "text/event-stream"),
    (status = 404, description = "There is no such answer")))]
pub(crate) async fn follow(
    Extract(state): Extract<State>,
    caller: TenantCaller,
    ApiPath(id): ApiPath<String>,
    ApiQuery(After { after }): ApiQuery<After>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let after = match last.or(after) {
        None => 0,
        Some(text) => text.parse().map_err(|_| {
            ApiError::field("after", format!("\"{text}\" is no id of an event")).remedy("leave it out to hear it all")
        })?,
    };
    let heard = state.0.listen(&caller, message_id(&id)?, after).await?;
    Ok(sse(following(heard).map(event)))
}

/// Stops an answer that is being said. What was said stays, and is stored.
#[utoipa::path(post, operation_id = "stop_answer", path = "/messages/{id}/stop", tag = "chat",
    params(("id" = String, Path, format = Uuid, description = "The answer's id")), responses(
    (status = 202, description = "It stops, or has ended"),
    (status = 404, description = "There is no such answer")))]
pub(crate) async fn stop(
    Extract(state): Extract<State>,
    caller: TenantCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<StatusCode, ApiError> {
    state.0.stop(&caller, message_id(&id)?).await.map(|()| StatusCode::ACCEPTED)
}
