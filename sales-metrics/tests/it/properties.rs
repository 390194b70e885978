//! Whatever the order of a file's rows, however they are split into files, however often a file comes: the figures are the same.

use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

use crate::world::{World, head, keys, seen};

const HEADER: &str = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";
const COUNTRIES: [&str; 4] = ["France", "Germany", "EIRE", ""];
const PRODUCTS: [&str; 5] = ["MUG", "\"LAMP, RED\"", "mug", "TEA ", ""];
const CASES: u32 = 8;

/// Rows that are alike in all that is measured may come; their stock code, which nothing is measured by, tells them apart: two
/// files of the same bytes would be one.
fn rows() -> impl Strategy<Value = Vec<String>> {
    let days = prop_oneof![0..3_i64, 0..400_i64];
    let row =
        (days, 0..6_u32, 0..PRODUCTS.len(), -5..20_i32, 0..2_000_u32, 0..5_u32, 0..COUNTRIES.len(), any::<bool>());
    prop::collection::vec(row, 1..40).prop_map(|rows| {
        let written = rows.into_iter().enumerate().map(|(place, row)| {
            let (day, invoice, product, quantity, price, customer, country, cancelled) = row;
            let day = jiff::civil::date(2010, 11, 28) + jiff::Span::new().days(day);
            let customer = if customer == 0 { String::new() } else { format!("1700{customer}") };
            let (cancelled, product, country) =
                (if cancelled { "C" } else { "" }, PRODUCTS[product], COUNTRIES[country]);
            let price = f64::from(price) / 100.0;
            format!(
                "{cancelled}5000{invoice},S{place},{product},{quantity},{day} 10:00:00,{price:.2},{customer},{country}"
            )
        });
        written.collect()
    })
}

/// How to cut rows into files, and which files come again: places, and whether.
fn files() -> impl Strategy<Value = (Vec<prop::sample::Index>, Vec<bool>)> {
    (prop::collection::vec(any::<prop::sample::Index>(), 0..3), prop::collection::vec(any::<bool>(), 4))
}

fn file(rows: &[String]) -> Vec<u8> {
    format!("{HEADER}\n{}\n", rows.join("\n")).into_bytes()
}

async fn sent(world: &World, id: &str, file: &[u8]) {
    let reply = world.import(id, file).await;
    assert!(reply.status.is_success(), "{reply:?}");
    assert_eq!(reply.body["rows"]["rejected"], 0, "{reply:?}");
}

#[test]
fn order_splitting_and_duplicates_change_no_figure() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(8 << 20).build().unwrap();
    let world = runtime.block_on(World::start());
    let case = AtomicUsize::new(0);
    let mut runner = TestRunner::new(Config { cases: CASES, failure_persistence: None, ..Config::default() });
    let shuffled = rows().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle(), files()));
    let holds = runner.run(&shuffled, |(rows, mixed, (cuts, again))| {
        let number = case.fetch_add(1, Ordering::Relaxed);
        runtime.block_on(async {
            let (one, many) = (format!("one{number}"), format!("many{number}"));
            let (whole, parts) = (world.tenant(&one).await, world.tenant(&many).await);
            sent(&world, &one, &file(&rows)).await;
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(mixed.len())).chain([0, mixed.len()]).collect();
            cuts.sort_unstable();
            cuts.dedup();
            let files: Vec<Vec<u8>> = cuts.windows(2).map(|ends| file(&mixed[ends[0]..ends[1]])).collect();
            for (file, again) in files.iter().zip(again.iter().cycle()) {
                sent(&world, &many, file).await;
                if *again {
                    sent(&world, &many, &files[0]).await;
                    sent(&world, &many, file).await;
                }
            }
            let (a, b) = (head(&whole).await, head(&parts).await);
            prop_assert_eq!((a.rows, a.first_day, a.last_day), (b.rows, b.first_day, b.last_day));
            prop_assert_eq!(seen(&whole).await, seen(&parts).await);
            prop_assert_eq!(keys(&whole).await, keys(&parts).await);
            Ok(())
        })
    });
    holds.unwrap();
}
