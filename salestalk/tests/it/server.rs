//! `salestalk up`: endpoint.json, the server's own routes, and commands that find it.

use std::os::unix::fs::PermissionsExt;

use reqwest::{Client, Method, Response, StatusCode};
use serde_json::Value;

use crate::world::World;

async fn get(url: &str) -> Response {
    send(Method::GET, url).await
}

async fn send(method: Method, url: &str) -> Response {
    Client::builder().no_proxy().build().unwrap().request(method, url).send().await.unwrap()
}

#[tokio::test]
async fn answers_for_itself_and_refuses_with_problems() {
    let world = World::new();
    let server = world.up();
    let url = server.url();
    let health: Value = get(&format!("{url}/health")).await.json().await.unwrap();
    assert_eq!((&health["status"], &health["pid"]), (&"ok".into(), &server.endpoint()["pid"]));
    let api: Value = get(&format!("{url}/openapi.json")).await.json().await.unwrap();
    assert_eq!(api["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    assert_eq!(api["info"]["title"], "SalesTalk");
    for path in ["/health", "/tenants", "/tenants/{id}"] {
        assert!(api["paths"][path].is_object(), "{path}");
    }
    let operations = api["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values());
    let mut names: Vec<_> = operations.map(|operation| operation["operationId"].as_str().unwrap()).collect();
    names.sort_unstable();
    assert!(names.windows(2).all(|two| two[0] != two[1]), "two operations have one name: {names:?}");
    let jwks: Value = get(&format!("{url}/.well-known/jwks.json")).await.json().await.unwrap();
    assert_eq!(jwks["keys"][0]["crv"], "P-256");
    assert!(jwks["keys"][0]["d"].is_null());

    for (method, path, status) in
        [(Method::GET, "/nowhere", 404), (Method::DELETE, "/health", 405), (Method::GET, "/tenants", 401)]
    {
        let reply = send(method.clone(), &format!("{url}{path}")).await;
        assert_eq!(reply.status(), status, "{method} {path}");
        assert_eq!(reply.headers()["content-type"], "application/problem+json");
        assert_eq!(reply.headers().contains_key("allow"), status == 405);
        assert_eq!(reply.headers().contains_key("www-authenticate"), status == 401);
        let problem: Value = reply.json().await.unwrap();
        assert_eq!(problem["status"], status);
        assert!(problem["remedy"].is_string());
    }
}

#[tokio::test]
async fn a_developer_reads_and_tries_the_routes_in_a_browser() {
    let world = World::new();
    let server = world.up();
    let page = get(&format!("{}/docs", server.url())).await;
    assert_eq!((page.status(), page.url().path()), (StatusCode::OK, "/docs/"));
    let policy = page.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("http"), "{policy}");
    let settings = get(&format!("{}/docs/swagger-initializer.js", server.url())).await.text().await.unwrap();
    assert!(settings.contains("\"url\": \"/openapi.json\""), "{settings}");
    for file in ["swagger-ui-bundle.js", "swagger-ui.css"] {
        let reply = get(&format!("{}/docs/{file}", server.url())).await;
        assert_eq!(reply.status(), StatusCode::OK, "{file}");
        assert_eq!(reply.headers()["content-encoding"], "gzip", "{file}");
    }
}

#[tokio::test]
async fn a_parameter_that_cannot_be_used_is_named() {
    let world = World::new();
    let server = world.up();
    let (url, endpoint) = (server.url(), server.endpoint());
    let http = Client::builder().no_proxy().build().unwrap();
    for (path, field) in [
        ("/tenants/%ff", "id"),
        ("/tenants/acme/operations/%c3%28", "operation"),
        ("/tenants/acme/operations/1", "operation"),
        ("/tenants/ACME", "id"),
        ("/tenants?limit=0", "limit"),
        ("/tenants?after=%ff", "after"),
        ("/tenants?limits=1", "limits"),
        ("/tenants?limit=1&limit=2", "limit"),
    ] {
        let token = endpoint["adminToken"].as_str().unwrap();
        let reply = http.get(format!("{url}{path}")).bearer_auth(token).send().await.unwrap();
        assert_eq!(
            (reply.status().as_u16(), &reply.headers()["content-type"]),
            (422, &"application/problem+json".parse().unwrap())
        );
        let problem: Value = reply.json().await.unwrap();
        assert_eq!(problem["field"], field, "{path}: {problem}");
    }
}

#[tokio::test]
async fn endpoint_json_is_private_complete_and_gone_at_the_end() {
    let world = World::new();
    world.create("before");
    let mut server = world.up();
    assert_eq!(std::fs::metadata(server.file()).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(server.endpoint()["tenants"]["before"]["token"].is_string());
    assert!(server.endpoint()["tenants"]["later"].is_null());
    world.create("later");
    let endpoint = server.endpoint();
    let token = endpoint["tenants"]["later"]["token"].as_str().unwrap();
    // A tenant's token is believed, and is not the operator's.
    let url = format!("{}/tenants", server.url());
    let reply = Client::builder().no_proxy().build().unwrap().get(url).bearer_auth(token).send().await.unwrap();
    assert_eq!(reply.status(), 403);
    assert!(server.terminate());
    assert!(!server.file().exists());
}

#[test]
fn a_second_server_is_told_of_the_first() {
    let world = World::new();
    let server = world.up();
    let complaint = world.complaint(&["up", "--no-demo"]);
    assert!(complaint.contains(&server.url()) && complaint.contains("try: "), "{complaint}");
    assert!(server.file().exists());
}

#[test]
fn what_a_killed_server_leaves_is_no_hindrance() {
    let world = World::new();
    let mut server = world.up();
    world.create("acme");
    server.kill();
    assert!(server.file().exists());
    assert_eq!(world.json(&["tenant", "show", "acme"])["state"], "active");
    let output = world.run(&["up", "--no-demo", "--exit"]);
    assert!(output.status.success());
    assert!(!server.file().exists());
}

#[test]
fn commands_use_the_running_server() {
    let world = World::new();
    let server = world.up();
    world.create("acme");
    let url = server.url();
    let admin = server.endpoint()["adminToken"].as_str().unwrap().to_owned();
    let listed = world.json(&["tenant", "list", "--url", &url, "--token", &admin]);
    assert_eq!(listed["tenants"][0]["tenantId"], "acme");
    let unknown = world.complaint(&["token", "nobody"]);
    assert!(unknown.contains("there is no tenant"), "{unknown}");
    let token = server.endpoint()["tenants"]["acme"]["token"].as_str().unwrap().to_owned();
    let foreign = world.complaint(&["ask", "x", "--tenant", "other", "--url", &url, "--token", &token]);
    assert!(foreign.contains("the token is one of \"acme\""), "{foreign}");
}
