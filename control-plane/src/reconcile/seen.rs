//! What there is of a tenant, as AWS tells it; what could not be seen is unknown, never absent.

use futures::future::try_join;
use tenancy::registry::TenantState;

use super::{
    StepError,
    scene::{Scene, Table},
};
use crate::{
    erasure,
    resources::{key, prefix, table},
};

/// The state of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Seen<T> {
    /// Nobody has looked, or somebody has just changed it.
    Unknown,
    /// It is not there.
    Absent,
    /// It is there.
    Present(T),
}

/// A KMS key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeySeen {
    pub(crate) arn: String,
    pub(crate) state: KeyState,
    /// Whether it rotates yearly.
    pub(crate) rotates: bool,
}

/// What a key can be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyState {
    Enabled,
    Disabled,
    PendingDeletion,
    /// Being made, imported or moved.
    Other,
}

/// A table that has the name of one of the tenant's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TableSeen {
    pub(crate) id: String,
    pub(crate) arn: String,
    /// Whether it can be changed now.
    pub(crate) active: bool,
    /// Whether its keys are `pk` and `sk`.
    pub(crate) has_keys: bool,
    /// Whether it has the index that such a table has.
    pub(crate) has_index: bool,
    /// How many of our tags it has.
    pub(crate) tags: Tags,
    pub(crate) key_arn: Option<String>,
    pub(crate) protected: bool,
    /// The attribute by which its items expire, if they do.
    pub(crate) ttl: Option<String>,
    pub(crate) point_in_time_recovery: bool,
}

/// Which of our tags something has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tags {
    /// Both, for this tenant.
    Ours,
    /// One of the two.
    Half,
    /// None, or another tenant's.
    None,
}

/// The marker of the tenant's prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MarkerSeen {
    pub(crate) key_arn: Option<String>,
}

/// All that there is of a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct World {
    /// The key that the row names as the tenant's own, or one with its tags.
    pub(crate) own_key: Seen<KeySeen>,
    /// The ARN of the key that the tenant's alias names.
    pub(crate) alias: Seen<String>,
    pub(crate) messages: Seen<TableSeen>,
    pub(crate) metrics: Seen<TableSeen>,
    pub(crate) marker: Seen<MarkerSeen>,
    /// Keys made for the tenant that nobody recorded: an executor died in between.
    pub(crate) orphan_keys: Vec<String>,
    /// Of an erased tenant: whether attempts at its archive left something.
    pub(crate) archive_strays: bool,
}

impl World {
    /// A tenant of which nothing is there yet: its row was just made. What is there all the same is met by the calls.
    pub(crate) fn empty() -> Self {
        Self {
            own_key: Seen::Absent,
            alias: Seen::Absent,
            messages: Seen::Absent,
            metrics: Seen::Absent,
            marker: Seen::Absent,
            orphan_keys: Vec::new(),
            archive_strays: false,
        }
    }

    /// Looks at everything; `unsettled` also looks for what an executor made and did not record.
    pub(crate) async fn look(scene: Scene<'_>, unsettled: bool) -> Result<Self, StepError> {
        let (keys, rest) = try_join(
            key::look(scene, unsettled),
            try_join(
                try_join(table::look(scene, Table::Messages), table::look(scene, Table::Metrics)),
                prefix::look(scene),
            ),
        )
        .await?;
        let ((messages, metrics), marker) = rest;
        let key::Keys { own_key, alias, orphan_keys } = keys;
        let archive_strays = scene.record.state == TenantState::Erased && erasure::has_strays(scene).await?;
        Ok(Self { own_key, alias, messages, metrics, marker, orphan_keys, archive_strays })
    }

    pub(crate) fn table(&self, table: Table) -> &Seen<TableSeen> {
        match table {
            Table::Messages => &self.messages,
            Table::Metrics => &self.metrics,
        }
    }
}
