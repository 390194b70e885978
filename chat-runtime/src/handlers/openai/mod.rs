//! The same chat for programs that speak OpenAI's Chat Completions: `POST /v1/chat/completions` and `GET /v1/models`.
//!
//! A request carries its whole conversation; which of ours it goes on with is found by what was said in it. What such clients
//! do not know, the facts, the verdict and the cost, is in the member `salestalk`, which they ignore.

mod completions;
mod errors;
mod models;
mod wire;

use axum::middleware::map_response;
use tenancy::{Services, access, routes};
use utoipa_axum::router::OpenApiRouter;

use super::State;

/// The model's name that leaves the choice to the tenant's plan.
const OWN: &str = "salestalk";

/// The routes, whose errors are as OpenAI's are.
pub(super) fn router(services: &Services, state: State) -> OpenApiRouter {
    let routes = OpenApiRouter::new()
        .routes(routes!(completions::post))
        .routes(routes!(models::list))
        .routes(routes!(models::show))
        .with_state(state);
    access::guard(routes, services).layer(map_response(errors::as_openai))
}
