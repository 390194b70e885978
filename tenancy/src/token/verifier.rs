//! Checks a token's signature and claims without a network call, save when the issuer's keys have to be fetched.

use jsonwebtoken::{Header, Validation};

use super::{
    Claims,
    keys::{IssuerKeys, KeySource, Pace},
    refused,
};
use crate::{ApiError, Caller, Credential, Role};

/// Clocks may differ by this many seconds.
const LEEWAY_SECONDS: u64 = 30;
/// Longer tokens are not looked at; Cognito's have one or two kilobytes.
const LONGEST_TOKEN: usize = 8 << 10;

/// What a token is for: the `token_use` claim, as Cognito writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenUse {
    /// Tells who its user is; the client's id is its `aud` claim. Cognito puts custom attributes into these.
    Id,
    /// Lets its bearer call; the client's id is its `client_id` claim.
    Access,
}

impl TokenUse {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Access => "access",
        }
    }
}

/// What a token must say to be believed.
#[derive(Debug, Clone)]
pub struct VerifierConfig {
    /// The `iss` claim.
    pub issuer: String,
    /// Whom the token is for: the app client's id.
    pub audience: String,
    /// What the token is for.
    pub token_use: TokenUse,
    /// Where the keys come from.
    pub keys: KeySource,
}

/// Verifies bearer tokens of one issuer.
#[derive(Debug)]
pub struct Verifier {
    config: VerifierConfig,
    keys: IssuerKeys,
}

impl Verifier {
    /// A verifier for `config`.
    #[must_use]
    pub fn new(config: VerifierConfig) -> Self {
        Self::paced(config, Pace::default())
    }

    pub(super) fn paced(config: VerifierConfig, pace: Pace) -> Self {
        let keys = IssuerKeys::of(&config.keys, pace);
        Self { config, keys }
    }

    /// The caller that `token` proves.
    ///
    /// # Errors
    /// [`crate::ErrorCode::Unauthenticated`] for anything that does not verify; the reason is told without quoting the token.
    /// [`crate::ErrorCode::Unavailable`] when the issuer's keys are needed and cannot be had.
    pub async fn verify(&self, token: &str) -> Result<Caller, ApiError> {
        if token.len() > LONGEST_TOKEN {
            return Err(refused("it is too long"));
        }
        let Header { alg, kid, crit, .. } = jsonwebtoken::decode_header(token).map_err(|_| refused("it is no JWT"))?;
        if crit.is_some() {
            // RFC 7515, 4.1.11: what the header calls critical must be understood, and none of it is.
            return Err(refused("it asks for an extension"));
        }
        let key = self.keys.get(&kid.ok_or_else(|| refused("it names no key"))?).await?;
        let (algorithm, key) = key.as_ref();
        if alg != *algorithm {
            return Err(refused("its algorithm is not the key's"));
        }
        let mut validation = Validation::new(*algorithm);
        validation.leeway = LEEWAY_SECONDS;
        validation.validate_nbf = true;
        // Whom it is for is in one of two claims.
        validation.validate_aud = false;
        validation.set_issuer(&[&self.config.issuer]);
        validation.set_required_spec_claims(&["exp", "iss", "sub"]);
        let claims =
            jsonwebtoken::decode::<Claims>(token, key, &validation).map_err(|error| refused(reason(&error)))?.claims;
        self.caller(claims)
    }

    /// The caller of claims whose signature, issuer and times are right.
    fn caller(&self, claims: Claims) -> Result<Caller, ApiError> {
        if claims.token_use != self.config.token_use.name() {
            return Err(refused("it is of another use"));
        }
        let audience = match self.config.token_use {
            TokenUse::Id => claims.aud,
            TokenUse::Access => claims.client_id,
        };
        if audience.is_none_or(|audience| audience != self.config.audience) {
            return Err(refused("it is for another audience"));
        }
        if claims.sub.is_empty() {
            return Err(refused("it names nobody"));
        }
        let role: Role = claims.role.parse().map_err(|_| refused("its role is unknown"))?;
        let tenant =
            claims.tenant.map(|id| id.parse()).transpose().map_err(|_| refused("its tenant id is malformed"))?;
        Ok(Caller { subject: claims.sub, role, tenant, credential: Credential::Token })
    }
}

fn reason(error: &jsonwebtoken::errors::Error) -> &'static str {
    use jsonwebtoken::errors::ErrorKind;
    match error.kind() {
        ErrorKind::ExpiredSignature => "it has expired",
        ErrorKind::ImmatureSignature => "it is not valid yet",
        ErrorKind::InvalidIssuer => "it is of another issuer",
        ErrorKind::InvalidSignature => "its signature does not verify",
        _ => "its claims cannot be read",
    }
}
