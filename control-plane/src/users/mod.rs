//! Tenants' accounts: who may sign in for which tenant, and as what.
//!
//! An account's id follows from its tenant and address, so that making it twice makes it once, and another tenant's
//! account is told by its id alone. One person may have accounts of several tenants.

mod cognito;
mod registry;

use std::sync::Arc;

use async_trait::async_trait;
use aws_lc_rs::digest::{SHA256, digest};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tenancy::{ApiError, ErrorCode, Role, Services, TenantId};
use utoipa::ToSchema;

pub use self::{cognito::CognitoUsers, registry::RegistryUsers};

/// Hexadecimal digits of an id's second half: 128 bits of SHA-256.
const DIGITS: usize = 32;

/// Whether somebody has taken an account up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum UserStatus {
    /// The account waits for its person to choose a password.
    Invited,
    /// It is in use.
    Confirmed,
}

/// A user of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// The account's id: the tenant's, `-`, and 32 hexadecimal digits.
    #[schema(example = "acme-0b5e7a4c9d3f41268ab0c1d2e3f40516")]
    pub user_id: String,
    /// The address, as it was first given.
    #[schema(format = "email", example = "ada@acme.example")]
    pub email: String,
    /// What the user may do.
    pub role: Role,
    /// Whether the account is in use.
    pub status: UserStatus,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
}

/// The accounts of all tenants.
#[async_trait]
pub trait UserDirectory: std::fmt::Debug + Send + Sync + 'static {
    /// Makes the account, or finds it, with the role it was made with; what a call that died left undone is done.
    /// Case does not tell addresses apart.
    ///
    /// # Errors
    /// The accounts cannot be reached.
    async fn ensure(&self, tenant: &TenantId, email: &str, role: Role) -> Result<User, ApiError>;

    /// The tenant's users, the oldest first.
    ///
    /// # Errors
    /// The accounts cannot be reached, or one of them cannot be read.
    async fn list(&self, tenant: &TenantId) -> Result<Vec<User>, ApiError>;

    /// Removes the account with the id `user`.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] for one that is unknown or another tenant's, [`ErrorCode::Conflict`] for the tenant's
    /// last owner; or the accounts cannot be reached.
    async fn remove(&self, tenant: &TenantId, user: &str) -> Result<(), ApiError>;

    /// Removes all accounts of the tenant, its last owner's too; how many there were.
    ///
    /// # Errors
    /// The accounts cannot be reached; asked again, it goes on.
    async fn remove_all(&self, tenant: &TenantId) -> Result<u64, ApiError>;
}

/// The accounts of a process: in the user pool, or without one in the metadata table.
#[must_use]
pub fn directory(services: &Services, user_pool_id: Option<&str>) -> Arc<dyn UserDirectory> {
    match user_pool_id {
        Some(pool) => {
            Arc::new(CognitoUsers::new(aws_sdk_cognitoidentityprovider::Client::new(&services.aws.sdk), pool))
        }
        None => Arc::new(RegistryUsers::new(&services.registry)),
    }
}

/// The id of the account of `email` in `tenant`.
pub(crate) fn id_of(tenant: &TenantId, email: &str) -> String {
    let hash = digest(&SHA256, format!("{tenant}/{}", email.to_lowercase()).as_bytes());
    format!("{}{}", prefix(tenant), &hex::encode(hash)[..DIGITS])
}

/// What the ids of a tenant's accounts begin with, and no other tenant's do: a tenant's id has no `-`.
fn prefix(tenant: &TenantId) -> String {
    format!("{tenant}-")
}

/// Refuses what cannot be the id of an account of `tenant`.
pub(crate) fn check_own(tenant: &TenantId, user: &str) -> Result<(), ApiError> {
    let own = user
        .strip_prefix(&prefix(tenant))
        .is_some_and(|hash| hash.len() == DIGITS && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')));
    if own { Ok(()) } else { Err(unknown()) }
}

fn unknown() -> ApiError {
    ApiError::new(ErrorCode::NotFound, "there is no such user").remedy("`GET /users` lists those there are")
}

fn last_owner() -> ApiError {
    ApiError::new(ErrorCode::Conflict, "this is the account's last owner")
        .remedy("make another owner first: `POST /users` with the role owner")
}

/// An owner of the tenant besides `user`.
fn other_owner<'a>(users: &'a [User], user: &str) -> Option<&'a User> {
    users.iter().find(|other| other.role == Role::Owner && other.user_id != user)
}

/// The oldest first, each once.
fn in_order(mut users: Vec<User>) -> Vec<User> {
    users.sort_by(|a, b| (a.created_at, &a.user_id).cmp(&(b.created_at, &b.user_id)));
    users.dedup_by(|a, b| a.user_id == b.user_id);
    users
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_of_one_tenant_and_one_address() {
        let (acme, acme2): (TenantId, TenantId) = ("acme".parse().unwrap(), "acme2".parse().unwrap());
        let id = id_of(&acme, "Ada@Acme.example");
        assert_eq!(id, id_of(&acme, "ada@acme.EXAMPLE"));
        assert_eq!(id, "acme-".to_owned() + &id[5..]);
        assert_ne!(id[5..], id_of(&acme2, "ada@acme.example")[6..]);
        check_own(&acme, &id).unwrap();
        for other in [id_of(&acme2, "ada@acme.example"), id.to_uppercase(), id[1..].to_owned(), format!("{id}0")] {
            assert_eq!(check_own(&acme, &other).unwrap_err().code, ErrorCode::NotFound, "{other}");
        }
    }
}
