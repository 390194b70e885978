//! Subscription invoices at the end of each month, in three currencies, credit notes in parentheses, dates as Americans write them.

use jiff::civil::date;
use serde_json::{Value, json};

use super::{hundredths, later, only, pick};
use crate::{
    data::Seeded,
    differential::{
        Case,
        abilities::{Ability, on},
    },
};

const COUNTRIES: [(&str, &str); 6] =
    [("US", "USD"), ("Germany", "EUR"), ("France", "EUR"), ("UK", "GBP"), ("Ireland", "EUR"), ("Canada", "USD")];
const PLANS: [(&str, usize); 4] = [("Starter", 1_900), ("Team", 9_900), ("Business", 49_900), ("Enterprise", 250_000)];

/// What is billed in one currency.
fn billed(name: &str, currency: &str, kinds: &[&str], sum: &str) -> Value {
    let mut measure = json!({"name": name, "unit": "money", "aggregate": {"sum": sum}, "where": [
        {"column": "Currency", "is": {"oneOf": [currency]}}, {"column": "Kind", "is": {"oneOf": kinds}}]});
    if on(Ability::OwnCurrency) {
        measure["currency"] = json!(currency);
    }
    measure
}

pub(super) fn case() -> Case {
    let mut random = Seeded(22);
    let mut text = "Invoice Date,Invoice Number,Kind,Customer ID,Plan,Country,Currency,Amount\n".to_owned();
    let mut number = 1_000;
    for customer in 0..140 {
        let (country, currency) = COUNTRIES[random.next(COUNTRIES.len())];
        let (began, months) = (random.next(20), 1 + random.next(24));
        let mut plan = random.next(PLANS.len());
        for month in began..(began + months).min(26) {
            let day = later(date(2022, 12, 1), month * 30 + month / 2).last_of_month();
            if random.next(15) == 0 {
                plan = random.next(PLANS.len());
            }
            let (name, price) = PLANS[plan];
            let seats = if plan == 3 { 1 } else { 1 + random.next(8) };
            number += 1;
            // Some invoices name no customer, some no plan.
            let id = if random.next(50) == 0 { String::new() } else { format!("C-{customer:05}") };
            let plan_name = if random.next(60) == 0 { " " } else { name };
            let quoted = |value: usize, credit: bool| {
                let written = hundredths(value, ",", '.');
                let written = if credit { format!("({written})") } else { written };
                if written.contains(',') { format!("\"{written}\"") } else { written }
            };
            let mut line = |kind: &str, day: jiff::civil::Date, amount: String| {
                let day = day.strftime("%m/%d/%Y");
                text.push_str(&format!("{day},INV-{number},{kind},{id},{plan_name},{country},{currency},{amount}\n"));
            };
            line("Subscription", day, quoted(price * seats, false));
            match random.next(12) {
                0 => line("Credit note", later(day, 1 + random.next(12)), quoted(random.next(price), true)),
                1 => line(pick(&mut random, &["Setup", "Training"]), day, quoted(12_500, false)),
                _ => {}
            }
        }
    }
    let all = ["Subscription", "Credit note", "Setup", "Training"];
    Case {
        text,
        catalogue: json!({
            "name": "Subscriptions",
            "time": {"column": "Invoice Date", "formats": ["%m/%d/%Y"]},
            "currency": "USD",
            "weekStart": "sunday",
            "fiscalYearStart": 2,
            "measures": only(vec![
                (true, billed("billedUsd", "USD", &all, "Amount")),
                (true, billed("billedEur", "EUR", &all, "Amount")),
                (true, billed("mrrGbp", "GBP", &["Subscription"], "Amount")),
                (true, billed("creditedEur", "EUR", &["Credit note"], "-Amount")),
                (true, json!({"name": "invoices", "unit": "count", "aggregate": {"countDistinct": "Invoice Number"}})),
                (true, json!({"name": "customers", "unit": "count", "aggregate": {"countDistinct": "Customer ID"},
                    "where": [{"column": "Kind", "is": {"startsWith": "Credit"}, "not": true}]})),
                (true, json!({"name": "newCustomers", "unit": "count", "aggregate": {"new": "customers"}})),
                (true, json!({"name": "returningCustomers", "unit": "count", "aggregate": {"returning": "customers"}})),
                (true, json!({"name": "lostCustomers", "unit": "count", "aggregate": {"lost": "customers"}})),
                (true, json!({"name": "lines", "unit": "count", "aggregate": "count"})),
                (true, json!({"name": "perCustomerUsd", "unit": "money",
                    "aggregate": {"ratio": {"of": "billedUsd", "per": "customers"}}})),
                (on(Ability::Extremes), json!({"name": "usualInvoice", "unit": "number", "aggregate": {"average": "Amount"}})),
                (on(Ability::Extremes), json!({"name": "largestInvoice", "unit": "number", "aggregate": {"max": "Amount"}})),
                (on(Ability::Extremes), json!({"name": "largestCredit", "unit": "number", "aggregate": {"min": "Amount"}})),
                (on(Ability::NumericConditions), json!({"name": "largeInvoices", "unit": "count", "aggregate": "count",
                    "where": [{"column": "Amount", "is": {"above": "500"}}]})),
                (on(Ability::NumericConditions), json!({"name": "notSmall", "unit": "count", "aggregate": "count",
                    "where": [{"column": "Amount", "is": {"below": "99"}, "not": true}]})),
            ]),
            "dimensions": [
                {"name": "plan", "column": "Plan"},
                {"name": "country", "column": "Country"},
                {"name": "currency", "column": "Currency"},
                {"name": "kind", "column": "Kind"},
            ],
        }),
        dialect: json!({"thousands": ",", "parentheses": true}),
    }
}
