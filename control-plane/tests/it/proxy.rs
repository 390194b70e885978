//! A proxy before the stack that does something bad to the n-th call of an executor.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use http_body_util::BodyExt;
use tokio::sync::Notify;

/// What happens to one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The executor dies before the call arrives.
    CrashBefore,
    /// The call takes effect, and the executor dies before it hears of it.
    CrashAfter,
    /// The call is answered with 500 and has no effect.
    ErrorBefore,
    /// The call takes effect and is answered with 500.
    ErrorAfter,
}

#[derive(Clone)]
pub(crate) struct Proxy {
    pub(crate) url: String,
    state: Arc<Inner>,
}

struct Inner {
    upstream: String,
    client: reqwest::Client,
    fault: Fault,
    at: usize,
    calls: AtomicUsize,
    crash: Notify,
}

impl Proxy {
    /// Forwards to `upstream`; the call number `at`, counted from 1, meets `fault`.
    pub(crate) async fn start(upstream: &str, fault: Fault, at: usize) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Inner {
            upstream: upstream.to_owned(),
            client: reqwest::Client::new(),
            fault,
            at,
            calls: AtomicUsize::new(0),
            crash: Notify::new(),
        });
        let app = Router::new().fallback(forward).with_state(Arc::clone(&state));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, state }
    }

    /// Returns when the executor is to die.
    pub(crate) async fn crashed(&self) {
        self.state.crash.notified().await;
    }

    /// Whether the executor got as far as the call that was to go wrong.
    pub(crate) fn was_reached(&self) -> bool {
        self.state.calls.load(Ordering::SeqCst) >= self.state.at
    }
}

async fn forward(State(state): State<Arc<Inner>>, request: Request) -> Response {
    let call = state.calls.fetch_add(1, Ordering::SeqCst) + 1;
    if call != state.at {
        return pass(&state, request).await;
    }
    if matches!(state.fault, Fault::CrashAfter | Fault::ErrorAfter) {
        pass(&state, request).await;
    }
    if matches!(state.fault, Fault::CrashBefore | Fault::CrashAfter) {
        state.crash.notify_one();
        std::future::pending::<()>().await;
    }
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

async fn pass(state: &Inner, request: Request) -> Response {
    const HOP: [HeaderName; 3] = [header::CONNECTION, header::CONTENT_LENGTH, header::TRANSFER_ENCODING];
    let (head, body) = request.into_parts();
    let body: Bytes = body.collect().await.unwrap().to_bytes();
    // The signature covers the host that the SDK spoke to, so that header goes on as it is.
    let mut headers = head.headers;
    HOP.iter().for_each(|name| drop(headers.remove(name)));
    let url = format!("{}{}", state.upstream, head.uri);
    let reply = state.client.request(head.method, url).headers(headers).body(body).send().await.unwrap();
    let mut response = Response::builder().status(reply.status());
    for (name, value) in reply.headers().iter().filter(|(name, _)| !HOP.contains(name)) {
        response = response.header(name, value);
    }
    response.body(Body::from(reply.bytes().await.unwrap())).unwrap()
}
