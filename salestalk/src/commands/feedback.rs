//! `salestalk feedback`: what is thought of an answer.

use serde_json::json;

use crate::{
    cli::{Feedback, Target, Thumb},
    client::segment,
    connection::Connection,
    output,
};

/// Runs the command.
pub(crate) async fn run(target: &Target, args: Feedback) -> anyhow::Result<()> {
    let rating = match args.rating {
        Thumb::Up => "up",
        Thumb::Down => "down",
    };
    let connection = Connection::open(target).await?;
    connection
        .close_after(async |connection| {
            let path = format!("/messages/{}/feedback", segment(&args.message_id));
            let body = json!({"rating": rating, "comment": args.comment});
            let kept = connection.tenant(&args.tenant)?.post(&path, &body).await?;
            output::print(target.json, &kept, |_| "Thank you.".to_owned())
        })
        .await
}
