//! The only door to a tenant's data: clients whose credentials can reach that tenant and nothing else.

use std::{
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_sdk_sts::types::Tag;
use moka::{Expiry, future::Cache};

use crate::{ApiError, Aws, Names, TenantId, aws::s3_client, policy::session_policy, registry::TenantRecord};

/// AssumeRole's shortest session.
const SESSION_SECONDS: i32 = 900;
/// A session is replaced when less than this is left of it: longer than any request takes.
const RENEW_BEFORE: Duration = Duration::from_secs(120);
/// Sessions kept at once; those used least make room.
const MOST_SESSIONS: u64 = 1_000;

/// Clients on one tenant's credentials, and the names of what they reach.
#[derive(Debug)]
pub struct TenantSession {
    /// Whose session it is.
    pub tenant: TenantId,
    /// DynamoDB, for the tenant's two tables.
    pub dynamodb: aws_sdk_dynamodb::Client,
    /// S3, for the tenant's prefix.
    pub s3: aws_sdk_s3::Client,
    /// The table of conversations.
    pub messages_table: String,
    /// The table of figures.
    pub metrics_table: String,
    /// The bucket.
    pub bucket: String,
    /// The tenant's prefix, ending in `/`.
    pub prefix: String,
    /// The key that new data is encrypted with.
    pub key_arn: String,
    expires: SystemTime,
}

/// Makes and keeps tenants' sessions.
#[derive(Debug)]
pub struct TenantSessions {
    aws: Aws,
    names: Names,
    role_arn: String,
    kept: Cache<TenantId, Arc<TenantSession>>,
}

/// A session is forgotten when less than [`RENEW_BEFORE`] is left of it.
struct BeforeItEnds;

impl Expiry<TenantId, Arc<TenantSession>> for BeforeItEnds {
    fn expire_after_create(&self, _: &TenantId, session: &Arc<TenantSession>, _: Instant) -> Option<Duration> {
        let left = session.expires.duration_since(SystemTime::now()).unwrap_or_default();
        Some(left.saturating_sub(RENEW_BEFORE))
    }

    fn expire_after_update(
        &self,
        tenant: &TenantId,
        session: &Arc<TenantSession>,
        now: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        self.expire_after_create(tenant, session, now)
    }
}

impl TenantSessions {
    /// Sessions of the role `role_arn`, whose own rights are all tenants' and are never used without a session policy.
    #[must_use]
    pub fn new(aws: Aws, names: Names, role_arn: impl Into<String>) -> Self {
        let kept = Cache::builder().max_capacity(MOST_SESSIONS).expire_after(BeforeItEnds).build();
        Self { aws, names, role_arn: role_arn.into(), kept }
    }

    /// The session kept for `tenant`, if there is one; its key may be one that the tenant had before.
    pub async fn kept(&self, tenant: &TenantId) -> Option<Arc<TenantSession>> {
        self.kept.get(tenant).await
    }

    /// Clients for the tenant of `record`: kept ones, or new ones by AssumeRole with that tenant's literal session policy.
    /// Those who ask at the same time get the same.
    ///
    /// # Errors
    /// The tenant has no key yet, or STS refused.
    pub async fn for_tenant(&self, record: &TenantRecord) -> Result<Arc<TenantSession>, ApiError> {
        let tenant = &record.tenant_id;
        let of_key = |session: &TenantSession| record.observed.key_arn.as_ref() == Some(&session.key_arn);
        if self.kept.get(tenant).await.is_some_and(|session| !of_key(&session)) {
            self.kept.invalidate(tenant).await;
        }
        let assume = async { self.assume(record).await.map(Arc::new) };
        self.kept.try_get_with_by_ref(tenant, assume).await.map_err(|error| ApiError::shared(&error))
    }

    async fn assume(&self, record: &TenantRecord) -> Result<TenantSession, ApiError> {
        let tenant = &record.tenant_id;
        let key_arn = record
            .observed
            .key_arn
            .clone()
            .ok_or_else(|| ApiError::new(crate::ErrorCode::TenantNotReady, "this account is still being set up"))?;
        let mut keys = vec![key_arn.as_str()];
        keys.extend(record.observed.former_keys.iter().map(String::as_str));
        let tag = Tag::builder()
            .key("tenant")
            .value(tenant.as_str())
            .build()
            .map_err(|e| ApiError::internal("tagging the tenant's session", e))?;
        let reply = self
            .aws
            .sts
            .assume_role()
            .role_arn(&self.role_arn)
            .role_session_name(format!("salestalk-{tenant}"))
            .duration_seconds(SESSION_SECONDS)
            .policy(session_policy(&self.names, tenant, &keys).to_string())
            .tags(tag)
            .send()
            .await
            .map_err(|e| ApiError::aws("opening the tenant's session", e))?;
        let granted = reply
            .credentials
            .ok_or_else(|| ApiError::internal("opening the tenant's session", "STS sent no credentials"))?;
        let expires = SystemTime::try_from(granted.expiration)
            .map_err(|e| ApiError::internal("opening the tenant's session", e))?;
        let credentials = Credentials::new(
            granted.access_key_id,
            granted.secret_access_key,
            Some(granted.session_token),
            Some(expires),
            "tenant-session",
        );
        let sdk = self.aws.sdk.to_builder().credentials_provider(SharedCredentialsProvider::new(credentials)).build();
        Ok(TenantSession {
            tenant: tenant.clone(),
            dynamodb: aws_sdk_dynamodb::Client::new(&sdk),
            s3: s3_client(&sdk),
            messages_table: self.names.messages_table(tenant),
            metrics_table: self.names.metrics_table(tenant),
            bucket: self.names.bucket.clone(),
            prefix: self.names.prefix(tenant),
            key_arn,
            expires,
        })
    }
}
