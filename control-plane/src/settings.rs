//! What the control plane may take its time for, and how much it may do at once.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use tenancy::Quotas;

/// What a deployment chooses.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How long a request works on its operation before it answers 202 and leaves the rest to the queue. API Gateway
    /// waits 29 s.
    pub budget: Duration,
    /// How long an executor that is not heard of keeps its right to act.
    pub lease: Duration,
    /// How long an offboarding waits, after refusing new requests, for those that are being served: a Lambda's timeout.
    pub drain: Duration,
    /// The first pause after a passing failure or before looking at a table that is being made; it doubles, with jitter.
    pub pause: Duration,
    /// How long the operator's idempotency keys are remembered.
    pub remember: Duration,
    /// What AWS allows at once.
    pub quotas: Quotas,
    /// What time it is.
    pub clock: Clock,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            budget: Duration::from_secs(20),
            lease: Duration::from_secs(30),
            drain: Duration::from_secs(30),
            pause: Duration::from_millis(100),
            remember: Duration::from_secs(24 * 3600),
            quotas: Quotas::default(),
            clock: Clock::default(),
        }
    }
}

/// The system's clock, which a drill may set forward.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    ahead_ms: Arc<AtomicI64>,
}

impl Clock {
    /// The time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp::now() + SignedDuration::from_millis(self.ahead_ms.load(Ordering::Relaxed))
    }

    /// Sets the clock forward, for all who share it: leases end sooner.
    pub fn advance(&self, by: Duration) {
        let ms = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.ahead_ms.fetch_add(ms, Ordering::Relaxed);
    }
}
