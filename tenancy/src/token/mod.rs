//! Bearer tokens: their claims, the verifier every process runs, and the development issuer.
//!
//! Cognito and the development issuer are two configurations of one [`Verifier`].

mod dev_issuer;
mod keys;
#[cfg(test)]
mod tests;
mod verifier;

pub use dev_issuer::{DevIssuer, DevIssuerError};
pub use keys::KeySource;
pub use verifier::{TokenUse, Verifier, VerifierConfig};

use serde::{Deserialize, Serialize};

use crate::{ApiError, ErrorCode};

/// The claims we read; names as Cognito writes them.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Claims {
    iss: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    aud: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    client_id: Option<String>,
    sub: String,
    exp: i64,
    token_use: String,
    #[serde(rename = "custom:role")]
    role: String,
    #[serde(rename = "custom:tenant_id", default, skip_serializing_if = "Option::is_none")]
    tenant: Option<String>,
}

fn refused(why: &str) -> ApiError {
    ApiError::new(ErrorCode::Unauthenticated, format!("the token is refused: {why}"))
        .remedy("get a new token; on the local stack `salestalk token ID` prints one")
}
