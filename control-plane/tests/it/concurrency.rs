//! Many requests at once make what one would have made.

use axum::http::StatusCode;
use futures::{StreamExt, future::join_all, stream};

use crate::world::{World, acme, app, enterprise, send_to};

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_equal_requests_make_one_tenant_and_get_one_reply() {
    let world = World::start().await;
    for body in [acme("acme"), enterprise("own")] {
        let id = body["tenantId"].as_str().unwrap().to_owned();
        let replies = join_all((0..100).map(|_| world.post(body.clone()))).await;
        for reply in &replies {
            assert_eq!((reply.status, &reply.body), (StatusCode::CREATED, &replies[0].body));
        }
        assert_eq!(replies[0].body["state"], "active");
        assert_eq!(world.get(&format!("/tenants/{id}")).await.body, replies[0].body);
        let operations = world.get(&format!("/tenants/{id}/operations")).await.body;
        assert_eq!(operations["operations"].as_array().unwrap().len(), 1, "{operations}");
    }
    assert_eq!((world.keys("acme").await.len(), world.keys("own").await.len()), (0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_equal_requests_with_one_key_get_one_reply() {
    let world = World::start().await;
    let key = [("idempotency-key", "k1")];
    let app = app(&world.plane);
    let requests = (0..100).map(|_| send_to(&app, "POST", "/tenants", Some(&world.operator), &key, Some(acme("acme"))));
    for reply in join_all(requests).await {
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.body);
        assert_eq!(reply.body["tenantId"], "acme");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_tenants_sixteen_at_a_time() {
    let world = World::start().await;
    let statuses: Vec<StatusCode> = stream::iter(0..100)
        .map(|n| {
            let world = &world;
            async move { world.post(acme(&format!("t{n:03}"))).await.status }
        })
        .buffer_unordered(16)
        .collect()
        .await;
    assert!(statuses.iter().all(|status| *status == StatusCode::CREATED), "{statuses:?}");
    let list = world.get("/tenants?limit=200&state=active").await.body;
    assert_eq!(list["tenants"].as_array().unwrap().len(), 100);
}
