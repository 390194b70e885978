//! The HTTP routes of the chat handler.

mod archive;
mod chat;
mod events;
mod facts;
mod feedback;
mod messages;
mod openai;
mod review;
mod sessions;

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use tenancy::{ApiError, ErrorCode, Services, access, ids::MessageId, routes};
use utoipa_axum::router::OpenApiRouter;

use crate::{settings::Settings, turn::Turns};

/// A question's body has at most this many bytes.
const LARGEST_BODY: usize = 64 << 10;

/// What the handlers work with.
#[derive(Debug, Clone)]
pub(crate) struct State(Arc<Turns>);

/// The routes, with their part of the OpenAPI document.
pub fn router(services: Services, settings: Settings) -> OpenApiRouter {
    let state = State(Arc::new(Turns::new(services.clone(), settings)));
    let routes = OpenApiRouter::new()
        .routes(routes!(chat::post))
        .routes(routes!(sessions::list))
        .routes(routes!(sessions::rename, sessions::delete))
        .routes(routes!(messages::list))
        .routes(routes!(feedback::post))
        .routes(routes!(events::follow))
        .routes(routes!(events::stop))
        .routes(routes!(facts::export))
        .routes(routes!(facts::show))
        .routes(routes!(review::list))
        .routes(routes!(archive::list))
        .routes(routes!(archive::restore))
        .with_state(state.clone());
    access::guard(routes, &services).merge(openai::router(&services, state)).layer(DefaultBodyLimit::max(LARGEST_BODY))
}

/// The id of an answer in a path.
fn message_id(id: &str) -> Result<MessageId, ApiError> {
    id.parse().map_err(|_| ApiError::new(ErrorCode::NotFound, "there is no such answer"))
}
