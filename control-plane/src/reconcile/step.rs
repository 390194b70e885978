//! The steps there are, and how each is told: by a name in logs and errors, by a line in a diff.

use std::fmt;

use tenancy::registry::{Seed, WrappedKey};

use super::scene::Table;
use crate::resources::table_settings::EXPIRES_AT;

/// One change of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TableChange {
    Tags,
    Index,
    /// Encrypt with this key.
    Key(String),
    Protection(bool),
    Ttl,
    PointInTimeRecovery(bool),
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    CreateKey,
    /// A key with the tenant's tags that nobody recorded becomes the tenant's.
    AdoptKey(String),
    ReviveKey {
        arn: String,
        pending: bool,
    },
    RotateKey,
    WrapDataKey,
    RewrapDataKey(WrappedKey),
    CreateAlias,
    PointAlias {
        from: String,
    },
    CreateTable {
        table: Table,
        protected: bool,
        backups: bool,
    },
    MendTable {
        table: Table,
        changes: Vec<TableChange>,
    },
    WriteMarker,
    MoveObjects,
    InviteOwner,
    /// Puts the data in that the tenant was asked for with.
    PutData(Seed),
    Backup,
    /// A key that an executor made and did not live to record.
    DropOrphan(String),

    Drain,
    Export,
    Unprotect {
        table: Table,
        changes: Vec<TableChange>,
    },
    DeleteTable(Table),
    DeleteObjects,
    DeleteAlias,
    RemoveUsers,
    /// So that the archive can be read when the tenant's own key is gone.
    RewrapForArchive(WrappedKey),
    DropKey(String),
    Certify,
    /// What attempts at an archive left that came to nothing.
    TidyArchive,
    PurgeArchive,
}

impl Step {
    /// Whether it copies or deletes all that the tenant has, however much that is; the others are a few calls each.
    pub(crate) fn is_long(&self) -> bool {
        matches!(self, Self::MoveObjects | Self::PutData(_) | Self::Backup | Self::Export | Self::DeleteObjects)
    }

    /// The name in the log, in errors and in documents.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::CreateKey | Self::AdoptKey(_) | Self::ReviveKey { .. } | Self::RotateKey | Self::DropKey(_) => "key",
            Self::DropOrphan(_) => "orphan-key",
            Self::WrapDataKey | Self::RewrapDataKey(_) | Self::RewrapForArchive(_) => "data-key",
            Self::CreateAlias | Self::PointAlias { .. } | Self::DeleteAlias => "key-alias",
            Self::CreateTable { table, .. }
            | Self::MendTable { table, .. }
            | Self::Unprotect { table, .. }
            | Self::DeleteTable(table) => table.step(),
            Self::WriteMarker => "prefix",
            Self::MoveObjects | Self::DeleteObjects => "objects",
            Self::InviteOwner | Self::RemoveUsers => "users",
            Self::PutData(_) => "data",
            Self::Backup => "backup",
            Self::Drain => "drain",
            Self::Export => "export",
            Self::Certify => "certificate",
            Self::PurgeArchive | Self::TidyArchive => "archive",
        }
    }
}

impl fmt::Display for TableChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tags => f.write_str("tags lost -> ours"),
            Self::Index => f.write_str("index missing -> made"),
            Self::Key(arn) => write!(f, "key -> {arn}"),
            Self::Protection(on) => write!(f, "deletion protection -> {}", on_off(*on)),
            Self::Ttl => write!(f, "time to live -> {EXPIRES_AT}"),
            Self::PointInTimeRecovery(on) => write!(f, "point-in-time recovery -> {}", on_off(*on)),
        }
    }
}

fn on_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

/// A line of a diff: `+` for what is made, `~` for what is changed, `-` for what is deleted.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |changes: &[TableChange]| changes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        match self {
            Self::CreateKey => f.write_str("+ key: made"),
            Self::AdoptKey(arn) => write!(f, "+ key: {arn}, made before and not recorded"),
            Self::ReviveKey { arn, pending: false } => write!(f, "~ key: {arn} disabled -> enabled"),
            Self::ReviveKey { arn, pending: true } => write!(f, "~ key: {arn} pending deletion -> enabled"),
            Self::RotateKey => f.write_str("~ key: yearly rotation -> on"),
            Self::WrapDataKey => f.write_str("+ data key: made"),
            Self::RewrapDataKey(_) => f.write_str("~ data key: wrapped by the key of the plan"),
            Self::RewrapForArchive(_) => f.write_str("~ data key: wrapped by the shared key, for the archive"),
            Self::CreateAlias => f.write_str("+ key alias: made"),
            Self::PointAlias { from } => write!(f, "~ key alias: {from} -> the tenant's key"),
            Self::CreateTable { table, .. } => write!(f, "+ {}: made", table.step()),
            Self::MendTable { table, changes } | Self::Unprotect { table, changes } => {
                write!(f, "~ {}: {}", table.step(), list(changes))
            }
            Self::WriteMarker => f.write_str("+ prefix: marked"),
            Self::MoveObjects => f.write_str("~ objects: encrypted with the key of the plan"),
            Self::InviteOwner => f.write_str("+ users: the owner is invited"),
            Self::PutData(Seed::Example) => f.write_str("+ data: the example"),
            Self::PutData(Seed::Archive(from)) => write!(f, "+ data: the archive of {from}"),
            Self::PutData(Seed::Backup(from, id)) => write!(f, "+ data: the backup {id} of {from}"),
            Self::Backup => f.write_str("+ backup: written and read back"),
            Self::DropOrphan(arn) => write!(f, "- key: {arn}, made by an executor that died"),
            Self::Drain => f.write_str("~ requests: those being served end"),
            Self::Export => f.write_str("+ archive: written and read back"),
            Self::DeleteTable(table) => write!(f, "- {}: deleted", table.step()),
            Self::DeleteObjects => f.write_str("- objects: all versions deleted"),
            Self::DeleteAlias => f.write_str("- key alias: deleted"),
            Self::RemoveUsers => f.write_str("- users: deleted"),
            Self::DropKey(arn) => write!(f, "- key: {arn} scheduled for deletion"),
            Self::Certify => f.write_str("+ certificate: written"),
            Self::TidyArchive => f.write_str("- archive: what attempts at it left"),
            Self::PurgeArchive => f.write_str("- archive: deleted, and the data key with it"),
        }
    }
}
