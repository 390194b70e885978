//! `POST /query`: every kind of plan against SQLite and simple arithmetic.

mod costs;
mod refused;

use axum::{body::Body, http::StatusCode};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use tenancy::Role;

use crate::{
    data::{catalogue, part, plain},
    meter::Meter,
    oracle::{Figures, Oracle},
    world::{Reply, World, send},
};

/// A world whose tenant has each twentieth row of the real file, and SQLite with the same rows.
async fn sampled(meter: Option<&Meter>) -> (World, Oracle) {
    let world = World::over(meter.map(Meter::client)).await;
    world.bare_tenant("acme").await;
    let mut with_aliases = catalogue();
    with_aliases["dimensions"][0]["aliases"] = json!({"UK": "United Kingdom", "Ireland": "EIRE"});
    let stored = world.put_catalogue("acme", Role::Admin, with_aliases.to_string()).await;
    assert_eq!(stored.status, StatusCode::OK, "{stored:?}");
    let file = part(&plain(), |row| row % 20 == 7);
    let imported = world.import("acme", &file).await;
    assert_eq!(imported.status, StatusCode::CREATED, "{imported:?}");
    (world, Oracle::of(std::str::from_utf8(&file).unwrap()))
}

async fn query(world: &World, plan: &Value) -> Reply {
    let json = [("content-type", "application/json")];
    let token = world.token("acme", Role::Member);
    send(world.app(), "POST", "/query", Some(&token), &json, Body::from(plan.to_string())).await
}

async fn facts(world: &World, plan: Value) -> Vec<Value> {
    let reply = query(world, &plan).await;
    assert_eq!(reply.status, StatusCode::OK, "{plan}: {reply:?}");
    assert_eq!(reply.body["dataVersion"], "1");
    assert_eq!(reply.body.get("noData"), None, "{plan}");
    reply.body["facts"].as_array().unwrap().clone()
}

fn of_role<'a>(facts: &'a [Value], role: &str) -> Vec<&'a Value> {
    facts.iter().filter(|fact| fact["role"] == role).collect()
}

fn value(fact: &Value) -> Option<Decimal> {
    fact["value"].as_str().map(|text| text.parse().unwrap())
}

fn rounded(value: Option<Decimal>) -> Option<Decimal> {
    value.map(|value| value.round_dp(12).normalize())
}

fn period(from: &str, to: &str) -> Value {
    json!({"from": from, "to": to})
}

fn same(fact: &Value, figures: &Figures) {
    assert_eq!(rounded(value(fact)), rounded(figures.value(fact["measure"].as_str().unwrap())), "{fact}");
    assert_eq!(fact["source"]["rows"], figures.rows, "{fact}");
}

const DAYS: &str = "day BETWEEN ? AND ?";

/// What SQLite says of the days of a fact, `2011-03-01/2011-03-31`.
fn of_days(oracle: &Oracle, fact: &Value, condition: &str) -> Figures {
    let (from, to) = fact["period"].as_str().unwrap().split_once('/').unwrap();
    oracle.sum(&format!("{DAYS} AND {condition}"), &[from, to])
}

fn percent(part: Decimal, whole: Decimal) -> Option<Decimal> {
    (part * Decimal::ONE_HUNDRED).checked_div(whole)
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_so_far_and_their_growth() {
    let (world, oracle) = sampled(None).await;
    let measures = json!(["revenue", "customers", "averageOrderValue"]);
    let filters = json!([{"dimension": "country", "members": ["France", "Germany", "France"]}]);
    let condition = "country IN ('France', 'Germany')";

    let plan = json!({"intent": "cumulative", "measures": measures, "groupBy": {"grain": "month"}, "filters": filters,
        "period": period("2011-01-01", "2011-12-31")});
    let found = facts(&world, plan).await;
    assert_eq!(found.len(), 3 * 12);
    for (place, fact) in found.iter().enumerate() {
        assert!(fact["period"].as_str().unwrap().starts_with("2011-01-01/"), "{fact}");
        same(fact, &of_days(&oracle, fact, condition));
        // Only the last goes on after the data ends.
        let covered = if place % 12 == 11 { json!("2011-01-01/2011-12-09") } else { Value::Null };
        assert_eq!(fact["covered"], covered, "{fact}");
    }
    assert_eq!((&found[5]["label"], &found[11]["label"]), (&json!("H1 2011"), &json!("2011")));

    let plan = json!({"intent": "growth", "measures": measures, "groupBy": {"grain": "month"}, "filters": filters,
        "period": period("2011-03-01", "2011-06-30")});
    let found = facts(&world, plan).await;
    for measure in ["revenue", "customers", "averageOrderValue"] {
        let of_measure: Vec<Value> = found.iter().filter(|fact| fact["measure"] == measure).cloned().collect();
        let (base, values) = (of_role(&of_measure, "base"), of_role(&of_measure, "value"));
        assert_eq!((base.len(), values.len()), (1, 4));
        assert_eq!(base[0]["period"], "2011-02-01/2011-02-28");
        let run: Vec<&Value> = base.into_iter().chain(values).collect();
        run.iter().for_each(|fact| same(fact, &of_days(&oracle, fact, condition)));
        for (pair, (change, of_base)) in
            run.windows(2).zip(of_role(&of_measure, "change").into_iter().zip(of_role(&of_measure, "percent")))
        {
            let (a, b) = (value(pair[1]).unwrap(), value(pair[0]).unwrap());
            assert_eq!(rounded(value(change)), rounded(Some(a - b)));
            assert_eq!(rounded(value(of_base)), rounded(percent(a - b, b.abs())));
            assert_eq!(change["source"]["facts"], json!([pair[1]["id"], pair[0]["id"]]));
        }
    }
    // The data does not have the month before its first; a part of a month has no month before it.
    for from in ["2010-12-01", "2011-02-10"] {
        let plan = json!({"intent": "growth", "measures": ["revenue"], "groupBy": {"grain": "month"},
            "period": period(from, "2011-03-31")});
        assert_eq!(of_role(&facts(&world, plan).await, "base").len(), 0, "{from}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_figure_is_made_of_and_divided_by() {
    let (world, oracle) = sampled(None).await;
    let (from, to) = ("2011-02-11", "2011-10-05");
    let plan = json!({"intent": "breakdown", "measures": ["revenue", "customers"], "groupBy": {"dimension": "country"},
        "top": {"n": 4, "order": "highest"}, "period": period(from, to)});
    let found = facts(&world, plan).await;
    let revenue: Vec<Value> = found.iter().filter(|fact| fact["measure"] == "revenue").cloned().collect();
    let (values, whole, shares) = (of_role(&revenue, "value"), of_role(&revenue, "whole"), of_role(&revenue, "share"));
    let together = of_role(&revenue, "together");
    assert_eq!((values.len(), whole.len(), together.len(), shares.len()), (5, 1, 1, 6));
    same(whole[0], &oracle.sum(DAYS, &[from, to]));
    for (part, share) in values.iter().chain(&together).zip(&shares) {
        assert_eq!(part["filters"], share["filters"]);
        assert_eq!(rounded(value(share)), rounded(percent(value(part).unwrap(), value(whole[0]).unwrap())));
    }
    assert_eq!(rounded(values.iter().map(|part| value(part)).sum()), rounded(value(whole[0])));
    let added_up = rounded(shares[..5].iter().map(|share| value(share).map(|v| v.round_dp(20))).sum());
    assert_eq!(added_up, Some(100.into()));
    let names: Vec<&str> =
        values[4]["filters"][0]["members"].as_array().unwrap().iter().map(|m| m.as_str().unwrap()).collect();
    assert_eq!((names.len(), &values[4]["filters"][0]["exclude"]), (4, &json!(true)));
    same(values[4], &of_days(&oracle, values[4], &format!("country NOT IN ('{}')", names.join("','"))));
    same(together[0], &of_days(&oracle, together[0], &format!("country IN ('{}')", names.join("','"))));
    // Customers of two countries are not twice as many: the whole and the rest are counted for themselves, and parts of it they are.
    let customers: Vec<Value> = found.iter().filter(|fact| fact["measure"] == "customers").cloned().collect();
    let (values, whole, shares) =
        (of_role(&customers, "value"), of_role(&customers, "whole"), of_role(&customers, "share"));
    assert_eq!((values.len(), whole.len(), shares.len()), (5, 1, 6));
    same(whole[0], &oracle.sum(DAYS, &[from, to]));
    assert_eq!(rounded(value(shares[4])), rounded(percent(value(values[4]).unwrap(), value(whole[0]).unwrap())));

    let plan = json!({"intent": "average", "measures": ["revenue", "units"], "groupBy": {"measure": "orders"},
        "period": period(from, to)});
    let found = facts(&world, plan).await;
    for run in found.chunks(3) {
        same(&run[0], &oracle.sum(DAYS, &[from, to]));
        same(&run[1], &oracle.sum(DAYS, &[from, to]));
        assert_eq!((&run[1]["measure"], &run[2]["role"]), (&json!("orders"), &json!("average")));
        assert_eq!(rounded(value(&run[2])), rounded(value(&run[0]).unwrap().checked_div(value(&run[1]).unwrap())));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_period_and_what_it_is_compared_with() {
    let (world, oracle) = sampled(None).await;
    for (baseline, asked, base) in [
        ("previousPeriod", ("2011-03-01", "2011-03-31"), "2011-02-01/2011-02-28"),
        ("previousPeriod", ("2011-03-04", "2011-03-10"), "2011-02-25/2011-03-03"),
        ("previousYear", ("2011-12-01", "2011-12-31"), "2010-12-01/2010-12-31"),
        ("previousYearSameWeekday", ("2011-12-01", "2011-12-07"), "2010-12-02/2010-12-08"),
    ] {
        let plan = json!({"intent": "compare", "measures": ["revenue", "orders"], "baseline": baseline,
            "period": period(asked.0, asked.1)});
        let found = facts(&world, plan).await;
        for run in found.chunks(4) {
            assert_eq!(run[1]["period"], base);
            run[..2].iter().for_each(|fact| same(fact, &of_days(&oracle, fact, "true")));
            let (a, b) = (value(&run[0]).unwrap(), value(&run[1]).unwrap());
            assert_eq!(rounded(value(&run[2])), rounded(Some(a - b)));
            assert_eq!(rounded(value(&run[3])), rounded(percent(a - b, b.abs())));
        }
    }
    // Before the data begins there is nothing, and that is said.
    let plan = json!({"intent": "compare", "measures": ["revenue"], "baseline": "previousYear",
        "period": period("2011-03-01", "2011-03-31")});
    let reply = query(&world, &plan).await;
    assert_eq!((reply.status, &reply.body["facts"]), (StatusCode::OK, &json!([])));
    assert!(reply.body["noData"].as_str().unwrap().contains("March 2010"), "{reply:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn members_by_how_much_they_changed() {
    let (world, oracle) = sampled(None).await;
    let (now, before) = (["2011-10-01", "2011-10-31"], ["2011-03-05", "2011-04-20"]);
    for (order, by_percent) in [("highest", false), ("lowest", false), ("highest", true)] {
        let plan = json!({"intent": "compare", "measures": ["revenue"], "groupBy": {"dimension": "country"},
            "period": period(now[0], now[1]), "compareTo": period(before[0], before[1]),
            "top": {"n": 100, "order": order}, "byPercent": by_percent});
        let found = facts(&world, plan).await;
        let mut ranked = Vec::new();
        for fact in of_role(&found, "value").chunks(2) {
            let country = fact[0]["filters"][0]["members"][0].as_str().unwrap();
            let condition = format!("country = '{}'", country.replace('\'', "''"));
            fact.iter().for_each(|fact| same(fact, &of_days(&oracle, fact, &condition)));
            let of =
                |role: &str| of_role(&found, role).into_iter().find(|other| other["filters"] == fact[0]["filters"]);
            // What adds up was nothing where there were no sales.
            let (a, b) = (value(fact[0]).unwrap_or_default(), value(fact[1]).unwrap_or_default());
            assert_eq!(rounded(of("change").and_then(value)), rounded(Some(a - b)), "{country}");
            assert_eq!(rounded(of("percent").and_then(value)), rounded(percent(a - b, b.abs())), "{country}");
            ranked.push(if by_percent { percent(a - b, b.abs()).unwrap() } else { a - b });
        }
        let is_sorted = if order == "highest" { ranked.is_sorted_by(|a, b| a >= b) } else { ranked.is_sorted() };
        assert!(is_sorted, "{order}: {ranked:?}");
        let sold = |days: [&str; 2]| oracle.grouped("country", &format!("{DAYS} AND country IS NOT NULL"), &days);
        let countries: std::collections::BTreeSet<String> =
            sold(now).into_iter().chain(sold(before)).map(|(country, _)| country).collect();
        assert!(by_percent && ranked.len() > 3 || ranked.len() == countries.len(), "{ranked:?}");
    }
    // Of an average, nothing can be told without a figure in both.
    let plan = json!({"intent": "compare", "measures": ["averageOrderValue"], "groupBy": {"dimension": "country"},
        "period": period(now[0], now[1]), "baseline": "previousPeriod"});
    let found = facts(&world, plan).await;
    assert!(of_role(&found, "value").iter().all(|fact| value(fact).is_some()) && !found.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn how_many_members_have_sales() {
    let (world, oracle) = sampled(None).await;
    for (days, dimension, filters, condition) in [
        (["2011-03-01", "2011-04-30"], "product", json!([]), "true"),
        (["2011-03-05", "2011-04-20"], "country", json!([]), "true"),
        (
            ["2011-02-01", "2011-10-31"],
            "product",
            json!([{"dimension": "country", "members": ["Germany"]}]),
            "country = 'Germany'",
        ),
        (
            ["2011-02-01", "2011-10-31"],
            "country",
            json!([{"dimension": "country", "members": ["Germany"], "exclude": true}]),
            "country <> 'Germany'",
        ),
    ] {
        let plan = json!({"intent": "lookup", "measures": ["revenue"], "groupBy": {"dimension": dimension},
            "filters": filters, "period": period(days[0], days[1])});
        let found = facts(&world, plan).await;
        let groups = oracle.grouped(dimension, &format!("{DAYS} AND {condition} AND {dimension} IS NOT NULL"), &days);
        assert_eq!((found.len(), &found[0]["role"], &found[0]["unit"]), (1, &json!("members"), &json!("count")));
        assert_eq!(value(&found[0]), Some(groups.len().into()), "{dimension} {condition}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn which_figures_are_of_so_much() {
    let (world, oracle) = sampled(None).await;
    let days = ["2011-02-01", "2011-10-31"];
    let known = format!("{DAYS} AND country IS NOT NULL");
    for (group_by, key, condition) in [
        (json!({"dimension": "country"}), "country", known.as_str()),
        (json!({"grain": "month"}), "substr(day, 1, 7)", DAYS),
    ] {
        let groups = oracle.grouped(key, condition, &days);
        let figures: Vec<Decimal> = groups.iter().filter_map(|(_, figures)| figures.value("revenue")).collect();
        // An amount that is one of the figures tells "above" from "at least".
        let mut sorted = figures.clone();
        sorted.sort();
        let bound = sorted[sorted.len() / 2];
        type Holds = fn(Decimal, Decimal) -> bool;
        let cases: [(&str, Holds); 4] = [
            ("above", |figure, bound| figure > bound),
            ("atLeast", |figure, bound| figure >= bound),
            ("below", |figure, bound| figure < bound),
            ("atMost", |figure, bound| figure <= bound),
        ];
        for (is, holds) in cases {
            let plan = json!({"intent": "rank", "measures": ["revenue"], "groupBy": group_by,
                "period": period(days[0], days[1]), "having": {"is": is, "amount": bound.to_string()}});
            let found = facts(&world, plan).await;
            let wanted = figures.iter().filter(|figure| holds(**figure, bound)).count();
            assert_eq!((value(&found[0]), &found[0]["role"]), (Some(bound), &json!("bound")));
            assert_eq!((value(&found[1]), &found[1]["role"]), (Some(wanted.into()), &json!("members")), "{is} {bound}");
            assert_eq!(found.len(), 2 + wanted);
            let listed: Vec<Decimal> = found[2..].iter().filter_map(value).collect();
            assert!(listed.iter().all(|figure| holds(*figure, bound)), "{is} {bound}: {listed:?}");
            let falls = is.starts_with('a') && is != "atMost";
            assert!(if falls { listed.is_sorted_by(|a, b| a >= b) } else { listed.is_sorted() }, "{listed:?}");
        }
    }
    // One that nobody reaches, and a list that ends before all are told.
    let plan = |amount: &str| {
        json!({"intent": "rank", "measures": ["revenue"], "groupBy": {"dimension": "country"},
        "top": {"n": 2, "order": "highest"}, "having": {"is": "above", "amount": amount}})
    };
    let none = facts(&world, plan("1000000000")).await;
    assert_eq!((none.len(), value(&none[1])), (2, Some(Decimal::ZERO)));
    let some = facts(&world, plan("0")).await;
    assert!(some.len() == 4 && value(&some[1]) > Some(Decimal::TWO), "{some:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_answer_for_each_of_several() {
    let (world, oracle) = sampled(None).await;
    let days = ["2011-03-01", "2011-05-20"];
    // The best two products of each country, of which the one with the most revenue comes first.
    let plan = json!({"intent": "rank", "measures": ["revenue"], "groupBy": {"dimension": "product"},
        "each": {"dimension": "country"}, "top": {"n": 2, "order": "highest"}, "period": period(days[0], days[1])});
    let found = facts(&world, plan.clone()).await;
    let mut countries: Vec<String> = Vec::new();
    for fact in &found {
        let member = |dimension: &str| {
            let filters = fact["filters"].as_array().unwrap();
            let own = filters.iter().find(|filter| filter["dimension"] == dimension).unwrap();
            own["members"][0].as_str().unwrap().replace('\'', "''")
        };
        let condition = format!("country = '{}' AND product = '{}'", member("country"), member("product"));
        same(fact, &of_days(&oracle, fact, &condition));
        if countries.last() != Some(&member("country")) {
            countries.push(member("country"));
        }
    }
    let sold = oracle.grouped("country", &format!("{DAYS} AND country IS NOT NULL"), &days);
    let mut by_revenue: Vec<(Decimal, String)> =
        sold.iter().filter_map(|(country, figures)| Some((figures.value("revenue")?, country.clone()))).collect();
    by_revenue.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    assert_eq!(countries, by_revenue.into_iter().map(|(_, country)| country).collect::<Vec<_>>());

    // What is told for each of them is what is told when it is asked for alone, and names its own facts.
    let mut alone = Vec::new();
    for (from, to) in [("2011-03-01", "2011-03-31"), ("2011-04-01", "2011-04-30"), ("2011-05-01", "2011-05-20")] {
        alone.extend(
            facts(
                &world,
                json!({"intent": "breakdown", "measures": ["revenue"], "groupBy": {"dimension": "country"},
                "top": {"n": 3, "order": "highest"}, "period": period(from, to)}),
            )
            .await,
        );
    }
    let each = facts(
        &world,
        json!({"intent": "breakdown", "measures": ["revenue"], "groupBy": {"dimension": "country"},
        "top": {"n": 3, "order": "highest"}, "each": {"grain": "month"}, "period": period(days[0], days[1])}),
    )
    .await;
    let plain =
        |fact: &Value| (fact["role"].clone(), rounded(value(fact)), fact["filters"].clone(), fact["period"].clone());
    assert_eq!(each.iter().map(plain).collect::<Vec<_>>(), alone.iter().map(plain).collect::<Vec<_>>());
    let ids: Vec<&str> = each.iter().filter_map(|fact| fact["id"].as_str()).collect();
    assert_eq!(ids, (1..=each.len()).map(|place| format!("F{place}")).collect::<Vec<_>>());
    for share in of_role(&each, "share") {
        let of: Vec<&Value> = share["source"]["facts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|id| each.iter().find(|fact| fact["id"] == *id).unwrap())
            .collect();
        assert!(of[0]["filters"] == share["filters"] && of.iter().all(|fact| fact["period"] == share["period"]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_a_fact_too() {
    let (world, oracle) = sampled(None).await;
    // An alias stands for its member, and a day without sales has no figure, not zero.
    let plan = json!({"intent": "series", "measures": ["revenue"], "groupBy": {"grain": "day"},
        "filters": [{"dimension": "country", "members": ["Ireland"]}], "period": period("2011-03-01", "2011-03-31")});
    let found = facts(&world, plan).await;
    assert_eq!((found.len(), &found[31]["role"]), (32, &json!("whole")));
    same(&found[31], &of_days(&oracle, &found[31], "country = 'EIRE'"));
    for fact in &found[..31] {
        let figures = of_days(&oracle, fact, "country = 'EIRE'");
        same(fact, &figures);
        assert_eq!(fact["filters"][0]["members"], json!(["EIRE"]));
        let empty = if figures.rows == 0 { json!("noSales") } else { Value::Null };
        assert_eq!((&fact["empty"], fact["display"] == "no sales"), (&empty, figures.rows == 0), "{fact}");
    }
    assert!(found.iter().any(|fact| fact["value"].is_null()) && found.iter().any(|fact| !fact["value"].is_null()));

    // A day with refunds alone: its revenue is a figure, its average order value is none.
    let refunds = oracle.grouped("country || '|' || day", "country IS NOT NULL", &[]);
    let (key, _) = refunds
        .iter()
        .find(|(_, figures)| figures.rows > 0 && figures.value("orders") == Some(Decimal::ZERO))
        .expect("some country had a day of refunds alone");
    let (country, day) = key.split_once('|').unwrap();
    let plan = json!({"intent": "lookup", "measures": ["revenue", "averageOrderValue"], "period": period(day, day),
        "filters": [{"dimension": "country", "members": [country]}]});
    let found = facts(&world, plan).await;
    assert!(value(&found[0]).is_some(), "{found:?}");
    assert_eq!((&found[1]["value"], &found[1]["empty"]), (&Value::Null, &json!("divisionByZero")));
    assert_eq!(found[1]["display"], "no value (orders: 0)");

    // What the data covers a part of is marked so, whatever the kind.
    let plan = json!({"intent": "series", "measures": ["revenue"], "groupBy": {"grain": "quarter"},
        "period": period("2010-10-01", "2011-12-31")});
    let covered: Vec<Value> = facts(&world, plan).await.iter().map(|fact| fact["covered"].clone()).collect();
    let wanted = ["2010-12-01/2010-12-31", "", "", "", "2011-10-01/2011-12-09", "2010-12-01/2011-12-09"];
    let wanted = wanted.map(|days| if days.is_empty() { Value::Null } else { json!(days) });
    assert_eq!(covered, wanted);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_the_sum_of_what_it_is_made_of() {
    let (world, oracle) = sampled(None).await;
    for (now, before, dimension) in [
        (("2011-10-01", "2011-10-31"), ("2011-09-01", "2011-09-30"), None),
        (("2011-04-01", "2011-04-30"), ("2011-03-01", "2011-03-31"), Some("country")),
        (("2011-05-03", "2011-06-11"), ("2011-01-05", "2011-01-25"), Some("product")),
    ] {
        let mut plan = json!({"intent": "why", "measures": ["revenue"], "period": period(now.0, now.1),
            "compareTo": period(before.0, before.1), "top": {"n": 4, "order": "highest"}});
        if let Some(dimension) = dimension {
            plan["groupBy"] = json!({"dimension": dimension});
        }
        let found = facts(&world, plan).await;
        let (whole, base) = (oracle.sum(DAYS, &[now.0, now.1]), oracle.sum(DAYS, &[before.0, before.1]));
        let revenue: Vec<Value> = found.iter().filter(|fact| fact["measure"] == "revenue").cloned().collect();
        same(&revenue[0], &whole);
        same(&revenue[1], &base);
        let change = whole.value("revenue").unwrap() - base.value("revenue").unwrap();
        assert_eq!(rounded(value(of_role(&revenue, "change")[0])), rounded(Some(change)));

        let units: Vec<Value> = found.iter().filter(|fact| fact["measure"] == "units").cloned().collect();
        same(&units[0], &whole);
        same(&units[1], &base);
        let (q1, q0) = (whole.value("units").unwrap(), base.value("units").unwrap());
        let volume = (base.value("revenue").unwrap() * (q1 - q0) / q0).round_dp(2);
        let [of_volume, of_price, of_mix] =
            ["volume", "price", "mix"].map(|role| value(of_role(&revenue, role)[0]).unwrap());
        assert_eq!(of_volume.normalize(), volume.normalize());
        assert_eq!((of_volume + of_price + of_mix).normalize(), change.normalize());
        let members = |days: [&str; 2]| oracle.grouped("product", &format!("{DAYS} AND product IS NOT NULL"), &days);
        let earlier = members([before.0, before.1]);
        let price: Decimal = members([now.0, now.1])
            .iter()
            .filter_map(|(name, figures)| {
                let old = &earlier.iter().find(|(other, _)| other == name)?.1;
                let [r1, q1] = ["revenue", "units"].map(|of| figures.value(of).unwrap_or_default());
                let [r0, q0] = ["revenue", "units"].map(|of| old.value(of).unwrap_or_default());
                (q1 > Decimal::ZERO && q0 > Decimal::ZERO).then(|| r1 - r0 * q1 / q0)
            })
            .sum();
        assert_eq!(of_price.normalize(), price.round_dp(2).normalize());

        let parts = of_role(&revenue, "contribution");
        let named: Vec<&str> = parts.iter().map(|part| part["filters"][0]["dimension"].as_str().unwrap()).collect();
        for dimension in ["country", "product"] {
            let of_dimension: Vec<&&Value> =
                parts.iter().filter(|part| part["filters"][0]["dimension"] == dimension).collect();
            if !named.contains(&dimension) {
                continue;
            }
            assert_eq!(of_dimension.len(), 5, "four members and the rest");
            let sum: Decimal = of_dimension.iter().map(|part| value(part).unwrap()).sum();
            assert_eq!(sum.normalize(), change.normalize());
            for part in &of_dimension[..4] {
                let name = part["filters"][0]["members"][0].as_str().unwrap();
                let of = |days: (&str, &str)| {
                    let figures = oracle.sum(&format!("{DAYS} AND {dimension} = ?"), &[days.0, days.1, name]);
                    figures.value("revenue").unwrap_or_default()
                };
                assert_eq!(rounded(value(part)), rounded(Some(of(now) - of(before))), "{name}");
            }
            let shown: Vec<Decimal> = of_dimension[..4].iter().map(|part| value(part).unwrap()).collect();
            let mut sorted = shown.clone();
            sorted.sort_by_key(|part| if change.is_sign_negative() { *part } else { -*part });
            assert_eq!(shown, sorted);
        }
        assert_eq!(dimension.is_none(), named.contains(&"country") && named.contains(&"product"));
    }
    // An average order value has no parts that add up: it changes as revenue and orders do.
    let plan =
        json!({"intent": "why", "measures": ["averageOrderValue"], "period": period("2011-03-01", "2011-03-31")});
    let found = facts(&world, plan).await;
    for (run, measure) in found.chunks(4).zip(["averageOrderValue", "revenue", "orders"]) {
        assert!(run.iter().all(|fact| fact["measure"] == measure), "{run:?}");
        run[..2].iter().for_each(|fact| same(fact, &of_days(&oracle, fact, "true")));
        assert_eq!(rounded(value(&run[2])), rounded(Some(value(&run[0]).unwrap() - value(&run[1]).unwrap())));
    }
    assert_eq!(found.len(), 12);
}

#[tokio::test(flavor = "multi_thread")]
async fn how_a_period_went() {
    let (world, oracle) = sampled(None).await;
    let plan =
        json!({"intent": "summary", "measures": ["revenue", "orders"], "period": period("2011-03-01", "2011-03-31")});
    let found = facts(&world, plan).await;
    for (run, measure) in found.chunks(4).take(2).zip(["revenue", "orders"]) {
        assert_eq!(run[1]["period"], "2011-02-01/2011-02-28");
        run[..2].iter().for_each(|fact| same(fact, &of_days(&oracle, fact, "true")));
        assert!(run.iter().all(|fact| fact["measure"] == measure));
    }
    for (fact, dimension) in found[8..].iter().zip(["country", "product"]) {
        assert_eq!(fact["filters"][0]["dimension"], dimension);
        let all =
            oracle.grouped(dimension, &format!("{DAYS} AND {dimension} IS NOT NULL"), &["2011-03-01", "2011-03-31"]);
        let most = all.iter().filter_map(|(_, figures)| figures.value("revenue")).max();
        assert_eq!(rounded(value(fact)), rounded(most), "{fact}");
    }
    // The first month of the data has none before it: its figures stand alone.
    let plan = json!({"intent": "summary", "measures": ["revenue"], "period": period("2010-12-01", "2010-12-31")});
    assert_eq!(of_role(&facts(&world, plan).await, "change").len(), 0);
}
