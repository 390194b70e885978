//! What a policy's conditions may look at: the keys a service supplies with a request.

use std::collections::HashMap;

/// Condition keys (case does not count, as on AWS) and their values.
#[derive(Debug, Clone, Default)]
pub(crate) struct Context(HashMap<String, Vec<String>>);

impl Context {
    /// Adds one value to a key.
    pub(crate) fn with(mut self, key: impl AsRef<str>, value: impl Into<String>) -> Context {
        self.0.entry(key.as_ref().to_ascii_lowercase()).or_default().push(value.into());
        self
    }

    /// Adds a value if there is one.
    pub(crate) fn with_some(self, key: impl AsRef<str>, value: Option<impl Into<String>>) -> Context {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    /// The values of a key given in lower case; empty when the request does not have it.
    pub(crate) fn values(&self, key: &str) -> &[String] {
        self.0.get(key).map_or(&[], Vec::as_slice)
    }
}

/// Whether the services of the stack supply this key (in lower case) where AWS does. A policy that names another is
/// refused: a condition on a key that is never there would silently hold or fail.
pub(crate) fn is_supplied(key: &str) -> bool {
    const EXACT: &[&str] = &[
        "aws:tagkeys",
        "kms:encryptioncontextkeys",
        "kms:viaservice",
        "s3:delimiter",
        "s3:prefix",
        "s3:x-amz-server-side-encryption",
        "s3:x-amz-server-side-encryption-aws-kms-key-id",
    ];
    const PREFIXES: &[&str] = &["aws:principaltag/", "aws:requesttag/", "aws:resourcetag/", "kms:encryptioncontext:"];
    EXACT.contains(&key) || PREFIXES.iter().any(|prefix| key.len() > prefix.len() && key.starts_with(prefix))
}
