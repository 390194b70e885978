//! Where the system under test is: given, or found by the data directory of a running `salestalk up`.

use std::{collections::HashMap, fs, path::PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;

/// Whom to ask.
#[derive(Debug, clap::Args)]
pub(crate) struct Target {
    /// The server's address; found by the data directory if not given.
    #[arg(long, requires = "token")]
    url: Option<String>,
    /// A token of a tenant, or a file that holds one.
    #[arg(long, requires = "url")]
    token: Option<String>,
    /// The data directory of a running server.
    #[arg(long, default_value = ".salestalk", conflicts_with = "url")]
    data_dir: PathBuf,
    /// The tenant to ask as.
    #[arg(long, default_value = "demo", conflicts_with = "url")]
    tenant: String,
}

/// Where to send questions.
#[derive(Debug)]
pub(crate) struct Endpoint {
    /// The base address, without a slash at its end.
    pub(crate) url: String,
    /// A token of the tenant.
    pub(crate) token: String,
}

/// `endpoint.json`, as a running server writes it.
#[derive(Deserialize)]
struct Running {
    url: String,
    tenants: HashMap<String, Tenant>,
}

#[derive(Deserialize)]
struct Tenant {
    token: String,
}

impl Target {
    /// The server that runs on a data directory.
    pub(super) fn running_on(data_dir: PathBuf, tenant: String) -> Self {
        Self { url: None, token: None, data_dir, tenant }
    }

    /// The address and the token.
    ///
    /// # Errors
    /// No server runs on the data directory, or it does not know the tenant.
    pub(crate) fn resolve(&self) -> Result<Endpoint> {
        let (url, token) = match (&self.url, &self.token) {
            (Some(url), Some(token)) => (url.clone(), read_token(token)?),
            _ => self.running()?,
        };
        Ok(Endpoint { url: url.trim_end_matches('/').to_owned(), token })
    }

    fn running(&self) -> Result<(String, String)> {
        let path = self.data_dir.join("endpoint.json");
        let text = fs::read_to_string(&path).with_context(|| {
            format!("no server runs on {} (`cargo salestalk up` starts one)", self.data_dir.display())
        })?;
        let mut running: Running =
            serde_json::from_str(&text).with_context(|| format!("reading {}", path.display()))?;
        let tenant = running.tenants.remove(&self.tenant);
        let tenant = tenant.with_context(|| format!("{} names no tenant \"{}\"", path.display(), self.tenant))?;
        Ok((running.url, tenant.token))
    }
}

fn read_token(token: &str) -> Result<String> {
    if !std::path::Path::new(token).is_file() {
        return Ok(token.to_owned());
    }
    let text = fs::read_to_string(token).with_context(|| format!("reading {token}"))?;
    Ok(text.trim().to_owned())
}

#[cfg(test)]
impl Target {
    /// A server at `url`.
    pub(super) fn at(url: String) -> Self {
        Self { url: Some(url), token: Some("t0ken".to_owned()), data_dir: PathBuf::new(), tenant: String::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_running_server_is_found_by_its_data_directory() {
        let dir = tempfile::tempdir().unwrap();
        let target = |tenant: &str| Target::running_on(dir.path().to_owned(), tenant.to_owned());
        assert!(target("demo").resolve().unwrap_err().to_string().contains("no server runs"));
        let running = r#"{"url":"http://127.0.0.1:1/","pid":1,"adminToken":"a","tenants":{"demo":{"token":"d"}}}"#;
        fs::write(dir.path().join("endpoint.json"), running).unwrap();
        let endpoint = target("demo").resolve().unwrap();
        assert_eq!((endpoint.url.as_str(), endpoint.token.as_str()), ("http://127.0.0.1:1", "d"));
        assert!(target("acme").resolve().unwrap_err().to_string().contains("no tenant \"acme\""));
    }

    #[test]
    fn a_token_may_lie_in_a_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("token");
        fs::write(&path, "abc\n").unwrap();
        assert_eq!(read_token(path.to_str().unwrap()).unwrap(), "abc");
        assert_eq!(read_token("abc").unwrap(), "abc");
    }
}
