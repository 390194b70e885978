//! `salestalk api-keys list|create|revoke`: what a tenant's servers call with.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    cli::{ApiKeys, Target},
    client::{Client, segment},
    connection::Connection,
    output,
};

/// Runs the command.
pub(crate) async fn run(target: &Target, args: ApiKeys) -> anyhow::Result<()> {
    let (ApiKeys::List { tenant } | ApiKeys::Create { tenant, .. } | ApiKeys::Revoke { tenant, .. }) = &args;
    let tenant = tenant.clone();
    let connection = Connection::open(target).await?;
    connection.close_after(async |connection| work(&connection.tenant(&tenant)?, &args, target.json).await).await
}

async fn work(client: &Client, args: &ApiKeys, json: bool) -> anyhow::Result<()> {
    match args {
        ApiKeys::List { .. } => output::print(json, &client.get("/api-keys").await?, output::api_keys),
        ApiKeys::Create { name, role, expires_in_days, .. } => {
            let body = json!({"name": name, "role": role.as_str(), "expiresInDays": expires_in_days});
            output::print(json, &client.post("/api-keys", &body).await?, |made| {
                let key = made.get("key").and_then(Value::as_str).unwrap_or_default();
                format!(
                    "{}\n\nKeep the key; it is not shown again:\n{key}",
                    output::api_keys(&json!({"apiKeys": [made]}))
                )
            })
        }
        ApiKeys::Revoke { key_id, .. } => {
            client.change(Method::DELETE, &format!("/api-keys/{}", segment(key_id)), None).await?;
            output::print(json, &json!({"keyId": key_id, "revoked": true}), |revoked| {
                format!("{} is no key any more.", revoked.get("keyId").and_then(Value::as_str).unwrap_or_default())
            })
        }
    }
}
