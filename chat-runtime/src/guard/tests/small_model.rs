//! What was really said, by small models and by the narrator about real data, before the guard knew better.

use sales_metrics::query::fact::FactRole::{Change, Contribution, Share, Value};
use serde_json::json;

use super::{
    adversarial::{case, judge},
    fixtures::Fixture,
};

const H1: (&str, &str) = ("H1 2011", "2011-01-01/2011-06-30");
const MAY: (&str, &str) = ("May 2011", "2011-05-01/2011-05-31");
const Q1: (&str, &str) = ("Q1 2011", "2011-01-01/2011-03-31");

/// The guard is to find something in none of `texts`, or in each.
fn told(fixture: &Fixture, texts: &[&str], right: bool) {
    assert_eq!(judge(fixture, texts, right), Vec::<String>::new());
}

#[test]
fn what_is_first_of_its_period_is_not_of_a_wider_one() {
    let plan = json!({"intent": "rank", "measures": ["revenue"], "period": {"from": "2011-01-01", "to": "2011-06-30"},
        "groupBy": {"grain": "month"}, "top": {"n": 1, "order": "highest"}});
    let best = case(plan, &[(Value, "723333.51", "GBP", "revenue", MAY.0, MAY.1, "")]);
    told(
        &best,
        &[
            "The month with the highest income in 2011 was £723,333.51.",
            "May was the best month of 2011 with £723,333.51.",
            "The best month was the first half of 2011, with £723,333.51.",
        ],
        false,
    );
    told(
        &best,
        &[
            "The month with the highest income in H1 2011 was May 2011, with £723,333.51.",
            "In the first half of 2011, May was the best month with £723,333.51.",
            "May 2011 had the highest revenue, £723,333.51.",
        ],
        true,
    );
    let plan = json!({"intent": "rank", "measures": ["units"], "period": {"from": "2011-09-01", "to": "2011-09-30"},
        "groupBy": {"grain": "day"}, "top": {"n": 1, "order": "highest"}});
    let day = ("20 September 2011", "2011-09-20/2011-09-20");
    let day = case(plan, &[(Value, "43702", "count", "units", day.0, day.1, "")]);
    told(
        &day,
        &[
            "In 2011, the strongest day was September 2011 with a total of 43,702 units sold.",
            "The strongest day was September 2011 with 43,702 units.",
        ],
        false,
    );
    told(&day, &["The strongest day in September 2011 was 20 September, with 43,702 units sold."], true);
}

#[test]
fn a_list_of_a_ranking_has_no_gap_and_no_other_order() {
    let plan = json!({"intent": "rank", "measures": ["revenue"], "period": {"from": "2011-01-01", "to": "2011-03-31"},
        "groupBy": {"dimension": "country"}, "top": {"n": 4, "order": "highest"}});
    let rows = [("1402263.60", "United Kingdom"), ("71959.76", "Spain"), ("50113.89", "EIRE"), ("40458.88", "France")];
    let best = case(plan, &rows.map(|(value, member)| (Value, value, "GBP", "revenue", Q1.0, Q1.1, member)));
    told(
        &best,
        &[
            "Top 4 countries, Q1 2011\nUnited Kingdom: £1,402,263.60\nSpain: £71,959.76\nFrance: £40,458.88\nEIRE: £50,113.89",
            "United Kingdom: £1,402,263.60\nSpain: £71,959.76\nFrance: £40,458.88",
            "The countries are Bosnia-Slavonia, United Kingdom (£1,402,263.60) and Spain (£71,959.76).",
        ],
        false,
    );
    told(
        &best,
        &[
            "United Kingdom: £1,402,263.60\nSpain: £71,959.76\nEIRE: £50,113.89\nFrance: £40,458.88",
            "United Kingdom led with £1,402,263.60, ahead of Spain (£71,959.76).",
        ],
        true,
    );
}

#[test]
fn a_percentage_is_one_and_an_order_is_not_the_only_one() {
    let plan = json!({"intent": "share", "measures": ["revenue"], "period": {"from": "2011-05-01", "to": "2011-05-31"},
        "filters": [{"dimension": "country", "members": ["Germany"]}]});
    let share = case(
        plan,
        &[
            (Value, "967.86", "GBP", "revenue", MAY.0, MAY.1, "Germany"),
            (Value, "748957.02", "GBP", "revenue", MAY.0, MAY.1, ""),
            (Share, "0.1292", "percent", "revenue", MAY.0, MAY.1, "Germany"),
        ],
    );
    told(
        &share,
        &[
            "The percentage of revenue that Germany had in May 2011 was £967.86.",
            "Germany's revenue of £967.86 is reported as a percentage of total revenue in May 2011.",
        ],
        false,
    );
    told(&share, &["Germany's share of revenue in May 2011 was 0.13%, £967.86 of £748,957.02."], true);

    let plan =
        json!({"intent": "lookup", "measures": ["orders"], "period": {"from": "2011-01-01", "to": "2011-06-30"}});
    let orders = case(plan, &[(Value, "9090", "count", "orders", H1.0, H1.1, "")]);
    told(
        &orders,
        &[
            "The data on transactions came from a single order in the first half of 2011: 9,090.",
            "You are correct: there were 9,090 orders in the first half of 2011.",
            "Yes, there were 9,090 orders in the first half of 2011.",
            "There were 9,090 orders in the first half of 2011, and people love to listen to music while cooking pasta.",
        ],
        false,
    );
    told(&orders, &["There were 9,090 orders in the first half of 2011."], true);
}

#[test]
fn the_rest_of_one_dimension_is_of_the_same_member_of_another() {
    let plan = json!({"intent": "why", "measures": ["revenue"], "period": {"from": "2011-05-01", "to": "2011-05-31"},
        "compareTo": {"from": "2011-04-01", "to": "2011-04-30"},
        "filters": [{"dimension": "country", "members": ["France"]}], "groupBy": {"dimension": "product"}});
    let april = ("April 2011", "2011-04-01/2011-04-30");
    let mut why = case(
        plan,
        &[
            (Value, "14516.90", "GBP", "revenue", MAY.0, MAY.1, "France"),
            (Value, "8438.91", "GBP", "revenue", april.0, april.1, "France"),
            (Change, "6077.99", "GBP", "revenue", MAY.0, MAY.1, "France"),
            (Contribution, "377.50", "GBP", "revenue", MAY.0, MAY.1, "60 CAKE CASES"),
            (Contribution, "5700.49", "GBP", "revenue", MAY.0, MAY.1, "!60 CAKE CASES"),
        ],
    );
    let france = why.facts[0].filters[0].clone();
    for fact in &mut why.facts[3..] {
        fact.filters[0].dimension = "product".to_owned();
        fact.filters.push(france.clone());
    }
    let whole = "Revenue for France in May 2011 came to £14,516.90, £6,077.99 more than in April 2011 (£8,438.91).";
    told(&why, &[&format!("{whole} By product: 60 CAKE CASES +£377.50 and the rest +£5,700.49.")], true);
    told(&why, &[&format!("{whole} By product: 60 CAKE CASES +£5,700.49 and the rest +£377.50.")], false);
    told(&why, &[&format!("{whole} By country: Germany +£377.50 and the rest +£5,700.49.")], false);
}
