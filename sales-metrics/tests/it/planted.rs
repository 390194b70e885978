//! What was planted as the cause of a change is the first that its decomposition names.

use std::fmt::Write;

use axum::http::StatusCode;
use sales_metrics::query::{fact::FactRole, plan::Filter};
use serde_json::json;

use crate::{
    data::Seeded,
    world::{World, facts, period, snapshot},
};

const CASES: usize = 200;
/// Of these the planted cause must be first.
const FIRST: f64 = 0.95;
/// A change is told when it is so large, in percent.
const TOLD: f64 = 10.0;
/// Members by size, the largest first: each sells on every third day.
const COUNTRIES: [(&str, usize); 8] = [
    ("United Kingdom", 30),
    ("Germany", 20),
    ("France", 14),
    ("EIRE", 10),
    ("Spain", 8),
    ("Belgium", 6),
    ("Norway", 4),
    ("Italy", 3),
];
const PRODUCTS: [(&str, usize); 10] = [
    ("MUG", 450),
    ("LAMP", 380),
    ("CLOCK", 310),
    ("TRAY", 260),
    ("BAG", 200),
    ("CARD", 160),
    ("CANDLE", 120),
    ("TIN", 90),
    ("RIBBON", 60),
    ("PIN", 40),
];
/// Of either, causes are among so many of the largest: what sells little changes little.
const CAUSES: usize = 4;

/// Two months of a year in which one member of one dimension sells by a factor more, or less, in the second: the dimension, and
/// the member.
fn plant(year: usize, random: &mut Seeded, csv: &mut String) -> (&'static str, &'static str) {
    let place = random.next(CAUSES);
    let (dimension, cause) =
        if random.next(2) == 0 { ("country", COUNTRIES[place].0) } else { ("product", PRODUCTS[place].0) };
    // From 0.2 to 0.6, or from 1.6 to 3.0.
    let percent = if random.next(2) == 0 { 20 + random.next(41) } else { 160 + random.next(141) };
    for month in [3, 4] {
        for day in 1..=30 {
            for (at, (country, size)) in COUNTRIES.iter().enumerate() {
                for (product, price) in PRODUCTS.iter().skip((day + at) % 3).step_by(3) {
                    // Sold by the piece, and a lot more on one day than on another.
                    let sold = size * (20 + random.next(161));
                    let is_cause = month == 4 && [*country, *product].contains(&cause);
                    let sold = (if is_cause { sold * percent / 100 } else { sold } / 10).max(1);
                    let (pounds, pence) = (price / 100, price % 100);
                    writeln!(
                        csv,
                        "{month}{day}{at},X,{product},{sold},{year}-{month:02}-{day:02} 10:00:00,{pounds}.{pence:02},C{at},{country}"
                    )
                    .unwrap();
                }
            }
        }
    }
    (dimension, cause)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_planted_cause_is_the_first_that_is_named() {
    let mut csv = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n".to_owned();
    let mut random = Seeded(77);
    let planted: Vec<_> = (0..CASES).map(|case| plant(1900 + case, &mut random, &mut csv)).collect();
    let world = World::start().await;
    let session = world.tenant("acme").await;
    let imported = world.import("acme", csv.as_bytes()).await;
    assert_eq!((imported.status, &imported.body["rows"]["rejected"]), (StatusCode::CREATED, &json!(0)));
    let snapshot = snapshot(&session).await;
    let (mut told, mut first, mut missed) = (0_u32, 0_u32, Vec::new());
    for (case, (dimension, cause)) in planted.into_iter().enumerate() {
        let month =
            |month: usize| period(format!("{}-{month:02}-01", 1900 + case), format!("{}-{month:02}-30", 1900 + case));
        let why = json!({"intent": "why", "measures": ["revenue"], "period": month(4), "compareTo": month(3)});
        let found = facts(&session, &snapshot, why).await;
        let percent = found.iter().find(|fact| fact.role == FactRole::Percent).and_then(|fact| fact.value).unwrap();
        if percent.abs() < TOLD.try_into().unwrap() {
            continue;
        }
        told += 1;
        let is_one = |filter: &&Filter| !filter.exclude && filter.members.len() == 1;
        let named =
            found.iter().filter(|fact| fact.role == FactRole::Contribution && fact.filters.iter().all(|f| is_one(&f)));
        let largest = named.max_by_key(|fact| fact.value.map(|value| value.abs())).unwrap();
        let Filter { dimension: of, members, .. } = &largest.filters[0];
        if (of.as_str(), members[0].as_str()) == (dimension, cause) {
            first += 1;
        } else {
            missed.push(format!("{cause} planted, {} named: {percent} %", members[0]));
        }
    }
    println!("{first} of {told} changes of {TOLD} % and more, of {CASES}; {missed:?}");
    assert!(told > 100 && f64::from(first) >= FIRST * f64::from(told), "{first} of {told}: {missed:?}");
}
