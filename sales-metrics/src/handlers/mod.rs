//! The HTTP routes of the metrics handler.

mod catalogue;
mod imports;

use axum::extract::DefaultBodyLimit;
use tenancy::{Services, access};
use utoipa_axum::{router::OpenApiRouter, routes};

/// A file in a request has at most this many bytes as sent; Lambda allows 6 MB.
const LARGEST_FILE: usize = 256 << 20;

/// Whether work may go on after the reply: in a server it may, in a Lambda it may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Background {
    /// A long-running process.
    Allowed,
    /// The process is frozen when it has replied.
    Frozen,
}

/// What the handlers work with.
#[derive(Debug, Clone)]
pub(crate) struct State {
    services: Services,
    background: Background,
}

/// The routes, with their part of the OpenAPI document.
pub fn router(services: Services, background: Background) -> OpenApiRouter {
    let state = State { services, background };
    let routes = OpenApiRouter::new()
        .routes(routes!(catalogue::get, catalogue::put))
        .routes(routes!(imports::post))
        .routes(routes!(imports::get))
        .layer(DefaultBodyLimit::max(LARGEST_FILE))
        .with_state(state.clone());
    access::guard(routes, &state.services)
}
