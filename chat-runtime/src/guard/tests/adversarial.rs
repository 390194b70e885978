//! Answers by hand: wrong ones that look right, and right ones that look wrong.

use sales_metrics::{
    catalogue::Language,
    query::{fact::FactRole, plan::Plan},
};
use serde_json::json;

use super::fixtures::{Dice, Fixture, Members, fixture};
use crate::guard::violations;

const DEMO: &str = include_str!("../../../../salestalk/demo/catalogue.json");

/// Facts of `rows`: role, value, unit, measure, label, period, member; from a plan in JSON.
pub(super) fn case(plan: serde_json::Value, rows: &[(FactRole, &str, &str, &str, &str, &str, &str)]) -> Fixture {
    let mut base = fixture("lookup", Language::English, &mut Dice(1));
    let template = base.facts.remove(0);
    base.facts.clear();
    base.catalogue = serde_json::from_str(DEMO).unwrap();
    base.plan = serde_json::from_value::<Plan>(plan).unwrap();
    for (place, (role, value, unit, measure, label, period, member)) in rows.iter().enumerate() {
        let mut fact = template.clone();
        let value: rust_decimal::Decimal = value.parse().unwrap();
        (fact.id, fact.role, fact.value) = (format!("F{}", place + 1), *role, Some(value));
        (fact.unit, fact.measure) = ((*unit).to_owned(), (*measure).to_owned());
        (fact.label, fact.period) = ((*label).to_owned(), (*period).to_owned());
        fact.display = base.catalogue.language.figure(value, unit);
        let dimension = if *member == "60 CAKE CASES" { "product" } else { "country" };
        let excluded = member.strip_prefix('!');
        fact.filters = match member {
            &"" => Vec::new(),
            name => serde_json::from_value(
                json!([{"dimension": dimension, "members": [excluded.unwrap_or(name)], "exclude": excluded.is_some()}]),
            )
            .unwrap(),
        };
        fact.source.facts = match role {
            FactRole::Change | FactRole::Percent | FactRole::Contribution => vec!["F1".to_owned(), "F2".to_owned()],
            _ => Vec::new(),
        };
        base.facts.push(fact);
    }
    let mut names: Vec<String> =
        ["United Kingdom", "Germany", "France", "Spain", "EIRE", "USA", "Channel Islands"].map(str::to_owned).to_vec();
    base.members = Members::of("country", &names);
    names = ["60 CAKE CASES", "JUMBO BAG RED RETROSPOT"].map(str::to_owned).to_vec();
    base.members.0.extend(Members::of("product", &names).0);
    base
}

pub(super) const JUNE: (&str, &str) = ("June 2011", "2011-06-01/2011-06-30");
pub(super) const MAY: (&str, &str) = ("May 2011", "2011-05-01/2011-05-31");

fn months() -> Fixture {
    use FactRole::{Change, Percent, Value};
    let plan = json!({"intent": "compare", "measures": ["revenue"], "period": {"from": "2011-06-01", "to": "2011-06-30"}, "compareTo": {"from": "2011-05-01", "to": "2011-05-31"}});
    case(
        plan,
        &[
            (Value, "691123.12", "GBP", "revenue", JUNE.0, JUNE.1, ""),
            (Value, "723333.51", "GBP", "revenue", MAY.0, MAY.1, ""),
            (Change, "-32210.39", "GBP", "revenue", JUNE.0, JUNE.1, ""),
            (Percent, "-4.4530", "percent", "revenue", JUNE.0, JUNE.1, ""),
        ],
    )
}

fn countries() -> Fixture {
    use FactRole::Value;
    let plan = json!({"intent": "rank", "measures": ["revenue"], "period": {"from": "2011-06-01", "to": "2011-06-30"}, "groupBy": {"dimension": "country"}, "top": {"n": 3, "order": "highest"}});
    case(
        plan,
        &[
            (Value, "539130.50", "GBP", "revenue", JUNE.0, JUNE.1, "United Kingdom"),
            (Value, "39655.81", "GBP", "revenue", JUNE.0, JUNE.1, "Germany"),
            (Value, "22489.20", "GBP", "revenue", JUNE.0, JUNE.1, "France"),
        ],
    )
}

fn share() -> Fixture {
    use FactRole::{Share, Value};
    let plan = json!({"intent": "share", "measures": ["revenue"], "period": {"from": "2011-06-01", "to": "2011-06-30"}, "filters": [{"dimension": "country", "members": ["Germany"]}]});
    case(
        plan,
        &[
            (Value, "230000.00", "GBP", "revenue", JUNE.0, JUNE.1, "Germany"),
            (Value, "691123.12", "GBP", "revenue", JUNE.0, JUNE.1, ""),
            (Share, "33.2791", "percent", "revenue", JUNE.0, JUNE.1, "Germany"),
        ],
    )
}

fn doubled() -> Fixture {
    use FactRole::{Change, Percent, Value};
    let plan = json!({"intent": "compare", "measures": ["orders"], "period": {"from": "2011-06-01", "to": "2011-06-30"}, "baseline": "previousPeriod"});
    case(
        plan,
        &[
            (Value, "2010", "count", "orders", JUNE.0, JUNE.1, ""),
            (Value, "1000", "count", "orders", MAY.0, MAY.1, ""),
            (Change, "1010", "count", "orders", JUNE.0, JUNE.1, ""),
            (Percent, "101", "percent", "orders", JUNE.0, JUNE.1, ""),
        ],
    )
}

fn cakes() -> Fixture {
    let plan = json!({"intent": "lookup", "measures": ["units"], "period": {"from": "2011-06-01", "to": "2011-06-30"}, "filters": [{"dimension": "product", "members": ["60 CAKE CASES"]}]});
    case(plan, &[(FactRole::Value, "2060", "count", "units", JUNE.0, JUNE.1, "60 CAKE CASES")])
}

pub(super) fn judge(fixture: &Fixture, texts: &[&str], right: bool) -> Vec<String> {
    let mut wrong = Vec::new();
    for text in texts {
        let found = violations(text, &fixture.context());
        if found.is_empty() != right {
            let said: Vec<String> = found.iter().map(ToString::to_string).collect();
            wrong.push(format!("{text:?} {}", said.join("; ")));
        }
    }
    wrong
}

#[test]
fn what_is_wrong_is_found() {
    let mut missed = judge(
        &months(),
        &[
            "Revenue in May 2011 was £691,123.12.",
            "Revenue in July 2011 was £691,123.12.",
            "Revenue was £691,123.12 in 2010.",
            "Revenue in 2011 was £691,123.12.",
            "Revenue on 5 June 2011 was £691,123.12.",
            "Revenue in Q2 2011 was {F1}.",
            "Revenue was £723,333.51 in June 2011 and £691,123.12 in May 2011.",
            "June 2011 and May 2011 had {F2} and {F1} respectively.",
            "{F1} in May 2011.",
            "Revenue rose by {F3:abs} in June 2011.",
            "Revenue rose to {F1} in June 2011 from {F2} in May 2011.",
            "June 2011 was higher than May 2011, at {F1}.",
            "May 2011 ({F2}) was lower than June 2011 ({F1}).",
            "Revenue fell {F4:abs} from June 2011 to May 2011.",
            "Revenue fell by -£32,210.39, i.e. it grew.",
            "Revenue did not fall in June 2011: {F1}.",
            "Revenue was unchanged at {F1}.",
            "Revenue fell 4.45 percentage points in June 2011.",
            "Revenue fell 4.45 points to {F1}.",
            "Revenue was $691,123.12 in June 2011.",
            "In June 2005,691,123.12; it fell by £32,210.39.",
            "Revenue was €691,123.12 in June 2011.",
            "Revenue was 691,123.12 USD in June 2011.",
            "Orders in June 2011 came to £691,123.12.",
            "Refunds were {F1} in June 2011.",
            "There were 691,123 customers in June 2011.",
            "Revenue was £6911,23.12 in June 2011.",
            "Revenue was £691.12 in June 2011.",
            "Revenue was £0.69 in June 2011.",
            "Revenue was £691m in June 2011.",
            "Revenue was £691.1 billion in June 2011.",
            "Revenue was £961,123.12 in June 2011.",
            "Revenue was £６９２,１２３.12 in June 2011.",
            "Revenue was £٧٩١,123.12 in June 2011.",
            "Revenue was £69\u{200b}2,123.12 in June 2011.",
            "Revenue was £DCXCI in June 2011, that is Ⅻ.",
            "Revenue was £691,\n923.12 in June 2011.",
            "Revenue was <b>£692</b>,123.12 in June 2011.",
            "Revenue was £6**9**9,123.12 in June 2011.",
            "Revenue was F1 in June 2011.",
            "Revenue was {F1}0 in June 2011.",
            "Revenue was 1{F1} in June 2011.",
            "Revenue was {F1} million in June 2011.",
            "Revenue was €{F1} in June 2011.",
            "Revenue was -{F1} in June 2011.",
            "Revenue was {F4} points lower in June 2011.",
            "Revenue was {F9} in June 2011.",
            "Revenue was seven hundred thousand pounds in June 2011.",
            "Revenue was six hundred and ninety-two thousand pounds in June 2011.",
            "Revenue was siebenhunderttausend pounds in June 2011.",
            "Revenue halved to {F1} in June 2011.",
            "Revenue fell by a third to {F1} in June 2011.",
            "Revenue was {F1}, a record high.",
            "Revenue was {F1}, the best month of the year.",
            "Revenue was {F1}, and next month it will grow.",
            "Revenue was {F1}, mostly from Germany.",
            "Germany made {F1} in June 2011.",
            "Revenue in Atlantis was {F1}.",
            "Revenue was {F1} in June 2011, 12% of it online.",
            "Revenue was {F1} in June 2011. It doubled.",
            "| Month | Revenue |\n|---|---|\n| June 2011 | £723,333.51 |\n| May 2011 | £691,123.12 |",
            "| | May 2011 | June 2011 |\n|---|---|---|\n| Revenue | {F1} | {F2} |",
            "- June 2011: £723,333.51\n- May 2011: £691,123.12",
            "Facts: {F1}",
            "Revenue was good.",
            "£691,123.12.5",
            "It was 1£691,123.12.",
            "Revenue averaged {F1} in June 2011.",
            "Revenue was more than £691,124 in June 2011.",
            "Revenue was nearly £690,000 in June 2011.",
            "Revenue was &#54;92,123 in June 2011.",
            "Revenue was £½ in June 2011.",
            "Revenue was \u{202e}21.321,196£ in June 2011.",
        ],
        false,
    );
    missed.extend(judge(
        &countries(),
        &[
            "Germany had the highest revenue in June 2011.",
            "United Kingdom had the lowest revenue with {F1}.",
            "The top country was United Kingdom with {F2}.",
            "United Kingdom (£39,655.81), Germany (£539,130.50).",
            "1. Germany: {F2}\n2. United Kingdom: {F1}",
            "France was second with {F3}.",
            "United Kingdom led with {F1}, followed by France with {F3}.",
            "The top 5 countries: United Kingdom ({F1}), Germany ({F2}).",
            "The bottom 3 countries by revenue: United Kingdom ({F1}), Germany ({F2}), France ({F3}).",
            "Revenue was {F1} in June 2011.",
            "Spain made {F1}.",
            "Germany made more than United Kingdom, with {F2}.",
            "Germany outsold United Kingdom.",
            "The four largest countries include Germany with {F2}.",
        ],
        false,
    ));
    missed.extend(judge(
        &share(),
        &[
            "Germany made up half of revenue in June 2011.",
            "Germany made up 33.3 percentage points of revenue.",
            "France made up {F3} of revenue.",
            "Germany made {F2} in June 2011.",
            "Total revenue was {F1} in June 2011.",
            "Most of the revenue came from Germany.",
            "Germany's revenue rose 33.3% in June 2011.",
            "Two thirds of revenue came from Germany.",
        ],
        false,
    ));
    missed.extend(judge(
        &doubled(),
        &[
            "Orders tripled in June 2011.",
            "Orders halved in June 2011.",
            "Orders were nearly double those of May 2011, at {F1}.",
            "Orders more than tripled.",
        ],
        false,
    ));
    missed.extend(judge(
        &cakes(),
        &[
            "60 CAKE CASES sold 2,060 orders in June 2011.",
            "70 CAKE CASES sold {F1} units.",
            "60 CAKE CASES sold 60 units in June 2011.",
            "JUMBO BAG RED RETROSPOT sold {F1} units.",
        ],
        false,
    ));
    assert!(missed.is_empty(), "let through:\n{}", missed.join("\n"));
}

#[test]
fn what_is_right_passes() {
    let mut alarms = judge(
        &months(),
        &[
            "Revenue in June 2011 came to £691,123.12.",
            "In june 2011 revenue was £691,123.",
            "Revenue was £691.1k in June 2011.",
            "Revenue was £0.69m in June 2011.",
            "Revenue was £0.7 million in June 2011.",
            "Revenue was about £691,000 in June.",
            "Revenue was around £690,000 in June 2011.",
            "Revenue was just over £691,000 in June 2011.",
            "Revenue was nearly £692,000 in June 2011.",
            "Revenue was more than £690,000 in June 2011.",
            "Revenue was roughly six hundred and ninety-one thousand pounds in June 2011.",
            "Revenue was GBP 691,123.12 in June 2011.",
            "Revenue was 691,123 pounds in June 2011.",
            "Sales were £691,123.12 in June 2011, 4.45% lower than in May 2011.",
            "Revenue fell by {F4:abs} to {F1} in June 2011, from {F2} in May 2011.",
            "Revenue fell 4.5 percent, from £723k in May to £691k in June.",
            "Revenue in June was £32,210 less than in May.",
            "June's revenue of £691k was below May's £723k.",
            "June was lower than May.",
            "May 2011 was higher than June 2011.",
            "Revenue did not rise in June 2011: it was {F1}.",
            "Revenue dropped from {F2} to {F1}.",
            "Revenue went from {F2} in May to {F1} in June.",
            "The month before, revenue was {F2}.",
            "Revenue was {F1}, against {F2} a month earlier.",
            "Revenue was {F1}, down {F4:abs} month on month.",
            "Revenue was down {F4:abs} on May 2011.",
            "Revenue changed by {F3} ({F4}).",
            "The change was -£32,210.39, or -4.45%.",
            "Compared with May 2011, revenue decreased by £32.2k.",
            "**June 2011:** £691,123.12\n**May 2011:** £723,333.51",
            "| Month | Revenue |\n|---|---|\n| June 2011 | £691,123.12 |\n| May 2011 | £723,333.51 |",
            "| | May 2011 | June 2011 |\n|---|---|---|\n| Revenue | {F2} | {F1} |",
            "<p>Revenue in <b>June 2011</b> was <b>£691,123.12</b>.</p>",
            "Revenue in June 2011 was £\u{200b}691,123.12.",
            "Revenue in 2011-06 was {F1}.",
            "Revenue from 1 June 2011 to 30 June 2011 was {F1}.",
            "Revenue between 1 and 30 June 2011 was {F1}.",
            "June '11: {F1}; May '11: {F2}.",
            "Both months: {F1} (June) and {F2} (May).",
            "June 2011 saw a decline of £32,210.39, which is 4.45%.",
            "Revenue of £691,123.12 was recorded in June 2011.",
            "Sure! Here is your answer: revenue in June 2011 was {F1}.",
        ],
        true,
    );
    alarms.extend(judge(
        &countries(),
        &[
            "The top 3 countries by revenue in June 2011: United Kingdom ({F1}), Germany ({F2}), France ({F3}).",
            "United Kingdom had the highest revenue with {F1}, followed by Germany with {F2}.",
            "The UK is not named so, but United Kingdom led with £539k.",
            "The best country was United Kingdom.",
            "1. United Kingdom: {F1}\n2. Germany: {F2}\n3. France: {F3}",
            "Germany came second with {F2}.",
            "The highest revenue in June 2011 was {F1}.",
            "Germany was ahead of France.",
            "The three largest countries were United Kingdom, Germany and France with {F1}, {F2} and {F3}.",
        ],
        true,
    ));
    alarms.extend(judge(
        &share(),
        &[
            "Germany made up 33.3% of revenue in June 2011.",
            "A third of revenue came from Germany in June 2011.",
            "About a third of all revenue was Germany's.",
            "Germany made {F1} of {F2}, or {F3}.",
            "Of the total of {F2}, Germany made {F1}.",
        ],
        true,
    ));
    alarms.extend(judge(
        &doubled(),
        &[
            "Orders doubled in June 2011.",
            "Orders more than doubled to {F1}.",
            "Orders were twice those of May 2011.",
            "There were 2,010 orders in June 2011, up from 1,000 in May.",
            "Orders rose 101%.",
        ],
        true,
    ));
    alarms.extend(judge(
        &cakes(),
        &[
            "60 CAKE CASES sold 2,060 units in June 2011.",
            "2,060 units of 60 CAKE CASES were sold in June.",
            "60 cake cases: {F1}",
        ],
        true,
    ));
    assert!(alarms.is_empty(), "false alarms:\n{}", alarms.join("\n"));
}

#[test]
fn other_peoples_wordings_pass() {
    let mut alarms = judge(
        &months(),
        &[
            "In June 2011, you generated £691,123.12 in revenue.",
            "Your June 2011 revenue was £691.1K, which is £32.2K below May 2011 (£723.3K).",
            "Revenue decreased from £723,333.51 in May 2011 to £691,123.12 in June 2011, a decrease of £32,210.39 or 4.45%.",
            "June 2011 revenue: £691,123.12. May 2011 revenue: £723,333.51. Difference: -£32,210.39 (-4.45%).",
            "Revenue for June 2011 totaled £691,123.12, while May 2011 totaled £723,333.51.",
            "Sales dropped 4.45% month-over-month, from £723,333.51 to £691,123.12.",
            "In May 2011 sales were £723,333.51; in June 2011 they were £691,123.12, so sales declined by £32,210.39.",
            "There was a 4.45% decline in revenue between May 2011 and June 2011.",
            "Revenue in June 2011 (£691,123.12) was 4.45% lower than in May 2011 (£723,333.51).",
            "The revenue for June 2011 amounts to £691,123.12, representing a 4.5% drop compared to the previous month's £723,333.51.",
            "Revenue slipped to £691,123 in June from £723,334 in May, a fall of about 4.5%.",
            "From May to June 2011 revenue went down by £32,210.39.",
            "Overall, revenue fell 4.45% to £691,123.12.",
            "June: £691k. May: £723k. That's a drop of £32k.",
            "Revenue: £691,123.12 (June 2011) vs £723,333.51 (May 2011), down £32,210.39.",
            "At £691,123.12, June 2011 revenue was down 4.45% from May 2011.",
            "Revenue in June 2011 was £691,123.12, which was £32,210.39 less than the £723,333.51 recorded in May 2011.",
            "Revenue reached £691,123.12 in June 2011, a 4.45% decrease from £723,333.51 in May 2011.",
            "We saw revenue of £691,123.12 last June 2011, down from £723,333.51.",
            "June 2011's total of £691,123.12 is 4.45% below May 2011's £723,333.51.",
        ],
        true,
    );
    alarms.extend(judge(&countries(), &[
        "In June 2011, the top three countries by revenue were United Kingdom (£539,130.50), Germany (£39,655.81) and France (£22,489.20).",
        "The United Kingdom was the top-performing country with £539,130.50 in revenue.",
        "Top countries by revenue in June 2011:\n\n1. **United Kingdom** - £539,130.50\n2. **Germany** - £39,655.81\n3. **France** - £22,489.20",
        "The highest revenue came from the United Kingdom at £539,130.50, with Germany second at £39,655.81 and France third at £22,489.20.",
        "United Kingdom ranks first with £539,130.50. Germany ranks second with £39,655.81. France ranks third with £22,489.20.",
        "Germany was in second place with £39,655.81.",
        "The best-selling country was United Kingdom (£539.1k).",
        "United Kingdom tops the list with £539,130.50, then Germany with £39,655.81.",
    ], true));
    alarms.extend(judge(
        &share(),
        &[
            "Germany accounted for 33.3% of total revenue in June 2011, that is £230,000.00 out of £691,123.12.",
            "Germany's share was 33.28%.",
            "Germany generated one third of the revenue in June 2011.",
            "£230,000 of the £691,123 in revenue came from Germany, which is 33%.",
            "Out of £691,123.12 total revenue, Germany contributed £230,000.00 (33.3%).",
            "33% of June 2011 revenue came from Germany.",
        ],
        true,
    ));
    alarms.extend(judge(
        &doubled(),
        &[
            "The number of orders more than doubled, from 1,000 in May 2011 to 2,010 in June 2011.",
            "Orders increased by 1,010 (101%) in June 2011.",
            "There were twice as many orders in June 2011 as in May 2011.",
            "You received 2,010 orders in June 2011 compared to 1,000 orders in May 2011, an increase of 1,010 orders.",
            "June 2011 had 2,010 orders, 1,010 more than May 2011.",
            "Orders grew 101% month on month to 2,010.",
        ],
        true,
    ));
    assert!(alarms.is_empty(), "false alarms:\n{}", alarms.join("\n"));
}

#[test]
fn series_and_summaries_are_told() {
    use FactRole::{Change, Percent, Value};
    let april = ("April 2011", "2011-04-01/2011-04-30");
    let rows = [
        (Value, "493207.12", "GBP", "revenue", april.0, april.1, ""),
        (Value, "723333.51", "GBP", "revenue", MAY.0, MAY.1, ""),
        (Value, "691123.12", "GBP", "revenue", JUNE.0, JUNE.1, ""),
    ];
    let quarter = json!({"from": "2011-04-01", "to": "2011-06-30"});
    let series = case(
        json!({"intent": "series", "measures": ["revenue"], "period": quarter, "groupBy": {"grain": "month"}}),
        &rows,
    );
    let mut found = judge(
        &series,
        &[
            &crate::narrate::draft(&series.plan, &series.catalogue, &series.facts, Language::English),
            "In Q2 2011, revenue peaked in May at {F2} and was lowest in April at {F1}.",
            "Revenue rose from {F1} in April 2011 to {F2} in May 2011, then fell to {F3} in June 2011.",
            "The best month was May 2011 with £723k.",
        ],
        true,
    );
    found.extend(judge(
        &series,
        &[
            "Revenue fell from {F1} in April 2011 to {F2} in May 2011.",
            "The best month was June 2011.",
            "Revenue in Q2 2011 was {F2}.",
            "Revenue rose every month to {F3} in June.",
        ],
        false,
    ));
    let plan = json!({"intent": "summary", "measures": ["revenue", "orders"], "period": {"from": "2011-06-01", "to": "2011-06-30"}});
    let summary = case(
        plan,
        &[
            (Value, "691123.12", "GBP", "revenue", JUNE.0, JUNE.1, ""),
            (Value, "723333.51", "GBP", "revenue", MAY.0, MAY.1, ""),
            (Change, "-32210.39", "GBP", "revenue", JUNE.0, JUNE.1, ""),
            (Percent, "-4.4530", "percent", "revenue", JUNE.0, JUNE.1, ""),
            (Value, "1683", "count", "orders", JUNE.0, JUNE.1, ""),
            (Value, "1848", "count", "orders", MAY.0, MAY.1, ""),
            (Value, "539130.50", "GBP", "revenue", JUNE.0, JUNE.1, "United Kingdom"),
        ],
    );
    found.extend(judge(
        &summary,
        &[&crate::narrate::draft(&summary.plan, &summary.catalogue, &summary.facts, Language::English)],
        true,
    ));
    found.extend(judge(
        &summary,
        &[
            "Revenue in June 2011 was {F1} from 1,848 orders.",
            "The top country was Germany with {F7}.",
            "United Kingdom made {F1}.",
        ],
        false,
    ));
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_number_without_end_is_no_figure() {
    let fixture = fixture("lookup", Language::English, &mut Dice(3));
    for number in ["7777777777777777777777838388888", "79228162514264337593543950335", "9".repeat(400).as_str()] {
        assert!(!violations(&format!("It came to {number}."), &fixture.context()).is_empty(), "{number}");
    }
}
