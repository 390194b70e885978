//! `salestalk chat`: a conversation, in which a question may refer to the one before.

use rustyline::{DefaultEditor, error::ReadlineError};
use serde_json::Value;

use crate::{
    cli::{Chat, Target},
    commands::question,
    connection::Connection,
    failure, output,
};

/// Runs the command.
pub(crate) async fn run(target: &Target, args: Chat) -> anyhow::Result<()> {
    let connection = Connection::open(target).await?;
    connection.close_after(async |connection| converse(target, &args, connection).await).await
}

async fn converse(target: &Target, args: &Chat, connection: &Connection) -> anyhow::Result<()> {
    let client = connection.tenant(&args.tenant)?;
    let mut editor = DefaultEditor::new()?;
    let history = target.data_dir.join("chat-history");
    // The first time there is none.
    let _ = editor.load_history(&history);
    if !target.json {
        eprintln!("Ask about your sales. /new starts afresh, /quit ends.");
    }
    let mut session: Option<String> = None;
    loop {
        let line = match tokio::task::block_in_place(|| editor.readline("> ")) {
            Ok(line) => line.trim().to_owned(),
            Err(ReadlineError::Eof | ReadlineError::Interrupted) => break,
            Err(error) => return Err(error.into()),
        };
        match line.as_str() {
            "" => continue,
            "/quit" | "/exit" => break,
            "/new" => {
                session = None;
                eprintln!("A new session.");
                continue;
            }
            command if command.starts_with('/') => {
                eprintln!("There is no {command}; there are /new and /quit.");
                continue;
            }
            _ => {}
        }
        editor.add_history_entry(line.as_str())?;
        match question(&client, &line, session.as_deref(), args.model.as_deref()).await {
            Ok(reply) => {
                output::print(target.json, &reply, output::answer)?;
                session = reply.get("sessionId").and_then(Value::as_str).map(str::to_owned).or(session);
            }
            // One refused question does not end the conversation.
            Err(error) => failure::print(&error),
        }
    }
    // A given server needs no data directory; then there is no history either.
    if target.data_dir.is_dir()
        && let Err(error) = editor.save_history(&history)
    {
        tracing::warn!(%error, "the history is not kept");
    }
    Ok(())
}
