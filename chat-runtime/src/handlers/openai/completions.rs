//! `POST /v1/chat/completions`.

use axum::{
    Json,
    extract::State as Extract,
    response::{IntoResponse, Response, sse::Event},
};
use futures::{StreamExt, stream};
use jiff::Timestamp;
use serde_json::Value;
use tenancy::{ApiError, ApiJson, TenantCaller};

use super::{
    errors,
    wire::{CompletionRequest, Head},
};
use crate::{
    handlers::{
        State,
        chat::{begun, whole},
        events::{ServerSentEvent, following, sse},
    },
    speech::TurnEvent,
};

/// Answers the last message of a conversation, as OpenAI's Chat Completions.
#[utoipa::path(post, operation_id = "complete", path = "/v1/chat/completions", tag = "openai",
    request_body = CompletionRequest, responses(
    (status = 200, description = "A `chat.completion`, or with `stream` its chunks as server-sent events; the member `salestalk` has the facts, the verdict and the cost",
        content((Object = "application/json"), (ServerSentEvent = "text/event-stream"))),
    (status = "4XX", description = "As OpenAI's errors", body = errors::OpenAiError),
    (status = "5XX", description = "As OpenAI's errors", body = errors::OpenAiError)))]
pub(crate) async fn post(
    Extract(state): Extract<State>,
    caller: TenantCaller,
    ApiJson(request): ApiJson<CompletionRequest>,
) -> Result<Response, ApiError> {
    let question = request.question()?;
    let created = Timestamp::now().as_second();
    let is_live = question.stream;
    let mut heard = state.0.start(caller, question);
    if !is_live {
        let reply = whole(heard).await?;
        return Ok(Json(request.head(reply.message_id, created).whole(&reply)).into_response());
    }
    let TurnEvent::Begun { message_id, .. } = begun(&mut heard).await? else {
        return Err(ApiError::internal("answering", "the turn did not begin at its beginning"));
    };
    let head = request.head(message_id, created);
    let first = stream::iter([data(&head.role())]);
    let rest = following(heard).flat_map(move |event| stream::iter(chunks(&head, event)));
    Ok(sse(first.chain(rest)))
}

fn chunks(head: &Head, event: TurnEvent) -> Vec<Event> {
    match event {
        TurnEvent::Begun { .. } => Vec::new(),
        TurnEvent::Text { piece, .. } => vec![data(&head.text(&piece))],
        TurnEvent::Reply(reply) => {
            let mut last = vec![data(&head.end(&reply))];
            if head.with_usage {
                last.push(data(&head.usage(&reply)));
            }
            last.push(Event::default().data("[DONE]"));
            last
        }
        // A connection that closes is no error to OpenAI's clients; this object is.
        TurnEvent::Failed(error) => vec![data(&errors::body(&error.logged().problem()).1)],
    }
}

fn data(value: &Value) -> Event {
    Event::default().data(value.to_string())
}
