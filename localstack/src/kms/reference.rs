//! The ways a request names a key: id, key ARN, alias name, alias ARN.

use crate::{ACCOUNT, REGION};

/// What a `KeyId` member names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reference<'a> {
    Key(&'a str),
    /// With its `alias/`.
    Alias(&'a str),
    /// Another region's or account's.
    Foreign(&'a str),
}

impl<'a> Reference<'a> {
    pub(super) fn parse(text: &'a str) -> Reference<'a> {
        let here = format!("arn:aws:kms:{REGION}:{ACCOUNT}:");
        let local = match text.strip_prefix(&here) {
            Some(local) => local,
            None if text.starts_with("arn:") => return Reference::Foreign(text),
            None => text,
        };
        if local.starts_with("alias/") {
            Reference::Alias(local)
        } else {
            Reference::Key(local.trim_start_matches("key/"))
        }
    }

    /// The full ARN, of a thing that need not exist.
    pub(super) fn arn(self) -> String {
        match self {
            Reference::Key(id) => key_arn(id),
            Reference::Alias(name) => alias_arn(name),
            Reference::Foreign(arn) => arn.to_owned(),
        }
    }
}

pub(super) fn key_arn(id: &str) -> String {
    format!("arn:aws:kms:{REGION}:{ACCOUNT}:key/{id}")
}

/// Of a name with its `alias/`.
pub(super) fn alias_arn(name: &str) -> String {
    format!("arn:aws:kms:{REGION}:{ACCOUNT}:{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_ways_and_a_foreign_one() {
        assert_eq!(Reference::parse("abc"), Reference::Key("abc"));
        assert_eq!(Reference::parse(&key_arn("abc")), Reference::Key("abc"));
        assert_eq!(Reference::parse("alias/a/b"), Reference::Alias("alias/a/b"));
        assert_eq!(Reference::parse(&alias_arn("alias/a/b")), Reference::Alias("alias/a/b"));
        let foreign = "arn:aws:kms:eu-west-1:000000000000:key/abc";
        assert_eq!(Reference::parse(foreign), Reference::Foreign(foreign));
    }
}
