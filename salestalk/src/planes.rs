//! All routes of both planes as one application, with what a server of its own adds: health, the API's description, and
//! problem documents for whatever no handler answers.

use std::any::Any;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Request},
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
    routing::get,
};
use control_plane::ControlPlane;
use insights::Engine;
use sales_metrics::Background;
use serde::Serialize;
use tenancy::{ApiError, Config, ErrorCode, Services, edge, token::DevIssuer};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::{
    OpenApi, ToSchema,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::viewer;

/// Bodies are at most this long, in bytes, where a route does not say otherwise (imports do).
const LONGEST_BODY: usize = 1 << 20;

const TOKEN: &str =
    "Of whoever signed in. On this machine: `salestalk token ID` for a tenant, `salestalk token --operator`.";
const API_KEY: &str = "Of a tenant's program: `POST /api-keys` makes one.";

#[derive(OpenApi)]
#[openapi(info(
    title = "SalesTalk",
    description = "Chat over sales numbers: the operator's life cycle of tenants, and each tenant's data, questions and answers."
))]
struct Description;

/// The planes' routes; a new plane's router is merged here.
fn planes(
    plane: &ControlPlane,
    services: &Services,
    settings: chat_runtime::Settings,
    engine: Engine,
) -> OpenApiRouter {
    control_plane::router(plane.clone())
        .merge(sales_metrics::router(services.clone(), Background::Allowed))
        .merge(chat_runtime::router(services.clone(), settings))
        .merge(insights::router(engine))
}

/// The whole application; tokens are those of `issuer`.
///
/// # Errors
/// The model that `config` names is of no known form.
pub(crate) fn app(
    plane: &ControlPlane,
    config: &Config,
    issuer: &DevIssuer,
    bedrock: Option<aws_sdk_bedrockruntime::Client>,
    engine: Engine,
) -> Result<Router, ApiError> {
    let jwks = Json(issuer.jwks().clone());
    let settings = chat_runtime::Settings::new(&config.models, bedrock)?;
    let planes = planes(plane, &plane.services, settings, engine);
    let routes = OpenApiRouter::with_openapi(Description::openapi()).routes(routes!(health)).merge(planes);
    let (router, mut description) = routes.split_for_parts();
    let bearer =
        HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").description(Some(TOKEN)).build();
    let components = description.components.get_or_insert_default();
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    let api_key =
        HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("API key").description(Some(API_KEY)).build();
    components.add_security_scheme("apiKey", SecurityScheme::Http(api_key));
    tenancy::openapi::complete(&mut description, &plane.services.plans);
    // Written once: each connection has the routes, and they would have the document, too.
    let description = serde_json::to_vec(&description).map_err(|e| ApiError::internal("writing the description", e))?;
    let description = Bytes::from(description);
    let router = router
        .route("/openapi.json", get(async move || ([(CONTENT_TYPE, "application/json")], description.clone())))
        .route("/.well-known/jwks.json", get(async move || jwks.clone()))
        .merge(viewer::routes())
        .fallback(no_route)
        .method_not_allowed_fallback(no_method)
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
        .layer(CatchPanicLayer::custom(panicked));
    Ok(edge::harden(router, &config.allowed_origins))
}

/// That the server runs.
#[derive(Debug, Serialize, ToSchema)]
struct Health {
    /// `ok`.
    status: &'static str,
    /// The program's version.
    version: &'static str,
    /// The process.
    pid: u32,
}

/// Whether the server runs; asks for no token.
#[utoipa::path(get, path = "/health", tag = "server", responses((status = OK, description = "It runs", body = Health)))]
async fn health() -> Json<Health> {
    Json(Health { status: "ok", version: env!("CARGO_PKG_VERSION"), pid: std::process::id() })
}

async fn no_route(request: Request) -> ApiError {
    let what = format!("there is no route {} {}", request.method(), request.uri().path());
    ApiError::new(ErrorCode::NotFound, what).remedy("see the routes at GET /openapi.json")
}

async fn no_method(request: Request) -> ApiError {
    let what = format!("{} is no method of {}", request.method(), request.uri().path());
    ApiError::new(ErrorCode::MethodNotAllowed, what)
        .remedy("use a method that the `allow` header or GET /openapi.json names")
}

fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let what = panic.downcast_ref::<String>().map(String::as_str);
    let what = what.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without words");
    ApiError::internal("the request", what.to_owned()).into_response()
}
