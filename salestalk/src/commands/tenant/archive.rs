//! The archive of an erased tenant: its links, or its files, opened.

use std::path::{Component, Path, PathBuf};

use anyhow::Context;
use base64::{Engine, prelude::BASE64_STANDARD};
use control_plane::archive::{self, DataKey};
use serde_json::{Value, json};

use super::address;
use crate::{
    client::{self, Client},
    failure::Failure,
    output,
    progress::Progress,
};

/// The one file that is not sealed: it says how the others are, and is signed.
const MANIFEST: &str = "manifest.json";

/// Prints where the files can be fetched from.
pub(super) async fn links(operator: &Client, id: &str, json: bool) -> anyhow::Result<()> {
    let access = operator.get(&format!("{}/archive", address(id)?)).await?;
    output::print(json, &access, output::archive)
}

/// Fetches the files into `folder` and opens them.
pub(super) async fn fetch(operator: &Client, id: &str, folder: &Path, json: bool) -> anyhow::Result<()> {
    let access = operator.get(&format!("{}/archive", address(id)?)).await?;
    let files = download(&access, folder, json).await?;
    let report = json!({"tenantId": id, "files": files});
    output::print(json, &report, |_| {
        let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        format!("{}\nThe files are opened: whoever reads them reads the tenant's data.", names.join("\n"))
    })
}

async fn download(access: &Value, folder: &Path, silent: bool) -> anyhow::Result<Vec<PathBuf>> {
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let key = BASE64_STANDARD.decode(text(access, "dataKey")).context("the server's data key cannot be read")?;
    let key = DataKey::try_from(key.as_slice()).context("the server's data key cannot be used")?;
    let files = access.get("files").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut progress = Progress::new("fetching the archive", silent);
    let mut written = Vec::new();
    for file in files {
        let (name, link) = (text(file, "name"), text(file, "link"));
        let path = folder.join(inside(&name)?);
        let sealed = get(&link).await.with_context(|| format!("{name} cannot be fetched"))?;
        let plain = if name == MANIFEST {
            sealed
        } else {
            archive::open(&key, &name, &sealed).with_context(|| format!("{name} cannot be opened"))?
        };
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).with_context(|| format!("{} cannot be made", parent.display()))?;
        }
        std::fs::write(&path, plain).with_context(|| format!("{} cannot be written", path.display()))?;
        written.push(path);
        progress.at(written.len() as f64 / files.len() as f64);
    }
    progress.done();
    Ok(written)
}

/// What is at a presigned link.
async fn get(link: &str) -> anyhow::Result<Vec<u8>> {
    // The link is a secret of its own: errors must not show it.
    let reply = client::http(link)?.get(link).send().await.map_err(reqwest::Error::without_url)?;
    if !reply.status().is_success() {
        return Err(Failure::new(format!("the storage answered with HTTP status {}", reply.status().as_u16()))
            .remedy("run the command again: links work for a day")
            .into());
    }
    Ok(reply.bytes().await.map_err(reqwest::Error::without_url)?.to_vec())
}

/// `name` as a path that stays inside the folder, wherever it came from.
fn inside(name: &str) -> anyhow::Result<PathBuf> {
    let path = Path::new(name);
    if name.is_empty() || !path.components().all(|part| matches!(part, Component::Normal(_))) {
        return Err(Failure::new(format!("the archive has a file \"{name}\", which cannot be a file here")).into());
    }
    Ok(path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_leaves_the_folder() {
        for name in ["", "/etc/passwd", "../up", "a/../../b", "."] {
            assert!(inside(name).is_err(), "{name}");
        }
        assert_eq!(inside("objects/imports/a.csv").unwrap(), Path::new("objects/imports/a.csv"));
    }
}
