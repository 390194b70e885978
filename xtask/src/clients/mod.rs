//! `cargo xtask clients`: clients that others made, unmodified and at pinned versions, against a server of its own.
//!
//! What each must be able to do is in `clients/` at the root, in the client's own language.

mod checks;
mod install;
mod stage;

use anyhow::{Context, Result};

use checks::Checks;
use stage::Stage;

/// Which clients.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Open WebUI too, in place of the others: a gigabyte to install, once.
    #[arg(long)]
    open_webui: bool,
}

/// Installs what is missing, starts a server, and runs all checks; true when all passed.
pub(crate) fn run(options: &Options) -> Result<bool> {
    let folder = tempfile::tempdir().context("there is no folder for temporary files")?;
    let mut checks = Checks::default();
    if options.open_webui {
        let python = install::open_webui()?;
        let stage = Stage::set(folder.path(), &python)?;
        checks.run(
            "Open WebUI",
            stage.script(&python, "open_webui_client.py", "webui")?.env("CLIENTS_FOLDER", folder.path()),
        )?;
    } else {
        let (python, node) = install::openai()?;
        let stage = Stage::set(folder.path(), &python)?;
        checks.run("openai for Python", &mut stage.script(&python, "openai_python.py", "python")?)?;
        checks.run(
            "openai for Node",
            stage.script(&node.program, "openai_node.mjs", "node")?.env("CLIENTS_PACKAGES", &node.packages),
        )?;
        checks.run("st.write_stream", &mut stage.script(&python, "streamlit_client.py", "streamlit")?)?;
    }
    println!("{}", checks.table());
    println!("{}", checks.summary());
    Ok(checks.passed())
}
