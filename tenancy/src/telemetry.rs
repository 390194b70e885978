//! Logs: one span per request, JSON on Lambda, and never a question, an answer, a token or an address in them.

use std::{
    io::Write,
    sync::atomic::{AtomicBool, Ordering},
};

use axum::{Router, extract::Request, response::Response};
use tower_http::trace::TraceLayer;
use tracing::{Level, Span};
use tracing_subscriber::{EnvFilter, filter::filter_fn, layer::SubscriberExt, util::SubscriberInitExt};
use uuid::Uuid;

/// Our own crates. What others say below `info` may be whole requests and replies (the AWS SDK, s3s), and is never logged.
const OURS: [&str; 9] = [
    "tenancy",
    "control_plane",
    "tenant_onboard",
    "tenant_worker",
    "sales_metrics",
    "chat_runtime",
    "model_adapters",
    "localstack",
    "salestalk",
];

/// Whether a machine reads the log.
static FOR_MACHINES: AtomicBool = AtomicBool::new(false);

/// Starts logging to standard error: JSON lines for a machine, plain ones for a person. `RUST_LOG` sets the level (`default`
/// where it is not set) of what our own crates say.
pub fn start(json: bool, default: &str) {
    let wanted = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    let ours = filter_fn(|event| {
        let of = event.target().split("::").next().unwrap_or_default();
        *event.level() <= Level::INFO || OURS.contains(&of)
    });
    let logs = tracing_subscriber::registry().with(wanted).with(ours);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    FOR_MACHINES.store(json, Ordering::Relaxed);
    let started = if json {
        logs.with(lines.json().flatten_event(true)).try_init()
    } else {
        logs.with(lines.compact()).try_init()
    };
    if started.is_err() {
        tracing::debug!("logging was already started");
    }
}

/// Writes a line of metrics, made by `line` for the time it is given (milliseconds since 1970), where the log is CloudWatch's.
pub fn metrics(line: impl FnOnce(i64) -> serde_json::Value) {
    if FOR_MACHINES.load(Ordering::Relaxed) {
        let mut text = line(jiff::Timestamp::now().as_millisecond()).to_string();
        text.push('\n');
        // A line that cannot be written is a metric that is missing, and nothing else.
        let _ = std::io::stdout().lock().write_all(text.as_bytes());
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
