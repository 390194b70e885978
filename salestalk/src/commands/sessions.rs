//! `salestalk sessions`: what was asked before, also long before.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    cli::{Sessions, Target},
    client::{Client, segment},
    connection::Connection,
    output,
};

/// Runs the command.
pub(crate) async fn run(target: &Target, args: Sessions) -> anyhow::Result<()> {
    let (Sessions::List { tenant, .. }
    | Sessions::Show { tenant, .. }
    | Sessions::Rename { tenant, .. }
    | Sessions::Archived { tenant, .. }
    | Sessions::Restore { tenant, .. }
    | Sessions::Delete { tenant, .. }) = &args;
    let tenant = tenant.clone();
    let connection = Connection::open(target).await?;
    connection.close_after(async |connection| work(&connection.tenant(&tenant)?, &args, target.json).await).await
}

async fn work(client: &Client, args: &Sessions, json: bool) -> anyhow::Result<()> {
    let path = |id: &str| format!("/sessions/{}", segment(id));
    match args {
        Sessions::List { limit, .. } => {
            let sessions = client.pages("/sessions", "sessions", *limit).await?;
            output::print(json, &json!({"sessions": sessions}), output::sessions)
        }
        Sessions::Show { session_id, .. } => {
            let messages = client.pages(&format!("{}/messages", path(session_id)), "messages", usize::MAX).await?;
            output::print(json, &json!({"messages": messages}), output::messages)
        }
        Sessions::Rename { session_id, title, .. } => {
            let renamed = client.change(Method::PATCH, &path(session_id), Some(&json!({"title": title}))).await?.body;
            output::print(json, &renamed, |renamed| {
                let title = renamed.get("title").and_then(Value::as_str).unwrap_or_default();
                format!("It is called \"{title}\" now.")
            })
        }
        Sessions::Archived { from, to, .. } => {
            let days = [("from", from), ("to", to)].into_iter();
            let query: Vec<String> =
                days.filter_map(|(name, day)| Some(format!("{name}={}", segment(day.as_ref()?)))).collect();
            output::print(json, &client.get(&format!("/archive?{}", query.join("&"))).await?, output::archived)
        }
        Sessions::Restore { day, .. } => {
            let restored = client.post(&format!("/archive/{}/restore", segment(day)), &json!({})).await?;
            output::print(json, &restored, |restored| {
                let [conversations, messages, until] =
                    ["conversations", "messages", "until"].map(|name| &restored[name]);
                let until = until.as_str().unwrap_or_default();
                format!("{conversations} conversations with {messages} messages are back until {until}.")
            })
        }
        Sessions::Delete { session_id, .. } => {
            client.change(Method::DELETE, &path(session_id), None).await?;
            output::print(json, &json!({"deleted": session_id}), |_| {
                "It is gone, with all that was said in it.".to_owned()
            })
        }
    }
}
