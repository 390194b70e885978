//! One change to a tenant as a resource of its own: who asked for what, what was done when, and how it ended.

pub(crate) mod act;
pub(crate) mod begin;
pub(crate) mod execution;
pub(crate) mod ledger;
pub(crate) mod queue;
pub(crate) mod run;
pub(crate) mod sweep;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tenancy::{
    ApiError, Registry, TenantId,
    ids::OperationId,
    registry::{Failure, partition},
};
use utoipa::ToSchema;

/// What an operation is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OperationKind {
    /// Make a tenant and all it owns.
    Onboard,
    /// Make a tenant from the archive of an erased one, or from a backup.
    Restore,
    /// Let it own what another plan says.
    ChangePlan,
    /// Refuse its requests.
    Suspend,
    /// Serve it again.
    Resume,
    /// Make the world agree with its row.
    Reconcile,
    /// Make one more backup of it.
    Backup,
    /// Export it and erase it.
    Offboard,
    /// Delete the archive of an erased tenant, and the key to it.
    PurgeArchive,
    /// Give somebody an account of the tenant.
    InviteUser,
    /// Take an account away.
    RemoveUser,
    /// Make an API key.
    CreateApiKey,
    /// Take an API key away.
    RevokeApiKey,
}

impl OperationKind {
    /// The name in the API, in the audit trail and in messages.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Onboard => "onboard",
            Self::Restore => "restore",
            Self::ChangePlan => "change-plan",
            Self::Suspend => "suspend",
            Self::Resume => "resume",
            Self::Reconcile => "reconcile",
            Self::Backup => "backup",
            Self::Offboard => "offboard",
            Self::PurgeArchive => "purge-archive",
            Self::InviteUser => "invite-user",
            Self::RemoveUser => "remove-user",
            Self::CreateApiKey => "create-api-key",
            Self::RevokeApiKey => "revoke-api-key",
        }
    }

    /// Whether it is about who may use the tenant, and nothing that reconciling would make.
    pub(crate) fn is_of_access(self) -> bool {
        matches!(self, Self::InviteUser | Self::RemoveUser | Self::CreateApiKey | Self::RevokeApiKey)
    }
}

/// How an operation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum OperationState {
    /// It is being worked on, or waits for somebody to take it up.
    Running,
    /// All is as was asked for.
    Succeeded,
    /// A step failed; the failure says what to do.
    Failed,
    /// Another operation, begun after its executor died, does its work too.
    Superseded,
}

/// One line of an operation's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StepLog {
    /// The step.
    pub step: String,
    /// When it ended.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// What came of it: `created`, `changed`, `deleted`, `failed`, `waiting`, ...
    pub outcome: String,
    /// What was done, or why it failed.
    pub detail: String,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
}

/// An operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Operation {
    /// Its id; later operations have greater ones.
    #[schema(value_type = String, format = Uuid)]
    pub operation_id: OperationId,
    /// The tenant.
    pub tenant_id: TenantId,
    /// What it is for.
    pub kind: OperationKind,
    /// How it stands.
    pub state: OperationState,
    /// Who asked for it: the token's subject.
    pub actor: String,
    /// What was done when.
    pub steps: Vec<StepLog>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// What it made, such as the certificate of an erasure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Value>,
    /// How often an executor took it up.
    pub attempts: u32,
    /// The idempotency key it came with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    pub idempotency_key: Option<String>,
    /// When it was asked for.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub finished_at: Option<Timestamp>,
}

impl Operation {
    /// A new operation that is about to begin.
    #[must_use]
    pub fn new(tenant: TenantId, kind: OperationKind, actor: &str, now: Timestamp) -> Self {
        Self {
            operation_id: OperationId::generate(),
            tenant_id: tenant,
            kind,
            state: OperationState::Running,
            actor: actor.to_owned(),
            steps: Vec::new(),
            failure: None,
            result: None,
            attempts: 1,
            idempotency_key: None,
            created_at: now,
            finished_at: None,
        }
    }

    /// Its address in the API.
    #[must_use]
    pub(crate) fn location(&self) -> String {
        location(&self.tenant_id, self.operation_id)
    }
}

/// The address of an operation in the API.
#[must_use]
pub(crate) fn location(tenant: &TenantId, operation: OperationId) -> String {
    format!("/tenants/{tenant}/operations/{operation}")
}

/// The operation of this id, if there is one.
///
/// # Errors
/// DynamoDB failed.
pub(crate) async fn read(
    registry: &Registry,
    tenant: &TenantId,
    id: OperationId,
) -> Result<Option<Operation>, ApiError> {
    let (dynamodb, table) = registry.table();
    let reply = dynamodb
        .get_item()
        .table_name(table)
        .key("pk", partition(tenant))
        .key("sk", AttributeValue::S(ledger::operation_key(id)))
        .consistent_read(true)
        .send()
        .await
        .map_err(|e| ApiError::aws("reading the operation", e))?;
    reply.item.map(ledger::read_operation).transpose()
}

/// Up to `limit` operations of `tenant`, the newest first, those before `before`.
///
/// # Errors
/// DynamoDB failed.
pub(crate) async fn list(
    registry: &Registry,
    tenant: &TenantId,
    limit: i32,
    before: Option<OperationId>,
) -> Result<Vec<Operation>, ApiError> {
    let (dynamodb, table) = registry.table();
    let reply = dynamodb
        .query()
        .table_name(table)
        .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
        .expression_attribute_values(":pk", partition(tenant))
        .expression_attribute_values(":from", AttributeValue::S("OP#".to_owned()))
        .expression_attribute_values(":to", AttributeValue::S(before.map_or("OP#~".to_owned(), ledger::operation_key)))
        .scan_index_forward(false)
        .consistent_read(true)
        // The one that `before` names is left out below.
        .limit(limit + 1)
        .send()
        .await
        .map_err(|e| ApiError::aws("listing the operations", e))?;
    let operations = reply.items.unwrap_or_default().into_iter().map(ledger::read_operation);
    let operations: Vec<Operation> = operations.collect::<Result<_, _>>()?;
    let earlier = operations.into_iter().filter(|operation| Some(operation.operation_id) != before);
    Ok(earlier.take(usize::try_from(limit).unwrap_or_default()).collect())
}
