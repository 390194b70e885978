//! Accounts in a Cognito user pool, with the claims by which the API tells tenants and roles: `custom:tenant_id` and
//! `custom:role`, which the pool's clients must not be allowed to write.
//!
//! The user name is the account's id; the address is an attribute and no alias, since one person may be a user of
//! several tenants. Each tenant's users are in a group of their own.

use async_trait::async_trait;
use aws_sdk_cognitoidentityprovider::{
    Client,
    error::{DisplayErrorContext, ProvideErrorMetadata, SdkError},
    operation::{
        admin_add_user_to_group::AdminAddUserToGroupError, admin_create_user::AdminCreateUserError,
        admin_delete_user::AdminDeleteUserError, admin_get_user::AdminGetUserError, create_group::CreateGroupError,
        delete_group::DeleteGroupError, list_users_in_group::ListUsersInGroupError,
    },
    primitives::DateTime,
    types::{AttributeType, DeliveryMediumType, UserStatusType, UserType},
};
use jiff::Timestamp;
use tenancy::{ApiError, ErrorCode, Role, TenantId};

use super::{User, UserDirectory, UserStatus, check_own, id_of, in_order, last_owner, other_owner, prefix, unknown};

const TENANT: &str = "custom:tenant_id";
const ROLE: &str = "custom:role";

/// Accounts in a Cognito user pool.
#[derive(Debug, Clone)]
pub struct CognitoUsers {
    cognito: Client,
    pool: String,
}

impl CognitoUsers {
    /// The accounts in the user pool with the id `pool`.
    #[must_use]
    pub fn new(cognito: Client, pool: impl Into<String>) -> Self {
        Self { cognito, pool: pool.into() }
    }

    async fn get(&self, user: &str) -> Result<Option<User>, ApiError> {
        match self.cognito.admin_get_user().user_pool_id(&self.pool).username(user).send().await {
            Ok(found) => {
                let (attributes, created) = (found.user_attributes(), found.user_create_date());
                read(found.username(), attributes, created, found.user_status()).map(Some)
            }
            Err(e) if e.as_service_error().is_some_and(AdminGetUserError::is_user_not_found_exception) => Ok(None),
            Err(e) => Err(failed("looking for the user", e)),
        }
    }

    async fn make(&self, tenant: &TenantId, email: &str, role: Role) -> Result<User, ApiError> {
        let id = id_of(tenant, email);
        let mut request = self.cognito.admin_create_user().user_pool_id(&self.pool).username(&id);
        let tenant = tenant.to_string();
        for (name, value) in
            [("email", email), ("email_verified", "true"), (TENANT, &*tenant), (ROLE, role_name(role)?)]
        {
            let attribute = AttributeType::builder().name(name).value(value).build();
            request = request.user_attributes(attribute.map_err(|e| ApiError::internal("inviting the user", e))?);
        }
        match request.desired_delivery_mediums(DeliveryMediumType::Email).send().await {
            Ok(made) => made.user().map_or_else(|| Err(unreadable("the reply has no user")), read_listed),
            Err(e) if e.as_service_error().is_some_and(AdminCreateUserError::is_username_exists_exception) => {
                self.get(&id).await?.ok_or_else(|| {
                    ApiError::new(ErrorCode::Unavailable, "the user is being removed")
                        .remedy("try again in a few seconds")
                })
            }
            Err(e) => Err(failed("inviting the user", e)),
        }
    }

    /// Puts `user` into the tenant's group; whether there is such a group.
    async fn join(&self, tenant: &TenantId, user: &str) -> Result<bool, ApiError> {
        let request = self.cognito.admin_add_user_to_group().user_pool_id(&self.pool).username(user);
        match request.group_name(group(tenant)).send().await {
            Ok(_) => Ok(true),
            Err(e) if e.as_service_error().is_some_and(AdminAddUserToGroupError::is_resource_not_found_exception) => {
                Ok(false)
            }
            Err(e) => Err(failed("adding the user to the tenant's group", e)),
        }
    }

    async fn make_group(&self, tenant: &TenantId) -> Result<(), ApiError> {
        match self.cognito.create_group().user_pool_id(&self.pool).group_name(group(tenant)).send().await {
            Ok(_) => Ok(()),
            Err(e) if e.as_service_error().is_some_and(CreateGroupError::is_group_exists_exception) => Ok(()),
            Err(e) => Err(failed("making the tenant's group", e)),
        }
    }

    /// Deletes `user`; whether there was one.
    async fn delete(&self, user: &str) -> Result<bool, ApiError> {
        match self.cognito.admin_delete_user().user_pool_id(&self.pool).username(user).send().await {
            Ok(_) => Ok(true),
            Err(e) if e.as_service_error().is_some_and(AdminDeleteUserError::is_user_not_found_exception) => Ok(false),
            Err(e) => Err(failed("removing the user", e)),
        }
    }
}

#[async_trait]
impl UserDirectory for CognitoUsers {
    async fn ensure(&self, tenant: &TenantId, email: &str, role: Role) -> Result<User, ApiError> {
        let user = self.make(tenant, email, role).await?;
        if !self.join(tenant, &user.user_id).await? {
            self.make_group(tenant).await?;
            if !self.join(tenant, &user.user_id).await? {
                return Err(unreadable("the tenant's group was deleted while a user was added"));
            }
        }
        Ok(user)
    }

    async fn list(&self, tenant: &TenantId) -> Result<Vec<User>, ApiError> {
        let mut members = self
            .cognito
            .list_users_in_group()
            .user_pool_id(&self.pool)
            .group_name(group(tenant))
            .into_paginator()
            .items()
            .send();
        let mut users = Vec::new();
        while let Some(member) = members.next().await {
            match member {
                Ok(member) => users.push(read_listed(&member)?),
                Err(e) if e.as_service_error().is_some_and(ListUsersInGroupError::is_resource_not_found_exception) => {
                    return Ok(Vec::new());
                }
                Err(e) => return Err(failed("listing the users", e)),
            }
        }
        Ok(in_order(users))
    }

    /// Two owners who remove each other in the same moment may both succeed: Cognito has no conditional delete.
    async fn remove(&self, tenant: &TenantId, user: &str) -> Result<(), ApiError> {
        check_own(tenant, user)?;
        let found = self.get(user).await?.ok_or_else(unknown)?;
        if found.role == Role::Owner && other_owner(&self.list(tenant).await?, user).is_none() {
            return Err(last_owner());
        }
        if self.delete(user).await? { Ok(()) } else { Err(unknown()) }
    }

    /// By the beginning of their names, which finds those too that never came into the group.
    async fn remove_all(&self, tenant: &TenantId) -> Result<u64, ApiError> {
        let mut users = self
            .cognito
            .list_users()
            .user_pool_id(&self.pool)
            .filter(format!("username ^= \"{}\"", prefix(tenant)))
            .into_paginator()
            .items()
            .send();
        let mut names = Vec::new();
        while let Some(user) = users.next().await {
            let user = user.map_err(|e| failed("listing the users", e))?;
            names.extend(user.username.filter(|name| check_own(tenant, name).is_ok()));
        }
        let mut removed = 0;
        for name in names {
            removed += u64::from(self.delete(&name).await?);
        }
        match self.cognito.delete_group().user_pool_id(&self.pool).group_name(group(tenant)).send().await {
            Ok(_) => Ok(removed),
            Err(e) if e.as_service_error().is_some_and(DeleteGroupError::is_resource_not_found_exception) => {
                Ok(removed)
            }
            Err(e) => Err(failed("deleting the tenant's group", e)),
        }
    }
}

fn group(tenant: &TenantId) -> String {
    format!("tenant-{tenant}")
}

fn role_name(role: Role) -> Result<&'static str, ApiError> {
    match role {
        Role::PlatformAdmin => Err(ApiError::field("role", "the operator is no tenant's user")),
        role => Ok(role.name()),
    }
}

fn read_listed(user: &UserType) -> Result<User, ApiError> {
    read(user.username().unwrap_or_default(), user.attributes(), user.user_create_date(), user.user_status())
}

fn read(
    id: &str,
    attributes: &[AttributeType],
    created: Option<&DateTime>,
    status: Option<&UserStatusType>,
) -> Result<User, ApiError> {
    let attribute = |name: &str| attributes.iter().find(|a| a.name() == name).and_then(AttributeType::value);
    let status = match status {
        Some(UserStatusType::ForceChangePassword | UserStatusType::Unconfirmed) => UserStatus::Invited,
        _ => UserStatus::Confirmed,
    };
    Ok(User {
        user_id: id.to_owned(),
        email: attribute("email").ok_or_else(|| unreadable("it has no address"))?.to_owned(),
        role: attribute(ROLE).and_then(|role| role.parse().ok()).ok_or_else(|| unreadable("it has no role"))?,
        status,
        created_at: created
            .and_then(|at| at.to_millis().ok())
            .and_then(|ms| Timestamp::from_millisecond(ms).ok())
            .ok_or_else(|| unreadable("it has no date"))?,
    })
}

fn unreadable(why: &'static str) -> ApiError {
    ApiError::internal("reading the user", why)
}

/// A failed call while `doing`; Cognito's way to say that it is asked too often is not DynamoDB's.
fn failed<E, R>(doing: &'static str, error: SdkError<E, R>) -> ApiError
where
    E: std::error::Error + ProvideErrorMetadata + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    if error.code() == Some("TooManyRequestsException") {
        let mut api = ApiError::new(ErrorCode::Unavailable, format!("{doing} failed"));
        api.remedy = Some("try again in a few seconds".to_owned());
        api.cause = Some(DisplayErrorContext(error).to_string().into());
        return api;
    }
    ApiError::aws(doing, error)
}
