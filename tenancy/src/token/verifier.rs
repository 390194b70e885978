//! Checks a token's signature and claims without a network call, save when a key is new.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use jsonwebtoken::{
    Algorithm, DecodingKey, Validation,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet},
};
use tokio::sync::RwLock;

use super::Claims;
use crate::{ApiError, Caller, ErrorCode, Role};

/// Clocks may differ by this many seconds.
const LEEWAY_SECONDS: u64 = 30;
/// A token with an unknown key id makes us ask for the keys again, at most this often.
const REFRESH_EVERY: Duration = Duration::from_secs(30);

/// Where the issuer's public keys come from.
#[derive(Debug, Clone)]
pub enum KeySource {
    /// The keys themselves.
    Keys(JwkSet),
    /// A JWKS document, fetched when first needed and when an unknown key id comes.
    Url(String),
}

/// What a token must say to be believed.
#[derive(Debug, Clone)]
pub struct VerifierConfig {
    /// The `iss` claim.
    pub issuer: String,
    /// The `aud` claim (Cognito: the app client's id).
    pub audience: String,
    /// The `token_use` claim; Cognito puts custom attributes into `id` tokens.
    pub token_use: String,
    /// Where the keys come from.
    pub keys: KeySource,
}

/// Verifies bearer tokens of one issuer.
#[derive(Debug)]
pub struct Verifier {
    config: VerifierConfig,
    keys: RwLock<Keys>,
}

#[derive(Debug, Default)]
struct Keys {
    by_id: HashMap<String, (Algorithm, DecodingKey)>,
    fetched: Option<Instant>,
}

impl Keys {
    fn of(set: &JwkSet) -> HashMap<String, (Algorithm, DecodingKey)> {
        set.keys.iter().filter_map(|jwk| Some((jwk.common.key_id.clone()?, pinned(jwk)?))).collect()
    }
}

/// A key is used with the one algorithm its type implies, whatever a token's header asks for.
fn pinned(jwk: &Jwk) -> Option<(Algorithm, DecodingKey)> {
    let algorithm = match &jwk.algorithm {
        AlgorithmParameters::RSA(_) => Algorithm::RS256,
        AlgorithmParameters::EllipticCurve(ec) if ec.curve == EllipticCurve::P256 => Algorithm::ES256,
        _ => return None,
    };
    Some((algorithm, DecodingKey::from_jwk(jwk).ok()?))
}

impl Verifier {
    /// A verifier for `config`.
    #[must_use]
    pub fn new(config: VerifierConfig) -> Self {
        let by_id = match &config.keys {
            KeySource::Keys(set) => Keys::of(set),
            KeySource::Url(_) => HashMap::new(),
        };
        Self { config, keys: RwLock::new(Keys { by_id, fetched: None }) }
    }

    /// The caller that `token` proves.
    ///
    /// # Errors
    /// [`ErrorCode::Unauthenticated`] for anything that does not verify; the reason is told without quoting the token.
    pub async fn verify(&self, token: &str) -> Result<Caller, ApiError> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| refused("it is no JWT"))?;
        let kid = header.kid.ok_or_else(|| refused("it names no key"))?;
        let (algorithm, key) = self.key(&kid).await?;
        if header.alg != algorithm {
            return Err(refused("its algorithm is not the key's"));
        }
        let mut validation = Validation::new(algorithm);
        validation.leeway = LEEWAY_SECONDS;
        validation.validate_nbf = true;
        validation.set_issuer(&[&self.config.issuer]);
        validation.set_audience(&[&self.config.audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        let claims =
            jsonwebtoken::decode::<Claims>(token, &key, &validation).map_err(|error| refused(&reason(&error)))?.claims;
        if claims.token_use != self.config.token_use {
            return Err(refused("it is of another use"));
        }
        let role: Role = claims.role.parse().map_err(|_| refused("its role is unknown"))?;
        let tenant =
            claims.tenant.map(|id| id.parse()).transpose().map_err(|_| refused("its tenant id is malformed"))?;
        Ok(Caller { subject: claims.sub, role, tenant })
    }

    async fn key(&self, kid: &str) -> Result<(Algorithm, DecodingKey), ApiError> {
        if let Some(found) = self.keys.read().await.by_id.get(kid) {
            return Ok(found.clone());
        }
        let KeySource::Url(url) = &self.config.keys else {
            return Err(refused("its key is unknown"));
        };
        let mut keys = self.keys.write().await;
        if keys.by_id.contains_key(kid) || keys.fetched.is_some_and(|at| at.elapsed() < REFRESH_EVERY) {
            return keys.by_id.get(kid).cloned().ok_or_else(|| refused("its key is unknown"));
        }
        keys.fetched = Some(Instant::now());
        let set: JwkSet = async { reqwest::get(url).await?.error_for_status()?.json().await }.await.map_err(
            |error: reqwest::Error| {
                let mut api = ApiError::new(ErrorCode::Unavailable, "the issuer's keys cannot be read")
                    .remedy("try again in a few seconds");
                api.cause = Some(Box::new(error));
                api
            },
        )?;
        keys.by_id = Keys::of(&set);
        keys.by_id.get(kid).cloned().ok_or_else(|| refused("its key is unknown"))
    }
}

fn reason(error: &jsonwebtoken::errors::Error) -> String {
    use jsonwebtoken::errors::ErrorKind;
    match error.kind() {
        ErrorKind::ExpiredSignature => "it has expired".to_owned(),
        ErrorKind::ImmatureSignature => "it is not valid yet".to_owned(),
        ErrorKind::InvalidIssuer => "it is of another issuer".to_owned(),
        ErrorKind::InvalidAudience => "it is for another audience".to_owned(),
        ErrorKind::InvalidSignature => "its signature does not verify".to_owned(),
        _ => "its claims cannot be read".to_owned(),
    }
}

fn refused(why: &str) -> ApiError {
    ApiError::new(ErrorCode::Unauthenticated, format!("the token is refused: {why}"))
        .remedy("get a new token; on the local stack `salestalk token ID` prints one")
}
