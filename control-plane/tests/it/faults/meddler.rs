//! An HTTP client that does something bad to chosen calls of an executor: below the SDK, so that no call escapes it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use aws_smithy_runtime_api::{
    client::{
        http::{
            HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
            SharedHttpConnector,
        },
        orchestrator::{HttpRequest, HttpResponse},
        result::ConnectorError,
        runtime_components::RuntimeComponents,
    },
    http::StatusCode,
    shared::IntoShared,
};
use aws_smithy_types::body::SdkBody;
use tokio::sync::Notify;

/// What happens to one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Fault {
    /// Answered with 500; no effect.
    Error,
    /// Answered with 500 after its effect.
    ErrorAfter,
    /// Answered with a throttle.
    Throttle,
    /// Not answered in time; no effect.
    Timeout,
    /// Takes effect, and is not answered in time.
    TimeoutAfter,
    /// The executor dies before the call arrives.
    CrashBefore,
    /// The executor dies before it hears that the call took effect.
    CrashAfter,
    /// While the call is on its way, the operation is delivered to another executor, too.
    Duplicate,
    /// While the call is on its way the lease ends, and another executor does everything.
    TakeOver,
}

impl Fault {
    pub(crate) const ALL: [Self; 9] = [
        Self::Error,
        Self::ErrorAfter,
        Self::Throttle,
        Self::Timeout,
        Self::TimeoutAfter,
        Self::CrashBefore,
        Self::CrashAfter,
        Self::Duplicate,
        Self::TakeOver,
    ];
}

/// A fault at the n-th call, counted from 1.
pub(crate) type Schedule = Vec<(usize, Fault)>;

/// Counts calls, and meddles with those of a schedule.
#[derive(Debug, Clone)]
pub(crate) struct Meddler(Arc<State>);

#[derive(Debug)]
struct State {
    inner: SharedHttpClient,
    schedule: Schedule,
    calls: AtomicUsize,
    /// The executor is to die.
    crash: Notify,
    /// Somebody else is to act, and has.
    other: Notify,
    acted: Notify,
    /// That other takes over.
    takes_over: AtomicUsize,
}

impl Meddler {
    pub(crate) fn new(schedule: Schedule) -> Self {
        let inner = aws_smithy_http_client::Builder::new().build_http();
        Self(Arc::new(State {
            inner,
            schedule,
            calls: AtomicUsize::new(0),
            crash: Notify::new(),
            other: Notify::new(),
            acted: Notify::new(),
            takes_over: AtomicUsize::new(0),
        }))
    }

    pub(crate) fn client(&self) -> SharedHttpClient {
        self.clone().into_shared()
    }

    pub(crate) fn calls(&self) -> usize {
        self.0.calls.load(Ordering::SeqCst)
    }

    pub(crate) async fn crashed(&self) {
        self.0.crash.notified().await;
    }

    /// Runs `act` each time when somebody else is to act; `act` is told whether the lease is to have ended.
    pub(crate) async fn others(&self, act: impl AsyncFn(bool)) {
        loop {
            self.0.other.notified().await;
            act(self.0.takes_over.swap(0, Ordering::SeqCst) == 1).await;
            self.0.acted.notify_one();
        }
    }
}

#[derive(Debug)]
struct Connector {
    state: Arc<State>,
    inner: SharedHttpConnector,
}

impl HttpClient for Meddler {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let inner = self.0.inner.http_connector(settings, components);
        Connector { state: Arc::clone(&self.0), inner }.into_shared()
    }
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let number = self.state.calls.fetch_add(1, Ordering::SeqCst) + 1;
        let fault = self.state.schedule.iter().find(|(at, _)| *at == number).map(|(_, fault)| *fault);
        let Some(fault) = fault else { return self.inner.call(request) };
        let (state, inner) = (Arc::clone(&self.state), self.inner.clone());
        HttpConnectorFuture::new(async move {
            let json = request.headers().get("x-amz-target").is_some();
            match fault {
                Fault::Error => Ok(answer(500, "")),
                Fault::Throttle if json => Ok(answer(400, r#"{"__type":"ThrottlingException","message":"slow"}"#)),
                Fault::Throttle => Ok(answer(503, "<Error><Code>SlowDown</Code><Message>slow</Message></Error>")),
                Fault::Timeout => Err(timeout()),
                Fault::ErrorAfter => inner.call(request).await.map(|_| answer(500, "")),
                Fault::TimeoutAfter => inner.call(request).await.and_then(|_| Err(timeout())),
                Fault::CrashBefore => {
                    state.crash.notify_one();
                    std::future::pending().await
                }
                Fault::CrashAfter => {
                    let _ = inner.call(request).await;
                    state.crash.notify_one();
                    std::future::pending().await
                }
                Fault::Duplicate | Fault::TakeOver => {
                    state.takes_over.store(usize::from(fault == Fault::TakeOver), Ordering::SeqCst);
                    state.other.notify_one();
                    state.acted.notified().await;
                    inner.call(request).await
                }
            }
        })
    }
}

fn timeout() -> ConnectorError {
    ConnectorError::timeout("no answer".into())
}

fn answer(status: u16, body: &'static str) -> HttpResponse {
    HttpResponse::new(StatusCode::try_from(status).unwrap(), SdkBody::from(body))
}

/// Longer than any lease.
pub(crate) const LONG: Duration = Duration::from_secs(3600);
pub(crate) const A_DAY: Duration = Duration::from_secs(24 * 3600);
