//! `salestalk reports list|make|show`: a week or a month on a page.

use std::path::Path;

use anyhow::Context;
use serde_json::{Value, json};

use crate::{
    cli::{Reports, Target},
    client::{Client, http, segment},
    connection::Connection,
    failure::Failure,
    output,
};

/// Runs the command.
pub(crate) async fn run(target: &Target, args: Reports) -> anyhow::Result<()> {
    let (Reports::List { tenant } | Reports::Make { tenant, .. } | Reports::Show { tenant, .. }) = &args;
    let tenant = tenant.clone();
    let connection = Connection::open(target).await?;
    connection.close_after(async |connection| work(&connection.tenant(&tenant)?, &args, target.json).await).await
}

async fn work(client: &Client, args: &Reports, json: bool) -> anyhow::Result<()> {
    match args {
        Reports::List { .. } => output::print(json, &client.get("/reports").await?, output::reports),
        Reports::Make { every, on, output, .. } => {
            let mut new = json!({"every": every});
            if let Some(on) = on {
                new["on"] = json!(on);
            }
            print(&client.post("/reports", &new).await?, output.as_deref(), json).await
        }
        Reports::Show { report_id, output, .. } => {
            let report = client.get(&format!("/reports/{}", segment(report_id))).await?;
            print(&report, output.as_deref(), json).await
        }
    }
}

/// The report itself, in the form that the file's name asks for; on a terminal as Markdown.
async fn print(report: &Value, file: Option<&Path>, json: bool) -> anyhow::Result<()> {
    let ending = file.and_then(Path::extension).and_then(|ending| ending.to_str());
    let form = match (file, ending) {
        (None, _) | (_, Some("md")) => "markdown",
        (_, Some("html")) => "html",
        (_, Some("json")) => "json",
        (Some(file), _) => {
            let name = file.display();
            return Err(Failure::new(format!("{name} ends in none of .html, .md and .json"))
                .remedy("name it so")
                .into());
        }
    };
    let link = report.pointer(&format!("/links/{form}")).and_then(Value::as_str).unwrap_or_default();
    let reply = http(link)?.get(link).send().await.and_then(reqwest::Response::error_for_status);
    let text = reply.context("the report cannot be fetched")?.text().await.context("the report cannot be read")?;
    match file {
        None => output::print(json, report, |_| text.trim_end().to_owned()),
        Some(file) => {
            std::fs::write(file, &text).with_context(|| format!("{} cannot be written", file.display()))?;
            output::print(json, &json!({"file": file}), |_| format!("The report is in {}.", file.display()))
        }
    }
}
