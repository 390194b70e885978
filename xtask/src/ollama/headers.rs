//! The headers that Ollama's Go module includes and does not hold: a module's zip has no vendored folders.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{python::Python, steps::Steps};

/// What of it is a Debian package, by a header.
const DEBIAN: [(&str, &str); 2] = [("nlohmann-json3-dev", "nlohmann/json.hpp"), ("libstb-dev", "stb/stb_image.h")];
/// Where a compiler looks by itself.
const SYSTEM: [&str; 2] = ["/usr/include", "/usr/local/include"];
/// The sources of this package, of PyPI, hold `miniaudio/miniaudio.h`.
const MINIAUDIO: &str = "miniaudio==1.61";

/// Puts the headers into `work`; the folders to look for them in.
///
/// # Errors
/// They can be had neither from the system nor from a registry.
pub(super) fn fetch(work: &Path, python: &Python, steps: &Steps) -> Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    let missing: Vec<&str> = DEBIAN.iter().filter(|(_, header)| !is_installed(header)).map(|(name, _)| *name).collect();
    if !missing.is_empty() {
        folders.push(debian(work, &missing, steps)?);
    }
    let sources = work.join("miniaudio");
    fs::create_dir_all(&sources)?;
    let mut download = python.command();
    download.args(["-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check", "--no-deps"]);
    download.args(["--no-binary", ":all:", "--dest"]).arg(&sources).arg(MINIAUDIO);
    steps.run("fetching the header of miniaudio (PyPI)", &mut download)?;
    let archive = first(&sources, &|path| path.extension().is_some_and(|end| end == "gz"));
    let archive = archive.context("PyPI's miniaudio has no sources")?;
    if !steps.quietly(python.command().args(["-m", "tarfile", "-e"]).arg(&archive).arg(&sources))? {
        bail!("{} cannot be unpacked", archive.display());
    }
    let header = first(&sources, &|path| path.ends_with("miniaudio/miniaudio.h")).context("miniaudio has no header")?;
    folders.extend(header.ancestors().nth(2).map(Path::to_owned));
    Ok(folders)
}

fn is_installed(header: &str) -> bool {
    SYSTEM.iter().any(|folder| Path::new(folder).join(header).exists())
}

/// Downloads Debian packages and unpacks them into `work`, which nobody has to be root for.
fn debian(work: &Path, packages: &[&str], steps: &Steps) -> Result<PathBuf> {
    let (names, downloads, unpacked) = (packages.join(" "), work.join("debian"), work.join("unpacked"));
    fs::create_dir_all(&downloads)?;
    let advice =
        || format!("the C++ headers of {names} are missing: install these packages, or their like, and try again");
    let apt = |options: &[String], arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command.current_dir(&downloads).args(options).args(arguments);
        command
    };
    let download = [&["download"], packages].concat();
    if !steps.quietly(&mut apt(&[], &download)).with_context(advice)? {
        // Lists of one's own: the system's may be missing, and are root's.
        let own = ["Dir::State::lists", "Dir::Cache"].map(|name| format!("{name}={}", work.join(name).display()));
        for name in ["Dir::State::lists", "Dir::Cache"] {
            fs::create_dir_all(work.join(name).join("partial"))?;
        }
        let own: Vec<String> = own.into_iter().flat_map(|option| ["-o".to_owned(), option]).collect();
        steps.run("fetching the lists of Debian's packages", &mut apt(&own, &["update"])).with_context(advice)?;
        steps.run(&format!("fetching {names}"), &mut apt(&own, &download)).with_context(advice)?;
    }
    for package in fs::read_dir(&downloads)? {
        let path = package?.path();
        if path.extension().is_some_and(|end| end == "deb")
            && !steps.quietly(Command::new("dpkg").arg("-x").arg(&path).arg(&unpacked)).with_context(advice)?
        {
            bail!("{} cannot be unpacked", path.display());
        }
    }
    Ok(unpacked.join("usr/include"))
}

/// A file below `folder`.
pub(super) fn first(folder: &Path, wanted: &dyn Fn(&Path) -> bool) -> Option<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    paths.into_iter().find_map(|path| {
        if path.is_dir() && !path.is_symlink() { first(&path, wanted) } else { wanted(&path).then_some(path) }
    })
}
