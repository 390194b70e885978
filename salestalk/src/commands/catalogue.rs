//! `salestalk catalogue show|put`.

use std::{path::Path, time::Duration};

use serde_json::Value;

use crate::{
    cli::{Catalogue, Target},
    client::Client,
    commands::{current_catalogue, json_file},
    connection::Connection,
    failure::Failure,
    output,
    progress::Progress,
};

const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Runs the command.
pub(crate) async fn run(target: &Target, args: Catalogue) -> anyhow::Result<()> {
    // A file that cannot be read is told before anything is started.
    let (tenant, wanted) = match args {
        Catalogue::Show { tenant } => (tenant, None),
        Catalogue::Put { file, tenant } => (tenant, Some(read(&file)?)),
    };
    let connection = Connection::open(target).await?;
    connection
        .close_after(async |connection| {
            let client = connection.tenant(&tenant)?;
            if let Some(wanted) = &wanted {
                put(&client, wanted, target.json).await?;
            }
            let catalogue = current_catalogue(&client).await?.ok_or_else(|| {
                Failure::new("the tenant has no catalogue yet")
                    .remedy("salestalk import FILE --tenant ID suggests one from the file")
            })?;
            output::print(target.json, &catalogue, output::catalogue)
        })
        .await
}

/// Puts a catalogue to use: where the files have to be added up by it first, waits until they are.
///
/// # Errors
/// The server is out of reach, or refused it.
pub(crate) async fn put(client: &Client, wanted: &Value, silent: bool) -> anyhow::Result<()> {
    let mut reply = client.put("/catalogue", wanted).await?;
    let progress = Progress::new("adding the files up by the new catalogue", silent);
    while reply.pointer("/pending/state").and_then(Value::as_str) == Some("running") {
        tokio::time::sleep(LOOK_EVERY).await;
        reply = client.get("/catalogue").await?;
    }
    progress.done();
    let Some(pending) = reply.get("pending") else { return Ok(()) };
    let text = |pointer: &str| pending.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    let detail =
        text("/problem/detail").unwrap_or_else(|| "the server stopped before the files were added up".to_owned());
    let remedy = text("/problem/remedy").unwrap_or_else(|| "put the catalogue again".to_owned());
    Err(Failure::new(detail).remedy(remedy).into())
}

/// The catalogue in `file`, as JSON; the server checks what it says.
pub(crate) fn read(file: &Path) -> anyhow::Result<Value> {
    json_file(file, "salestalk catalogue show --json prints one to start from")
}
