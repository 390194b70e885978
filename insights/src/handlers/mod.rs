//! The routes, one file for each thing that they are about.

mod channels;
mod insights;
mod reports;
mod rules;
mod settings;

use tenancy::{access, routes};
use utoipa_axum::router::OpenApiRouter;

use crate::run::Engine;

/// The routes, with their part of the OpenAPI document.
pub fn router(engine: Engine) -> OpenApiRouter {
    let services = engine.services.clone();
    let routes = OpenApiRouter::new()
        .routes(routes!(insights::list))
        .routes(routes!(insights::run))
        .routes(routes!(rules::list, rules::add))
        .routes(routes!(rules::try_out))
        .routes(routes!(rules::delete))
        .routes(routes!(settings::show, settings::change))
        .routes(routes!(channels::list, channels::add))
        .routes(routes!(channels::delete))
        .routes(routes!(channels::test))
        .routes(routes!(channels::deliveries))
        .routes(routes!(channels::retry))
        .routes(routes!(insights::show, insights::change))
        .routes(routes!(reports::list, reports::make))
        .routes(routes!(reports::show))
        .with_state(engine);
    access::guard(routes, &services)
}
