//! Who may call what, and whose data a tenant's session reaches.

use aws_sdk_dynamodb::{error::ProvideErrorMetadata, types::AttributeValue};
use axum::http::StatusCode;
use control_plane::router;
use tenancy::{ErrorCode, Role, TenantCaller};

use crate::world::{World, acme, send, tenant};

#[tokio::test]
async fn only_the_operator_may_call() {
    let world = World::start().await;
    let tenants_own = world.issuer.token("o", Role::Owner, Some(&tenant("acme")), 600).unwrap();
    let confused = world.issuer.token("o", Role::PlatformAdmin, Some(&tenant("acme")), 600).unwrap();
    let expired = world.issuer.token("o", Role::PlatformAdmin, None, -600).unwrap();
    for (method, path) in [("POST", "/tenants"), ("GET", "/tenants"), ("GET", "/tenants/acme")] {
        let body = (method == "POST").then(|| acme("acme"));
        let cases = [
            (None, StatusCode::UNAUTHORIZED),
            (Some("nonsense"), StatusCode::UNAUTHORIZED),
            (Some(&*expired), StatusCode::UNAUTHORIZED),
            (Some(&*tenants_own), StatusCode::FORBIDDEN),
            (Some(&*confused), StatusCode::FORBIDDEN),
        ];
        for (token, status) in cases {
            let reply = send(&world.services, method, path, token, body.clone()).await;
            assert_eq!(reply.status, status, "{method} {path}");
            assert_eq!(reply.headers["content-type"], "application/problem+json");
        }
    }
    assert!(world.services.registry.get(&tenant("acme")).await.unwrap().is_none());
}

#[tokio::test]
async fn a_tenants_session_reaches_its_own_tables_and_no_others() {
    let world = World::start().await;
    for id in ["acme", "acme2"] {
        assert_eq!(world.post(acme(id)).await.status, StatusCode::CREATED);
    }
    let caller = TenantCaller { subject: "u".to_owned(), tenant: tenant("acme"), role: Role::Member };
    let (_, session) = world.services.open(&caller).await.unwrap();
    let put = |table: &str| {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        session.dynamodb.put_item().table_name(table).item("pk", text("MSG#1")).item("sk", text("x")).send()
    };
    put(&session.messages_table).await.unwrap();
    put(&session.metrics_table).await.unwrap();
    for other in ["tenant-acme2-messages", "tenant-acme2-metrics", crate::world::TABLE] {
        assert_eq!(put(other).await.unwrap_err().code(), Some("AccessDeniedException"), "{other}");
    }
    let object = |key: &str| session.s3.get_object().bucket(&session.bucket).key(key).send();
    object("tenants/acme/.salestalk").await.unwrap();
    assert_eq!(object("tenants/acme2/.salestalk").await.unwrap_err().code(), Some("AccessDenied"));

    let unknown = TenantCaller { tenant: tenant("nobody"), ..caller };
    assert_eq!(world.services.open(&unknown).await.unwrap_err().code, ErrorCode::NotFound);
}

#[tokio::test]
async fn the_api_describes_every_route() {
    let world = World::start().await;
    let (_, api) = router(world.services.clone()).split_for_parts();
    let api = serde_json::to_value(&api).unwrap();
    for (path, method) in [("/tenants", "post"), ("/tenants", "get"), ("/tenants/{id}", "get")] {
        let operation = &api["paths"][path][method];
        assert_eq!(operation["tags"][0], "tenants", "{method} {path}");
        assert!(operation["security"][0]["bearer"].is_array(), "{method} {path}");
        assert!(operation["responses"]["401"]["content"]["application/problem+json"].is_object());
    }
    for schema in ["CreateTenant", "TenantView", "TenantList", "Problem", "Plan", "TenantState", "ErrorCode"] {
        assert!(api["components"]["schemas"][schema].is_object(), "{schema}");
    }
}
