//! What every handler works with, made once when the process starts.

use std::{sync::Arc, time::Duration};

use aws_types::SdkConfig;

use crate::{
    ApiError, ApiKeys, Aws, Config, DataChange, Names, Plans, Queue, Registry, TenantCaller, TenantId, TenantLimits,
    TenantSession, TenantSessions,
    registry::{TenantRecord, UsageStore},
    token::Verifier,
};

/// The parts that handlers of both planes share; cheap to clone.
#[derive(Debug, Clone)]
pub struct Services {
    /// Names of tables, prefixes, keys.
    pub names: Names,
    /// The process's own AWS clients.
    pub aws: Aws,
    /// Believes or refuses tokens.
    pub verifier: Arc<Verifier>,
    /// The same for API keys.
    pub api_keys: ApiKeys,
    /// What is left of each tenant's share of requests.
    pub limits: TenantLimits,
    /// What tenants can pay for.
    pub plans: Arc<Plans>,
    /// Tenants' rows.
    pub registry: Registry,
    /// What tenants have used.
    pub usage: UsageStore,
    /// The door to tenants' data.
    pub sessions: Arc<TenantSessions>,
    /// Who is told of changed data, if anybody is.
    pub changes: Option<Queue<DataChange>>,
}

impl Services {
    /// The services of a process with `config`, on the AWS (or the stand-in for it) that `sdk` names.
    #[must_use]
    pub fn new(sdk: SdkConfig, config: &Config) -> Self {
        let aws = Aws::new(sdk);
        let changes = config.insights_queue_url.as_ref().map(|url| Queue::sqs(aws_sdk_sqs::Client::new(&aws.sdk), url));
        let registry = Registry::new(aws.dynamodb.clone(), &config.metadata_table);
        Self {
            verifier: Arc::new(Verifier::new(config.tokens.clone())),
            api_keys: ApiKeys::new(&registry),
            limits: TenantLimits::default(),
            plans: Arc::new(config.plans.clone()),
            registry,
            usage: UsageStore::new(aws.dynamodb.clone(), &config.metadata_table),
            sessions: Arc::new(TenantSessions::new(aws.clone(), config.names.clone(), &config.tenant_role_arn)),
            names: config.names.clone(),
            changes,
            aws,
        }
    }

    /// The row of the caller's tenant, which must be active, and the session that reaches its data.
    ///
    /// # Errors
    /// The tenant is suspended, not ready or unknown, or AWS failed.
    pub async fn open(&self, caller: &TenantCaller) -> Result<(TenantRecord, Arc<TenantSession>), ApiError> {
        let record = self.registry.require_active(&caller.tenant).await?;
        let session = self.sessions.for_tenant(&record).await?;
        Ok((record, session))
    }

    /// Tells whoever looks for insights that the data of `tenant` is another now.
    pub async fn data_changed(&self, tenant: &TenantId) {
        if let Some(changes) = &self.changes {
            changes.send(DataChange { tenant_id: tenant.clone() }).await;
        }
    }

    /// Tells them again after a while, at most [`queue::LONGEST_DELAY`](crate::queue::LONGEST_DELAY).
    pub async fn remind_after(&self, tenant: &TenantId, delay: Duration) {
        if let Some(changes) = &self.changes {
            changes.send_after(DataChange { tenant_id: tenant.clone() }, delay).await;
        }
    }
}
