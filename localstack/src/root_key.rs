//! The root credentials of a stack: made at its first start, kept in its data directory, readable by the owner alone.

use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::StartError;

/// An access key with all rights.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RootKey {
    pub(crate) access_key_id: String,
    pub(crate) secret_access_key: String,
}

pub(crate) fn load_or_create(data_dir: &Path) -> Result<RootKey, StartError> {
    let path = data_dir.join("credentials.json");
    match std::fs::read(&path) {
        Ok(text) => {
            serde_json::from_slice(&text).map_err(|error| StartError::Corrupt { path, reason: error.to_string() })
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let key = RootKey {
                access_key_id: crate::iam::random_access_key_id("AKIA"),
                secret_access_key: crate::iam::random_secret(),
            };
            write(&path, &key).map_err(StartError::io(&path))?;
            Ok(key)
        }
        Err(source) => Err(StartError::Io { path, source }),
    }
}

/// Written under another name first, so that a crash never leaves half a file.
fn write(path: &Path, key: &RootKey) -> std::io::Result<()> {
    let draft = path.with_extension("json.new");
    let mut options = std::fs::File::options();
    options.create(true).write(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    file.write_all(&serde_json::to_vec_pretty(key)?)?;
    file.sync_all()?;
    std::fs::rename(&draft, path)
}
