//! What the control plane works with, made once when the process starts.

use std::sync::Arc;

use aws_types::SdkConfig;
use tenancy::{Config, Queue, Services, registry::TenantRecord};
use tokio::sync::OnceCell;

use crate::{
    limits::Limits,
    operation::queue::Work,
    reconcile::{StepError, scene::Scene},
    resources::key,
    settings::Settings,
    users::{self, UserDirectory},
};

/// The control plane; cheap to clone.
#[derive(Debug, Clone)]
pub struct ControlPlane {
    /// Names, registry, clients.
    pub services: Services,
    /// What it may take its time for.
    pub settings: Settings,
    pub(crate) users: Arc<dyn UserDirectory>,
    pub(crate) queue: Queue<Work>,
    pub(crate) limits: Arc<Limits>,
    pooled_key: Arc<OnceCell<String>>,
}

impl ControlPlane {
    /// The control plane over `services`; accounts are kept in `users`, unfinished work goes to `queue`.
    #[must_use]
    pub fn new(services: Services, settings: Settings, users: Arc<dyn UserDirectory>, queue: Queue<Work>) -> Self {
        let limits = Arc::new(Limits::new(settings.quotas));
        Self { services, settings, users, queue, limits, pooled_key: Arc::default() }
    }

    /// The control plane of a Lambda.
    #[must_use]
    pub fn on_aws(sdk: SdkConfig, config: &Config) -> Self {
        let services = Services::new(sdk, config);
        let queue = Queue::sqs(aws_sdk_sqs::Client::new(&services.aws.sdk), &config.queue_url);
        let users = users::directory(&services, config.user_pool_id.as_deref());
        let settings = Settings { quotas: config.quotas, ..Settings::default() };
        Self::new(services, settings, users, queue)
    }

    /// What a step works with on the tenant of `record`.
    pub(crate) fn scene<'a>(&'a self, record: &'a TenantRecord, pooled_key: &'a str) -> Scene<'a> {
        Scene {
            services: &self.services,
            settings: &self.settings,
            limits: &self.limits,
            users: self.users.as_ref(),
            record,
            pooled_key,
        }
    }

    /// The ARN of the key that tenants without one of their own share; asked for once.
    pub(crate) async fn pooled_key(&self) -> Result<String, StepError> {
        let alias = self.services.names.pooled_key_alias();
        let ask = async || {
            let key = key::describe(&self.services.aws.kms, alias).await?;
            key.and_then(|key| key.arn).ok_or_else(|| StepError::Unusable {
                what: format!("the shared key {alias}"),
                why: "there is none; Terraform, or `salestalk up` on the local stack, makes it".to_owned(),
            })
        };
        self.pooled_key.get_or_try_init(ask).await.cloned()
    }
}
