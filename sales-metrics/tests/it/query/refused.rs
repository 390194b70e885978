//! Plans that cannot be used.

use std::fmt::Write;

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{facts, period, query, sampled};
use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_cannot_be_used_says_what_and_why() {
    let (world, _) = sampled(None).await;
    let plan = |change: Value| {
        let mut plan = json!({"intent": "lookup", "measures": ["revenue"]});
        plan.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        plan
    };
    let filter = |members: Value| json!({"filters": [{"dimension": "country", "members": members}]});
    let both = json!([{"dimension": "country", "members": ["France"]}, {"dimension": "country", "members": ["Spain"]}]);
    for (change, field, said) in [
        (json!({"measures": []}), "measures", "revenue"),
        (json!({"measures": ["revenue", "profit"]}), "measures[1]", "\"profit\""),
        (json!({"measures": vec!["revenue"; 11]}), "measures", "more than 10"),
        (filter(json!(["Germany", "Frnace"])), "filters[0].members[1]", "did you mean \"France\"?"),
        (filter(json!([])), "filters[0].members", "no member"),
        (filter(json!(vec!["France"; 1_001])), "filters[0].members", "more than 1000"),
        (json!({"filters": both}), "filters[1]", "two filters on country"),
        (json!({"filters": [{"dimension": "city", "members": ["Ulm"]}]}), "filters[0].dimension", "\"city\""),
        (json!({"period": period("2011-03-02", "2011-03-01")}), "period", "2011-03-02"),
        (json!({"intent": "rank", "groupBy": {"dimension": "city"}}), "groupBy.dimension", "\"city\""),
        (json!({"intent": "rank"}), "groupBy", "country, product"),
        (
            json!({"intent": "rank", "groupBy": {"dimension": "country"}, "top": {"n": 0, "order": "highest"}}),
            "top.n",
            "1 to 100",
        ),
        (
            json!({"intent": "rank", "groupBy": {"dimension": "country"}, "top": {"n": 101, "order": "highest"}}),
            "top.n",
            "1 to 100",
        ),
        (json!({"intent": "series"}), "groupBy", "no unit of time"),
        (json!({"intent": "series", "groupBy": {"grain": "range"}}), "groupBy.grain", "no unit of time"),
        (json!({"intent": "series", "groupBy": {"grain": "fortnight"}}), "groupBy.grain", "fortnight"),
        (json!({"intent": "series", "groupBy": {"measure": "orders"}}), "groupBy.measure", "average"),
        (json!({"intent": "average", "groupBy": {"measure": "profit"}}), "groupBy.measure", "\"profit\""),
        (json!({"intent": "compare"}), "compareTo", "nothing to compare"),
        (
            json!({"intent": "compare", "baseline": "previousYear", "compareTo": period("2011-01-01", "2011-01-31")}),
            "baseline",
            "compareTo",
        ),
        (json!({"baseline": "previousYear"}), "baseline", "compare, why and summary alone"),
        (json!({"intent": "share"}), "filters", "no part"),
        (
            json!({"intent": "share", "measures": ["averageOrderValue"],
                "filters": [{"dimension": "country", "members": ["UK"]}]}),
            "measures[0]",
            "no parts",
        ),
        (json!({"groupby": {"grain": "month"}}), "groupby", "unknown field"),
        (json!({"having": {"is": "above", "amount": "5"}}), "having", "the intent rank alone"),
        (
            json!({"intent": "rank", "groupBy": {"grain": "month"}, "having": {"is": "above", "amount": "5",
                "and": {"is": "below", "amount": "4"}}}),
            "having.and",
            "between",
        ),
        (
            json!({"intent": "rank", "groupBy": {"grain": "month"}, "having": {"is": "below", "amount": "5",
                "and": {"is": "below", "amount": "9"}}}),
            "having.and",
            "between",
        ),
        (json!({"intent": "rank", "having": {"is": "near", "amount": "5"}}), "having.is", "near"),
        (
            json!({"intent": "rank", "measures": ["revenue", "orders"], "groupBy": {"dimension": "country"},
                "having": {"is": "above", "amount": "5"}}),
            "having",
            "several measures",
        ),
        (json!({"intent": "series", "groupBy": {"grain": "month"}, "each": {"dimension": "country"}}), "each", "rank"),
        (
            json!({"intent": "rank", "groupBy": {"dimension": "country"}, "each": {"dimension": "city"}}),
            "each.dimension",
            "\"city\"",
        ),
        (
            json!({"intent": "rank", "groupBy": {"dimension": "country"}, "each": {"dimension": "country"}}),
            "each",
            "already",
        ),
        (
            json!({"intent": "rank", "groupBy": {"dimension": "country"}, "each": {"grain": "day"}}),
            "each.grain",
            "more than 31",
        ),
    ] {
        let plan = plan(change);
        let reply = query(&world, &plan).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{plan}: {reply:?}");
        assert_eq!((&reply.body["code"], &reply.body["field"]), (&json!("invalid_field"), &json!(field)), "{reply:?}");
        let told = format!("{} {}", reply.body["detail"], reply.body["remedy"]).replace("\\\"", "\"");
        assert!(told.contains(said) && reply.body["remedy"].is_string(), "{plan}: {told}");
    }
    // 374 days are listed, and the whole of them; the best of them would be found among far more.
    let by_day = json!({"intent": "series", "measures": ["revenue"], "groupBy": {"grain": "day"}});
    assert_eq!(facts(&world, by_day).await.len(), 375);
}

/// Each day's new customers name all months before them, and an answer is kept in one item.
#[tokio::test(flavor = "multi_thread")]
async fn who_is_new_is_not_told_day_by_day_of_many_years() {
    let world = World::start().await;
    world.tenant("acme").await;
    let mut file = String::from("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n");
    for month in 0..72 {
        let (year, month) = (2015 + month / 12, month % 12 + 1);
        writeln!(file, "{year}{month:02},1,MUG,1,{year}-{month:02}-15 08:00:00,2.50,{month},France").unwrap();
    }
    assert_eq!(world.import("acme", file.as_bytes()).await.status, StatusCode::CREATED);
    let new = |grain: &str, from: &str| json!({"intent": "series", "measures": ["newCustomers"], "groupBy": {"grain": grain}, "period": period(from, "2020-12-31")});
    let months = facts(&world, new("month", "2015-01-01")).await;
    assert_eq!(months.iter().filter(|fact| fact["value"] == "1").count(), 12);
    let days = query(&world, &new("day", "2020-01-01")).await;
    assert_eq!(
        (days.status, days.body["field"].as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, Some("groupBy.grain")),
        "{}",
        days.body
    );
    assert_eq!(query(&world, &new("day", "2020-11-01")).await.status, StatusCode::OK);
}
