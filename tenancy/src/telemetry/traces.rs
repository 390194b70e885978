//! Traces: what a request spent its time on, exported by OTLP to the collector that OpenTelemetry's own variables name
//! (`OTEL_EXPORTER_OTLP_ENDPOINT` and its kin: <https://opentelemetry.io/docs/specs/otel/protocol/exporter/>). Where they name
//! none, nothing is recorded.
//!
//! Spans have names, times, ids and counts; no question, no answer and no error's text.

use std::sync::OnceLock;

use axum::http::HeaderMap;
use lambda_http::lambda_runtime::{
    self, LambdaEvent, LambdaInvocation, Runtime, Service, layers::TracingLayer, service_fn,
};
use opentelemetry::{
    Context,
    propagation::TextMapPropagator,
    trace::{TraceContextExt, TracerProvider},
};
use opentelemetry_aws::trace::XrayPropagator;
use opentelemetry_http::HeaderExtractor;
use opentelemetry_otlp::{ExporterBuildError, SpanExporter};
use opentelemetry_sdk::{
    Resource,
    propagation::TraceContextPropagator,
    trace::{BatchSpanProcessor, SdkTracerProvider},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tower::util::MapFutureLayer;
use tracing::{Instrument, Span, Subscriber, instrument::Instrumented, level_filters::LevelFilter};
use tracing_opentelemetry::{OpenTelemetryLayer, OpenTelemetrySpanExt};
use tracing_subscriber::{Layer, filter::filter_fn, registry::LookupSpan};

use super::{event_span, is_ours};
use crate::config;

/// What exports, where anything does.
static EXPORTED: OnceLock<SdkTracerProvider> = OnceLock::new();

/// What records the spans of `service` and of its calls to AWS, if there is somewhere to send them.
///
/// # Errors
/// The variables say something that cannot be followed.
pub(super) fn layer<S>(service: &str) -> Result<Option<impl Layer<S>>, ExporterBuildError>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let Some(name) = config::traced_as(service) else { return Ok(None) };
    let exporter = SpanExporter::builder().with_http().build()?;
    let provider = SdkTracerProvider::builder()
        .with_resource(Resource::builder().with_service_name(name).build())
        .with_span_processor(BatchSpanProcessor::builder(exporter).build())
        .build();
    let tracer = provider.tracer("salestalk");
    let _ = EXPORTED.set(provider);
    // The SDK of AWS has a span for each operation; below it is what its connection does.
    let told = filter_fn(|data| data.is_span() && (is_ours(data.target()) || data.target().starts_with("aws_sdk_")));
    let layer = OpenTelemetryLayer::new(tracer)
        .with_location(false)
        .with_threads(false)
        .with_target(false)
        .with_level(false)
        .with_tracked_inactivity(false)
        .with_context_activation(false);
    Ok(Some(layer.with_filter(told.with_max_level_hint(LevelFilter::DEBUG))))
}

/// Puts `span` into the trace that a request with `headers` belongs to: X-Ray's, which Lambda names, or the caller's own (W3C
/// Trace Context). The span's `trace.id` says which, where spans are recorded.
pub(super) fn continue_trace(span: &Span, headers: &HeaderMap) {
    if EXPORTED.get().is_none() {
        return;
    }
    let headers = HeaderExtractor(headers);
    let parent = TraceContextPropagator::new().extract_with_context(&Context::new(), &headers);
    let parent = XrayPropagator::new().extract_with_context(&parent, &headers);
    // Without a parent the span begins a trace of its own.
    let _ = span.set_parent(parent);
    let context = span.context();
    let context = context.span().span_context().clone();
    if context.is_valid() {
        span.record("trace.id", context.trace_id().to_string());
    }
}

/// Exports all spans that have ended.
pub fn flush() {
    if let Some(Err(error)) = EXPORTED.get().map(SdkTracerProvider::force_flush) {
        tracing::warn!(%error, "spans are lost");
    }
}

/// Runs a Lambda: the spans of each event are exported once its reply is sent, and before the process may be frozen.
///
/// # Errors
/// What ends the process.
pub async fn traced<S>(runtime: Runtime<S>) -> Result<(), lambda_runtime::Error>
where
    S: Service<LambdaInvocation, Response = (), Error = lambda_runtime::Error>,
{
    let flushed = MapFutureLayer::new(|call: Instrumented<S::Future>| async {
        let done = call.await;
        flush();
        done
    });
    runtime.layer(TracingLayer::new()).layer(flushed).run().await
}

/// Runs the Lambda of a worker: what it does with an event is in a span of the trace that Lambda names.
///
/// # Errors
/// What ends the process.
pub async fn run_worker<E>(
    handle: impl AsyncFn(LambdaEvent<E>) -> Result<Value, lambda_runtime::Error>,
) -> Result<(), lambda_runtime::Error>
where
    E: DeserializeOwned,
{
    let handler = service_fn(async |event: LambdaEvent<E>| {
        let span = event_span(event.context.xray_trace_id.as_deref());
        Box::pin(handle(event)).instrument(span).await
    });
    traced(Runtime::new(handler)).await
}
