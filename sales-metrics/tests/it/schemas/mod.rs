//! Files of other shapes than the demo's, through the real routes and against DuckDB: nothing in code knows a column.

mod orders;
mod stores;
mod subscriptions;

use axum::http::StatusCode;
use jiff::{ToSpan, civil::Date};
use serde_json::Value;
use tenancy::Role;

use crate::{
    data::Seeded,
    differential::{Case, agrees},
    world::World,
};

const PLANS: usize = 60;

async fn holds(case: Case) {
    let world = World::start().await;
    let session = world.bare_tenant("acme").await;
    let stored = world.put_catalogue("acme", Role::Admin, case.catalogue.to_string()).await;
    assert_eq!(stored.status, StatusCode::OK, "{}", stored.body);
    let reply = world.import("acme", case.text.as_bytes()).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.body);
    assert_eq!(reply.body["rows"]["rejected"], 0, "{}", reply.body);
    agrees(&session, &case, 3, PLANS).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn daily_totals_by_store() {
    holds(stores::case()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn subscription_invoices_in_several_currencies() {
    holds(subscriptions::case()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn order_lines_with_the_columns_of_their_orders() {
    holds(orders::case()).await;
}

/// Those of `list` that are switched on.
fn only(list: Vec<(bool, Value)>) -> Value {
    list.into_iter().filter(|(on, _)| *on).map(|(_, value)| value).collect()
}

fn pick<'a>(random: &mut Seeded, list: &[&'a str]) -> &'a str {
    list[random.next(list.len())]
}

fn later(day: Date, days: usize) -> Date {
    day.saturating_add(i64::try_from(days).unwrap().days())
}

/// `1234567` hundredths as `12,345.67`, with these marks.
fn hundredths(value: usize, thousands: &str, point: char) -> String {
    format!("{}{point}{:02}", whole(value / 100, thousands), value % 100)
}

/// `12345` as `12,345`, with this mark.
fn whole(value: usize, thousands: &str) -> String {
    let digits = value.to_string();
    let mut written = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            written.push_str(thousands);
        }
        written.push(digit);
    }
    written
}
