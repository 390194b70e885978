//! The planner by itself: what is there, and the lines it plans.

use jiff::Timestamp;
use tenancy::{
    Plans,
    registry::{Archive, Seed, TenantRecord, TenantState, WrappedKey},
};

use super::{
    plan::plan,
    seen::{KeySeen, KeyState, MarkerSeen, Seen, TableSeen, Tags, World},
};
use crate::{
    change::{Desired, new_record},
    new_tenant::NewTenant,
};

const POOLED: &str = "arn:key/pooled";
const OWN: &str = "arn:key/own";

fn row(plan: &str) -> TenantRecord {
    let plans = Plans::embedded().unwrap();
    let new = NewTenant::new(&plans, "acme", "Acme".to_owned(), "o@a.example".to_owned(), Some(plan), None).unwrap();
    new_record(&new, Timestamp::UNIX_EPOCH)
}

/// The row of a tenant that is as its plan says.
fn settled(plan: &str) -> TenantRecord {
    let mut row = row(plan);
    let arn = if plan == "enterprise" { OWN } else { POOLED };
    row.state = TenantState::Active;
    row.observed.key_arn = Some(arn.to_owned());
    row.observed.own_key = (plan == "enterprise").then(|| OWN.to_owned());
    row.observed.data_key = Some(WrappedKey { ciphertext: "x".to_owned(), key_arn: arn.to_owned() });
    row.observed.owner_invited = true;
    row
}

fn table(name: &str, key: &str, enterprise: bool) -> Seen<TableSeen> {
    Seen::Present(TableSeen {
        id: format!("id of {name}"),
        arn: format!("arn:table/tenant-acme-{name}"),
        active: true,
        has_keys: true,
        has_index: true,
        tags: Tags::Ours,
        key_arn: Some(key.to_owned()),
        protected: enterprise,
        ttl: (name == "messages").then(|| "expiresAt".to_owned()),
        point_in_time_recovery: enterprise,
    })
}

/// The world of such a tenant.
fn whole(plan: &str) -> World {
    let enterprise = plan == "enterprise";
    let key = if enterprise { OWN } else { POOLED };
    World {
        own_key: if enterprise { own(KeyState::Enabled) } else { Seen::Absent },
        alias: if enterprise { Seen::Present(OWN.to_owned()) } else { Seen::Absent },
        messages: table("messages", key, enterprise),
        metrics: table("metrics", key, enterprise),
        marker: Seen::Present(MarkerSeen { key_arn: Some(key.to_owned()) }),
        orphan_keys: Vec::new(),
        archive_strays: false,
    }
}

fn own(state: KeyState) -> Seen<KeySeen> {
    Seen::Present(KeySeen { arn: OWN.to_owned(), state, rotates: true })
}

/// The planned lines, the stages divided by `;`, and what is refused behind a `!`.
fn lines(row: &TenantRecord, world: &World) -> String {
    let desired = Desired::of(&Plans::embedded().unwrap(), &row.plan).unwrap();
    let plan = plan(row, &desired, world, POOLED, Timestamp::UNIX_EPOCH);
    let stages: Vec<String> = plan
        .stages
        .iter()
        .map(|stage| stage.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
        .chain(plan.refused.iter().map(|(step, error)| format!("! {step}: {error}")))
        .collect();
    stages.join("; ")
}

#[test]
fn what_is_as_it_should_be_needs_nothing() {
    for plan in ["standard", "enterprise"] {
        assert_eq!(lines(&settled(plan), &whole(plan)), "");
        let mut suspended = settled(plan);
        suspended.state = TenantState::Suspended;
        assert_eq!(lines(&suspended, &whole(plan)), "");
    }
}

#[test]
fn a_new_tenant_is_made_from_the_key_on() {
    assert_eq!(
        lines(&row("standard"), &World::empty()),
        "+ data key: made, + messages-table: made, + metrics-table: made, + prefix: marked, + users: the owner is invited"
    );
    let mut restored = row("enterprise");
    restored.seed = Some(Seed::Archive("old".parse().unwrap()));
    assert_eq!(
        lines(&restored, &World::empty()),
        "+ key: made; ~ key: yearly rotation -> on, + key alias: made, + data key: made, + messages-table: made, \
         + metrics-table: made, + prefix: marked, + users: the owner is invited; + data: the archive of old"
    );
}

#[test]
fn a_backup_comes_last_and_not_of_what_is_incomplete() {
    let mut wanted = settled("standard");
    wanted.backup_wanted = true;
    assert_eq!(lines(&wanted, &whole("standard")), "+ backup: written and read back");
    let mut world = World { messages: Seen::Absent, ..whole("standard") };
    assert_eq!(lines(&wanted, &world), "+ messages-table: made; + backup: written and read back");
    let Seen::Present(metrics) = &mut world.metrics else { unreachable!() };
    metrics.tags = Tags::None;
    assert!(!lines(&wanted, &world).contains("backup"), "a table of somebody else's is in the way");
}

#[test]
fn a_change_of_plan_is_what_differs() {
    let mut up = settled("standard");
    up.plan = "enterprise".to_owned();
    assert_eq!(
        lines(&up, &whole("standard")),
        "+ key: made; ~ key: yearly rotation -> on, + key alias: made, ~ data key: wrapped by the key of the plan, \
         ~ messages-table: deletion protection -> on, point-in-time recovery -> on, \
         ~ metrics-table: deletion protection -> on, point-in-time recovery -> on, ~ objects: encrypted with the key of the plan"
    );
    let mut down = settled("enterprise");
    down.plan = "standard".to_owned();
    assert_eq!(
        lines(&down, &whole("enterprise")),
        "~ data key: wrapped by the key of the plan, \
         ~ messages-table: key -> arn:key/pooled, deletion protection -> off, point-in-time recovery -> off, \
         ~ metrics-table: key -> arn:key/pooled, deletion protection -> off, point-in-time recovery -> off, \
         ~ objects: encrypted with the key of the plan"
    );
}

#[test]
fn what_is_not_the_tenants_is_refused() {
    let mut world = whole("enterprise");
    let Seen::Present(metrics) = &mut world.metrics else { unreachable!() };
    metrics.tags = Tags::None;
    assert_eq!(
        lines(&settled("enterprise"), &world),
        "! metrics-table: the table tenant-acme-metrics is not this tenant's: it has no tag of ours and is not the table \
         that was made for the tenant"
    );
    // The same table, known to be the one that was made: its tags were lost.
    let mut row_that_knows = settled("enterprise");
    row_that_knows.observed.tables.insert("tenant-acme-metrics".to_owned(), "id of metrics".to_owned());
    assert_eq!(lines(&row_that_knows, &world), "~ metrics-table: tags lost -> ours");

    let mut world = World::empty();
    world.alias = Seen::Present("arn:key/theirs".to_owned());
    assert!(lines(&row("enterprise"), &world).ends_with(
        "! key-alias: the alias of the tenant's key is not this tenant's: it points to arn:key/theirs, which is not the tenant's key"
    ));
    let mut world = whole("enterprise");
    world.own_key = Seen::Absent;
    assert_eq!(
        lines(&settled("enterprise"), &world).split("; ").last().unwrap(),
        "! key: the tenant's key arn:key/own cannot be used: KMS does not know it"
    );
}

#[test]
fn an_erasure_exports_first_and_deletes_only_what_is_the_tenants() {
    let mut leaving = settled("enterprise");
    leaving.state = TenantState::Offboarding;
    leaving.archive = Some(Archive { prefix: "archive/acme/1/".to_owned(), manifest_sha256: None, expires_at: None });
    assert_eq!(
        lines(&leaving, &whole("enterprise")),
        "~ requests: those being served end; + archive: written and read back; \
         ~ messages-table: point-in-time recovery -> off, deletion protection -> off, \
         ~ metrics-table: point-in-time recovery -> off, deletion protection -> off; \
         - messages-table: deleted, - metrics-table: deleted, - objects: all versions deleted, - users: deleted, \
         ~ data key: wrapped by the shared key, for the archive; - key alias: deleted, - key: arn:key/own scheduled for deletion; \
         + certificate: written"
    );
    // Taken up again after the tables are gone: nothing is exported over the archive.
    leaving.archive.as_mut().unwrap().manifest_sha256 = Some("x".to_owned());
    leaving.observed.data_key.as_mut().unwrap().key_arn = POOLED.to_owned();
    let mut world =
        World { messages: Seen::Absent, metrics: Seen::Absent, marker: Seen::Absent, ..whole("enterprise") };
    world.own_key = own(KeyState::PendingDeletion);
    assert_eq!(
        lines(&leaving, &world),
        "- objects: all versions deleted, - users: deleted; - key alias: deleted; + certificate: written"
    );
    let mut foreign = whole("standard");
    let Seen::Present(metrics) = &mut foreign.metrics else { unreachable!() };
    metrics.tags = Tags::None;
    let mut leaving = settled("standard");
    leaving.state = TenantState::Offboarding;
    assert!(!lines(&leaving, &foreign).contains("metrics-table: deleted"));
}

#[test]
fn an_erased_tenant_needs_nothing_until_its_archives_time_is_up() {
    let mut gone = settled("standard");
    gone.state = TenantState::Erased;
    let later = Timestamp::from_second(1).unwrap();
    gone.archive = Some(Archive { prefix: "a/".to_owned(), manifest_sha256: None, expires_at: Some(later) });
    assert_eq!(lines(&gone, &World::empty()), "");
    let world = World { archive_strays: true, ..World::empty() };
    assert_eq!(lines(&gone, &world), "- archive: what attempts at it left");
    gone.archive.as_mut().unwrap().expires_at = Some(Timestamp::UNIX_EPOCH);
    assert_eq!(lines(&gone, &World::empty()), "- archive: deleted, and the data key with it");
}
