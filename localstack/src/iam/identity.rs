//! Access keys: the root key of the stack, and the sessions STS made since it started.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use base64::Engine as _;

use super::context::Context;
use super::policy::{Decision, Policy};
use crate::ACCOUNT;
use crate::root_key::RootKey;

/// Expired sessions are remembered this long, so that their use is called expired and not unknown.
const REMEMBER_EXPIRED: Duration = Duration::from_secs(3600);

/// Temporary credentials made by `AssumeRole`.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) access_key_id: String,
    pub(crate) secret_access_key: String,
    pub(crate) token: String,
    pub(crate) role_id: String,
    pub(crate) expires: SystemTime,
    role_name: String,
    name: String,
    tags: Vec<(String, String)>,
    policy: Option<Policy>,
}

/// What a new session is to be.
#[derive(Debug)]
pub(crate) struct Mint {
    pub(crate) role_name: String,
    pub(crate) name: String,
    pub(crate) tags: Vec<(String, String)>,
    pub(crate) policy: Option<Policy>,
    pub(crate) lifetime: Duration,
}

/// Who signed a request.
#[derive(Debug, Clone)]
pub(crate) enum Caller {
    Root,
    Session(Arc<Session>),
}

/// Why an access key is of no use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IdentityError {
    UnknownKey,
    TokenMismatch,
    Expired,
}

/// A request the caller's policy does not allow; the text is the one AWS gives.
#[derive(Debug, thiserror::Error)]
#[error("User: {user} is not authorized to perform: {action} on resource: {resource} {reason}")]
pub(crate) struct Denied {
    user: String,
    action: String,
    resource: String,
    reason: String,
}

impl Caller {
    pub(crate) fn arn(&self) -> String {
        match self {
            Caller::Root => format!("arn:aws:iam::{ACCOUNT}:root"),
            Caller::Session(session) => {
                format!("arn:aws:sts::{ACCOUNT}:assumed-role/{}/{}", session.role_name, session.name)
            }
        }
    }

    /// The `UserId` of `GetCallerIdentity`.
    pub(crate) fn user_id(&self) -> String {
        match self {
            Caller::Root => ACCOUNT.to_owned(),
            Caller::Session(session) => format!("{}:{}", session.role_id, session.name),
        }
    }

    /// Whether the caller may do `action` to `resource`; a caller without a policy may do everything.
    pub(crate) fn authorize(&self, action: &str, resource: &str, context: Context) -> Result<(), Denied> {
        let Caller::Session(session) = self else { return Ok(()) };
        let Some(policy) = &session.policy else { return Ok(()) };
        let context = session
            .tags
            .iter()
            .fold(context, |context, (key, value)| context.with(format!("aws:PrincipalTag/{key}"), value.as_str()));
        let reason = match policy.evaluate(action, resource, &context) {
            Decision::Allowed => return Ok(()),
            Decision::NotAllowed => format!("because no session policy allows the {action} action"),
            Decision::Denied => "with an explicit deny in a session policy".to_owned(),
        };
        Err(Denied { user: self.arn(), action: action.to_owned(), resource: resource.to_owned(), reason })
    }
}

/// Every access key that may sign requests.
#[derive(Debug)]
pub(crate) struct Identities {
    root: RootKey,
    sessions: RwLock<HashMap<String, Arc<Session>>>,
}

impl Identities {
    pub(crate) fn new(root: RootKey) -> Identities {
        Identities { root, sessions: RwLock::default() }
    }

    /// The secret a request of this access key must be signed with.
    pub(crate) fn secret(&self, access_key_id: &str) -> Option<String> {
        if access_key_id == self.root.access_key_id {
            return Some(self.root.secret_access_key.clone());
        }
        self.session(access_key_id).map(|session| session.secret_access_key.clone())
    }

    /// The caller behind an access key whose signature was verified, given the session token of the request.
    pub(crate) fn caller(&self, access_key_id: &str, token: Option<&str>) -> Result<Caller, IdentityError> {
        if access_key_id == self.root.access_key_id {
            return if token.is_none() { Ok(Caller::Root) } else { Err(IdentityError::TokenMismatch) };
        }
        let session = self.session(access_key_id).ok_or(IdentityError::UnknownKey)?;
        if token != Some(session.token.as_str()) {
            return Err(IdentityError::TokenMismatch);
        }
        if session.expires <= SystemTime::now() {
            return Err(IdentityError::Expired);
        }
        Ok(Caller::Session(session))
    }

    /// Makes a session. It is held in memory alone: after a restart its key is unknown, and the client asks anew.
    pub(crate) fn mint(&self, mint: Mint) -> Arc<Session> {
        let now = SystemTime::now();
        let session = Arc::new(Session {
            access_key_id: random_access_key_id("ASIA"),
            secret_access_key: random_secret(),
            token: base64::engine::general_purpose::STANDARD.encode(rand::random::<[u8; 32]>()),
            role_id: random_access_key_id("AROA"),
            expires: now + mint.lifetime,
            role_name: mint.role_name,
            name: mint.name,
            tags: mint.tags,
            policy: mint.policy,
        });
        let mut sessions = self.sessions.write().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|_, session| session.expires + REMEMBER_EXPIRED > now);
        sessions.insert(session.access_key_id.clone(), session.clone());
        session
    }

    fn session(&self, access_key_id: &str) -> Option<Arc<Session>> {
        self.sessions.read().unwrap_or_else(PoisonError::into_inner).get(access_key_id).cloned()
    }
}

/// Twenty characters, as AWS's are.
pub(crate) fn random_access_key_id(prefix: &str) -> String {
    format!("{prefix}{}", hex::encode_upper(rand::random::<[u8; 8]>()))
}

/// Forty characters, as AWS's are.
pub(crate) fn random_secret() -> String {
    base64::engine::general_purpose::STANDARD.encode(rand::random::<[u8; 30]>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identities() -> Identities {
        Identities::new(RootKey { access_key_id: "AKIAROOT".into(), secret_access_key: "s".into() })
    }

    fn mint(policy: Option<&str>, lifetime: Duration) -> Mint {
        let policy = policy.map(|text| Policy::parse(text).unwrap());
        let tags = vec![("team".to_owned(), "blue".to_owned())];
        Mint { role_name: "R".into(), name: "s".into(), tags, policy, lifetime }
    }

    #[test]
    fn keys_tokens_and_expiry() {
        let identities = identities();
        assert!(matches!(identities.caller("AKIAROOT", None), Ok(Caller::Root)));
        assert_eq!(identities.caller("AKIAROOT", Some("t")).unwrap_err(), IdentityError::TokenMismatch);
        assert_eq!(identities.caller("ASIAX", None).unwrap_err(), IdentityError::UnknownKey);

        let session = identities.mint(mint(None, Duration::from_secs(60)));
        assert!(identities.caller(&session.access_key_id, Some(&session.token)).is_ok());
        assert_eq!(identities.caller(&session.access_key_id, None).unwrap_err(), IdentityError::TokenMismatch);

        let session = identities.mint(mint(None, Duration::ZERO));
        assert_eq!(
            identities.caller(&session.access_key_id, Some(&session.token)).unwrap_err(),
            IdentityError::Expired
        );
    }

    #[test]
    fn a_policy_is_the_whole_of_a_session_s_rights() {
        let identities = identities();
        let free = Caller::Session(identities.mint(mint(None, Duration::from_secs(60))));
        assert!(free.authorize("s3:GetObject", "arn:aws:s3:::b/k", Context::default()).is_ok());

        let policy = r#"{"Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*",
            "Condition":{"StringEquals":{"aws:PrincipalTag/team":"blue"}}}}"#;
        let bound = Caller::Session(identities.mint(mint(Some(policy), Duration::from_secs(60))));
        assert!(bound.authorize("s3:GetObject", "arn:aws:s3:::b/k", Context::default()).is_ok());
        let denied = bound.authorize("s3:PutObject", "arn:aws:s3:::b/k", Context::default()).unwrap_err();
        assert_eq!(
            denied.to_string(),
            "User: arn:aws:sts::000000000000:assumed-role/R/s is not authorized to perform: s3:PutObject on resource: \
             arn:aws:s3:::b/k because no session policy allows the s3:PutObject action"
        );
    }
}
