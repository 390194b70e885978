//! Every route, asked by every kind of caller: the table in `tenancy::access` is what happens.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tenancy::{
    Role,
    access::{Access, ROUTES},
};

use crate::{
    api::{Api, Reply},
    world::World,
};

const SALES: &str = "Date,Country,Revenue\n2024-03-01,France,12.50\n";

/// What a tenant's own callers find below routes with an id.
struct Own {
    session: String,
    message: String,
    import: String,
    user: String,
    key: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    /// 401.
    Unauthenticated,
    /// 403.
    Forbidden,
    /// Neither, and no fault of the server's.
    LetIn,
}

impl Expected {
    fn of(reply: &Reply) -> Self {
        match reply.status {
            401 => Self::Unauthenticated,
            403 => Self::Forbidden,
            status => {
                assert!(status < 500, "{status} {}", reply.text);
                Self::LetIn
            }
        }
    }
}

fn path_of(route: &str, own: &Own) -> String {
    let fact = format!("{}-F1", own.message);
    let id = match route {
        "/sessions/{id}" | "/sessions/{id}/messages" => &own.session,
        "/messages/{id}/feedback" | "/messages/{id}/facts.csv" => &own.message,
        "/messages/{id}/stream" | "/messages/{id}/stop" => &own.message,
        "/facts/{id}" => &fact,
        "/imports/{id}" => &own.import,
        _ => "nobody",
    };
    let operation = "01a1fde8-a4a5-7019-a5ad-be2d0bd33123";
    route
        .replace("{id}", id)
        .replace("{userId}", &own.user)
        .replace("{keyId}", &own.key)
        .replace("{operation}", operation)
        .replace("{day}", "2026-11-30")
        .replace("{model}", "nobody")
        .replace("{*rest}", "swagger-ui.css")
}

/// A body that is in order, so that nothing but the caller can be wrong.
fn body_of(method: &str, route: &str) -> Option<Value> {
    match (method, route) {
        ("POST", "/tenants") => Some(json!({"tenantId": "1bad", "name": "x", "ownerEmail": "o@x.example"})),
        ("POST", "/tenants/{id}/restore") => Some(json!({"tenantId": "1bad"})),
        ("PATCH", "/tenants/{id}") => Some(json!({"state": "suspended"})),
        ("PATCH", "/sessions/{id}") => Some(json!({"title": "Spring"})),
        ("PATCH", "/insights/{id}") => Some(json!({"state": "seen"})),
        ("POST", "/messages/{id}/feedback") => Some(json!({"rating": "down"})),
        ("POST", "/users") => Some(json!({"email": "new@x.example", "role": "root"})),
        ("POST", "/api-keys") => Some(json!({"name": ""})),
        ("POST", "/chat") => Some(json!({"text": "What was revenue in March 2024?"})),
        ("POST", "/v1/chat/completions") => Some(
            json!({"model": "salestalk", "messages": [{"role": "user", "content": "What was revenue in March 2024?"}]}),
        ),
        ("PUT", "/catalogue") => Some(json!({})),
        ("POST" | "PUT", _) => Some(json!({})),
        _ => None,
    }
}

async fn own(api: &Api, id: &str) -> (Own, [String; 2]) {
    let owner = api.token(Role::Owner, Some(id));
    let import = api.tenant(id, SALES).await;
    let answer = api.ask(&owner, "What was revenue in March 2024?").await;
    assert_eq!(answer.json()["verdict"], "ANSWERED", "{}", answer.text);
    let users = api.call("GET", "/users", Some(&owner), None).await.json();
    let mut keys = Vec::new();
    for role in ["member", "admin"] {
        let made = api.call("POST", "/api-keys", Some(&owner), Some(json!({"name": "it", "role": role}))).await;
        assert_eq!(made.status, 201, "{}", made.text);
        keys.push(made.json());
    }
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let own = Own {
        session: text(&answer.json()["sessionId"]),
        message: text(&answer.json()["messageId"]),
        import,
        user: text(&users["users"][0]["userId"]),
        key: text(&keys[0]["keyId"]),
    };
    (own, [text(&keys[0]["key"]), text(&keys[1]["key"])])
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_and_every_kind_of_caller() {
    let world = World::new();
    // At this level the log has all that any crate has to say, and the world looks for what must not be in it.
    let server = world.up_logging("trace");
    let api = Api::of(&world, &server);

    // The table, the OpenAPI document and the server are of one mind on which routes there are, and for whom.
    let document = api.call("GET", "/openapi.json", None, None).await.json();
    let is_described =
        |path: &str| !path.starts_with("/docs") && !["/openapi.json", "/.well-known/jwks.json"].contains(&path);
    let mut described = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let access = tenancy::access::of(&method.to_uppercase(), path);
            let access = access.unwrap_or_else(|| panic!("{method} {path} is not in the table"));
            if access != Access::Public {
                assert_eq!(operation["x-required-role"], access.name(), "{method} {path}");
                let keys = operation["security"].as_array().unwrap().iter().any(|one| one["apiKey"].is_array());
                assert_eq!(keys, matches!(access, Access::Tenant(_)), "{method} {path}");
            }
            described.insert((method.to_uppercase(), path.clone()));
        }
    }
    let table = ROUTES.iter().filter(|route| is_described(route.1));
    let table: BTreeSet<_> = table.map(|route| (route.0.to_owned(), route.1.to_owned())).collect();
    assert_eq!(described, table);

    let (acme, keys) = own(&api, "acme").await;
    let (other, _) = own(&api, "acme2").await;
    own(&api, "asleep").await;
    let operator = api.operator();
    let suspend = api.call("PATCH", "/tenants/asleep", Some(&operator), Some(json!({"state": "suspended"}))).await;
    assert_eq!(suspend.status, 200, "{}", suspend.text);

    let roles = [Role::Member, Role::Admin, Role::Owner];
    let mut callers = vec![(None, "nobody".to_owned(), String::new())];
    callers.push((Some((Role::PlatformAdmin, true)), "the operator".to_owned(), operator));
    callers.extend(roles.map(|role| (Some((role, true)), format!("{role:?}"), api.token(role, Some("acme")))));
    callers.push((Some((Role::Member, false)), "a member's key".to_owned(), keys[0].clone()));
    callers.push((Some((Role::Admin, false)), "an admin's key".to_owned(), keys[1].clone()));
    let mut asked = 0;
    for (method, route, access) in ROUTES.iter().copied() {
        let path = path_of(route, &acme);
        let ask = async |token: Option<&str>, path: &str| api.call(method, path, token, body_of(method, route)).await;
        for (who, name, token) in &callers {
            let expected = match (access, who) {
                (Access::Public, _) | (Access::Operator, Some((Role::PlatformAdmin, _))) => Expected::LetIn,
                (_, None) => Expected::Unauthenticated,
                (Access::Operator, _) | (_, Some((Role::PlatformAdmin, _))) => Expected::Forbidden,
                (Access::Person(_), Some((_, false))) => Expected::Forbidden,
                (Access::Tenant(least) | Access::Person(least), Some((role, _))) if *role < least => {
                    Expected::Forbidden
                }
                _ => Expected::LetIn,
            };
            // Who may delete is asked with ids that are not there: the others need what is.
            let own_path =
                if method == "DELETE" && expected == Expected::LetIn { path_of(route, &other) } else { path.clone() };
            let reply = ask(who.as_ref().map(|_| token.as_str()), &own_path).await;
            assert_eq!(Expected::of(&reply), expected, "{name}: {method} {path}: {}", reply.text);
            asked += 1;
            if expected != Expected::LetIn {
                let kind = if route.starts_with("/v1/") { "application/json" } else { "application/problem+json" };
                assert_eq!(reply.headers["content-type"], kind);
                assert_eq!(reply.headers.contains_key("www-authenticate"), expected == Expected::Unauthenticated);
            }
        }
        let (Access::Tenant(_) | Access::Person(_)) = access else { continue };
        // An owner of another tenant gets 404 for what is another's, and never 403, which would say that it is there.
        if route.contains('{') {
            let reply = ask(Some(&api.token(Role::Owner, Some("acme2"))), &path).await;
            assert_eq!(reply.status, 404, "{method} {path}: {}", reply.text);
        }
        // Confused claims, and tenants that are not served.
        for (token, status) in [
            (api.token(Role::PlatformAdmin, Some("acme")), 403),
            (api.token(Role::Owner, None), 403),
            (api.token(Role::Owner, Some("asleep")), 403),
            (api.token(Role::Owner, Some("nobody")), 404),
        ] {
            let reply = ask(Some(&token), &path).await;
            // A body that cannot be used may be told of before the tenant is looked at.
            assert!(reply.status == status || reply.status == 422, "{method} {path}: {} {}", reply.status, reply.text);
            asked += 1;
        }
    }
    assert!(asked > 250, "{asked}");

    // Nothing of this changed anything.
    let owner = api.token(Role::Owner, Some("acme"));
    for (path, list, many) in [("/users", "users", 1), ("/api-keys", "apiKeys", 2)] {
        let kept = api.call("GET", path, Some(&owner), None).await.json();
        assert_eq!(kept[list].as_array().unwrap().len(), many, "{kept}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_key_is_good_until_it_is_revoked() {
    let world = World::new();
    let server = world.up();
    let api = Api::of(&world, &server);
    api.tenant("acme", SALES).await;
    let owner = api.token(Role::Owner, Some("acme"));
    let made = api.call("POST", "/api-keys", Some(&owner), Some(json!({"name": "report", "expiresInDays": 1}))).await;
    let key = made.json()["key"].as_str().unwrap().to_owned();
    let question = "What was revenue in March 2024?";
    let answer = api.ask(&key, question).await;
    assert!(answer.text.contains("12.50"), "{}", answer.text);

    // It is shown once, and nowhere kept.
    let listed = api.call("GET", "/api-keys", Some(&owner), None).await;
    let secret = &key[key.len() - 20..];
    assert!(listed.text.contains("report") && !listed.text.contains(secret), "{}", listed.text);
    for (field, body) in [
        ("name", json!({"name": " "})),
        ("role", json!({"name": "x", "role": "owner"})),
        ("role", json!({"name": "x", "role": "platform-admin"})),
        ("expiresInDays", json!({"name": "x", "expiresInDays": 0})),
        ("expiresInDays", json!({"name": "x", "expiresInDays": 731})),
        ("tenantId", json!({"name": "x", "tenantId": "acme2"})),
    ] {
        let refused = api.call("POST", "/api-keys", Some(&owner), Some(body)).await;
        assert_eq!((refused.status, &refused.json()["field"]), (422, &field.into()), "{}", refused.text);
    }

    // No other tenant's, no other secret, no shorter and no longer one.
    let id = made.json()["keyId"].as_str().unwrap().to_owned();
    let mut wrong = vec![
        key.replace("acme", "acme2"),
        key.to_uppercase(),
        format!("{key}A"),
        key[..key.len() - 1].to_owned(),
        key.replace(secret, ""),
        key.replace(&id, "01a1fde8-a4a5-7019-a5ad-be2d0bd33123"),
        "salestalk_".to_owned(),
        "salestalk_acme__".to_owned(),
    ];
    wrong.push(secret.to_owned());
    for wrong in wrong {
        assert_eq!(api.ask(&wrong, question).await.status, 401, "{wrong}");
    }

    let revoked = api.call("DELETE", &format!("/api-keys/{id}"), Some(&owner), None).await;
    assert_eq!(revoked.status, 204);
    assert_eq!(api.ask(&key, question).await.status, 401);
    assert_eq!(api.call("DELETE", &format!("/api-keys/{id}"), Some(&owner), None).await.status, 404);
}
