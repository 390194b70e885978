//! `salestalk import`: a catalogue if there is none, then the file, then a look at how far the server is until it is done.

use std::time::Duration;

use anyhow::Context;
use reqwest::{Body, Method, RequestBuilder, header};
use serde_json::Value;

use crate::{
    catalogue_dialogue,
    cli::{Import, ImportMode, Target},
    client::{Client, segment},
    commands::catalogue,
    connection::Connection,
    failure::{self, Failure},
    join, output,
    progress::Progress,
};

const LOOK_EVERY: Duration = Duration::from_millis(150);

/// Runs the command.
pub(crate) async fn run(target: &Target, args: Import) -> anyhow::Result<()> {
    // A file that cannot be read is told before anything is started.
    let joined = match (&args.join, &args.on) {
        (Some(orders), Some(on)) => Some(tokio::task::block_in_place(|| join::join(&args.file, orders, on))?),
        _ => None,
    };
    let sent = joined.as_ref().map_or(args.file.as_path(), |joined| joined.file.as_path());
    let length = std::fs::metadata(sent)
        .and_then(|about| std::fs::File::open(sent).map(|_| about.len()))
        .with_context(|| format!("{} cannot be read", sent.display()))?;
    let given = args.catalogue.as_deref().map(catalogue::read).transpose()?;
    let connection = Connection::open(target).await?;
    connection
        .close_after(async |connection| {
            let client = connection.tenant(&args.tenant)?;
            if let Some(given) = &given {
                catalogue::put(&client, given, target.json).await?;
            } else if current_catalogue(&client).await?.is_none() {
                let suggested = tokio::task::block_in_place(|| catalogue_dialogue::suggest(sent, args.yes))?;
                client.put("/catalogue", &serde_json::to_value(suggested)?).await?;
            }
            let name = args.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let file = tokio::fs::File::open(sent).await?;
            let path = path(&args);
            let upload = upload(&client, &path, &name).header(header::CONTENT_LENGTH, length).body(Body::from(file));
            let import = wait_until_done(&client, upload, &format!("importing {name}"), target.json).await?;
            output::print(target.json, &import, output::import)
        })
        .await
}

/// The tenant's catalogue, if it has one.
///
/// # Errors
/// The server is out of reach, or refused.
pub(crate) async fn current_catalogue(client: &Client) -> anyhow::Result<Option<Value>> {
    match client.get("/catalogue").await {
        // With or without its version around it.
        Ok(mut reply) => Ok(Some(reply.get_mut("catalogue").map(Value::take).unwrap_or(reply))),
        Err(error) if failure::is(&error, "catalogue_missing") => Ok(None),
        // The tenant itself may be what is not found.
        Err(error) if failure::is(&error, "not_found") && error.to_string().contains("no catalogue") => Ok(None),
        Err(error) => Err(error),
    }
}

/// Where the file is sent.
fn path(args: &Import) -> String {
    let mode = match args.mode {
        ImportMode::Append => "append",
        ImportMode::Replace => "replace",
        ImportMode::Upsert => "upsert",
    };
    match (&args.from, &args.to) {
        (Some(from), Some(to)) => format!("/imports?mode={mode}&from={}&to={}", segment(from), segment(to)),
        _ => format!("/imports?mode={mode}"),
    }
}

/// A `POST` to `path`, under `/imports`, that does not wait, for a file called `name`.
pub(crate) fn upload(client: &Client, path: &str, name: &str) -> RequestBuilder {
    let name: String = name.chars().map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '_' }).collect();
    client
        .request(Method::POST, path)
        .header("prefer", "respond-async")
        // An API Gateway passes on as text what is called text, and a packed file is none.
        .header(header::CONTENT_TYPE, "application/octet-stream")
        .header("x-file-name", name)
}

/// Sends `upload`, shows how far the server is, and returns the finished import.
///
/// # Errors
/// The server is out of reach, or refused the file.
pub(crate) async fn wait_until_done(
    client: &Client,
    upload: RequestBuilder,
    what: &str,
    silent: bool,
) -> anyhow::Result<Value> {
    let mut progress = Progress::new(what, silent);
    let mut import = client.send(upload).await?;
    loop {
        let text = |pointer: &str| import.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        match text("/state").as_deref() {
            Some("running" | "queued") => {}
            Some("failed") => {
                progress.done();
                let detail = text("/problem/detail").unwrap_or_else(|| "the import failed".to_owned());
                let mut failure = Failure::new(detail);
                if let Some(remedy) = text("/problem/remedy") {
                    failure = failure.remedy(remedy);
                }
                return Err(failure.code(text("/problem/code").unwrap_or_default()).into());
            }
            _ => {
                progress.at(1.0);
                progress.done();
                return Ok(import);
            }
        }
        progress.at(import.get("progress").and_then(Value::as_f64).unwrap_or_default());
        let id = text("/importId").context("the server did not say how the import is called")?;
        tokio::time::sleep(LOOK_EVERY).await;
        import = client.get(&format!("/imports/{id}")).await?;
    }
}
