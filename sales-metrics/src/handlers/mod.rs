//! The HTTP routes of the metrics handler.

mod catalogue;
mod imports;
mod query;
mod rows;
mod uploads;

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use tenancy::{Services, access, routes};
use utoipa_axum::router::OpenApiRouter;

use crate::query::Snapshots;

/// A file in a request has at most this many bytes as sent; Lambda allows 6 MB.
const LARGEST_FILE: usize = 256 << 20;
/// A plan with all the filters that it may have, and long names in them.
const LARGEST_PLAN: usize = 4 << 20;

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
    snapshots: Arc<Snapshots>,
}

/// The routes, with their part of the OpenAPI document.
pub fn router(services: Services, background: Background) -> OpenApiRouter {
    let state = State { services, background, snapshots: Arc::default() };
    let queries = OpenApiRouter::new().routes(routes!(query::post)).layer(DefaultBodyLimit::max(LARGEST_PLAN));
    let routes = OpenApiRouter::new()
        .routes(routes!(catalogue::get, catalogue::put))
        .routes(routes!(imports::post, imports::list))
        .routes(routes!(imports::get))
        .routes(routes!(imports::rejected))
        .routes(routes!(imports::undo))
        .routes(routes!(rows::post))
        .routes(routes!(uploads::post))
        .layer(DefaultBodyLimit::max(LARGEST_FILE))
        .merge(queries)
        .with_state(state.clone());
    access::guard(routes, &state.services)
}
