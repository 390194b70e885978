//! Logs: one span per request, JSON on Lambda, and never a question, an answer, a token or an address in them.

use axum::{Router, extract::Request, response::Response};
use tower_http::trace::TraceLayer;
use tracing::Span;
use tracing_subscriber::EnvFilter;
use uuid::Uuid;

/// Starts logging to standard error: JSON lines for a machine, plain ones for a person. `RUST_LOG` sets the level (`info`, or `default`).
pub fn start(json: bool, default: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = if json { logs.json().flatten_event(true).try_init() } else { logs.compact().try_init() };
    if started.is_err() {
        tracing::debug!("logging was already started");
    }
}

/// One span per request with its id, route and tenant, and one line when it is done.
pub(crate) fn trace_requests(router: Router) -> Router {
    router.layer(
        TraceLayer::new_for_http()
            .make_span_with(|request: &Request| {
                let route = request.extensions().get::<axum::extract::MatchedPath>().map_or("", |path| path.as_str());
                tracing::info_span!(
                    "request",
                    request.id = %Uuid::now_v7(),
                    http.method = %request.method(),
                    http.route = route,
                    tenant.id = tracing::field::Empty,
                )
            })
            .on_request(())
            .on_response(|response: &Response, took: std::time::Duration, _: &Span| {
                tracing::info!(
                    http.status = response.status().as_u16(),
                    request.duration_ms = took.as_secs_f64() * 1e3,
                    "done"
                );
            }),
    )
}
