//! `salestalk facts show|export`: the figures that an answer rests on.

use std::path::Path;

use anyhow::Context;
use serde_json::{Value, json};

use crate::{
    cli::{Facts, Target},
    client::{Client, segment},
    connection::Connection,
    failure::Failure,
    output,
};

/// Runs the command.
pub(crate) async fn run(target: &Target, args: Facts) -> anyhow::Result<()> {
    let (Facts::Show { tenant, .. } | Facts::Export { tenant, .. }) = &args;
    let tenant = tenant.clone();
    let connection = Connection::open(target).await?;
    connection.close_after(async |connection| work(&connection.tenant(&tenant)?, &args, target.json).await).await
}

async fn work(client: &Client, args: &Facts, json: bool) -> anyhow::Result<()> {
    match args {
        Facts::Show { fact_id, .. } => {
            let replay = client.get(&format!("/facts/{}", segment(fact_id))).await?;
            output::print(json, &replay, output::replay)?;
            let is = |name: &str| replay.get(name) == Some(&Value::Bool(true));
            if is("fromSources") && !is("same") {
                return Err(Failure::new("the fact does not follow from the data that it names")
                    .remedy("see whether the catalogue was changed (salestalk catalogue show), and ask again")
                    .into());
            }
            Ok(())
        }
        Facts::Export { message_id, output: file, .. } => {
            let csv = client.text(&format!("/messages/{}/facts.csv", segment(message_id))).await?;
            match file {
                Some(file) => write(file, &csv, json),
                None => output::print(json, &json!({"csv": csv}), |_| csv.trim_end().to_owned()),
            }
        }
    }
}

fn write(file: &Path, csv: &str, json: bool) -> anyhow::Result<()> {
    std::fs::write(file, csv).with_context(|| format!("{} cannot be written", file.display()))?;
    output::print(json, &json!({"file": file}), |_| format!("The facts are in {}.", file.display()))
}
