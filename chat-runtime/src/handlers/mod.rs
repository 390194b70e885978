//! The HTTP routes of the chat handler.

mod chat;
mod messages;

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use tenancy::{Services, access};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{settings::Settings, turn::Turns};

/// A question's body has at most this many bytes.
const LARGEST_BODY: usize = 64 << 10;

/// What the handlers work with.
#[derive(Debug, Clone)]
pub(crate) struct State(Arc<Turns>);

/// The routes, with their part of the OpenAPI document.
pub fn router(services: Services, settings: Settings) -> OpenApiRouter {
    let routes = OpenApiRouter::new()
        .routes(routes!(chat::post))
        .routes(routes!(messages::list))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(State(Arc::new(Turns::new(services.clone(), settings))));
    access::guard(routes, &services)
}
