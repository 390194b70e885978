//! The real file, its catalogue, and parts of it.

use serde_json::{Value, json};

/// Numbers that are the same in every run.
pub(crate) struct Seeded(pub(crate) u64);

impl Seeded {
    /// From 0 to `below`, without it.
    pub(crate) fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) >> 16).unwrap() % below
    }
}

/// The file as it is shipped, packed.
pub(crate) fn packed() -> Vec<u8> {
    std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../salestalk/demo/online-retail.csv.zst")).unwrap()
}

/// The file as text.
pub(crate) fn plain() -> String {
    String::from_utf8(zstd::decode_all(packed().as_slice()).unwrap()).unwrap()
}

/// The header with the lines that `keep` wants; no field of this file holds a line break.
pub(crate) fn part(plain: &str, mut keep: impl FnMut(usize) -> bool) -> Vec<u8> {
    let mut lines = plain.lines();
    let mut text = format!("{}\n", lines.next().unwrap());
    for (_, line) in lines.enumerate().filter(|(place, _)| keep(*place)) {
        text.push_str(line);
        text.push('\n');
    }
    text.into_bytes()
}

/// What the columns of the file mean.
pub(crate) fn catalogue() -> Value {
    let cancelled = json!([{"column": "InvoiceNo", "is": {"startsWith": "C"}}]);
    json!({
        "name": "Online Retail",
        "time": {"column": "InvoiceDate", "formats": ["%Y-%m-%d %H:%M:%S"]},
        "currency": "GBP",
        "measures": [
            {"name": "revenue", "unit": "money", "aggregate": {"sum": "Quantity * UnitPrice"}},
            {"name": "units", "unit": "count", "aggregate": {"sum": "Quantity"}},
            {"name": "orders", "unit": "count", "aggregate": {"countDistinct": "InvoiceNo"},
             "where": [{"column": "InvoiceNo", "is": {"startsWith": "C"}, "not": true}]},
            {"name": "customers", "unit": "count", "aggregate": {"countDistinct": "CustomerID"}},
            {"name": "refunds", "unit": "money", "aggregate": {"sum": "-Quantity * UnitPrice"}, "where": cancelled},
            {"name": "averageOrderValue", "label": "average order value", "unit": "money",
             "aggregate": {"ratio": {"of": "revenue", "per": "orders"}}},
            {"name": "newCustomers", "label": "new customers", "unit": "count", "aggregate": {"new": "customers"}},
            {"name": "returningCustomers", "unit": "count", "aggregate": {"returning": "customers"}},
            {"name": "lostCustomers", "unit": "count", "aggregate": {"lost": "customers"}}
        ],
        "dimensions": [
            {"name": "country", "column": "Country"},
            {"name": "product", "column": "Description"}
        ]
    })
}

/// Those that have a figure over all of the data; in a first period nobody is lost.
pub(crate) const MEASURES: [&str; 8] =
    ["revenue", "units", "orders", "customers", "refunds", "averageOrderValue", "newCustomers", "returningCustomers"];
