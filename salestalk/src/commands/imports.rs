//! `salestalk imports list|undo|rejected`: what was imported, and taking it away again.

use serde_json::{Value, json};

use crate::{
    cli::{Imports, Target},
    client::{Client, segment},
    connection::Connection,
    output,
};

/// Runs the command.
pub(crate) async fn run(target: &Target, args: Imports) -> anyhow::Result<()> {
    let (Imports::List { tenant } | Imports::Undo { tenant, .. } | Imports::Rejected { tenant, .. }) = &args;
    let tenant = tenant.clone();
    let connection = Connection::open(target).await?;
    connection.close_after(async |connection| work(&connection.tenant(&tenant)?, &args, target.json).await).await
}

async fn work(client: &Client, args: &Imports, json: bool) -> anyhow::Result<()> {
    match args {
        Imports::List { .. } => output::print(json, &client.get("/imports").await?, output::imports),
        Imports::Undo { import_id, .. } => {
            let undone = client.post(&format!("/imports/{}/undo", segment(import_id)), &json!({})).await?;
            output::print(json, &undone, |undone| {
                let file = undone.get("fileName").and_then(Value::as_str).unwrap_or_default();
                format!("The rows of {file} are gone; what they had replaced is back.")
            })
        }
        Imports::Rejected { import_id, .. } => {
            let path = format!("/imports/{}/rejected", segment(import_id));
            let rows = client.text(&path).await?;
            output::print(json, &json!({"rows": rows}), |_| rows.trim_end().to_owned())
        }
    }
}
