//! An HTTP client that notes when each call began and ended.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use aws_smithy_runtime_api::{
    client::{
        http::{
            HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
            SharedHttpConnector,
        },
        orchestrator::HttpRequest,
        runtime_components::RuntimeComponents,
    },
    shared::IntoShared,
};

/// When calls began and ended.
#[derive(Debug, Clone)]
pub(crate) struct Meter {
    inner: SharedHttpClient,
    /// Whether DescribeTable is a call like any other: an onboarding calls it only to wait until a table is active.
    counts_waits: bool,
    /// How much longer each call takes: what is sent at the same time overlaps for certain, however busy the machine is.
    pub(crate) pause: Duration,
    calls: Arc<Mutex<Vec<(Instant, Instant)>>>,
}

impl Meter {
    pub(crate) fn new(counts_waits: bool) -> Self {
        let inner = aws_smithy_http_client::Builder::new().build_http();
        Self { counts_waits, inner, pause: Duration::ZERO, calls: Arc::default() }
    }

    pub(crate) fn client(&self) -> SharedHttpClient {
        self.clone().into_shared()
    }

    /// How long at least one call was under way.
    pub(crate) fn busy(&self) -> Duration {
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner).clone();
        calls.sort_unstable();
        let (mut busy, mut free) = (Duration::ZERO, None);
        for (begin, end) in calls {
            let begin = free.map_or(begin, |free| begin.max(free));
            busy += end.saturating_duration_since(begin);
            free = free.max(Some(end));
        }
        busy
    }

    /// How many calls there were since the last time, and the most of them that came one after the other: the longest chain
    /// in which each began after the one before it had ended.
    pub(crate) fn take(&self) -> (usize, usize) {
        let mut calls = std::mem::take(&mut *self.calls.lock().unwrap_or_else(PoisonError::into_inner));
        calls.sort_by_key(|(_, end)| *end);
        let (mut chain, mut free) = (0, None);
        for (begin, end) in &calls {
            if free.is_none_or(|free| *begin >= free) {
                (chain, free) = (chain + 1, Some(*end));
            }
        }
        (calls.len(), chain)
    }
}

#[derive(Debug)]
struct Connector {
    inner: SharedHttpConnector,
    counts_waits: bool,
    pause: Duration,
    calls: Arc<Mutex<Vec<(Instant, Instant)>>>,
}

impl HttpClient for Meter {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        let (counts_waits, pause, calls) = (self.counts_waits, self.pause, Arc::clone(&self.calls));
        Connector { inner, counts_waits, pause, calls }.into_shared()
    }
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let waits = request.headers().get("x-amz-target").is_some_and(|target| target.ends_with(".DescribeTable"));
        if waits && !self.counts_waits {
            return self.inner.call(request);
        }
        let (began, calls, call) = (Instant::now(), Arc::clone(&self.calls), self.inner.call(request));
        let pause = self.pause;
        HttpConnectorFuture::new(async move {
            if !pause.is_zero() {
                tokio::time::sleep(pause).await;
            }
            let answer = call.await;
            calls.lock().unwrap_or_else(PoisonError::into_inner).push((began, Instant::now()));
            answer
        })
    }
}
