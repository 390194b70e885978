//! What an archive holds, and the sums that prove it.

use aws_lc_rs::digest::{self, SHA256};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tenancy::TenantId;

use super::{ArchiveError, DataKey, SealError};

/// The name of the manifest's file.
pub(super) const NAME: &str = "manifest.json";
const FORMAT: u32 = 1;
const SEAL: &str = "Each file: header STSEAL01 and 32 bytes of salt, then chunks of 65536 bytes with a tag of 16 bytes, AES-256-GCM; key \
    HKDF-SHA256(data key, salt, 'salestalk archive v1:' + name), nonce 7 zero bytes, 4 bytes chunk number, 1 byte 1 for the last chunk \
    or 0. Names ending in .zst are compressed with zstd. mac: HMAC-SHA256 of this document without it.";

/// What a file of an archive holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileKind {
    /// Items of the messages table, one a line.
    Messages,
    /// Items of the metrics table, one a line.
    Metrics,
    /// The tenant's catalogue, as JSON.
    Catalogue,
    /// The names of the objects below the tenant's prefix, a JSON object by the names of their files: they are the tenant's data,
    /// too, and stand nowhere else.
    Names,
    /// An object of the tenant's prefix.
    Object,
}

/// One file of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileEntry {
    /// Its name below the archive's prefix.
    pub name: String,
    /// What it holds.
    pub kind: FileKind,
    /// How many items; 1 for what has none.
    pub records: u64,
    /// Bytes before compression and sealing.
    pub plain_bytes: u64,
    /// SHA-256 of these, hexadecimal.
    pub plain_sha256: String,
    /// Bytes as stored.
    pub stored_bytes: u64,
    /// SHA-256 of these, hexadecimal.
    pub stored_sha256: String,
}

/// What an archive holds. It is written last: an archive without one is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// The version of this format: 1.
    pub format: u32,
    /// Whose archive it is.
    pub tenant_id: TenantId,
    /// When it was written.
    pub created_at: Timestamp,
    /// How the files are sealed, for people with other tools.
    pub seal: String,
    /// All files but this one.
    pub files: Vec<FileEntry>,
    /// HMAC-SHA256 of all the above under the data key, hexadecimal.
    pub mac: String,
}

impl Manifest {
    pub(super) fn new(tenant_id: TenantId, files: Vec<FileEntry>, key: &DataKey) -> Result<Self, ArchiveError> {
        let (created_at, seal) = (Timestamp::now(), SEAL.to_owned());
        let mut manifest = Self { format: FORMAT, tenant_id, created_at, seal, files, mac: String::new() };
        manifest.mac = manifest.computed_mac(key)?;
        Ok(manifest)
    }

    /// Refuses a manifest that was not written with `key`, or that this program cannot read.
    pub(super) fn check(&self, key: &DataKey) -> Result<(), ArchiveError> {
        let corrupt = |why: &str| Err(ArchiveError::Corrupt { file: NAME.to_owned(), why: why.to_owned() });
        if self.format != FORMAT {
            return corrupt("it is of another format");
        }
        if self.computed_mac(key)? != self.mac {
            return corrupt("it was changed, or its key is another one");
        }
        Ok(())
    }

    fn computed_mac(&self, key: &DataKey) -> Result<String, SealError> {
        let bare = Self { mac: String::new(), ..self.clone() };
        Ok(hex::encode(key.mac(&serde_json::to_vec(&bare).unwrap_or_default())?))
    }

    /// SHA-256 of the manifest as stored, hexadecimal.
    #[must_use]
    pub fn sha256(&self) -> String {
        hex::encode(digest::digest(&SHA256, &self.to_json()))
    }

    pub(super) fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec_pretty(self).unwrap_or_default()
    }
}

/// Counts and sums bytes as they pass.
pub(super) struct Sum {
    context: digest::Context,
    bytes: u64,
}

impl Sum {
    pub(super) fn new() -> Self {
        Self { context: digest::Context::new(&SHA256), bytes: 0 }
    }

    pub(super) fn add(&mut self, bytes: &[u8]) {
        self.context.update(bytes);
        self.bytes += bytes.len() as u64;
    }

    /// How many bytes, and their SHA-256.
    pub(super) fn finish(self) -> (u64, String) {
        (self.bytes, hex::encode(self.context.finish()))
    }
}
