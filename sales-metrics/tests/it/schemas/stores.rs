//! A German retailer's daily totals by store: semicolons, decimal commas, `dd.mm.yyyy`, a byte order mark, Windows line ends.

use jiff::civil::date;
use serde_json::json;

use super::{hundredths, later, only, whole};
use crate::{
    data::Seeded,
    differential::{
        Case,
        abilities::{Ability, on},
    },
};

const STORES: [(&str, &str); 7] = [
    ("Köln; Schildergasse", "West"),
    ("München", "Süd"),
    ("Nürnberg", "Süd"),
    ("Hamburg \"Altona\"", "Nord"),
    ("Kiel", "Nord"),
    ("Dresden", "Ost"),
    ("Onlineshop", ""),
];

pub(super) fn case() -> Case {
    let mut random = Seeded(21);
    // A count such as 1.234 is read by looking at the whole column, or not at all.
    let thousands = if on(Ability::InferredNumbers) { "." } else { "" };
    let mut text = "\u{feff}Datum;Filiale;Region;Umsatz netto;Besucher;Bons;Bemerkung\r\n".to_owned();
    for day in 0..430 {
        let day = later(date(2023, 11, 6), day);
        for (place, (store, region)) in STORES.iter().enumerate() {
            // Closed on Sundays, but for the online shop.
            if day.weekday() == jiff::civil::Weekday::Sunday && place < 6 {
                continue;
            }
            let visitors = 40 + random.next(3_000 / (place + 1));
            let receipts = visitors * (10 + random.next(30)) / 100;
            let net = receipts * (900 + random.next(4_000));
            let sales = hundredths(net, ".", ',');
            // On some days nobody counted, and on some there was more given back than sold.
            let (visitors, sales) = match random.next(60) {
                0 => (String::new(), sales),
                1 => (whole(visitors, thousands), format!("-{sales}")),
                2 => (whole(visitors, thousands), String::new()),
                _ => (whole(visitors, thousands), sales),
            };
            let store = if store.contains([';', '"']) {
                format!("\"{}\"", store.replace('"', "\"\""))
            } else {
                (*store).to_owned()
            };
            let receipts = whole(receipts, thousands);
            text.push_str(&format!("{};{store};{region};{sales};{visitors};{receipts};\r\n", day.strftime("%d.%m.%Y")));
        }
    }
    let net = "[Umsatz netto]";
    Case {
        text,
        catalogue: json!({
            "name": "Filialen",
            "time": {"column": "Datum", "formats": ["%d.%m.%Y"]},
            "currency": "EUR",
            "measures": only(vec![
                (true, json!({"name": "netSales", "unit": "money", "aggregate": {"sum": net}})),
                (true, json!({"name": "visitors", "unit": "count", "aggregate": {"sum": "Besucher"}})),
                (true, json!({"name": "receipts", "unit": "count", "aggregate": {"sum": "Bons"}})),
                (true, json!({"name": "reports", "unit": "count", "aggregate": "count"})),
                (true, json!({"name": "uncounted", "unit": "count", "aggregate": "count",
                    "where": [{"column": "Besucher", "is": "blank"}]})),
                (true, json!({"name": "conversion", "unit": "percent",
                    "aggregate": {"ratio": {"of": "receipts", "per": "visitors"}}})),
                (on(Ability::Extremes), json!({"name": "usualDay", "unit": "money", "aggregate": {"average": net}})),
                (on(Ability::Extremes), json!({"name": "bestDay", "unit": "money", "aggregate": {"max": net}})),
                (on(Ability::Extremes), json!({"name": "worstDay", "unit": "money", "aggregate": {"min": net}})),
                (on(Ability::NumericConditions), json!({"name": "busyDays", "unit": "count", "aggregate": "count",
                    "where": [{"column": "Besucher", "is": {"above": "999.5"}}]})),
            ]),
            "dimensions": only(vec![
                (true, json!({"name": "store", "column": "Filiale"})),
                (true, json!({"name": "region", "column": "Region"})),
                (on(Ability::TimeParts), json!({"name": "weekday", "column": "Datum", "part": "weekday"})),
                (on(Ability::TimeParts), json!({"name": "month of year", "column": "Datum", "part": "monthOfYear"})),
            ]),
        }),
        dialect: json!({"delimiter": ";", "decimal": ",", "thousands": "."}),
    }
}
