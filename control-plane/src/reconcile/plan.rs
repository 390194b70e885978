//! The pure planner: from what should be and what is, to ordered steps. It does nothing, so it is printed before it runs.

use jiff::Timestamp;
use tenancy::registry::{TenantRecord, TenantState};

use super::{
    StepError,
    scene::Table,
    seen::{KeyState, Seen, TableSeen, Tags, World},
    step::{Step, TableChange},
};
use crate::{change::Desired, resources::table_settings::EXPIRES_AT};

/// What is to be done, stage by stage; the steps of one stage do not depend on each other.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) stages: Vec<Vec<Step>>,
    /// What is in the way, and is left alone.
    pub(crate) refused: Vec<(&'static str, StepError)>,
    /// Another look is needed once these steps are done: what waits for a key could not be seen, or not be planned.
    pub(crate) incomplete: bool,
}

impl Plan {
    fn of(stages: Vec<Vec<Step>>, refused: Vec<(&'static str, StepError)>) -> Self {
        Self { stages: stages.into_iter().filter(|stage| !stage.is_empty()).collect(), refused, incomplete: false }
    }
}

/// What to do at the time `now` for the tenant of `row`, of which there is `world`; `pooled` is the ARN of the shared key.
pub(crate) fn plan(row: &TenantRecord, desired: &Desired, world: &World, pooled: &str, now: Timestamp) -> Plan {
    match row.state {
        TenantState::Offboarding => teardown(row, world, pooled),
        TenantState::Erased => match row.archive.as_ref().and_then(|archive| archive.expires_at) {
            Some(at) if at <= now => Plan::of(vec![vec![Step::PurgeArchive]], Vec::new()),
            _ if world.archive_strays => Plan::of(vec![vec![Step::TidyArchive]], Vec::new()),
            _ => Plan::default(),
        },
        _ => build(row, desired, world, pooled),
    }
}

fn build(row: &TenantRecord, desired: &Desired, world: &World, pooled: &str) -> Plan {
    let mut refused = Vec::new();
    let mut keys = Vec::new();
    let mut rest = Vec::new();
    // The key's ARN, where it is known before the first stage has run.
    let key_arn = if desired.own_key { own_key(row, world, &mut keys, &mut refused) } else { Some(pooled.to_owned()) };
    if desired.own_key {
        match (&world.own_key, &key_arn) {
            (Seen::Present(key), Some(_)) if !key.rotates => rest.push(Step::RotateKey),
            (Seen::Absent, None) => rest.push(Step::RotateKey),
            _ => {}
        }
        rest.extend(alias(row, world, key_arn.as_deref(), &mut refused));
    }
    match &row.observed.data_key {
        None => rest.push(Step::WrapDataKey),
        Some(wrapped) if Some(&wrapped.key_arn) != key_arn.as_ref() => rest.push(Step::RewrapDataKey(wrapped.clone())),
        Some(_) => {}
    }
    for table in Table::BOTH {
        match world.table(table) {
            Seen::Unknown => refused.push((table.step(), StepError::NotReady("the table is being deleted".to_owned()))),
            Seen::Absent => rest.push(Step::CreateTable {
                table,
                protected: desired.deletion_protection,
                backups: desired.point_in_time_recovery,
            }),
            Seen::Present(seen) => match foreign(row, seen) {
                Some(error) => refused.push((table.step(), error)),
                None => {
                    let changes = table_changes(table, seen, desired, key_arn.as_deref());
                    if !changes.is_empty() {
                        rest.push(Step::MendTable { table, changes });
                    }
                }
            },
        }
    }
    match &world.marker {
        Seen::Absent => rest.push(Step::WriteMarker),
        Seen::Present(marker) if marker.key_arn == key_arn && key_arn.is_some() => {}
        Seen::Present(marker) if row.state == TenantState::Provisioning => {
            let encrypted = marker.key_arn.as_deref().unwrap_or("no key of ours");
            let why = format!("it is encrypted with {encrypted}, and was not made for this tenant");
            refused.push(("prefix", StepError::Foreign { what: "the mark of the tenant's prefix".to_owned(), why }));
        }
        Seen::Present(_) => rest.push(Step::MoveObjects),
        Seen::Unknown => {}
    }
    if !row.observed.owner_invited {
        rest.push(Step::InviteOwner);
    }
    rest.extend(world.orphan_keys.iter().cloned().map(Step::DropOrphan));
    let data = row.seed.iter().cloned().map(Step::PutData).collect();
    // Of what is in the way a backup would lack some.
    let backup = if row.backup_wanted && refused.is_empty() { vec![Step::Backup] } else { Vec::new() };
    let tables = Table::BOTH.iter().any(|table| matches!(world.table(*table), Seen::Present(_)));
    let revived = keys.iter().any(|step| matches!(step, Step::ReviveKey { .. }));
    let incomplete = revived || world.marker == Seen::Unknown || (key_arn.is_none() && tables);
    Plan { incomplete, ..Plan::of(vec![keys, rest, data, backup], refused) }
}

/// The ARN of the tenant's own key, if there is one already; steps to get one that can be used.
fn own_key(
    row: &TenantRecord,
    world: &World,
    keys: &mut Vec<Step>,
    refused: &mut Vec<(&'static str, StepError)>,
) -> Option<String> {
    let unusable = |arn: &str, why: &str| {
        let what = format!("the tenant's key {arn}");
        ("key", StepError::Unusable { what, why: why.to_owned() })
    };
    match (&world.own_key, &row.observed.own_key) {
        (Seen::Present(key), recorded) => {
            match key.state {
                KeyState::Enabled => {}
                KeyState::Disabled => keys.push(Step::ReviveKey { arn: key.arn.clone(), pending: false }),
                KeyState::PendingDeletion => keys.push(Step::ReviveKey { arn: key.arn.clone(), pending: true }),
                KeyState::Other => refused.push(unusable(&key.arn, "it is neither enabled nor disabled")),
            }
            if recorded.is_none() {
                keys.push(Step::AdoptKey(key.arn.clone()));
            }
            Some(key.arn.clone())
        }
        // What a lost key encrypts is lost with it: a new one would hide that.
        (_, Some(arn)) => {
            refused.push(unusable(arn, "KMS does not know it"));
            None
        }
        (_, None) => {
            keys.push(Step::CreateKey);
            None
        }
    }
}

fn alias(
    row: &TenantRecord,
    world: &World,
    key_arn: Option<&str>,
    refused: &mut Vec<(&'static str, StepError)>,
) -> Option<Step> {
    match &world.alias {
        Seen::Present(target) if Some(target.as_str()) == key_arn => None,
        // Once the tenant is made the alias is its own, wherever it points; before that, somebody else has made it.
        Seen::Present(target) if row.state != TenantState::Provisioning => {
            Some(Step::PointAlias { from: target.clone() })
        }
        Seen::Present(target) => {
            let why = format!("it points to {target}, which is not the tenant's key");
            refused.push(("key-alias", StepError::Foreign { what: "the alias of the tenant's key".to_owned(), why }));
            None
        }
        Seen::Absent | Seen::Unknown => Some(Step::CreateAlias),
    }
}

/// Why a table of the tenant's name is not the tenant's.
pub(crate) fn foreign(row: &TenantRecord, seen: &TableSeen) -> Option<StepError> {
    let name = seen.arn.rsplit('/').next().unwrap_or_default();
    let why = if seen.tags == Tags::None && row.observed.tables.get(name) != Some(&seen.id) {
        "it has no tag of ours and is not the table that was made for the tenant"
    } else if !seen.has_keys {
        "its keys are not pk and sk"
    } else {
        return None;
    };
    Some(StepError::Foreign { what: format!("the table {name}"), why: why.to_owned() })
}

fn table_changes(table: Table, seen: &TableSeen, desired: &Desired, key_arn: Option<&str>) -> Vec<TableChange> {
    let mut changes = Vec::new();
    if seen.tags != Tags::Ours {
        changes.push(TableChange::Tags);
    }
    // While the key is still to be made, the next look finds what is left.
    if let Some(key_arn) = key_arn
        && seen.key_arn.as_deref() != Some(key_arn)
    {
        changes.push(TableChange::Key(key_arn.to_owned()));
    }
    if seen.protected != desired.deletion_protection {
        changes.push(TableChange::Protection(desired.deletion_protection));
    }
    if !seen.has_index {
        changes.push(TableChange::Index);
    }
    if table.expires() && seen.ttl.as_deref() != Some(EXPIRES_AT) {
        changes.push(TableChange::Ttl);
    }
    if seen.point_in_time_recovery != desired.point_in_time_recovery {
        changes.push(TableChange::PointInTimeRecovery(desired.point_in_time_recovery));
    }
    changes
}

/// From refusing requests to a certificate that nothing is left. Only what is the tenant's is deleted.
fn teardown(row: &TenantRecord, world: &World, pooled: &str) -> Plan {
    let mut refused = Vec::new();
    let exported = row.archive.as_ref().is_some_and(|archive| archive.manifest_sha256.is_some());
    let data_key = if row.observed.data_key.is_none() { vec![Step::WrapDataKey] } else { Vec::new() };
    let export = if exported { Vec::new() } else { vec![Step::Export] };
    let drain = if exported { Vec::new() } else { vec![Step::Drain] };
    let (mut unprotect, mut delete) = (Vec::new(), Vec::new());
    for table in Table::BOTH {
        let Seen::Present(seen) = world.table(table) else { continue };
        if foreign(row, seen).is_some() {
            continue;
        }
        let mut changes = Vec::new();
        if seen.point_in_time_recovery {
            changes.push(TableChange::PointInTimeRecovery(false));
        }
        if seen.protected {
            changes.push(TableChange::Protection(false));
        }
        if !changes.is_empty() {
            unprotect.push(Step::Unprotect { table, changes });
        }
        delete.push(Step::DeleteTable(table));
    }
    delete.push(Step::DeleteObjects);
    delete.push(Step::RemoveUsers);
    match &row.observed.data_key {
        Some(wrapped) if wrapped.key_arn != pooled => delete.push(Step::RewrapForArchive(wrapped.clone())),
        _ => {}
    }
    let mut keys: Vec<Step> = Vec::new();
    if let Seen::Present(key) = &world.own_key {
        if world.alias == Seen::Present(key.arn.clone()) {
            keys.push(Step::DeleteAlias);
        }
        match key.state {
            KeyState::PendingDeletion => {}
            KeyState::Other => {
                refused.push(("key", StepError::NotReady("the tenant's key is being changed".to_owned())))
            }
            KeyState::Enabled | KeyState::Disabled => {
                // A disabled key can neither open the tables nor wrap the data key anew.
                if key.state == KeyState::Disabled && !exported {
                    return Plan::of(vec![vec![Step::ReviveKey { arn: key.arn.clone(), pending: false }]], refused);
                }
                keys.push(Step::DropKey(key.arn.clone()));
            }
        }
    }
    keys.extend(world.orphan_keys.iter().cloned().map(Step::DropOrphan));
    Plan::of(vec![data_key, drain, export, unprotect, delete, keys, vec![Step::Certify]], refused)
}
