//! Work that a request does not finish: put off, carried by the queue, taken up, and told by its address.

use std::time::Duration;

use aws_config::{BehaviorVersion, Region};
use aws_credential_types::Credentials;
use axum::http::{StatusCode, header};
use control_plane::{ControlPlane, Settings, Work, users, work};
use localstack::{
    REGION,
    ministack::{self, MiniStack},
};
use serde_json::{Value, json};
use tenancy::Queue;

use crate::{
    faults::meddler::{Fault, Meddler},
    world::{World, acme, enterprise, send},
};

/// A control plane whose requests wait for nothing, and the end that its work comes out of.
pub(crate) async fn hasty(
    world: &World,
    meddler: &Meddler,
) -> (ControlPlane, tokio::sync::mpsc::UnboundedReceiver<Work>) {
    let plane = world.plane_through(meddler.client(), &world.clock).await;
    let settings = Settings { budget: Duration::ZERO, ..plane.settings.clone() };
    let (queue, work) = Queue::in_process();
    let users = users::directory(&plane.services, None);
    (ControlPlane::new(plane.services, settings, users, queue), work)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_into_a_request_is_accepted_and_taken_up_from_the_queue() {
    let world = World::start().await;
    // The third call is throttled, and there is no time to wait.
    let meddler = Meddler::new(vec![(3, Fault::Throttle)]);
    let (hasty, mut queue) = hasty(&world, &meddler).await;
    let post = async || {
        let key = [("idempotency-key", "k")];
        send(&hasty, "POST", "/tenants", Some(&world.operator), &key, Some(enterprise("acme"))).await
    };
    let reply = post().await;
    assert_eq!((reply.status, &reply.body["state"]), (StatusCode::ACCEPTED, &json!("running")), "{}", reply.body);
    let location = reply.headers[header::LOCATION].to_str().unwrap().to_owned();
    assert!(reply.headers.contains_key(header::RETRY_AFTER));
    let shown = world.get(&location).await;
    assert_eq!((&shown.body["state"], shown.headers.contains_key(header::RETRY_AFTER)), (&json!("running"), true));
    assert!(shown.body["steps"].as_array().unwrap().iter().any(|step| step["outcome"] == "waiting"), "{}", shown.body);
    assert_eq!(world.get("/tenants/acme").await.body["state"], "provisioning");

    let message = queue.recv().await.unwrap();
    // Delivered twice at once, and once more when it is done.
    let (first, second) = tokio::join!(
        work(&world.plane, &message, Duration::from_secs(5)),
        work(&world.plane, &message, Duration::from_secs(5))
    );
    first.unwrap();
    second.unwrap();
    work(&world.plane, &message, Duration::from_secs(5)).await.unwrap();
    let done = world.get(&location).await;
    assert_eq!((&done.body["state"], done.headers.contains_key(header::RETRY_AFTER)), (&json!("succeeded"), false));
    assert_eq!(done.body["attempts"], 2);
    assert_eq!(world.get("/tenants/acme").await.body["state"], "active");
    assert_eq!(world.keys("acme").await.len(), 1);
    // The same request gets the same reply, though the tenant is there by now.
    let again = post().await;
    assert_eq!((again.status, &again.body), (StatusCode::ACCEPTED, &reply.body));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_whose_operation_is_still_running_is_told_where() {
    let world = World::start().await;
    let meddler = Meddler::new(vec![(4, Fault::CrashBefore)]);
    let stuck = world.plane_through(meddler.client(), &world.clock).await;
    let key = [("idempotency-key", "k")];
    let first = send(&stuck, "POST", "/tenants", Some(&world.operator), &key, Some(enterprise("acme")));
    let others = async {
        meddler.crashed().await;
        let other = Meddler::new(Vec::new());
        let (hasty, _) = hasty(&world, &other).await;
        let same = send(&hasty, "POST", "/tenants", Some(&world.operator), &key, Some(enterprise("acme"))).await;
        assert_eq!((same.status, &same.body["code"]), (StatusCode::CONFLICT, &json!("operation_running")));
        let location = same.headers[header::LOCATION].to_str().unwrap();
        assert_eq!(world.get(location).await.body["kind"], "onboard");
        assert!(same.headers.contains_key(header::RETRY_AFTER));
        let other = send(&hasty, "DELETE", "/tenants/acme", Some(&world.operator), &[], None).await;
        assert_eq!((other.status, other.headers[header::LOCATION].to_str().unwrap()), (StatusCode::CONFLICT, location));
        // Another request for the same, with a key of its own, is told to look there, too.
        let key = [("idempotency-key", "k2")];
        let equal = send(&hasty, "POST", "/tenants", Some(&world.operator), &key, Some(enterprise("acme"))).await;
        assert_eq!((equal.status, equal.headers[header::LOCATION].to_str().unwrap()), (StatusCode::ACCEPTED, location));
        // Its executor is not heard of any more: the same request does the work.
        world.clock.advance(Duration::from_secs(3600));
        send(&world.plane, "POST", "/tenants", Some(&world.operator), &key, Some(enterprise("acme"))).await
    };
    let done = tokio::select! {
        _ = first => unreachable!("it is stuck"),
        done = others => done,
    };
    assert_eq!((done.status, &done.body["state"]), (StatusCode::CREATED, &json!("active")), "{}", done.body);
    assert_eq!(world.keys("acme").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_of_sqs_carries_work() {
    let stack = MiniStack::start(ministack::Options { auth: true }).await.unwrap();
    let keys = Credentials::new(MiniStack::ACCESS_KEY_ID, MiniStack::SECRET_ACCESS_KEY, None, None, "MiniStack");
    let sdk = aws_config::defaults(BehaviorVersion::latest())
        .endpoint_url(stack.url())
        .region(Region::from_static(REGION))
        .credentials_provider(keys)
        .load()
        .await;
    let sqs = aws_sdk_sqs::Client::new(&sdk);
    let url = sqs.create_queue().queue_name("work").send().await.unwrap().queue_url.unwrap();
    let work = Work {
        tenant_id: "acme".parse().unwrap(),
        operation_id: "0192a6f0-0000-7000-8000-000000000000".parse().unwrap(),
    };
    Queue::sqs(sqs.clone(), &url).send(work.clone()).await;
    let received = sqs.receive_message().queue_url(&url).wait_time_seconds(5).send().await.unwrap();
    let body = received.messages()[0].body().unwrap();
    assert_eq!(serde_json::from_str::<Work>(body).unwrap(), work);
    assert_eq!(serde_json::from_str::<Value>(body).unwrap()["tenantId"], "acme");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_that_cannot_be_reached_only_delays() {
    let world = World::start().await;
    let meddler = Meddler::new(vec![(3, Fault::Throttle)]);
    let (plane, _) = hasty(&world, &meddler).await;
    // The receiver is gone: the message is lost.
    let reply = send(&plane, "POST", "/tenants", Some(&world.operator), &[], Some(acme("acme"))).await;
    assert_eq!(reply.status, StatusCode::ACCEPTED);
    assert_eq!(control_plane::sweep(&world.plane, Duration::from_secs(5)).await.unwrap(), 1);
    assert_eq!(world.get("/tenants/acme").await.body["state"], "active");
    assert_eq!(control_plane::sweep(&world.plane, Duration::from_secs(5)).await.unwrap(), 0);
}
