//! What an object is told with: its headers, metadata, checksums and encryption. Kept as JSON beside the columns the
//! index searches by.

use std::collections::{BTreeMap, HashMap};

use s3s::dto::{ETag, ServerSideEncryption, Timestamp};
use serde::{Deserialize, Serialize};

/// Headers, metadata and the rest of an object.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Details {
    pub(super) content_type: Option<String>,
    pub(super) cache_control: Option<String>,
    pub(super) content_disposition: Option<String>,
    pub(super) content_encoding: Option<String>,
    pub(super) content_language: Option<String>,
    pub(super) metadata: HashMap<String, String>,
    /// By the algorithm's name in lower case, base64.
    pub(super) checksums: BTreeMap<String, String>,
    pub(super) encryption: Encryption,
}

/// How an object is said to be encrypted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Encryption {
    /// `AES256` or `aws:kms`.
    pub(super) algorithm: String,
    /// With `aws:kms`, the key's ARN.
    pub(super) key_arn: Option<String>,
    pub(super) bucket_key: Option<bool>,
}

impl Default for Encryption {
    fn default() -> Encryption {
        Encryption { algorithm: ServerSideEncryption::AES256.to_owned(), key_arn: None, bucket_key: None }
    }
}

impl Encryption {
    pub(super) fn algorithm(&self) -> ServerSideEncryption {
        ServerSideEncryption::from(self.algorithm.clone())
    }
}

impl Details {
    pub(super) fn checksum(&self, algorithm: &str) -> Option<String> {
        self.checksums.get(algorithm).cloned()
    }
}

/// The `Content-Encoding` of the object itself: `aws-chunked` is the upload's.
pub(super) fn content_encoding(header: Option<String>) -> Option<String> {
    let header = header?;
    let kept: Vec<&str> = header.split(',').map(str::trim).filter(|part| *part != "aws-chunked").collect();
    (!kept.is_empty()).then(|| kept.join(","))
}

pub(super) fn etag(value: &str) -> ETag {
    ETag::Strong(value.to_owned())
}

/// Of milliseconds since 1970.
pub(super) fn timestamp(milliseconds: i64) -> Timestamp {
    let since = std::time::Duration::from_millis(u64::try_from(milliseconds).unwrap_or(0));
    Timestamp::from(std::time::UNIX_EPOCH + since)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aws_chunked_is_not_kept() {
        for (header, kept) in [("aws-chunked", None), ("aws-chunked, gzip", Some("gzip")), ("gzip", Some("gzip"))] {
            assert_eq!(content_encoding(Some(header.to_owned())).as_deref(), kept);
        }
    }
}
