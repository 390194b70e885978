//! Fault schedules: whatever goes wrong at whichever AWS call of an operation, asking again ends in exactly the state of the
//! undisturbed run, with nothing left over.
//!
//! A sample of single faults and of pairs runs with the tests; `cargo xtask faults` runs all single faults and more pairs,
//! `cargo xtask faults --all` all of both.

pub(crate) mod meddler;
mod state;

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use control_plane::{Clock, ControlPlane, Work, work};
use futures::{StreamExt, stream};
use serde_json::{Value, json};

use crate::world::{World, acme, enterprise, send, tenant};
use meddler::{A_DAY, Fault, LONG, Meddler, Schedule};
use state::state;

/// So many run in one account: to look for a tenant's keys is to look at all keys.
const PER_WORLD: usize = 60;
/// How many schedules run at once.
const AT_ONCE: usize = 4;
/// Single faults, and pairs, of each operation that run with the tests.
const SAMPLE: (usize, usize) = (45, 15);

/// An operation, from what it starts to what is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Onboard,
    OnboardOwn,
    Upgrade,
    Downgrade,
    Suspend,
    Resume,
    Mend,
    Offboard,
    OffboardOwn,
    Restore,
    Backup,
    RestoreBackup,
}

impl Kind {
    const ALL: [Self; 12] = [
        Self::Onboard,
        Self::OnboardOwn,
        Self::Upgrade,
        Self::Downgrade,
        Self::Suspend,
        Self::Resume,
        Self::Mend,
        Self::Offboard,
        Self::OffboardOwn,
        Self::Restore,
        Self::Backup,
        Self::RestoreBackup,
    ];

    /// Whether it makes a tenant from what there is of another.
    fn is_restore(self) -> bool {
        matches!(self, Self::Restore | Self::RestoreBackup)
    }

    /// Makes what the operation starts from.
    async fn prepare(self, world: &World, id: &str) {
        let made = async |body: Value| {
            let reply = world.post(body).await;
            assert!(reply.status.is_success(), "{}", reply.body);
        };
        match self {
            Self::Onboard | Self::OnboardOwn => {}
            Self::Upgrade | Self::Suspend | Self::Offboard => made(acme(id)).await,
            Self::Downgrade | Self::OffboardOwn | Self::Mend | Self::Backup => made(enterprise(id)).await,
            Self::Resume => {
                made(acme(id)).await;
                world.call("PATCH", &format!("/tenants/{id}"), Some(json!({"state": "suspended"}))).await;
            }
            Self::Restore | Self::RestoreBackup => made(acme(&format!("{id}old"))).await,
        }
        let source = if self.is_restore() { format!("{id}old") } else { id.to_owned() };
        let has_data =
            matches!(self, Self::Upgrade | Self::Downgrade | Self::Offboard | Self::OffboardOwn | Self::Backup);
        if has_data || self.is_restore() {
            let session = crate::offboarding::session(world, &source).await;
            for table in [&session.messages_table, &session.metrics_table] {
                let text = |text: &str| aws_sdk_dynamodb::types::AttributeValue::S(text.to_owned());
                let put = session.dynamodb.put_item().table_name(table).item("pk", text("MSG#1")).item("sk", text("x"));
                put.item("tenantId", text(&source)).send().await.unwrap();
            }
            let put = session.s3.put_object().bucket(&session.bucket).key(format!("{}imports/1", session.prefix));
            let put = put.server_side_encryption("aws:kms".into()).ssekms_key_id(&session.key_arn);
            put.body(vec![7; 100].into()).send().await.unwrap();
        }
        if self == Self::Mend {
            let kms = &world.services.aws.kms;
            kms.delete_alias().alias_name(format!("alias/salestalk/{id}")).send().await.unwrap();
            let dynamodb = &world.services.aws.dynamodb;
            let table = format!("tenant-{id}-metrics");
            dynamodb.update_table().table_name(&table).deletion_protection_enabled(false).send().await.unwrap();
            dynamodb.delete_table().table_name(&table).send().await.unwrap();
        }
        if self == Self::Restore {
            let gone = world.call("DELETE", &format!("/tenants/{source}"), None).await;
            assert_eq!(gone.body["state"], "succeeded", "{}", gone.body);
        }
        if self == Self::RestoreBackup {
            let made = world.call("POST", &format!("/tenants/{source}/backups"), None).await;
            assert_eq!(made.body["state"], "succeeded", "{}", made.body);
        }
    }

    /// What is asked.
    fn request(self, id: &str) -> (&'static str, String, Option<Value>) {
        let tenant = format!("/tenants/{id}");
        match self {
            Self::Onboard => ("POST", "/tenants".to_owned(), Some(acme(id))),
            Self::OnboardOwn => ("POST", "/tenants".to_owned(), Some(enterprise(id))),
            Self::Upgrade => ("PATCH", tenant, Some(json!({"plan": "enterprise"}))),
            Self::Downgrade => ("PATCH", tenant, Some(json!({"plan": "standard"}))),
            Self::Suspend => ("PATCH", tenant, Some(json!({"state": "suspended"}))),
            Self::Resume => ("PATCH", tenant, Some(json!({"state": "active"}))),
            Self::Mend => ("POST", format!("{tenant}/reconcile"), None),
            Self::Offboard | Self::OffboardOwn => ("DELETE", tenant, None),
            Self::Restore | Self::RestoreBackup => ("POST", format!("{tenant}old/restore"), Some(acme(id))),
            Self::Backup => ("POST", format!("{tenant}/backups"), None),
        }
    }
}

async fn ask(world: &World, plane: &ControlPlane, kind: Kind, id: &str) -> Value {
    let (method, path, body) = kind.request(id);
    let key = format!("key-{id}");
    let reply = send(plane, method, &path, Some(&world.operator), &[("idempotency-key", &key)], body).await;
    json!({"status": reply.status.as_u16(), "body": reply.body})
}

/// Delivers the message of the tenant's operation, as the queue or the sweep does.
async fn deliver(plane: &ControlPlane, id: &str) {
    let row = plane.services.registry.get(&tenant(id)).await.unwrap();
    if let Some(lease) = row.and_then(|row| row.lease) {
        let message = Work { tenant_id: tenant(id), operation_id: lease.operation };
        work(plane, &message, Duration::from_secs(5)).await.unwrap();
    }
}

/// Runs the operation under `schedule` and mends it; the state it ends in, and how many calls the operation made.
async fn run(world: &World, kind: Kind, id: &str, schedule: Schedule) -> (BTreeMap<String, String>, usize) {
    kind.prepare(world, id).await;
    let clock = Clock::default();
    let meddler = Meddler::new(schedule.clone());
    let (faulty, sound) = tokio::join!(world.plane_through(meddler.client(), &clock), world.plane_at(&clock));
    let told = tokio::select! {
        told = ask(world, &faulty, kind, id) => Some(told),
        // The request's future is dropped here, as a killed process drops it.
        () = meddler.crashed() => None,
        () = meddler.others(async |takes_over| {
            if takes_over {
                clock.advance(LONG);
                ask(world, &sound, kind, id).await;
            }
            deliver(&sound, id).await;
        }) => None,
    };
    let calls = meddler.calls();
    // Nobody is left who holds a lease.
    clock.advance(LONG);
    deliver(&sound, id).await;
    let mut last = ask(world, &sound, kind, id).await;
    for _ in 0..3 {
        if last["status"].as_u64().unwrap() < 300 {
            break;
        }
        last = ask(world, &sound, kind, id).await;
    }
    assert!(last["status"].as_u64().unwrap() < 300, "{kind:?} {schedule:?}: first {told:?}, then {last}");
    let tenant = format!("/tenants/{id}");
    send(&sound, "POST", &format!("{tenant}/reconcile"), Some(&world.operator), &[], None).await;
    if kind == Kind::Backup {
        // What attempts left goes with a backup that is made later.
        clock.advance(2 * A_DAY);
        let again = send(&sound, "POST", &format!("{tenant}/backups"), Some(&world.operator), &[], None).await;
        assert_eq!(again.body["state"], "succeeded", "{kind:?} {schedule:?}: {}", again.body);
    }
    (state(world, id).await, calls)
}

/// Runs `schedules` and compares what each ends in with what the undisturbed run ended in.
async fn compare(world: &World, kind: Kind, schedules: Vec<Schedule>, wanted: &BTreeMap<String, String>) {
    let failures: Vec<String> = stream::iter(schedules.into_iter().enumerate())
        .map(|(n, schedule)| async move {
            let id = format!("{}{}n{n}", char::from(b'a' + kind as u8), schedule.len());
            let (found, _) = Box::pin(run(world, kind, &id, schedule.clone())).await;
            if found == *wanted {
                return None;
            }
            let differing: Vec<String> = wanted
                .keys()
                .chain(found.keys())
                .filter(|key| wanted.get(*key) != found.get(*key))
                .map(|key| format!("{key}: wanted {:?}, found {:?}", wanted.get(key), found.get(key)))
                .collect();
            Some(format!("{kind:?} {schedule:?}: {differing:?}"))
        })
        .buffer_unordered(AT_ONCE)
        .filter_map(async |failure| failure)
        .collect()
        .await;
    assert!(failures.is_empty(), "{} failures, the first: {}", failures.len(), failures[0]);
}

/// The numbers 0.. in an order that looks like chance and is always the same.
fn shuffled<T>(mut items: Vec<T>) -> Vec<T> {
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    for place in (1..items.len()).rev() {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        items.swap(place, usize::try_from(seed % (place as u64 + 1)).unwrap());
    }
    items
}

async fn schedules_of(kind: Kind, sample: (usize, usize)) {
    let world = World::start().await;
    let began = Instant::now();
    let (wanted, calls) = run(&world, kind, "undisturbed", Vec::new()).await;
    let single: Vec<Schedule> = (1..=calls).flat_map(|at| Fault::ALL.map(|fault| vec![(at, fault)])).collect();
    // Whoever is disturbed makes more calls than whoever is not: the second fault may come later.
    let mut double: Vec<Schedule> = Vec::new();
    for first in 1..=calls {
        for second in first + 1..=calls + 6 {
            for a in Fault::ALL {
                double.extend(Fault::ALL.map(|b| vec![(first, a), (second, b)]));
            }
        }
    }
    let (all_single, all_double) = (single.len(), double.len());
    let single: Vec<Schedule> = shuffled(single).into_iter().take(sample.0).collect();
    let double: Vec<Schedule> = shuffled(double).into_iter().take(sample.1).collect();
    let (singles, doubles) = (single.len(), double.len());
    for schedules in [single, double] {
        for some in schedules.chunks(PER_WORLD) {
            compare(&World::start().await, kind, some.to_vec(), &wanted).await;
        }
    }
    println!(
        "{kind:?}: {calls} calls, {singles} of {all_single} single faults and {doubles} of {all_double} pairs in {:.1} s",
        began.elapsed().as_secs_f64()
    );
}

macro_rules! schedules {
    ($($name:ident: $kind:ident,)*) => {
        $(#[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            schedules_of(Kind::$kind, SAMPLE).await;
        })*
    };
}

schedules! {
    onboarding_ends_alike: Onboard,
    onboarding_with_an_own_key_ends_alike: OnboardOwn,
    an_upgrade_ends_alike: Upgrade,
    a_downgrade_ends_alike: Downgrade,
    a_suspension_ends_alike: Suspend,
    a_resumption_ends_alike: Resume,
    a_repair_ends_alike: Mend,
    an_offboarding_ends_alike: Offboard,
    an_offboarding_with_an_own_key_ends_alike: OffboardOwn,
    a_restoration_ends_alike: Restore,
    a_backup_ends_alike: Backup,
    a_restoration_of_a_backup_ends_alike: RestoreBackup,
}

/// Run by `cargo xtask faults`, which says in the environment how many pairs of each operation it wants.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes long"]
async fn all_end_alike() {
    let pairs = std::env::var("FAULT_PAIRS").ok().and_then(|text| text.parse().ok()).unwrap_or(usize::MAX);
    for kind in Kind::ALL {
        schedules_of(kind, (usize::MAX, pairs)).await;
    }
}
