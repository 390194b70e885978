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
    let (_, mut api) = router(world.plane.clone()).split_for_parts();
    tenancy::openapi::complete(&mut api, &world.services.plans);
    let api = serde_json::to_value(&api).unwrap();
    let routes = api["paths"]
        .as_object()
        .unwrap()
        .iter()
        .filter(|(path, _)| ["/tenants", "/fleet", "/plans"].iter().any(|own| path.starts_with(own)));
    for (method, path) in routes.flat_map(|(path, methods)| {
        methods.as_object().unwrap().keys().map(move |method| (method.to_uppercase(), path.replace("{id}", "acme")))
    }) {
        let (method, path) = (method.as_str(), path.as_str());
        let body = matches!(method, "POST" | "PATCH").then(|| acme("acme"));
        let cases = [
            (None, StatusCode::UNAUTHORIZED),
            (Some("nonsense"), StatusCode::UNAUTHORIZED),
            (Some(&*expired), StatusCode::UNAUTHORIZED),
            (Some(&*tenants_own), StatusCode::FORBIDDEN),
            (Some(&*confused), StatusCode::FORBIDDEN),
        ];
        for (token, status) in cases {
            let reply = send(&world.plane, method, path, token, &[], body.clone()).await;
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
    let (_, mut api) = router(world.plane.clone()).split_for_parts();
    tenancy::openapi::complete(&mut api, &world.services.plans);
    let api = serde_json::to_value(&api).unwrap();
    let paths = api["paths"].as_object().unwrap();
    assert_eq!(paths.len(), 20, "{:?}", paths.keys());
    for (path, method, operation) in paths.iter().flat_map(|(path, methods)| {
        methods.as_object().unwrap().iter().map(move |(method, operation)| (path, method, operation))
    }) {
        assert!(operation["tags"][0].is_string(), "{method} {path}");
        assert!(operation["security"][0]["bearer"].is_array(), "{method} {path}");
        assert!(operation["responses"]["401"]["$ref"].is_string(), "{method} {path}");
    }
    for schema in ["CreateTenant", "TenantView", "TenantList", "Operation", "AuditEntry", "TenantState", "NewApiKey"] {
        assert!(api["components"]["schemas"][schema].is_object(), "{schema}");
    }
}
