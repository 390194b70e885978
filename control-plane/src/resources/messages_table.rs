//! The table of a tenant's conversations.

use async_trait::async_trait;
use tenancy::names::SESSION_INDEX;

use super::{
    Outcome, Resource,
    table::{Index, TableSpec},
};
use crate::reconcile::{Context, StepError};

/// The table `tenant-<id>-messages`.
#[derive(Debug)]
pub(super) struct MessagesTable;

#[async_trait]
impl Resource for MessagesTable {
    fn name(&self) -> &'static str {
        "messages-table"
    }

    async fn ensure(&self, context: &Context<'_>) -> Result<Outcome, StepError> {
        let index = Index { name: SESSION_INDEX, hash: "sessionId", range: "sk" };
        let name = context.services.names.messages_table(&context.tenant);
        let spec = TableSpec::of_tenant(name, Some(index), &context.tenant, context.key_arn().await?);
        spec.ensure(&context.services.aws.dynamodb).await
    }
}
