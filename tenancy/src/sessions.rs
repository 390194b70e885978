//! The only door to a tenant's data: clients whose credentials can reach that tenant and nothing else.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, SystemTime},
};

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_sdk_sts::types::Tag;
use tokio::sync::Mutex;

use crate::{ApiError, Aws, Names, TenantId, aws::s3_client, policy::session_policy, registry::TenantRecord};

/// AssumeRole's shortest session.
const SESSION_SECONDS: i32 = 900;
/// A session is replaced when less than this is left of it: longer than any request takes.
const RENEW_BEFORE: Duration = Duration::from_secs(120);
/// Sessions kept at once; the one that expires first makes room.
const MOST_SESSIONS: usize = 1_000;

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
    kept: Mutex<HashMap<TenantId, Arc<TenantSession>>>,
}

impl TenantSessions {
    /// Sessions of the role `role_arn`, whose own rights are all tenants' and are never used without a session policy.
    #[must_use]
    pub fn new(aws: Aws, names: Names, role_arn: impl Into<String>) -> Self {
        Self { aws, names, role_arn: role_arn.into(), kept: Mutex::default() }
    }

    /// The session kept for `tenant`, if it lasts long enough.
    pub async fn kept(&self, tenant: &TenantId) -> Option<Arc<TenantSession>> {
        let kept = self.kept.lock().await;
        kept.get(tenant).filter(|session| session.expires > SystemTime::now() + RENEW_BEFORE).cloned()
    }

    /// Clients for the tenant of `record`: kept ones, or new ones by AssumeRole with that tenant's literal session policy.
    ///
    /// # Errors
    /// The tenant has no key yet, or STS refused.
    pub async fn for_tenant(&self, record: &TenantRecord) -> Result<Arc<TenantSession>, ApiError> {
        if let Some(session) = self.kept(&record.tenant_id).await
            && record.observed.key_arn.as_ref() == Some(&session.key_arn)
        {
            return Ok(session);
        }
        let session = Arc::new(self.assume(record).await?);
        let mut kept = self.kept.lock().await;
        if kept.len() >= MOST_SESSIONS
            && let Some(first) = kept.values().min_by_key(|s| s.expires).map(|s| s.tenant.clone())
        {
            kept.remove(&first);
        }
        kept.insert(record.tenant_id.clone(), Arc::clone(&session));
        Ok(session)
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
