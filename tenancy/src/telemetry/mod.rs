//! Logs and traces: one span per request, JSON on Lambda, and never a question, an answer, a token or an address in them.

mod traces;

use std::{
    io::Write,
    sync::atomic::{AtomicBool, Ordering},
};

use axum::{
    Router,
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue},
    middleware::{Next, from_fn},
    response::Response,
};
use tower_http::trace::TraceLayer;
use tracing::{Level, Span, field::Empty};
use tracing_subscriber::{
    Layer,
    filter::{FilterExt, Targets, filter_fn},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};
use uuid::Uuid;

pub use traces::{flush, run_worker, traced};

/// Our own crates. What others say below `info` may be whole requests and replies (the AWS SDK, s3s), and is never logged.
const OURS: [&str; 14] = [
    "tenancy",
    "control_plane",
    "tenant_onboard",
    "tenant_worker",
    "sales_metrics",
    "metrics_handler",
    "chat_runtime",
    "chat_handler",
    "model_adapters",
    "insights",
    "insights_handler",
    "insights_worker",
    "localstack",
    "salestalk",
];
/// The id that a request's log lines and spans have, in its reply.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Whether a machine reads the log.
static FOR_MACHINES: AtomicBool = AtomicBool::new(false);

/// Starts logging to standard error, as `service`: JSON lines for a machine, plain ones for a person. `RUST_LOG` sets the level
/// (`default` where it is not set) of what our own crates say. Spans are exported if the environment names a collector.
pub fn start(service: &str, json: bool, default: &str) {
    // `EnvFilter` can do more, with an engine for regular expressions in every Lambda.
    let said = std::env::var("RUST_LOG").ok().and_then(|said| said.parse().ok());
    let wanted: Targets = said.or_else(|| default.parse().ok()).unwrap_or_default();
    let wanted = wanted.and(filter_fn(|data| *data.level() <= Level::INFO || is_ours(data.target())));
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let lines = if json { lines.json().flatten_event(true).boxed() } else { lines.compact().boxed() };
    FOR_MACHINES.store(json, Ordering::Relaxed);
    let (traces, wrong) = match traces::layer(service) {
        Ok(traces) => (traces, None),
        Err(error) => (None, Some(error)),
    };
    if tracing_subscriber::registry().with(lines.with_filter(wanted)).with(traces).try_init().is_err() {
        tracing::debug!("logging was already started");
    }
    if let Some(error) = wrong {
        tracing::warn!(%error, "no traces are exported: see OTEL_EXPORTER_OTLP_ENDPOINT");
    }
}

fn is_ours(target: &str) -> bool {
    OURS.contains(&target.split("::").next().unwrap_or_default())
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

/// The id of a request.
#[derive(Debug, Clone, Copy)]
struct RequestId(Uuid);

/// One span per request with its id, route and tenant, and one line when it is done. Its reply has the id.
pub(crate) fn trace_requests(router: Router) -> Router {
    let spans = TraceLayer::new_for_http().make_span_with(span).on_request(()).on_response(
        |response: &Response, took: std::time::Duration, span: &Span| {
            let status = response.status();
            span.record("http.response.status_code", status.as_u16());
            if status.is_server_error() {
                span.record("otel.status_code", "ERROR");
            }
            tracing::info!(request.duration_ms = took.as_secs_f64() * 1e3, "done");
        },
    );
    router.layer(spans).layer(from_fn(identified))
}

/// Its names are OpenTelemetry's (<https://opentelemetry.io/docs/specs/semconv/http/http-spans/>).
fn span(request: &Request) -> Span {
    let route = request.extensions().get::<axum::extract::MatchedPath>().map_or("", |path| path.as_str());
    let id = request.extensions().get().map_or_else(Uuid::now_v7, |RequestId(id)| *id);
    let span = tracing::info_span!(
        "request",
        otel.name = format!("{} {route}", request.method()),
        otel.kind = "server",
        otel.status_code = Empty,
        request.id = %id,
        trace.id = Empty,
        http.request.method = %request.method(),
        http.route = route,
        http.response.status_code = Empty,
        tenant.id = Empty,
    );
    traces::continue_trace(&span, request.headers());
    span
}

/// The span of an event that no request is, in the trace that Lambda names by X-Ray's header (`Root=1-…;Parent=…;Sampled=1`).
fn event_span(x_ray: Option<&str>) -> Span {
    let span = tracing::info_span!("event", otel.kind = "consumer", trace.id = Empty);
    let mut headers = HeaderMap::new();
    if let Some(Ok(x_ray)) = x_ray.map(HeaderValue::from_str) {
        headers.insert(HeaderName::from_static("x-amzn-trace-id"), x_ray);
    }
    traces::continue_trace(&span, &headers);
    span
}

/// Gives the request an id. One that it brings along is not believed.
async fn identified(mut request: Request, next: Next) -> Response {
    let id = RequestId(Uuid::now_v7());
    request.extensions_mut().insert(id);
    let mut response = next.run(request).await;
    if let Ok(id) = HeaderValue::from_str(&id.0.to_string()) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}
