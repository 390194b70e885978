//! `salestalk catalogue show|put`.

use std::path::Path;

use serde_json::Value;

use crate::{
    cli::{Catalogue, Target},
    commands::{current_catalogue, json_file},
    connection::Connection,
    failure::Failure,
    output,
};

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
                client.put("/catalogue", wanted).await?;
            }
            let catalogue = current_catalogue(&client).await?.ok_or_else(|| {
                Failure::new("the tenant has no catalogue yet")
                    .remedy("salestalk import FILE --tenant ID suggests one from the file")
            })?;
            output::print(target.json, &catalogue, output::catalogue)
        })
        .await
}

/// The catalogue in `file`, as JSON; the server checks what it says.
pub(crate) fn read(file: &Path) -> anyhow::Result<Value> {
    json_file(file, "salestalk catalogue show --json prints one to start from")
}
