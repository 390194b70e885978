//! `salestalk query`.

use crate::{
    cli::{Query, Target},
    commands::json_file,
    connection::Connection,
    output,
};

/// Runs the command.
pub(crate) async fn run(target: &Target, args: Query) -> anyhow::Result<()> {
    // A file that cannot be read is told before anything is started.
    let plan = json_file(&args.plan, "salestalk query --help has an example")?;
    let connection = Connection::open(target).await?;
    connection
        .close_after(async |connection| {
            let reply = connection.tenant(&args.tenant)?.post("/query", &plan).await?;
            output::print(target.json, &reply, output::facts)
        })
        .await
}
