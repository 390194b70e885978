//! Bearer tokens: their claims, the verifier every process runs, and the development issuer.
//!
//! Cognito and the development issuer are two configurations of one [`Verifier`].

mod dev_issuer;
mod verifier;

pub use dev_issuer::{DevIssuer, DevIssuerError};
pub use verifier::{KeySource, Verifier, VerifierConfig};

use serde::{Deserialize, Serialize};

/// The claims we read; names as Cognito writes them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Claims {
    pub(crate) iss: String,
    pub(crate) aud: String,
    pub(crate) sub: String,
    pub(crate) iat: i64,
    pub(crate) exp: i64,
    pub(crate) token_use: String,
    #[serde(rename = "custom:role")]
    pub(crate) role: String,
    #[serde(rename = "custom:tenant_id", default, skip_serializing_if = "Option::is_none")]
    pub(crate) tenant: Option<String>,
}
