//! `GET /users`, `POST /users`, `DELETE /users/{userId}`: an owner manages the accounts of the tenant that the token names.

use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tenancy::{ApiError, ApiJson, ApiPath, ErrorCode, Role, TenantCaller};
use utoipa::ToSchema;

use crate::{
    ControlPlane, OperationKind,
    new_tenant::check_email,
    operation::act::act,
    users::{self, User},
};

/// How a role that a user can have is described.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[expect(dead_code, reason = "it is there for its description")]
pub(crate) enum UserRole {
    /// Asks questions.
    Member,
    /// Also imports data and edits the catalogue.
    Admin,
    /// Also manages the tenant's users.
    Owner,
}

/// Whom to invite.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InviteUser {
    /// The user's address.
    #[schema(format = "email", max_length = 254, example = "ada@acme.example")]
    pub email: String,
    /// What the user may do: `member`, `admin` or `owner`.
    #[schema(value_type = UserRole)]
    pub role: String,
}

/// The users of a tenant.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserList {
    /// The oldest first.
    pub users: Vec<User>,
}

/// The users of the caller's tenant.
#[utoipa::path(
    get,
    path = "/users",
    tag = "users",
    responses(
        (status = OK, description = "The oldest first", body = UserList),
        (status = NOT_FOUND, description = "The token's tenant is not there"),
        (status = CONFLICT, description = "The tenant is not ready"),
    )
)]
pub(crate) async fn list_users(
    caller: TenantCaller,
    State(plane): State<ControlPlane>,
) -> Result<Json<UserList>, ApiError> {
    plane.services.registry.require_active(&caller.tenant).await?;
    Ok(Json(UserList { users: plane.users.list(&caller.tenant).await? }))
}

/// Makes an account in the caller's tenant and invites its user; asked again with the same values, it replies the same.
#[utoipa::path(
    post,
    path = "/users",
    tag = "users",
    request_body = InviteUser,
    responses(
        (status = CREATED, description = "The user", body = User),
        (status = NOT_FOUND, description = "The token's tenant is not there"),
        (status = CONFLICT, description = "The address is a user's with another role, or the tenant is not ready"),
    )
)]
pub(crate) async fn invite_user(
    caller: TenantCaller,
    State(plane): State<ControlPlane>,
    ApiJson(body): ApiJson<InviteUser>,
) -> Result<(StatusCode, Json<User>), ApiError> {
    check_email("email", &body.email)?;
    let role = match body.role.parse() {
        Ok(role @ (Role::Member | Role::Admin | Role::Owner)) => role,
        _ => {
            return Err(ApiError::field("role", format!("\"{}\" is no role that a user can have", body.role))
                .remedy("use member, admin or owner"));
        }
    };
    let detail = json!({"userId": users::id_of(&caller.tenant, &body.email), "role": role});
    let invite = plane.users.ensure(&caller.tenant, &body.email, role);
    let user = act(&plane, &caller, OperationKind::InviteUser, detail, invite).await?;
    if user.role != role {
        let mut error = ApiError::new(ErrorCode::Conflict, "the address is a user's with another role")
            .remedy(format!("remove that user first: `DELETE /users/{}`", user.user_id));
        error.field = Some("role".to_owned());
        return Err(error);
    }
    Ok((StatusCode::CREATED, Json(user)))
}

/// Removes an account of the caller's tenant.
#[utoipa::path(
    delete,
    path = "/users/{userId}",
    tag = "users",
    params(("userId" = String, Path, description = "The user's id, as `GET /users` shows it")),
    responses(
        (status = NO_CONTENT, description = "It is gone"),
        (status = NOT_FOUND, description = "The tenant has no such user"),
        (status = CONFLICT, description = "It is the last owner, or the tenant is not ready"),
    )
)]
pub(crate) async fn remove_user(
    caller: TenantCaller,
    State(plane): State<ControlPlane>,
    ApiPath(user): ApiPath<String>,
) -> Result<StatusCode, ApiError> {
    plane.services.registry.require_active(&caller.tenant).await?;
    // No text of the caller's own comes into the audit trail.
    users::check_own(&caller.tenant, &user)?;
    let remove = plane.users.remove(&caller.tenant, &user);
    act(&plane, &caller, OperationKind::RemoveUser, json!({"userId": user}), remove).await?;
    Ok(StatusCode::NO_CONTENT)
}
