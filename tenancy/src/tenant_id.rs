//! The id of a tenant.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A tenant's id: a lowercase letter, then 2 to 31 lowercase letters or digits.
///
/// There is no `-` in it, so that no policy or prefix written for `acme` can ever match `acme-eu`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^[a-z][a-z0-9]{2,31}$", example = "acme")]
pub struct TenantId(String);

/// A text that is no tenant id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a tenant id is a lowercase letter followed by 2 to 31 lowercase letters or digits, such as \"acme\"")]
pub struct InvalidTenantId;

impl TenantId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for TenantId {
    type Err = InvalidTenantId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut bytes = text.bytes();
        let starts = bytes.next().is_some_and(|b| b.is_ascii_lowercase());
        let goes_on = bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if starts && goes_on && (3..=32).contains(&text.len()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidTenantId)
        }
    }
}

impl TryFrom<String> for TenantId {
    type Error = InvalidTenantId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<TenantId> for String {
    fn from(id: TenantId) -> Self {
        id.0
    }
}

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_plain_ids_pass() {
        for good in ["abc", "acme", "a00", "abcdefghijklmnopqrstuvwxyz012345"] {
            assert!(good.parse::<TenantId>().is_ok(), "{good}");
        }
        for bad in ["", "ab", "ACME", "acme-eu", "1abc", "acme ", "acme\0", "ácme", "тест", "acme_eu", "../acme"] {
            assert!(bad.parse::<TenantId>().is_err(), "{bad}");
        }
        assert!("a".repeat(33).parse::<TenantId>().is_err());
    }

    proptest! {
        #[test]
        fn an_accepted_id_is_safe_in_every_name(text in "\\PC{0,40}") {
            if let Ok(id) = text.parse::<TenantId>() {
                prop_assert!(id.as_str().chars().all(|c| c.is_ascii_alphanumeric()));
            }
        }
    }
}
