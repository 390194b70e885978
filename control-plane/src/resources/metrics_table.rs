//! The table of a tenant's figures.

use async_trait::async_trait;

use super::{Outcome, Resource, table::TableSpec};
use crate::reconcile::{Context, StepError};

/// The table `tenant-<id>-metrics`.
#[derive(Debug)]
pub(super) struct MetricsTable;

#[async_trait]
impl Resource for MetricsTable {
    fn name(&self) -> &'static str {
        "metrics-table"
    }

    async fn ensure(&self, context: &Context<'_>) -> Result<Outcome, StepError> {
        let name = context.services.names.metrics_table(&context.tenant);
        let spec = TableSpec::of_tenant(name, None, &context.tenant, context.key_arn().await?);
        spec.ensure(&context.services.aws.dynamodb).await
    }
}
