//! Rankings: whose figure is told of whom.

use sales_metrics::query::fact::FactRole;
use serde_json::json;

use super::adversarial::{JUNE, case, judge};

/// A ranking of those that are not left out: the one left out has no figure of its own.
#[test]
fn who_is_left_out_of_a_ranking_has_no_figure() {
    let outside = |rows: &[(&'static str, &'static str)]| {
        let plan = json!({"intent": "rank", "measures": ["revenue"],
            "period": {"from": "2011-06-01", "to": "2011-06-30"}, "groupBy": {"dimension": "country"},
            "filters": [{"dimension": "country", "members": ["United Kingdom"], "exclude": true}],
            "top": {"n": rows.len(), "order": "highest"}});
        let fact = |(name, value): &(&'static str, &'static str)| {
            (FactRole::Value, *value, "GBP", "revenue", JUNE.0, JUNE.1, *name)
        };
        case(plan, &rows.iter().map(fact).collect::<Vec<_>>())
    };
    let (three, one) = (
        outside(&[("Germany", "39655.81"), ("France", "22489.20"), ("EIRE", "19000.10")]),
        outside(&[("Germany", "39655.81")]),
    );
    let mut wrong = Vec::new();
    wrong.extend(judge(
        &three,
        &[
            "Germany had the highest revenue excluding United Kingdom in June 2011 with {F1}, followed by France ({F2}) and EIRE ({F3}).",
            "Excluding United Kingdom, Germany had the highest revenue with {F1}.",
        ],
        true,
    ));
    wrong.extend(judge(
        &three,
        &[
            "France had the highest revenue excluding United Kingdom in June 2011 with {F2}, followed by Germany ({F1}).",
            "France had the highest revenue excluding United Kingdom in June 2011 with {F1}.",
            "Germany had the highest revenue excluding France in June 2011 with {F1}.",
            "United Kingdom had the highest revenue in June 2011 with {F1}.",
            "Germany had the highest revenue excluding United Kingdom with {F1}, followed by EIRE ({F3}).",
            "Revenue excluding United Kingdom came to {F1} in June 2011.",
        ],
        false,
    ));
    wrong.extend(judge(
        &one,
        &["Germany had the highest revenue excluding United Kingdom in June 2011 with {F1}."],
        true,
    ));
    wrong.extend(judge(
        &one,
        &[
            "France had the highest revenue excluding United Kingdom in June 2011 with {F1}.",
            "Revenue excluding United Kingdom came to {F1} in June 2011.",
            "Revenue came to {F1} in June 2011.",
        ],
        false,
    ));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// "Panorama 34 {F1}": the digits are the name's, and no part of the figure behind it.
#[test]
fn a_name_that_ends_in_digits_stands_before_its_figure() {
    let plan = json!({"intent": "breakdown", "measures": ["revenue"],
        "period": {"from": "2011-06-01", "to": "2011-06-30"}, "groupBy": {"dimension": "country"}});
    let rows = [("Panorama 34", "39655.81"), ("Germany", "22489.20")];
    let fact = |(name, value): &(&'static str, &'static str)| {
        (FactRole::Value, *value, "GBP", "revenue", JUNE.0, JUNE.1, *name)
    };
    let split = case(plan, &rows.iter().map(fact).collect::<Vec<_>>());
    let right =
        ["Revenue in June 2011: Panorama 34 {F1} and Germany {F2}.", "Revenue in June 2011: Panorama 34 £39,655.81."];
    let wrong = ["Revenue in June 2011: Germany 34 {F2}.", "Revenue in June 2011: Panorama 34 34 {F1}."];
    let mut found = judge(&split, &right, true);
    found.extend(judge(&split, &wrong, false));
    assert!(found.is_empty(), "{found:#?}");
}

/// What members that stand side by side come to together is told of all of them, and of none alone.
#[test]
fn what_two_members_come_to_together() {
    let filters = json!([{"dimension": "country", "members": ["Germany", "France"]}]);
    let plan = json!({"intent": "compare", "measures": ["revenue"],
        "period": {"from": "2011-06-01", "to": "2011-06-30"}, "filters": filters});
    let fact = |role, value, member| (role, value, "GBP", "revenue", JUNE.0, JUNE.1, member);
    let mut pair = case(
        plan,
        &[
            fact(FactRole::Value, "39655.81", "Germany"),
            fact(FactRole::Value, "22489.20", "France"),
            fact(FactRole::Change, "17166.61", "Germany"),
            fact(FactRole::Together, "62145.01", "Germany"),
        ],
    );
    pair.facts[3].filters = serde_json::from_value(filters).unwrap();
    let right = [
        "Revenue for Germany in June 2011 came to {F1}, {F3} more than for France ({F2}); together {F4}.",
        "Germany and France came to {F4} together in June 2011: Germany {F1}, France {F2}.",
        "Revenue for Germany and France in June 2011 came to {F4}.",
    ];
    let wrong = [
        "Revenue for Germany in June 2011 came to {F1}, {F3} more than for France ({F2}); together {F2}.",
        "Revenue for Germany in June 2011 came to {F1}, {F3} more than for France ({F2}); together £39,655.81.",
        "Revenue for Germany in June 2011 came to {F4}.",
        "Germany came to {F1} and France to {F4} in June 2011.",
        "Germany and France came to {F1} together in June 2011.",
        "Together with Spain, Germany came to {F4} in June 2011.",
    ];
    let mut found = judge(&pair, &right, true);
    found.extend(judge(&pair, &wrong, false));
    assert!(found.is_empty(), "{found:#?}");
}

/// The figure of a whole period and those of its units, of two measures.
#[test]
fn a_whole_period_and_its_units() {
    let plan = json!({"intent": "series", "measures": ["revenue", "orders"],
        "period": {"from": "2011-04-06", "to": "2011-06-30"}, "groupBy": {"grain": "month"}});
    let units = [
        ("April 2011", "2011-04-01/2011-04-30"),
        ("May 2011", "2011-05-01/2011-05-31"),
        ("June 2011", "2011-06-01/2011-06-30"),
    ];
    let whole = ("from 6 April to 30 June 2011", "2011-04-06/2011-06-30");
    let fact = |role, value, measure, (label, period)| {
        (role, value, if measure == "revenue" { "GBP" } else { "count" }, measure, label, period, "")
    };
    let mut facts = Vec::new();
    for (measure, values) in [("revenue", ["100.00", "250.50", "200.00"]), ("orders", ["12", "31", "27"])] {
        facts.extend(units.iter().zip(values).map(|(unit, value)| fact(FactRole::Value, value, measure, *unit)));
        let sum = if measure == "revenue" { "550.50" } else { "70" };
        facts.push(fact(FactRole::Whole, sum, measure, whole));
    }
    let series = case(plan, &facts);
    let right = [
        "Revenue from 6 April to 30 June 2011 came to {F4}. Revenue by month went from {F1} in April 2011 to {F3} in June 2011 (highest: {F2} in May 2011). April 2011 {F1}, May 2011 {F2}, June 2011 {F3}. Orders from 6 April to 30 June 2011 came to {F8}.",
        "Revenue by month went from {F1} in April 2011 to {F3} in June 2011. April 2011 {F1}, May 2011 {F2}, June 2011 {F3}. Orders from 6 April to 30 June 2011 came to {F8}. Orders by month went from {F5} in April 2011 to {F7} in June 2011 (highest: {F6} in May 2011).",
        "April 2011 {F1}, May 2011 {F2}, June 2011 {F3}. Orders from 6 April to 30 June 2011 came to {F8}.",
        "April 2011 {F1}, May 2011 no sales, June 2011 {F3}. Orders from 6 April to 30 June 2011 came to {F8}.",
        "Orders from 6 April to 30 June 2011 came to {F8}. Orders by month went from {F5} in April 2011 to {F7} in June 2011.",
        "Revenue from 6 April to 30 June 2011 came to {F4}. Orders from 6 April to 30 June 2011 came to {F8}.",
        "Revenue from 6 April to 30 June 2011 came to {F4}.",
        "Orders from 6 April to 30 June 2011 came to {F8}.",
        "Orders by month: June 2011 {F7}. Orders from 6 April to 30 June 2011 came to {F8}.",
        "Revenue by month: June 2011 {F3}. Orders from 6 April to 30 June 2011 came to {F8}.",
        "Orders went from {F5} in April 2011 to {F7} in June 2011 (highest: {F6} in May 2011). Orders from 6 April to 30 June 2011 came to {F8}.",
        "Revenue went from {F1} in April 2011 to {F3} in June 2011 (highest: {F2} in May 2011). Orders from 6 April to 30 June 2011 came to {F8}.",
    ];
    let wrong = [
        "Revenue in June 2011 came to {F4}.",
        "Revenue from 6 April to 30 June 2011 came to {F2}.",
        "Revenue by month: May 2011 {F2}, June 2011 {F4}.",
        "Revenue was highest in May 2011, at {F4}.",
    ];
    let mut found = judge(&series, &right, true);
    found.extend(judge(&series, &wrong, false));
    assert!(found.is_empty(), "{found:#?}");
}
