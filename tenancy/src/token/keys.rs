//! The issuer's public keys, kept so that a request needs no network call: they are fetched when first needed, when they
//! have got old, and when a token names a key that is not among them, which an attacker's token does, too; so how often they
//! are fetched is bounded, and a slow issuer holds up nobody whose key is known.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock, PoisonError, RwLock},
    time::{Duration, Instant},
};

use aws_smithy_http_client::Connector;
use aws_smithy_runtime_api::{
    client::{
        http::HttpConnector,
        orchestrator::{HttpRequest, HttpResponse},
        result::ConnectorError,
    },
    http::{HttpError, StatusCode},
};
use aws_smithy_types::byte_stream::{ByteStream, error::Error as BrokenStream};
use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, PublicKeyUse},
};
use tokio::sync::Mutex;

use super::refused;
use crate::{ApiError, ErrorCode, aws::connector};

/// An issuer that takes longer is not there.
const ANSWERS_WITHIN: Duration = Duration::from_secs(5);
/// A JWKS document has a few kilobytes.
const LONGEST_DOCUMENT: usize = 256 << 10;

/// How often the issuer is asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    /// At most this often, whatever tokens say.
    pub(super) refresh_every: Duration,
    /// A key that the issuer has withdrawn is believed for this long at most, while the issuer can be reached.
    pub(super) old_after: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { refresh_every: Duration::from_secs(30), old_after: Duration::from_secs(3600) }
    }
}

/// Where the issuer's public keys come from.
#[derive(Debug, Clone)]
pub enum KeySource {
    /// The keys themselves.
    Keys(JwkSet),
    /// A JWKS document.
    Url(String),
}

/// A public key and the one algorithm it is used with.
pub(super) type PinnedKey = Arc<(Algorithm, DecodingKey)>;

#[derive(Debug)]
pub(super) enum IssuerKeys {
    Given(HashMap<String, PinnedKey>),
    Fetched(Box<Fetched>),
}

#[derive(Debug)]
pub(super) struct Fetched {
    url: String,
    pace: Pace,
    http: OnceLock<Connector>,
    known: RwLock<Known>,
    /// Held while the keys are fetched.
    last: Mutex<Option<Attempt>>,
}

#[derive(Debug, Default)]
struct Known {
    by_id: HashMap<String, PinnedKey>,
    fetched: Option<Instant>,
}

#[derive(Debug, Clone, Copy)]
struct Attempt {
    at: Instant,
    failed: bool,
}

/// Why the keys could not be had.
#[derive(Debug, thiserror::Error)]
enum FetchError {
    #[error("its address is no URL")]
    Address(#[from] HttpError),
    #[error("the document cannot be fetched")]
    Http(#[from] ConnectorError),
    #[error("the document did not come within {ANSWERS_WITHIN:?}")]
    TimeIsUp(#[from] tokio::time::error::Elapsed),
    #[error("the issuer answers {0}")]
    Status(StatusCode),
    #[error("the document broke off")]
    BrokenOff(#[from] BrokenStream),
    #[error("the document has more than {LONGEST_DOCUMENT} bytes")]
    TooLong,
    #[error("the document is no JWKS")]
    Json(#[from] serde_json::Error),
    #[error("the document has no key that can be used")]
    NoKey,
}

impl IssuerKeys {
    pub(super) fn of(source: &KeySource, pace: Pace) -> Self {
        match source {
            KeySource::Keys(set) => Self::Given(by_id(set)),
            KeySource::Url(url) => Self::Fetched(Box::new(Fetched {
                url: url.clone(),
                pace,
                http: OnceLock::new(),
                known: RwLock::default(),
                last: Mutex::default(),
            })),
        }
    }

    /// The key called `kid`.
    pub(super) async fn get(&self, kid: &str) -> Result<PinnedKey, ApiError> {
        match self {
            Self::Given(keys) => keys.get(kid).cloned().ok_or_else(unknown),
            Self::Fetched(keys) => keys.get(kid).await,
        }
    }
}

impl Fetched {
    async fn get(&self, kid: &str) -> Result<PinnedKey, ApiError> {
        match self.look(kid) {
            (Some(key), false) => Ok(key),
            // An old key is good as long as the issuer cannot be asked, or is being asked by somebody else.
            (Some(key), true) => match self.last.try_lock() {
                Ok(mut last) => match self.refresh(&mut last).await {
                    Ok(()) => self.look(kid).0.ok_or_else(unknown),
                    Err(_) => Ok(key),
                },
                Err(_) => Ok(key),
            },
            (None, _) => {
                let mut last = self.last.lock().await;
                if let (Some(key), _) = self.look(kid) {
                    return Ok(key);
                }
                self.refresh(&mut last).await?;
                self.look(kid).0.ok_or_else(unknown)
            }
        }
    }

    /// The key called `kid`, and whether the keys are old.
    fn look(&self, kid: &str) -> (Option<PinnedKey>, bool) {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let old = known.fetched.is_none_or(|at| at.elapsed() >= self.pace.old_after);
        (known.by_id.get(kid).cloned(), old)
    }

    /// Fetches the keys, unless that was tried a moment ago: then its outcome stands.
    async fn refresh(&self, last: &mut Option<Attempt>) -> Result<(), ApiError> {
        if let Some(attempt) = last.filter(|attempt| attempt.at.elapsed() < self.pace.refresh_every) {
            return if attempt.failed { Err(unreachable(None)) } else { Ok(()) };
        }
        let fetched = self.fetch().await;
        *last = Some(Attempt { at: Instant::now(), failed: fetched.is_err() });
        let by_id = fetched.map_err(|error| unreachable(Some(error)))?;
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        *known = Known { by_id, fetched: Some(Instant::now()) };
        Ok(())
    }

    async fn fetch(&self) -> Result<HashMap<String, PinnedKey>, FetchError> {
        let document = tokio::time::timeout(ANSWERS_WITHIN, self.document()).await??;
        let keys = by_id(&serde_json::from_slice(&document)?);
        if keys.is_empty() { Err(FetchError::NoKey) } else { Ok(keys) }
    }

    async fn document(&self) -> Result<Vec<u8>, FetchError> {
        let http = self.http.get_or_init(|| connector(None, None));
        let reply: HttpResponse = http.call(HttpRequest::get(&self.url)?).await?;
        if !reply.status().is_success() {
            return Err(FetchError::Status(reply.status()));
        }
        let mut body = ByteStream::new(reply.into_body());
        let mut document = Vec::new();
        while let Some(bytes) = body.try_next().await? {
            document.extend_from_slice(&bytes);
            if document.len() > LONGEST_DOCUMENT {
                return Err(FetchError::TooLong);
            }
        }
        Ok(document)
    }
}

fn by_id(set: &JwkSet) -> HashMap<String, PinnedKey> {
    set.keys.iter().filter_map(|jwk| Some((jwk.common.key_id.clone()?, Arc::new(pinned(jwk)?)))).collect()
}

/// A key is used with the one algorithm its type implies, whatever a token's header asks for.
fn pinned(jwk: &Jwk) -> Option<(Algorithm, DecodingKey)> {
    if jwk.common.public_key_use.as_ref().is_some_and(|for_what| *for_what != PublicKeyUse::Signature) {
        return None;
    }
    let algorithm = match &jwk.algorithm {
        AlgorithmParameters::RSA(_) => Algorithm::RS256,
        AlgorithmParameters::EllipticCurve(ec) if ec.curve == EllipticCurve::P256 => Algorithm::ES256,
        _ => return None,
    };
    Some((algorithm, DecodingKey::from_jwk(jwk).ok()?))
}

fn unknown() -> ApiError {
    refused("its key is unknown")
}

fn unreachable(cause: Option<FetchError>) -> ApiError {
    let mut error =
        ApiError::new(ErrorCode::Unavailable, "the issuer's keys cannot be read").remedy("try again in a few seconds");
    error.cause = cause.map(Into::into);
    error
}
