//! `salestalk users list|invite|remove`: a tenant's owner says who may use it.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    cli::{Target, Users},
    client::{Client, segment},
    connection::Connection,
    output,
};

/// Runs the command.
pub(crate) async fn run(target: &Target, args: Users) -> anyhow::Result<()> {
    let (Users::List { tenant } | Users::Invite { tenant, .. } | Users::Remove { tenant, .. }) = &args;
    let tenant = tenant.clone();
    let connection = Connection::open(target).await?;
    connection.close_after(async |connection| work(&connection.tenant(&tenant)?, &args, target.json).await).await
}

async fn work(client: &Client, args: &Users, json: bool) -> anyhow::Result<()> {
    match args {
        Users::List { .. } => output::print(json, &client.get("/users").await?, output::users),
        Users::Invite { email, role, .. } => {
            let body = json!({"email": email, "role": role.as_str()});
            let user = client.change(Method::POST, "/users", Some(&body)).await?.body;
            output::print(json, &user, |user| output::users(&json!({"users": [user]})))
        }
        Users::Remove { user_id, .. } => {
            client.change(Method::DELETE, &format!("/users/{}", segment(user_id)), None).await?;
            output::print(json, &json!({"userId": user_id, "removed": true}), |removed| {
                format!("{} is no user any more.", removed.get("userId").and_then(Value::as_str).unwrap_or_default())
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use axum::{Router, body, extract::Request, response::IntoResponse};

    use super::*;
    use crate::cli::{OfTenant, UserRole};

    #[tokio::test]
    async fn each_command_is_one_request() {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        let app = Router::new().fallback(async move |request: Request| {
            let (head, body) = request.into_parts();
            let body = String::from_utf8(body::to_bytes(body, 1000).await.unwrap().to_vec()).unwrap();
            let keyed = head.headers.contains_key("idempotency-key");
            log.lock().unwrap().push((format!("{} {}", head.method, head.uri), body, keyed));
            axum::Json(json!({"users": []})).into_response()
        });
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let client = Client::new(&format!("http://{}", listener.local_addr().unwrap()), &"token".into()).unwrap();
        tokio::spawn(async move { axum::serve(listener, app).await });

        let tenant = OfTenant { id: None };
        let invite = Users::Invite { email: "bob@b.example".to_owned(), role: UserRole::Admin, tenant: tenant.clone() };
        let remove = Users::Remove { user_id: "a/b c".to_owned(), tenant: tenant.clone() };
        for args in [Users::List { tenant }, invite, remove] {
            work(&client, &args, true).await.unwrap();
        }
        let body = r#"{"email":"bob@b.example","role":"admin"}"#;
        let expected = [("GET /users", "", false), ("POST /users", body, true), ("DELETE /users/a%2Fb%20c", "", true)];
        let expected = expected.map(|(what, body, keyed)| (what.to_owned(), body.to_owned(), keyed));
        assert_eq!(*asked.lock().unwrap(), expected);
    }
}
