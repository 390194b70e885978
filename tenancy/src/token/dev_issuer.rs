//! The development issuer: signs tokens with a key of its own, in place of Cognito on a laptop.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
};
use jiff::Timestamp;
use jsonwebtoken::{
    Algorithm, EncodingKey, Header,
    jwk::{Jwk, JwkSet, ThumbprintHash},
};

use super::{Claims, KeySource, TokenUse, VerifierConfig};
use crate::{Role, TenantId};

const ISSUER: &str = "https://issuer.salestalk.local";
const AUDIENCE: &str = "salestalk";
const TOKEN_USE: TokenUse = TokenUse::Id;

/// Issues ES256 tokens whose private key lives in one file.
#[derive(Clone)]
pub struct DevIssuer {
    key: EncodingKey,
    kid: String,
    jwks: JwkSet,
}

impl std::fmt::Debug for DevIssuer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DevIssuer").field("kid", &self.kid).finish_non_exhaustive()
    }
}

/// Why the development issuer cannot work.
#[derive(Debug, thiserror::Error)]
pub enum DevIssuerError {
    /// The key file cannot be read or written.
    #[error("the development issuer's key file {path} cannot be used")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The key file holds no P-256 key.
    #[error("the development issuer's key file {0} holds no usable key; delete it to get a new one")]
    Key(PathBuf),
    /// Signing failed.
    #[error("a token could not be signed")]
    Sign(#[source] jsonwebtoken::errors::Error),
}

impl DevIssuer {
    /// The issuer whose key is in `file` (PKCS#8, mode 0600), made there if there is none.
    ///
    /// # Errors
    /// The file cannot be read or written, or holds no usable key.
    pub fn open(file: &Path) -> Result<Self, DevIssuerError> {
        let io = |source| DevIssuerError::File { path: file.to_owned(), source };
        let der = match std::fs::read(file) {
            Ok(der) => der,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
                    .map_err(|_| DevIssuerError::Key(file.to_owned()))?;
                write_private(file, document.as_ref()).map_err(io)?;
                document.as_ref().to_vec()
            }
            Err(error) => return Err(io(error)),
        };
        let key = EncodingKey::from_ec_der(&der);
        let bad = |_| DevIssuerError::Key(file.to_owned());
        let mut jwk = Jwk::from_encoding_key(&key, Algorithm::ES256).map_err(bad)?;
        let kid = jwk.thumbprint(ThumbprintHash::SHA256).map_err(bad)?;
        jwk.common.key_id = Some(kid.clone());
        Ok(Self { key, kid, jwks: JwkSet { keys: vec![jwk] } })
    }

    /// The public keys, as `GET /.well-known/jwks.json` serves them.
    #[must_use]
    pub fn jwks(&self) -> &JwkSet {
        &self.jwks
    }

    /// What a verifier of these tokens needs.
    #[must_use]
    pub fn verifier_config(&self) -> VerifierConfig {
        VerifierConfig {
            issuer: ISSUER.to_owned(),
            audience: AUDIENCE.to_owned(),
            token_use: TOKEN_USE,
            keys: KeySource::Keys(self.jwks.clone()),
        }
    }

    /// A token for `subject`, valid for `seconds` from now.
    ///
    /// # Errors
    /// Signing failed.
    pub fn token(
        &self,
        subject: &str,
        role: Role,
        tenant: Option<&TenantId>,
        seconds: i64,
    ) -> Result<String, DevIssuerError> {
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: Some(AUDIENCE.to_owned()),
            client_id: None,
            sub: subject.to_owned(),
            exp: Timestamp::now().as_second() + seconds,
            token_use: TOKEN_USE.name().to_owned(),
            role: role.name().to_owned(),
            tenant: tenant.map(ToString::to_string),
        };
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some(self.kid.clone());
        jsonwebtoken::encode(&header, &claims, &self.key).map_err(DevIssuerError::Sign)
    }
}

/// Writes `bytes` so that the file is whole or absent, and its owner's alone.
fn write_private(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let part = file.with_extension("part");
    let mut out = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part)?;
    out.write_all(bytes)?;
    out.sync_all()?;
    std::fs::rename(part, file)
}
