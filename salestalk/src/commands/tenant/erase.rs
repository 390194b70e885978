//! What cannot be undone: offboarding, and the deletion of an archive.

use std::io::{BufRead, IsTerminal, Write};

use reqwest::Method;

use super::address;
use crate::{client::Client, failure::Failure, follow, output};

/// Lets the user type the tenant's id, unless they said `yes` before.
///
/// # Errors
/// They type something else, or there is nobody to ask.
pub(super) fn confirm(id: &str, yes: bool, what: &str) -> anyhow::Result<()> {
    if yes {
        return Ok(());
    }
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        let what = format!("this {what}, and there is no terminal to ask on");
        return Err(Failure::new(what).remedy("add --yes if you mean it").into());
    }
    eprint!("This {what}; it cannot be undone. Type the tenant's id to go on: ");
    std::io::stderr().flush()?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    if line.trim() != id {
        return Err(Failure::new("cancelled; nothing was changed").into());
    }
    Ok(())
}

/// Exports and erases the tenant, and prints its certificate.
pub(super) async fn offboard(operator: &Client, id: &str, json: bool) -> anyhow::Result<()> {
    let what = format!("offboarding {id}");
    let done = follow::change(operator, Method::DELETE, &address(id)?, None, &what, json).await?;
    output::print(json, &done, output::certificate)
}

/// Deletes the archive of the erased tenant.
pub(super) async fn purge_archive(operator: &Client, id: &str, json: bool) -> anyhow::Result<()> {
    let path = format!("{}/archive", address(id)?);
    let done = follow::change(operator, Method::DELETE, &path, None, "deleting the archive", json).await?;
    output::print(json, &done, |_| format!("The archive of \"{id}\" is gone, and the key that opened it."))
}
