//! `cargo xtask bench query`: how long each kind of plan takes over the real data, and what it asks of AWS; the same among
//! many tenants, and with more years of data. The local stack runs in a process of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[allow(dead_code)]
#[path = "../../../control-plane/examples/bench/meter.rs"]
mod meter;
mod plans;
#[allow(dead_code)]
mod world;

use std::time::{Duration, Instant};

use meter::Meter;
use plans::{Kind, Seeded};
use sales_metrics::query::{Snapshots, answer};
use tenancy::TenantSession;
use world::World;

/// Plans of each kind that are timed.
const TIMED: usize = 1_000;
/// Plans of each kind whose calls are counted.
const COUNTED: usize = 20;
/// Tenants beside the one that is asked.
const TENANTS: usize = 999;
const YEARS: i16 = 10;
/// What `cargo xtask bench query` holds each kind to.
const TARGET: Duration = Duration::from_millis(5);

#[tokio::main]
async fn main() {
    let mut args = std::env::args().skip(1);
    match (args.next().as_deref(), args.next()) {
        (Some("serve"), Some(dir)) => world::serve(&dir).await,
        (Some("kinds"), _) => kinds(&World::start().await).await,
        (Some("tenants"), _) => tenants(&World::start().await).await,
        (Some("years"), _) => years(&World::start().await).await,
        (None, _) => {
            let world = World::start().await;
            kinds(&world).await;
            tenants(&world).await;
            years(&world).await;
        }
        _ => panic!("say kinds, tenants, years or nothing"),
    }
}

/// Asks plans of one kind, and sorts how long they took.
async fn timed(session: &TenantSession, snapshots: &Snapshots, kind: &Kind, many: usize) -> Vec<Duration> {
    let mut random = Seeded(42);
    let mut took = Vec::with_capacity(many);
    let mut empty = 0;
    for round in 0..many + many / 10 {
        let members = snapshots.load(session).await.unwrap();
        let plan = (kind.plan)(&mut random, &members);
        let began = Instant::now();
        let snapshot = snapshots.load(session).await.unwrap();
        let facts = answer(session, &snapshot, &plan).await.unwrap_or_else(|e| panic!("{plan:?}: {e}"));
        // The first are for connections and caches.
        if round >= many / 10 {
            took.push(began.elapsed());
        }
        empty += usize::from(facts.is_empty());
    }
    // Nothing is sold from Christmas to New Year, and little of a product in a small country; most plans have figures.
    assert!(empty * 2 < many, "{}: {empty} of {many} plans have no figures", kind.name);
    took.sort();
    took
}

fn at(took: &[Duration], percent: usize) -> Duration {
    took[(took.len() * percent / 100).min(took.len() - 1)]
}

fn ms(duration: Duration) -> String {
    format!("{:.2}", duration.as_secs_f64() * 1e3)
}

async fn kinds(world: &World) {
    let session = world.tenant("demo").await;
    let took = world.import(&session, "demo.csv", world::demo()).await;
    println!("the real file imported in {:.1} s", took.as_secs_f64());
    println!("each kind of plan, {TIMED} times with other periods and members (target: p99 under 5 ms, 2 in sequence)");
    println!("{:<38} {:>8} {:>8} {:>9} {:>6} {:>12}", "plan", "p50 ms", "p99 ms", "own CPU", "calls", "in sequence");
    let snapshots = Snapshots::default();
    for kind in plans::KINDS {
        let before = world::cpu();
        let took = timed(&session, &snapshots, kind, TIMED).await;
        let cpu = (world::cpu() - before) * 1e3 / (TIMED + TIMED / 10) as f64;
        let (calls, chain) = counted(&session, &snapshots, kind, &world.meter).await;
        let late = if at(&took, 99) > TARGET { " over" } else { "" };
        println!(
            "{:<38} {:>8} {:>8} {cpu:>9.2} {calls:>6} {chain:>12}{late}",
            kind.name,
            ms(at(&took, 50)),
            ms(at(&took, 99)),
        );
    }
}

/// The most calls that a plan of this kind made, and the most of them one after the other.
async fn counted(session: &TenantSession, snapshots: &Snapshots, kind: &Kind, meter: &Meter) -> (usize, usize) {
    let (mut calls, mut chain) = (0, 0);
    let mut random = Seeded(7);
    for _ in 0..COUNTED {
        let plan = (kind.plan)(&mut random, &snapshots.load(session).await.unwrap());
        // Which calls overlap is chance, and a chain only looks longer by it: the shortest of three counts.
        let mut shortest = usize::MAX;
        for _ in 0..3 {
            meter.take();
            let snapshot = snapshots.load(session).await.unwrap();
            answer(session, &snapshot, &plan).await.unwrap();
            let (made, longest) = meter.take();
            calls = calls.max(made);
            shortest = shortest.min(longest);
        }
        chain = chain.max(shortest);
    }
    (calls, chain)
}

async fn tenants(world: &World) {
    let session = world.tenant("alone").await;
    world.import(&session, "demo.csv", world::demo()).await;
    let alone = timed(&session, &Snapshots::default(), &plans::KINDS[0], TIMED).await;
    let began = Instant::now();
    world.crowd(TENANTS).await;
    println!("{TENANTS} more tenants made in {:.1} s", began.elapsed().as_secs_f64());
    let among = timed(&session, &Snapshots::default(), &plans::KINDS[0], TIMED).await;
    compared(plans::KINDS[0].name, ("1 tenant", &alone), ("1,000 tenants", &among));
}

async fn years(world: &World) {
    let session = world.tenant("years").await;
    world.import(&session, "0.csv", world::demo()).await;
    let one = timed(&session, &Snapshots::default(), &plans::KINDS[0], TIMED).await;
    for year in 1..YEARS {
        let took = world.import(&session, &format!("{year}.csv"), world::demo_in(year)).await;
        println!("year {} imported in {:.1} s", year + 1, took.as_secs_f64());
    }
    let ten = timed(&session, &Snapshots::default(), &plans::KINDS[0], TIMED).await;
    compared(plans::KINDS[0].name, ("1 year", &one), ("10 years", &ten));
    for kind in plans::LONG {
        let took = timed(&session, &Snapshots::default(), kind, TIMED / 10).await;
        println!("{:<38} {:>8} {:>8} ms (10 years: p50, p99)", kind.name, ms(at(&took, 50)), ms(at(&took, 99)));
    }
}

fn compared(what: &str, (few, before): (&str, &[Duration]), (many, after): (&str, &[Duration])) {
    for percent in [50, 99] {
        let (a, b) = (at(before, percent), at(after, percent));
        let ratio = b.as_secs_f64() / a.as_secs_f64();
        println!("{what}, p{percent}: {few} {} ms, {many} {} ms, ratio {ratio:.2} (target 1.2)", ms(a), ms(b));
    }
}
