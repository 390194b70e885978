//! A judge that agrees with everything proves nothing.

use serde_json::{Value, json};

use super::{paper::Task, sheet::mark};
use crate::questions::judge::{Reply, Verdict};

const DATA: [&str; 2] = ["2024-01-01", "2025-10-17"];

/// A reply about Benelux in May 2025, with `changes` made to its classification.
fn reply(text: &str, changes: Value) -> Reply {
    let mut classification = json!({
        "intent": "lookup", "measures": ["netSales"], "period": {"from": "2025-05-01", "to": "2025-05-31"}, "compareTo": null,
        "groupBy": null, "filters": [{"dimension": "region", "members": ["Benelux"], "exclude": false}], "top": null,
    });
    for (key, value) in changes.as_object().unwrap() {
        classification[key] = value.clone();
    }
    let facts =
        json!([{"measure": "netSales", "period": "2025-05-01/2025-05-31", "filters": classification["filters"]}]);
    let reply = json!({"verdict": "ANSWERED", "text": text, "classification": classification, "facts": facts});
    serde_json::from_value(reply).unwrap()
}

fn task(changes: Value) -> Task {
    let mut task = json!({
        "ask": "Benelux sales in May 2025", "n": [1234.5],
        "plan": {"measures": [["netSales"]], "period": ["2025-05-01", "2025-05-31"],
            "filters": [{"dimension": "region", "members": ["benelux "], "exclude": false}]},
    });
    for (key, value) in changes.as_object().unwrap() {
        task[key] = value.clone();
    }
    serde_json::from_value(task).unwrap()
}

fn verdict(task: &Task, reply: &Reply) -> Verdict {
    mark(task, reply, &DATA.map(str::to_owned)).0
}

#[test]
fn right_figures_of_something_else_are_wrong() {
    let asked = task(json!({}));
    assert_eq!(verdict(&asked, &reply("€1,234.50", json!({}))), Verdict::Right);
    assert_eq!(verdict(&asked, &reply("€1,234.60", json!({}))), Verdict::Wrong, "the figure");
    for (key, value) in [
        ("period", json!({"from": "2025-04-01", "to": "2025-04-30"})),
        ("period", Value::Null),
        ("filters", json!([])),
        ("filters", json!([{"dimension": "region", "members": ["Benelux"], "exclude": true}])),
        ("filters", json!([{"dimension": "region", "members": ["Benelux", "Nordics"], "exclude": false}])),
        ("measures", json!(["salesOrders"])),
        ("measures", json!(["netSales", "salesOrders"])),
    ] {
        assert_eq!(verdict(&asked, &reply("€1,234.50", json!({key: value}))), Verdict::Wrong, "{key} {value}");
    }
}

#[test]
fn a_refusal_is_a_refusal() {
    let mut withheld = reply("For which month?", json!({}));
    withheld.verdict = Some("CLARIFY".to_owned());
    assert_eq!(verdict(&task(json!({})), &withheld), Verdict::Refused);
    let unanswerable = task(json!({"refuse": true, "n": [], "plan": null}));
    assert_eq!(verdict(&unanswerable, &withheld), Verdict::Right);
    assert_eq!(verdict(&unanswerable, &reply("€1,234.50", json!({}))), Verdict::Wrong);
    withheld.verdict = Some("HTTP 500".to_owned());
    assert_eq!(verdict(&unanswerable, &withheld), Verdict::Refused, "an error is no refusal");
}

#[test]
fn a_period_that_is_not_over_ends_with_the_data() {
    let plan = json!({"measures": [["netSales"]], "period": ["2025-10-01", "2025-10-17"], "filters": []});
    let whole = json!({"period": {"from": "2025-10-01", "to": "2025-10-31"}, "filters": []});
    assert_eq!(verdict(&task(json!({"plan": plan})), &reply("1234.50", whole)), Verdict::Right);
}

#[test]
fn facts_may_say_what_one_plan_cannot() {
    let slice = |measure: &str| {
        json!({"measure": measure, "period": ["2025-05-01", "2025-05-31"],
        "filters": [{"dimension": "region", "members": ["Benelux"], "exclude": false}]})
    };
    let other = json!({"measures": ["netSales", "salesOrders"]});
    let bound = task(json!({"plan": null, "facts": [slice("netSales")]}));
    assert_eq!(verdict(&bound, &reply("1234.50", other.clone())), Verdict::Right);
    let unbound = task(json!({"plan": null, "facts": [slice("netSales"), slice("salesOrders")]}));
    assert_eq!(verdict(&unbound, &reply("1234.50", other)), Verdict::Wrong);
}

#[test]
fn an_exact_plan_has_nothing_left_over_and_a_leak_is_seen() {
    let plan =
        json!({"measures": [["netSales"]], "period": ["2025-05-01", "2025-05-31"], "filters": [], "exact": true});
    let asked = task(json!({"n": [], "plan": plan, "reset": true}));
    let clean = json!({"filters": []});
    assert_eq!(verdict(&asked, &reply("", clean)), Verdict::Right);
    let leaking = reply("", json!({}));
    assert_eq!(verdict(&asked, &leaking), Verdict::Wrong);
    assert_eq!(asked.plan.as_ref().unwrap().leaked(&leaking), ["region"]);
    for left in [
        json!({"filters": [], "groupBy": {"dimension": "region"}}),
        json!({"filters": [], "top": {"n": 3, "order": "highest"}}),
    ] {
        assert_eq!(verdict(&asked, &reply("", left.clone())), Verdict::Wrong, "{left}");
    }
}

#[test]
fn the_base_of_a_comparison_counts_and_may_be_told_by_facts() {
    let plan = |swap| {
        json!({"measures": [["netSales"]], "period": ["2025-05-01", "2025-05-31"], "filters": [],
        "compareTo": ["2025-04-01", "2025-04-30"], "swap": swap})
    };
    let (may, april) =
        (json!({"from": "2025-05-01", "to": "2025-05-31"}), json!({"from": "2025-04-01", "to": "2025-04-30"}));
    let forth = || reply("1234.50", json!({"filters": [], "period": may, "compareTo": april}));
    let back = || reply("1234.50", json!({"filters": [], "period": april, "compareTo": may}));
    let directed = task(json!({"plan": plan(false)}));
    assert_eq!(verdict(&directed, &forth()), Verdict::Right);
    assert_eq!(verdict(&directed, &back()), Verdict::Wrong);
    assert_eq!(verdict(&task(json!({"plan": plan(true)})), &back()), Verdict::Right);
    let mut planned = reply("1234.50", json!({"filters": []}));
    assert_eq!(verdict(&directed, &planned), Verdict::Wrong);
    planned.facts = json!([{"measure": "netSales", "period": "2025-04-01/2025-04-30", "filters": []}]);
    assert_eq!(verdict(&directed, &planned), Verdict::Right);
}
