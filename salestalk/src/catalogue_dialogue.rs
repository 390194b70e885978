//! A first catalogue from a file: suggested, shown, and the user's to accept, edit or refuse.

use std::{
    io::{BufRead, IsTerminal, Write},
    path::Path,
    process::Command,
};

use anyhow::Context;
use sales_metrics::catalogue::{Catalogue, infer};

use crate::{failure::Failure, output, sample};

/// The catalogue that `file` suggests, as the user wants it; with `yes`, or with nobody to ask, as suggested.
///
/// # Errors
/// The file suggests none; the user cancels.
pub(crate) fn suggest(file: &Path, yes: bool) -> anyhow::Result<Catalogue> {
    let sample = sample::read(file)?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name = name.split('.').next().filter(|name| !name.is_empty()).unwrap_or("sales").to_owned();
    let mut catalogue = infer(&name, &sample.header, &sample.rows).ok_or_else(|| {
        Failure::new(format!("no column of {} holds dates that can be read", file.display()))
            .remedy("write a catalogue and give it with --catalogue F")
    })?;
    let ask = !yes && std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    eprintln!("The file suggests this catalogue:\n{}", output::catalogue(&serde_json::to_value(&catalogue)?));
    let used = catalogue.columns();
    let unused: Vec<&str> = sample.header.iter().filter(|name| !used.contains(name)).map(String::as_str).collect();
    if !unused.is_empty() {
        eprintln!("Not used, and unknown to the chat: {}", unused.join(", "));
    }
    if !ask {
        return Ok(catalogue);
    }
    loop {
        eprint!("[a]ccept, [e]dit or [c]ancel? ");
        std::io::stderr().flush()?;
        let mut line = String::new();
        let ended = std::io::stdin().lock().read_line(&mut line)? == 0;
        match line.trim().to_lowercase().as_str() {
            "a" | "accept" | "y" | "yes" => return Ok(catalogue),
            "e" | "edit" => match edit(&catalogue) {
                Ok(edited) => {
                    catalogue = edited;
                    eprintln!("{}", output::catalogue(&serde_json::to_value(&catalogue)?));
                }
                Err(error) => eprintln!("That cannot be used: {error:#}"),
            },
            "c" | "cancel" | "n" | "no" => return Err(Failure::new("cancelled; nothing was imported").into()),
            _ if ended => return Err(Failure::new("cancelled; nothing was imported").into()),
            _ => {}
        }
    }
}

/// The catalogue after the user's editor.
fn edit(catalogue: &Catalogue) -> anyhow::Result<Catalogue> {
    let file = std::env::temp_dir().join(format!("salestalk-catalogue-{}.json", uuid::Uuid::now_v7()));
    std::fs::write(&file, serde_json::to_vec_pretty(catalogue)?)
        .with_context(|| format!("{} cannot be written", file.display()))?;
    // $EDITOR may hold arguments, so a shell takes it apart.
    let status = Command::new("sh").args(["-c", "${VISUAL:-${EDITOR:-vi}} \"$1\"", "sh"]).arg(&file).status();
    let text = std::fs::read(&file);
    let _ = std::fs::remove_file(&file);
    if !status.context("the editor cannot start")?.success() {
        return Err(Failure::new("the editor failed").remedy("set EDITOR to one that works").into());
    }
    let edited: Catalogue = serde_json::from_slice(&text?)?;
    edited.validate()?;
    Ok(edited)
}
