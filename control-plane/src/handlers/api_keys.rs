//! `GET /api-keys`, `POST /api-keys`, `DELETE /api-keys/{keyId}`: what the servers of the caller's tenant call with.

use axum::{Json, extract::State, http::StatusCode};
use jiff::SignedDuration;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use serde_json::{Number, json};
use tenancy::{ApiError, ApiJson, ApiKey, ApiPath, ErrorCode, Role, TenantCaller, ids::ApiKeyId};
use utoipa::ToSchema;

use crate::{ControlPlane, OperationKind, operation::act::act};

const LONGEST_NAME: usize = 100;
/// How long a key is good for when nobody says, and at most.
const DEFAULT_DAYS: f64 = 90.0;
const MOST_DAYS: f64 = 730.0;

/// How a role that an API key can have is described.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[expect(dead_code, reason = "it is there for its description")]
pub(crate) enum ApiKeyRole {
    /// Asks questions.
    Member,
    /// Also imports data and edits the catalogue.
    Admin,
}

/// A key to be made.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateApiKey {
    /// What it is for, in 1 to 100 characters.
    #[schema(
        example = "nightly report",
        min_length = 1,
        max_length = 100,
        pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$"
    )]
    pub name: String,
    /// What its bearer may do; `member` by default.
    #[schema(value_type = Option<ApiKeyRole>)]
    pub role: Option<String>,
    /// In how many days it expires: 1 to 730, 90 by default.
    #[schema(value_type = Option<u16>, minimum = 1, maximum = 730)]
    pub expires_in_days: Option<Number>,
}

/// A new key: the only time that it is shown.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewApiKey {
    /// What to send as `Authorization: Bearer KEY`.
    #[schema(example = "salestalk_acme_0197f6c0-3a5b-7c1d-8e2f-123456789abc_…")]
    pub key: String,
    /// What is known of it.
    #[serde(flatten)]
    pub about: ApiKey,
}

/// The keys of a tenant.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiKeyList {
    /// The oldest first; expired ones, too.
    pub api_keys: Vec<ApiKey>,
}

/// The API keys of the caller's tenant, without their secrets.
#[utoipa::path(
    get,
    path = "/api-keys",
    tag = "api keys",
    responses(
        (status = OK, description = "The oldest first", body = ApiKeyList),
        (status = NOT_FOUND, description = "The token's tenant is not there"),
        (status = CONFLICT, description = "The tenant is not ready"),
    )
)]
pub(crate) async fn list_api_keys(
    caller: TenantCaller,
    State(plane): State<ControlPlane>,
) -> Result<Json<ApiKeyList>, ApiError> {
    plane.services.registry.require_active(&caller.tenant).await?;
    Ok(Json(ApiKeyList { api_keys: plane.services.api_keys.list(&caller.tenant).await? }))
}

/// Makes an API key of the caller's tenant; the reply is the only one that shows it.
#[utoipa::path(
    post,
    path = "/api-keys",
    tag = "api keys",
    request_body = CreateApiKey,
    responses(
        (status = CREATED, description = "The key", body = NewApiKey),
        (status = NOT_FOUND, description = "The token's tenant is not there"),
        (status = CONFLICT, description = "The tenant has as many keys as it may, or is not ready"),
    )
)]
pub(crate) async fn create_api_key(
    caller: TenantCaller,
    State(plane): State<ControlPlane>,
    ApiJson(body): ApiJson<CreateApiKey>,
) -> Result<(StatusCode, Json<NewApiKey>), ApiError> {
    let (name, role, lasts) = checked(&body)?;
    let id = ApiKeyId::generate();
    let create = plane.services.api_keys.create(&caller.tenant, id, name, role, &caller.subject, lasts);
    let detail = json!({"keyId": id, "role": role, "days": lasts.as_hours() / 24});
    let (about, key) = act(&plane, &caller, OperationKind::CreateApiKey, detail, create).await?;
    Ok((StatusCode::CREATED, Json(NewApiKey { key: key.expose_secret().to_owned(), about })))
}

/// Revokes an API key of the caller's tenant: within five seconds it is refused everywhere.
#[utoipa::path(
    delete,
    path = "/api-keys/{keyId}",
    tag = "api keys",
    params(("keyId" = ApiKeyId, Path, description = "The key's id, as `GET /api-keys` shows it")),
    responses(
        (status = NO_CONTENT, description = "It is revoked"),
        (status = NOT_FOUND, description = "The tenant has no such key"),
        (status = CONFLICT, description = "The tenant is not ready"),
    )
)]
pub(crate) async fn revoke_api_key(
    caller: TenantCaller,
    State(plane): State<ControlPlane>,
    ApiPath(key): ApiPath<String>,
) -> Result<StatusCode, ApiError> {
    let key: ApiKeyId = key.parse().map_err(|_| {
        ApiError::new(ErrorCode::NotFound, "there is no such API key").remedy("`GET /api-keys` shows those there are")
    })?;
    let revoke = plane.services.api_keys.revoke(&caller.tenant, key);
    act(&plane, &caller, OperationKind::RevokeApiKey, json!({"keyId": key}), revoke).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn checked(body: &CreateApiKey) -> Result<(&str, Role, SignedDuration), ApiError> {
    let name = body.name.trim();
    // As sent: what is said of the length is said of that.
    let (letters, unprintable) = (body.name.chars().count(), body.name.chars().any(char::is_control));
    if name.is_empty() || letters > LONGEST_NAME || unprintable {
        return Err(ApiError::field(
            "name",
            "the name has to have 1 to 100 characters, none of them a control character",
        )
        .remedy("say what the key is for, such as \"nightly report\""));
    }
    let role = match body.role.as_deref().map_or(Ok(Role::Member), str::parse) {
        Ok(role @ (Role::Member | Role::Admin)) => role,
        _ => {
            return Err(ApiError::field("role", "an API key cannot have this role")
                .remedy("use member, or admin for a key that imports data"));
        }
    };
    // JSON has one kind of number: 90.0 is 90.
    let days = body.expires_in_days.as_ref().map_or(Some(DEFAULT_DAYS), Number::as_f64);
    let days = days.filter(|days| days.fract() == 0.0 && (1.0..=MOST_DAYS).contains(days)).ok_or_else(|| {
        ApiError::field("expiresInDays", format!("it is no whole number from 1 to {MOST_DAYS}"))
            .remedy(format!("leave it out for {DEFAULT_DAYS} days"))
    })?;
    Ok((name, role, SignedDuration::from_secs_f64(days * 86_400.0)))
}
