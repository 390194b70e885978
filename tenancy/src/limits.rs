//! Each tenant's share of the service, by its plan: how many requests a second, and how many at once. Whoever has had it is
//! refused before anything is done for the request, so that the others do not notice.
//!
//! A client that sends one request after the other is slowed down rather than refused: it waits here until its next request
//! is due. Counts are those of this process.

use std::{
    num::NonZeroU32,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    response::Response,
};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter, clock::Clock};
use http_body::{Frame, SizeHint};
use moka::future::Cache;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{ApiError, ErrorCode, Plan, Services, TenantId};

/// How long a tenant's plan is believed to be what it was.
const PLAN_KEPT_FOR: Duration = Duration::from_secs(30);
/// A share that nobody has asked for is forgotten; by then it is whole again.
const SHARE_KEPT_FOR: Duration = Duration::from_secs(600);
/// Tenants whose shares are kept at once.
const MOST_TENANTS: u64 = 20_000;
/// A request that is due within this time waits for it.
const PATIENCE: Duration = Duration::from_millis(250);
/// Who is refused hears of it after this time: who hammers is slowed down, and costs the others little.
const REFUSED_AFTER: Duration = Duration::from_millis(250);
/// Refusals that wait at once in a process; above it they are told at once, so that a flood does not fill the memory.
const MOST_REFUSALS: usize = 2_000;

/// What is left of each tenant's share.
#[derive(Debug, Clone)]
pub struct TenantLimits {
    /// The names of tenants' plans; none where there is no such tenant.
    plans: Cache<TenantId, Option<String>>,
    /// By tenant and plan: a change of plan is a new share.
    shares: Cache<(TenantId, Option<String>), Arc<Share>>,
    refusals: Arc<Semaphore>,
}

#[derive(Debug)]
struct Share {
    rate: DefaultDirectRateLimiter,
    at_once: Arc<Semaphore>,
}

impl Share {
    fn of(plan: &Plan) -> Self {
        let quota = Quota::per_second(plan.requests_per_second).allow_burst(plan.request_burst);
        let at_once = usize::try_from(plan.concurrent_requests.get()).unwrap_or(usize::MAX);
        Self {
            rate: RateLimiter::direct(quota),
            at_once: Arc::new(Semaphore::new(at_once.min(Semaphore::MAX_PERMITS))),
        }
    }

    async fn take(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        let permit = Arc::clone(&self.at_once).try_acquire_owned().map_err(|_| {
            too_many("the tenant has as many requests in flight as its plan allows", Duration::from_secs(1))
        })?;
        let mut patience = PATIENCE;
        while let Err(refused) = self.rate.check() {
            let wait = refused.wait_time_from(governor::clock::DefaultClock::default().now());
            patience = patience
                .checked_sub(wait)
                .ok_or_else(|| too_many("the tenant sends more requests a second than its plan allows", wait))?;
            tokio::time::sleep(wait).await;
        }
        Ok(permit)
    }
}

/// A request that its tenant's share allows, in flight until this is dropped.
#[derive(Debug)]
pub struct Admitted {
    _permit: OwnedSemaphorePermit,
}

impl Admitted {
    /// Keeps the request in flight until the last byte of `response` is sent.
    #[must_use]
    pub fn until_sent(self, response: Response) -> Response {
        response.map(|body| Body::new(InFlight { body, _admitted: self }))
    }
}

/// A body that counts as in flight while it is there.
struct InFlight {
    body: Body,
    _admitted: Admitted,
}

impl HttpBody for InFlight {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Default for TenantLimits {
    fn default() -> Self {
        Self {
            plans: Cache::builder().max_capacity(MOST_TENANTS).time_to_live(PLAN_KEPT_FOR).build(),
            shares: Cache::builder().max_capacity(MOST_TENANTS).time_to_idle(SHARE_KEPT_FOR).build(),
            refusals: Arc::new(Semaphore::new(MOST_REFUSALS)),
        }
    }
}

impl TenantLimits {
    /// Takes one request out of the share of `tenant`, waiting a little for it if need be.
    ///
    /// # Errors
    /// [`ErrorCode::TooManyRequests`], with when to come back; the plan cannot be read.
    pub async fn admit(&self, tenant: &TenantId, services: &Services) -> Result<Admitted, ApiError> {
        let read = async { Ok::<_, ApiError>(services.registry.get(tenant).await?.map(|record| record.plan)) };
        let name = self.plans.try_get_with_by_ref(tenant, read).await.map_err(|error| ApiError::shared(&error))?;
        // There may be no such tenant, which its handler will say.
        let plan = match &name {
            Some(name) => services.plans.of(name)?,
            None => services.plans.choose(None)?.1,
        };
        let share = self.shares.get_with((tenant.clone(), name.clone()), async { Arc::new(Share::of(plan)) }).await;
        let taken = share.take().await;
        if taken.is_err()
            && let Ok(_waiting) = self.refusals.try_acquire()
        {
            tokio::time::sleep(REFUSED_AFTER).await;
        }
        taken.map(|permit| Admitted { _permit: permit })
    }
}

fn too_many(detail: &str, wait: Duration) -> ApiError {
    let mut error = ApiError::new(ErrorCode::TooManyRequests, detail)
        .remedy("send the request again after the seconds that `retry-after` names");
    let seconds = u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u32::MAX);
    error.retry_after = Some(NonZeroU32::new(seconds).unwrap_or(NonZeroU32::MIN));
    error
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;
    use crate::Plans;

    fn share(rate: u32, burst: u32, at_once: u32) -> Share {
        let plans = Plans::embedded().unwrap();
        let plan = Plan {
            requests_per_second: rate.try_into().unwrap(),
            request_burst: burst.try_into().unwrap(),
            concurrent_requests: at_once.try_into().unwrap(),
            ..plans.choose(None).unwrap().1.clone()
        };
        Share::of(&plan)
    }

    #[tokio::test]
    async fn what_is_in_flight_counts_until_it_is_sent() {
        let share = share(1_000, 1_000, 2);
        let (first, second) = (share.take().await.unwrap(), share.take().await.unwrap());
        let refused = share.take().await.unwrap_err();
        assert_eq!((refused.code, refused.retry_after), (ErrorCode::TooManyRequests, Some(NonZeroU32::MIN)));
        let response = Admitted { _permit: first }.until_sent(Response::new(Body::from("body")));
        assert!(share.take().await.is_err());
        assert_eq!(response.body().size_hint().exact(), Some(4));
        response.into_body().collect().await.unwrap();
        assert!(share.take().await.is_ok());
        drop(second);
    }

    #[tokio::test]
    async fn who_is_a_little_early_waits_and_who_is_far_too_early_is_refused() {
        let quick = share(100, 2, 8);
        let began = std::time::Instant::now();
        for _ in 0..6 {
            drop(quick.take().await.unwrap());
        }
        // The first two at once, then one each hundredth of a second.
        assert!(began.elapsed() >= Duration::from_millis(39), "{:?}", began.elapsed());

        let slow = share(1, 2, 8);
        drop(slow.take().await.unwrap());
        drop(slow.take().await.unwrap());
        let refused = slow.take().await.unwrap_err();
        assert_eq!((refused.code, refused.retry_after), (ErrorCode::TooManyRequests, Some(NonZeroU32::MIN)));
    }
}
