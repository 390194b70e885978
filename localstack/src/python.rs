//! Programs from PyPI, each in a virtual environment of its own in the user's cache directory, installed once at pinned
//! versions: nothing is installed into the system, and nothing needs to be there but Python with `venv`.

use std::{
    fs::{self, File},
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// Packages that are installed together.
#[derive(Debug, Clone, Copy)]
pub struct Venv<'a> {
    /// The name of its directory; another one for each version.
    pub name: &'a str,
    /// What pip is asked for; another list installs afresh. Files of requirements (`-r FILE`) have a directory by what is in them.
    pub packages: &'a [&'a str],
}

/// Why there is no such environment.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VenvError {
    /// Neither `XDG_CACHE_HOME` nor `HOME` is set.
    #[error("there is no cache directory to install Python packages into; set XDG_CACHE_HOME or HOME")]
    NoCacheDirectory,
    /// There is no Python, or one without `venv`.
    #[error("python3 cannot make a virtual environment; on Debian and Ubuntu: apt-get install python3-venv ({said})")]
    NoVenv {
        /// What Python said.
        said: String,
    },
    /// The packages could not be installed.
    #[error("installing {packages} with pip failed: {said}")]
    Install {
        /// What was asked for.
        packages: String,
        /// What pip said.
        said: String,
    },
    /// A file could not be made or read.
    #[error("preparing {}", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

impl Venv<'_> {
    /// The Python of the environment, which is made if it is not there or was not finished. Blocks: minutes the first time.
    ///
    /// # Errors
    /// It could not be made; the error says what to do.
    pub fn python(self) -> Result<PathBuf, VenvError> {
        let dir = cache_dir()?.join(self.directory()?);
        let (venv, marker) = (dir.join("venv"), dir.join("installed"));
        let python = venv.join("bin/python");
        fs::create_dir_all(&dir).map_err(io_error(&dir))?;
        let lock = File::create(dir.join("lock")).map_err(io_error(&dir))?;
        lock.lock().map_err(io_error(&dir))?;
        let packages = self.packages.join(" ");
        if python.exists() && fs::read_to_string(&marker).is_ok_and(|installed| installed == packages) {
            return Ok(python);
        }
        let output = Command::new("python3").args(["-m", "venv", "--clear"]).arg(&venv).output();
        succeeded(output).map_err(|said| VenvError::NoVenv { said })?;
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]).args(self.packages);
        succeeded(pip.output()).map_err(|said| VenvError::Install { packages: packages.clone(), said })?;
        fs::write(&marker, packages).map_err(io_error(&marker))?;
        Ok(python)
    }

    /// The name, and with files of requirements the hash of these.
    fn directory(self) -> Result<String, VenvError> {
        let mut hash = DefaultHasher::new();
        let files: Vec<&str> = self.packages.windows(2).filter(|pair| pair[0] == "-r").map(|pair| pair[1]).collect();
        for file in &files {
            fs::read(file).map_err(io_error(Path::new(file)))?.hash(&mut hash);
        }
        Ok(if files.is_empty() { self.name.to_owned() } else { format!("{}-{:016x}", self.name, hash.finish()) })
    }
}

fn cache_dir() -> Result<PathBuf, VenvError> {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = set("XDG_CACHE_HOME").or_else(|| set("HOME").map(|home| home.join(".cache")));
    Ok(cache.ok_or(VenvError::NoCacheDirectory)?.join("salestalk"))
}

fn succeeded(output: io::Result<Output>) -> Result<(), String> {
    let output = output.map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    Err(tail(&String::from_utf8_lossy(&said)))
}

/// The last lines of `text`.
pub(crate) fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}

fn io_error(path: &Path) -> impl FnOnce(io::Error) -> VenvError {
    let path = path.to_owned();
    move |source| VenvError::Io { path, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_python_that_cannot_is_explained() {
        let said = succeeded(Command::new("/no/such/python3").output()).unwrap_err();
        let error = VenvError::NoVenv { said }.to_string();
        assert!(error.contains("apt-get install python3-venv") && error.contains("No such file"), "{error}");
    }
}
