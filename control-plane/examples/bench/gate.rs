//! What it costs to let a request in: the token or the key, the role, the tenant's share, the bounds and the headers.

use axum::{Router, body::Body, http::Request, routing::get};
use http_body_util::BodyExt;
use jiff::SignedDuration;
use secrecy::ExposeSecret;
use tenancy::{Role, access, edge, ids::ApiKeyId};
use tower::ServiceExt;
use utoipa_axum::router::OpenApiRouter;

use super::{World, cpu};

const REQUESTS: usize = 30_000;

pub(crate) async fn run(world: &World) {
    world.make("acme", "enterprise").await;
    let tenant = "acme".parse().unwrap();
    let token = world.issuer.token("u", Role::Owner, Some(&tenant), 36_000).unwrap();
    let keys = &world.services.api_keys;
    let (_, key) = keys
        .create(&tenant, ApiKeyId::generate(), "bench", Role::Admin, "bench", SignedDuration::from_hours(1))
        .await
        .unwrap();
    // A route of the table, whose handler does nothing.
    let route = || OpenApiRouter::new().route("/usage", get(async || "done"));
    let bare: Router = route().split_for_parts().0;
    let guarded = edge::harden(access::guard(route(), &world.services).split_for_parts().0, &[]);
    println!("own CPU of a request to a handler that does nothing, over {REQUESTS} (target for the gate: 0.3 ms)");
    let nothing = requests(&bare, &token).await;
    println!("  without the gate          {nothing:.3} ms");
    for (what, bearer) in [("a token (ES256)", token.as_str()), ("an API key", key.expose_secret())] {
        let took = requests(&guarded, bearer).await;
        println!("  by {what:<22} {took:.3} ms, {:.3} ms of it the gate's", took - nothing);
    }
}

/// Milliseconds of CPU for each request; they are sent as slowly as the plan wants them, which costs nothing.
async fn requests(app: &Router, bearer: &str) -> f64 {
    let mut used = 0.0;
    for burst in 0..REQUESTS / 500 {
        let before = cpu();
        for _ in 0..500 {
            let request = Request::builder().uri("/usage").header("authorization", format!("Bearer {bearer}"));
            let reply = app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
            assert_eq!(reply.status(), 200, "burst {burst}");
            assert_eq!(reply.into_body().collect().await.unwrap().to_bytes(), "done");
        }
        used += cpu() - before;
    }
    used * 1e3 / REQUESTS as f64
}
