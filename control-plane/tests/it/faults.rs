//! Every call of an onboarding goes wrong once, in each way: the next request completes it, with one key.

use axum::http::StatusCode;

use crate::{
    proxy::{Fault, Proxy},
    world::{World, acme, send},
};

/// Onboards tenants, the n-th with a fault at the n-th call, until one is done before its fault; returns how many.
async fn every_call(fault: Fault, letter: char) -> usize {
    let world = World::start().await;
    for at in 1.. {
        let id = format!("{letter}{at:02}x");
        let proxy = Proxy::start(world.stack.url(), fault, at).await;
        let services = world.services_at(&proxy.url).await;
        let faulty = tokio::select! {
            reply = send(&services, "POST", "/tenants", Some(&world.operator), Some(acme(&id))) => Some(reply),
            // The request's future is dropped here, as a killed process drops it.
            () = proxy.crashed() => None,
        };
        if !proxy.was_reached() {
            assert_eq!(faulty.unwrap().status, StatusCode::CREATED);
            return at - 1;
        }
        if let Some(reply) = faulty.filter(|reply| !reply.status.is_success()) {
            assert!(reply.status.is_server_error(), "{}", reply.body);
            assert!(reply.body["remedy"].is_string(), "{}", reply.body);
        }
        world.age(&id).await;
        let reply = world.post(acme(&id)).await;
        assert!(reply.status.is_success(), "{fault:?} at call {at}: {}", reply.body);
        assert_eq!((reply.body["state"].as_str(), reply.body.get("failure")), (Some("active"), None));
        let keys = world.keys(&id).await;
        assert_eq!(keys, [reply.body["resources"]["keyArn"].as_str().unwrap()], "{fault:?} at call {at}");
        let settled = world.row(&id).await;
        assert_eq!(world.post(acme(&id)).await.body, reply.body, "{fault:?} at call {at}");
        assert_eq!(world.row(&id).await, settled, "{fault:?} at call {at}");
    }
    0
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_before_any_call_leaves_what_the_next_request_completes() {
    assert!(every_call(Fault::CrashBefore, 'a').await > 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_after_any_call_leaves_what_the_next_request_completes() {
    assert!(every_call(Fault::CrashAfter, 'b').await > 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_any_call_is_told_and_the_next_request_succeeds() {
    assert!(every_call(Fault::ErrorBefore, 'c').await > 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_whose_answer_is_lost_is_not_made_twice() {
    assert!(every_call(Fault::ErrorAfter, 'd').await > 20);
}
