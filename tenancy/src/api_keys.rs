//! API keys: what a tenant's servers call with. A key is shown once; kept are the SHA-256 of its secret (256 random bits,
//! which nobody can guess, so no slow hash is needed), the tenant and the role it is bound to.
//!
//! A key reads `salestalk_<tenant>_<key id>_<secret>`, and its item is `pk = TENANT#<tenant>`, `sk = KEY#<key id>` of the
//! metadata table: to verify one is one read, which is kept for less than the five seconds after which a revoked key must be
//! refused everywhere.

use std::{sync::Arc, time::Duration};

use aws_lc_rs::{
    constant_time::verify_slices_are_equal,
    digest::{SHA256, digest},
};
use aws_sdk_dynamodb::{Client, types::AttributeValue};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use moka::future::Cache;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    ApiError, Caller, Credential, ErrorCode, Registry, Role, TenantId,
    ids::ApiKeyId,
    item::{Item, condition_failed},
    registry::{items, partition},
};

/// How every key begins, for programs that look for secrets where none should be.
pub const PREFIX: &str = "salestalk_";
/// The beginning of an item's sort key.
const SORT: &str = "KEY#";
/// How long an item that was read is believed.
const KEPT_FOR: Duration = Duration::from_secs(3);
/// Items that are kept at once.
const MOST_KEPT: u64 = 10_000;
/// Keys of one tenant.
const MOST_KEYS: usize = 100;
/// Bytes of a secret.
const SECRET: usize = 32;

/// An API key, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiKey {
    /// Names the key; no secret.
    pub key_id: ApiKeyId,
    /// What it is for, in its maker's words.
    pub name: String,
    /// What its bearer may do: `member` or `admin`.
    pub role: Role,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub created_at: Timestamp,
    /// From when on it is refused.
    pub expires_at: Timestamp,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    #[serde(flatten)]
    key: ApiKey,
    /// Of the secret, hexadecimal.
    sha256: String,
}

/// Makes, verifies, lists and revokes API keys.
#[derive(Debug, Clone)]
pub struct ApiKeys {
    dynamodb: Client,
    table: String,
    read: Cache<(TenantId, ApiKeyId), Option<Arc<Kept>>>,
}

/// The parts of a key as sent.
struct Sent<'a> {
    tenant: TenantId,
    id: ApiKeyId,
    secret: &'a str,
}

impl<'a> Sent<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.strip_prefix(PREFIX)?.splitn(3, '_');
        let (tenant, id, secret) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self { tenant: tenant.parse().ok()?, id: id.parse().ok()?, secret })
    }
}

impl ApiKeys {
    /// The keys in the table of `registry`.
    #[must_use]
    pub fn new(registry: &Registry) -> Self {
        let (dynamodb, table) = registry.table();
        let read = Cache::builder().max_capacity(MOST_KEPT).time_to_live(KEPT_FOR).build();
        Self { dynamodb: dynamodb.clone(), table: table.to_owned(), read }
    }

    /// The caller that the key `sent` proves.
    ///
    /// # Errors
    /// [`ErrorCode::Unauthenticated`] for anything but a key that is good now; DynamoDB failed.
    pub async fn verify(&self, sent: &str) -> Result<Caller, ApiError> {
        let Sent { tenant, id, secret } = Sent::parse(sent).ok_or_else(refused)?;
        let read = self.read.try_get_with((tenant.clone(), id), self.get(&tenant, id)).await;
        let kept = read.map_err(|error| ApiError::shared(&error))?.ok_or_else(refused)?;
        verify_slices_are_equal(hash(secret).as_bytes(), kept.sha256.as_bytes()).map_err(|_| refused())?;
        if kept.key.expires_at <= Timestamp::now() {
            return Err(refused());
        }
        let subject = format!("key:{id}");
        Ok(Caller { subject, role: kept.key.role, tenant: Some(tenant), credential: Credential::ApiKey })
    }

    /// A new key `id` of `tenant`, and how it reads: the only time that anybody sees it.
    ///
    /// # Errors
    /// The tenant has as many keys as it may; DynamoDB failed.
    pub async fn create(
        &self,
        tenant: &TenantId,
        id: ApiKeyId,
        name: &str,
        role: Role,
        created_by: &str,
        lasts: SignedDuration,
    ) -> Result<(ApiKey, SecretString), ApiError> {
        if self.list(tenant).await?.len() >= MOST_KEYS {
            return Err(ApiError::new(ErrorCode::Conflict, format!("the tenant has {MOST_KEYS} API keys already"))
                .remedy("revoke one that is not in use: `DELETE /api-keys/{keyId}`"));
        }
        let mut random = [0; SECRET];
        aws_lc_rs::rand::fill(&mut random).map_err(|e| ApiError::internal("making an API key", e))?;
        let secret = BASE64_URL_SAFE_NO_PAD.encode(random);
        let created_at = Timestamp::now();
        let key = ApiKey {
            key_id: id,
            name: name.to_owned(),
            role,
            created_by: created_by.to_owned(),
            created_at,
            expires_at: created_at.saturating_add(lasts).map_err(|e| ApiError::internal("making an API key", e))?,
        };
        let kept = Kept { key, sha256: hash(&secret) };
        let item: Item = serde_dynamo::to_item(&kept).map_err(|e| ApiError::internal("writing the API key", e))?;
        let put = self
            .dynamodb
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item))
            .item("pk", partition(tenant))
            .item("sk", sort_key(kept.key.key_id))
            .condition_expression("attribute_not_exists(pk)");
        put.send().await.map_err(|e| ApiError::aws("writing the API key", e))?;
        let text = format!("{PREFIX}{tenant}_{}_{secret}", kept.key.key_id);
        Ok((kept.key, text.into()))
    }

    /// The keys of `tenant`, the oldest first.
    ///
    /// # Errors
    /// DynamoDB failed, or an item cannot be read.
    pub async fn list(&self, tenant: &TenantId) -> Result<Vec<ApiKey>, ApiError> {
        let items = items(&self.dynamodb, &self.table, tenant, SORT, "listing the API keys").await?;
        items.into_iter().map(|item| Ok(read(item)?.key)).collect()
    }

    /// Takes the key `id` of `tenant` away; every process refuses it within five seconds.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`]: the tenant has no such key; DynamoDB failed.
    pub async fn revoke(&self, tenant: &TenantId, id: ApiKeyId) -> Result<(), ApiError> {
        let deleted = self
            .dynamodb
            .delete_item()
            .table_name(&self.table)
            .key("pk", partition(tenant))
            .key("sk", sort_key(id))
            .condition_expression("attribute_exists(pk)")
            .send()
            .await;
        self.read.invalidate(&(tenant.clone(), id)).await;
        match deleted {
            Ok(_) => Ok(()),
            Err(e) if condition_failed(&e) => Err(ApiError::new(ErrorCode::NotFound, "there is no such API key")
                .remedy("`salestalk api-keys list` shows those there are")),
            Err(e) => Err(ApiError::aws("revoking the API key", e)),
        }
    }

    /// Takes all keys of `tenant` away.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub async fn revoke_all(&self, tenant: &TenantId) -> Result<(), ApiError> {
        for key in self.list(tenant).await? {
            match self.revoke(tenant, key.key_id).await {
                Err(error) if error.code != ErrorCode::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    async fn get(&self, tenant: &TenantId, id: ApiKeyId) -> Result<Option<Arc<Kept>>, ApiError> {
        let reply = self
            .dynamodb
            .get_item()
            .table_name(&self.table)
            .key("pk", partition(tenant))
            .key("sk", sort_key(id))
            .consistent_read(true)
            .send()
            .await
            .map_err(|e| ApiError::aws("verifying the API key", e))?;
        Ok(reply.item.map(read).transpose()?.map(Arc::new))
    }
}

fn sort_key(id: ApiKeyId) -> AttributeValue {
    AttributeValue::S(format!("{SORT}{id}"))
}

fn read(item: Item) -> Result<Kept, ApiError> {
    serde_dynamo::from_item(item).map_err(|e| ApiError::internal("reading the API key", e))
}

fn hash(secret: &str) -> String {
    hex::encode(digest(&SHA256, secret.as_bytes()))
}

/// One answer for every key that is not good: which part is wrong is nobody's business.
fn refused() -> ApiError {
    ApiError::new(ErrorCode::Unauthenticated, "the API key is unknown, revoked or expired")
        .remedy("make a new one: `salestalk api-keys create`")
}
