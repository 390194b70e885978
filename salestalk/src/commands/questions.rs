//! `salestalk questions review`: what was refused or not liked.

use serde_json::json;

use crate::{
    cli::{Questions, Target},
    client::segment,
    connection::Connection,
    output,
};

/// Runs the command.
pub(crate) async fn run(target: &Target, args: Questions) -> anyhow::Result<()> {
    let Questions::Review { tenant, since, limit } = args;
    let connection = Connection::open(target).await?;
    connection
        .close_after(async |connection| {
            let path = match &since {
                Some(month) => format!("/questions/review?since={}", segment(month)),
                None => "/questions/review".to_owned(),
            };
            let questions = connection.tenant(&tenant)?.pages(&path, "questions", limit).await?;
            output::print(target.json, &json!({"questions": questions}), output::questions)
        })
        .await
}
