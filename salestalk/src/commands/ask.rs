//! `salestalk ask`.

use serde_json::{Value, json};

use crate::{
    cli::{Ask, Target},
    client::Client,
    connection::Connection,
    output,
};

/// Runs the command.
pub(crate) async fn run(target: &Target, args: Ask) -> anyhow::Result<()> {
    let connection = Connection::open(target).await?;
    connection
        .close_after(async |connection| {
            let client = connection.tenant(&args.tenant)?;
            let reply = question(&client, &args.question, args.session.as_deref(), args.model.as_deref()).await?;
            output::print(target.json, &reply, output::answer)
        })
        .await
}

/// What the API answers to a question.
///
/// # Errors
/// The server is out of reach, or refused.
pub(crate) async fn question(
    client: &Client,
    text: &str,
    session: Option<&str>,
    model: Option<&str>,
) -> anyhow::Result<Value> {
    let mut body = json!({"text": text});
    for (name, value) in [("sessionId", session), ("model", model)] {
        if let Some(value) = value {
            body[name] = Value::String(value.to_owned());
        }
    }
    client.post("/chat", &body).await
}
