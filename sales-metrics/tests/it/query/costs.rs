//! What plans ask of AWS.

use std::time::Duration;

use serde_json::{Value, json};

use super::{facts, period, sampled};
use crate::{meter::Meter, world::World};

/// Every kind of plan: its requests to AWS, and the most of them that had to wait for one another.
#[tokio::test(flavor = "multi_thread")]
async fn a_plan_costs_at_most_two_reads_one_after_the_other() {
    let mut meter = Meter::new(true);
    meter.pause = Duration::from_millis(20);
    let (world, _) = sampled(Some(&meter)).await;
    let germany = json!([{"dimension": "country", "members": ["Germany", "France"]}]);
    let without = json!([{"dimension": "country", "members": ["Germany"], "exclude": true}]);
    let odd = period("2011-01-11", "2011-11-22");
    let month = json!({"grain": "month"});
    let (by_country, by_product) = (json!({"dimension": "country"}), json!({"dimension": "product"}));
    println!("{:<34} {:>5} {:>18}", "plan", "calls", "one after another");
    for (name, plan) in [
        ("lookup, a month", json!({"intent": "lookup", "period": period("2011-03-01", "2011-03-31")})),
        ("lookup, all data", json!({"intent": "lookup"})),
        ("lookup, two members", json!({"intent": "lookup", "filters": germany, "period": odd})),
        ("lookup, all but one member", json!({"intent": "lookup", "filters": without, "period": odd})),
        ("series by day", json!({"intent": "series", "groupBy": {"grain": "day"}})),
        ("series by month, all but one", json!({"intent": "series", "groupBy": month, "filters": without})),
        (
            "compare, previous period",
            json!({"intent": "compare", "baseline": "previousPeriod", "period": period("2011-03-01", "2011-03-31")}),
        ),
        ("compare, members", json!({"intent": "compare", "filters": germany, "period": odd})),
        ("rank, products", json!({"intent": "rank", "groupBy": {"dimension": "product"}, "period": odd})),
        ("rank, days", json!({"intent": "rank", "groupBy": {"grain": "day"}})),
        ("breakdown", json!({"intent": "breakdown", "groupBy": {"dimension": "country"}, "period": odd})),
        ("share", json!({"intent": "share", "filters": germany})),
        ("average per week", json!({"intent": "average", "groupBy": {"grain": "week"}})),
        ("average per order", json!({"intent": "average", "groupBy": {"measure": "orders"}})),
        ("cumulative", json!({"intent": "cumulative", "groupBy": month, "filters": germany})),
        ("why", json!({"intent": "why", "period": period("2011-03-01", "2011-03-31")})),
        ("summary", json!({"intent": "summary", "period": period("2011-03-01", "2011-03-31")})),
        ("growth", json!({"intent": "growth", "groupBy": month, "period": odd})),
        (
            "months above an amount",
            json!({"intent": "rank", "groupBy": month, "having": {"is": "above", "amount": "9"}}),
        ),
        (
            "products of each country",
            json!({"intent": "rank", "groupBy": by_product, "each": by_country, "period": odd}),
        ),
        (
            "products of two countries",
            json!({"intent": "rank", "groupBy": by_product, "each": by_country,
            "filters": germany}),
        ),
        ("best month of each country", json!({"intent": "rank", "groupBy": month, "each": by_country})),
        ("products of each month", json!({"intent": "rank", "groupBy": by_product, "each": month, "period": odd})),
        ("share, each quarter", json!({"intent": "share", "filters": germany, "each": {"grain": "quarter"}})),
    ] {
        let mut plan = plan;
        let measures = ["revenue", "customers", "units"];
        plan["measures"] = if plan["having"].is_null() { json!(measures) } else { json!(measures[..1]) };
        let (calls, chain) = cost(&world, &meter, plan).await;
        println!("{name:<34} {calls:>5} {chain:>18}");
        assert!(calls >= 3 && chain <= 2, "{name}: {calls} calls, {chain} one after the other");
    }
    // Of more members than are answered for, it must be known first which are the largest.
    let plan = json!({"intent": "rank", "measures": ["revenue"], "groupBy": month, "each": by_product});
    let (calls, chain) = cost(&world, &meter, plan).await;
    println!("{:<34} {calls:>5} {chain:>18}", "best month of each product");
    assert!(chain <= 3, "{calls} calls, {chain} one after the other");
}

/// The requests of a plan that was asked before, and how many had to wait for one another: names are read once for each
/// version of the data, sessions once an hour.
async fn cost(world: &World, meter: &Meter, plan: Value) -> (usize, usize) {
    facts(world, plan.clone()).await;
    meter.take();
    facts(world, plan).await;
    meter.take()
}
