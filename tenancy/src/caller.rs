//! Who is calling: verified claims, and the two kinds of caller that handlers ask for.

use std::sync::Arc;

use axum::{
    extract::{FromRef, FromRequestParts},
    http::{header::AUTHORIZATION, request::Parts},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ApiError, ErrorCode, TenantId, token::Verifier};

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

impl std::str::FromStr for Role {
    type Err = ApiError;

    fn from_str(text: &str) -> Result<Self, ApiError> {
        match text {
            "member" => Ok(Self::Member),
            "admin" => Ok(Self::Admin),
            "owner" => Ok(Self::Owner),
            "platform-admin" => Ok(Self::PlatformAdmin),
            _ => Err(ApiError::field("role", format!("\"{text}\" is no role"))
                .remedy("use member, admin, owner or platform-admin")),
        }
    }
}

/// The verified claims of one request.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The token's subject.
    pub subject: String,
    /// What the caller may do.
    pub role: Role,
    /// The tenant that the token is for; none for the operator.
    pub tenant: Option<TenantId>,
}

/// A caller who is the operator.
#[derive(Debug, Clone)]
pub struct PlatformAdmin(pub Caller);

/// A caller who belongs to a tenant: the only source of a [`TenantId`] for data access.
#[derive(Debug, Clone)]
pub struct TenantCaller {
    /// The token's subject.
    pub subject: String,
    /// The token's tenant.
    pub tenant: TenantId,
    /// `Member`, `Admin` or `Owner`.
    pub role: Role,
}

impl TenantCaller {
    /// Refuses a caller below `least`.
    ///
    /// # Errors
    /// [`ErrorCode::Forbidden`].
    pub fn require(&self, least: Role) -> Result<(), ApiError> {
        if self.role >= least {
            return Ok(());
        }
        Err(ApiError::new(ErrorCode::Forbidden, "your role does not allow this")
            .remedy("ask an admin or the owner of your account"))
    }
}

impl<S> FromRequestParts<S> for Caller
where
    Arc<Verifier>: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let token = parts
            .headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer ").or_else(|| value.strip_prefix("bearer ")))
            .ok_or_else(|| {
                ApiError::new(ErrorCode::Unauthenticated, "the request has no bearer token")
                    .remedy("send `Authorization: Bearer TOKEN`; `salestalk token ID` prints one for the local stack")
            })?;
        Arc::<Verifier>::from_ref(state).verify(token.trim()).await
    }
}

impl<S> FromRequestParts<S> for PlatformAdmin
where
    Arc<Verifier>: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let caller = Caller::from_request_parts(parts, state).await?;
        if caller.role == Role::PlatformAdmin && caller.tenant.is_none() {
            return Ok(Self(caller));
        }
        Err(ApiError::new(ErrorCode::Forbidden, "this route is the operator's")
            .remedy("use a token of role platform-admin"))
    }
}

impl<S> FromRequestParts<S> for TenantCaller
where
    Arc<Verifier>: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let caller = Caller::from_request_parts(parts, state).await?;
        match caller {
            Caller { subject, role, tenant: Some(tenant) } if role != Role::PlatformAdmin => {
                tracing::Span::current().record("tenant.id", tenant.as_str());
                Ok(Self { subject, tenant, role })
            }
            _ => Err(ApiError::new(ErrorCode::Forbidden, "this route is a tenant's")
                .remedy("use a token of one of the tenant's users")),
        }
    }
}
