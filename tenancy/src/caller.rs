//! Who is calling: verified claims, and the two kinds of caller that handlers ask for.

use axum::{extract::FromRequestParts, http::request::Parts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ApiError, TenantId};

/// What a caller may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Asks questions.
    Member,
    /// Also imports data and edits the catalogue.
    Admin,
    /// Also manages the tenant's users.
    Owner,
    /// The operator: manages tenants, and sees no tenant's data.
    PlatformAdmin,
}

impl Role {
    /// As claims, requests and replies write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Admin => "admin",
            Self::Owner => "owner",
            Self::PlatformAdmin => "platform-admin",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = ApiError;

    fn from_str(text: &str) -> Result<Self, ApiError> {
        [Self::Member, Self::Admin, Self::Owner, Self::PlatformAdmin]
            .into_iter()
            .find(|role| role.name() == text)
            .ok_or_else(|| {
                ApiError::field("role", format!("\"{text}\" is no role"))
                    .remedy("use member, admin, owner or platform-admin")
            })
    }
}

/// What proved who is calling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// The issuer's token, of a person who has signed in.
    Token,
    /// An API key, of a server.
    ApiKey,
}

/// Who is calling, as verified.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The token's subject, or `key:` and the API key's id.
    pub subject: String,
    /// What the caller may do.
    pub role: Role,
    /// The tenant that the token or the key is for; none for the operator.
    pub tenant: Option<TenantId>,
    /// What proved it.
    pub credential: Credential,
}

/// A caller who is the operator.
#[derive(Debug, Clone)]
pub struct PlatformAdmin(pub Caller);

/// A caller who belongs to a tenant: the only source of a [`TenantId`] for data access.
#[derive(Debug, Clone)]
pub struct TenantCaller {
    /// The caller's subject.
    pub subject: String,
    /// The caller's tenant.
    pub tenant: TenantId,
    /// `Member`, `Admin` or `Owner`.
    pub role: Role,
}

/// The caller that the gate (`access`) has let in.
fn admitted(parts: &Parts) -> Result<Caller, ApiError> {
    parts.extensions.get().cloned().ok_or_else(|| {
        ApiError::internal("finding out who is calling", "the route is public, or does not stand behind the gate")
    })
}

impl<S: Send + Sync> FromRequestParts<S> for PlatformAdmin {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        match admitted(parts)? {
            caller @ Caller { role: Role::PlatformAdmin, tenant: None, .. } => Ok(Self(caller)),
            _ => Err(ApiError::internal(
                "finding out who is calling",
                "the table of routes does not ask for the operator",
            )),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for TenantCaller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        match admitted(parts)? {
            Caller { subject, role, tenant: Some(tenant), .. } => Ok(Self { subject, tenant, role }),
            _ => Err(ApiError::internal("finding out who is calling", "the table of routes does not ask for a tenant")),
        }
    }
}
