//! Lines of orders, each with the columns of its order behind its own: what `salestalk import lines.csv --join orders.csv` sends.

use jiff::civil::date;
use serde_json::json;

use super::{hundredths, later, only, pick};
use crate::{
    data::Seeded,
    differential::{
        Case,
        abilities::{Ability, on},
    },
};

const PRODUCTS: [&str; 9] =
    ["Chai", "Chang", "Aniseed Syrup", "Queso Cabrales", "Pâté chinois", "Tofu", "tofu ", "Ikura", "Gravad lax"];
const COUNTRIES: [&str; 6] = ["Germany", "USA", "Brazil", "France", "Sweden", ""];

pub(super) fn case() -> Case {
    let mut random = Seeded(23);
    let mut text =
        "OrderID,Product,Quantity,Unit Price,Discount %,OrderDate,CustomerID,ShipCountry,Freight\n".to_owned();
    for order in 0..900 {
        let day = later(date(2024, 1, 3), order * 45 / 90 + random.next(3));
        let (hour, minute) = (6 + random.next(15), random.next(60));
        let (customer, country) = (random.next(80), pick(&mut random, &COUNTRIES));
        let freight = hundredths(random.next(20_000), "", '.');
        for _ in 0..1 + random.next(4) {
            let (product, quantity) = (pick(&mut random, &PRODUCTS), 1 + random.next(60));
            let price = hundredths(199 + random.next(9_000), "", '.');
            let discount = pick(&mut random, &["0", "0", "0", "5", "12.5", "20", ""]);
            text.push_str(&format!(
                "{},{product},{quantity},{price},{discount},{day}T{hour:02}:{minute:02}:00,{customer},{country},{freight}\n",
                10_248 + order
            ));
        }
    }
    let net = "Quantity * [Unit Price] * (1 - [Discount %] * 0.01)";
    Case {
        text,
        catalogue: json!({
            "name": "Orders",
            "time": {"column": "OrderDate", "formats": ["%Y-%m-%dT%H:%M:%S"]},
            "currency": "USD",
            "measures": only(vec![
                // Lines whose discount is blank add nothing to it.
                (true, json!({"name": "revenue", "unit": "money", "aggregate": {"sum": net}})),
                (true, json!({"name": "listed", "unit": "money", "aggregate": {"sum": "Quantity * [Unit Price]"}})),
                (true, json!({"name": "discounted", "unit": "number",
                    "aggregate": {"sum": "-(Quantity * [Unit Price]) + Quantity * ([Unit Price] - 0.5)"}})),
                (true, json!({"name": "orders", "unit": "count", "aggregate": {"countDistinct": "OrderID"}})),
                (true, json!({"name": "customers", "unit": "count", "aggregate": {"countDistinct": "CustomerID"}})),
                (true, json!({"name": "newCustomers", "unit": "count", "aggregate": {"new": "customers"}})),
                (true, json!({"name": "returningCustomers", "unit": "count", "aggregate": {"returning": "customers"}})),
                (true, json!({"name": "lostCustomers", "unit": "count", "aggregate": {"lost": "customers"}})),
                (true, json!({"name": "averageOrderValue", "unit": "money",
                    "aggregate": {"ratio": {"of": "revenue", "per": "orders"}}})),
                // An order's freight stands on each of its lines: not to be summed.
                (on(Ability::Extremes), json!({"name": "dearestFreight", "unit": "money", "aggregate": {"max": "Freight"}})),
                (on(Ability::Extremes), json!({"name": "usualDiscount", "unit": "number", "aggregate": {"average": "[Discount %]"}})),
            ]),
            "dimensions": only(vec![
                (true, json!({"name": "product", "column": "Product"})),
                (true, json!({"name": "country", "column": "ShipCountry"})),
                (on(Ability::TimeParts), json!({"name": "hour", "column": "OrderDate", "part": "hour"})),
            ]),
        }),
        dialect: json!({}),
    }
}
