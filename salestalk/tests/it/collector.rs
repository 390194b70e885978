//! A collector of traces: OTLP over HTTP.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::{Router, body::Bytes, extract::State, routing::post};
use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest,
    common::v1::{AnyValue, any_value::Value},
    trace::v1::{Span, status::StatusCode},
};
use prost::Message;
use tokio::net::TcpListener;

const SOON: Duration = Duration::from_secs(20);

/// A collector on this machine.
#[derive(Clone)]
pub(crate) struct Collector {
    /// For `OTEL_EXPORTER_OTLP_ENDPOINT`.
    pub(crate) url: String,
    got: Arc<Mutex<Vec<Traced>>>,
}

/// A span as it came.
#[derive(Debug, Clone)]
pub(crate) struct Traced {
    pub(crate) service: String,
    pub(crate) name: String,
    pub(crate) trace: String,
    pub(crate) id: String,
    pub(crate) parent: String,
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) failed: bool,
    /// Nanoseconds since 1970.
    pub(crate) from: u64,
    pub(crate) to: u64,
}

impl Collector {
    pub(crate) async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let collector = Self { url, got: Arc::default() };
        let app = Router::new().route("/v1/traces", post(take)).with_state(collector.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        collector
    }

    /// All spans so far.
    pub(crate) fn spans(&self) -> Vec<Traced> {
        self.got.lock().unwrap().clone()
    }

    /// The spans of a trace, once one of the name `last` is among them: spans come when they end.
    pub(crate) async fn trace(&self, id: &str, last: &str) -> Vec<Traced> {
        let until = Instant::now() + SOON;
        loop {
            let spans: Vec<_> = self.spans().into_iter().filter(|span| span.trace == id).collect();
            if spans.iter().any(|span| span.name == last) {
                return spans;
            }
            assert!(Instant::now() < until, "no {last} of {id}: {:#?}", self.spans());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// The span of this name.
pub(crate) fn named<'a>(spans: &'a [Traced], name: &str) -> &'a Traced {
    spans.iter().find(|span| span.name == name).unwrap_or_else(|| panic!("{name} is not among {spans:#?}"))
}

/// The names from a trace's beginning to `span`.
pub(crate) fn path(spans: &[Traced], span: &Traced) -> String {
    match spans.iter().find(|above| above.id == span.parent) {
        Some(above) => format!("{} > {}", path(spans, above), span.name),
        None => span.name.clone(),
    }
}

async fn take(State(collector): State<Collector>, body: Bytes) {
    let request = ExportTraceServiceRequest::decode(body).unwrap();
    let mut got = collector.got.lock().unwrap();
    for resource in request.resource_spans {
        let about = resource.resource.unwrap().attributes;
        let service = about.into_iter().find(|named| named.key == "service.name");
        let service = service.and_then(|named| named.value).map(text).unwrap_or_default();
        for span in resource.scope_spans.into_iter().flat_map(|scope| scope.spans) {
            assert!(span.events.is_empty(), "an event may have a text in it: {span:?}");
            got.push(traced(service.clone(), span));
        }
    }
}

fn traced(service: String, span: Span) -> Traced {
    let attributes = span.attributes.into_iter().filter_map(|named| Some((named.key, text(named.value?))));
    Traced {
        service,
        name: span.name,
        trace: hex::encode(&span.trace_id),
        id: hex::encode(&span.span_id),
        parent: hex::encode(&span.parent_span_id),
        attributes: attributes.collect(),
        failed: span.status.is_some_and(|status| status.code == StatusCode::Error as i32),
        from: span.start_time_unix_nano,
        to: span.end_time_unix_nano,
    }
}

fn text(value: AnyValue) -> String {
    match value.value {
        Some(Value::StringValue(text)) => text,
        Some(Value::IntValue(number)) => number.to_string(),
        Some(Value::BoolValue(is)) => is.to_string(),
        other => format!("{other:?}"),
    }
}
