//! `/docs`: Swagger UI over the API's own description, where a developer signs in with a token and tries every route. Its
//! files are in the program.

use axum::{
    Router,
    http::{HeaderValue, header::CONTENT_SECURITY_POLICY},
};
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa_swagger_ui::{Config, SwaggerUi};

/// The viewer's own scripts and styles, and calls of this API: nothing from or to anywhere else. Its icons are in its styles.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The viewer's routes. A token that was typed into it is gone with the page.
pub(crate) fn routes() -> Router {
    let config = Config::new(["/openapi.json"])
        .try_it_out_enabled(true)
        .display_request_duration(true)
        .default_models_expand_depth(-1)
        .filter(true)
        .use_base_layout();
    let viewer = Router::from(SwaggerUi::new("/docs").config(config));
    viewer.layer(SetResponseHeaderLayer::overriding(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)))
}
