//! Plans of each kind, no two alike: other periods, other members.

use jiff::{
    ToSpan,
    civil::{Date, date},
};
use sales_metrics::{
    period::Period,
    query::{Snapshot, plan::Plan},
};
use serde_json::{Value, json};

/// Numbers that are the same in every run.
pub(crate) struct Seeded(pub(crate) u64);

impl Seeded {
    /// From 0 to `below`, without it.
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) >> 16).unwrap() % below
    }

    fn month(&mut self) -> Value {
        let first = date(2010, 12, 1).saturating_add(i64::try_from(self.next(13)).unwrap().months());
        period(first, first.last_of_month())
    }

    /// Some days, at most a year.
    fn days(&mut self) -> Value {
        let from = date(2010, 12, 1).saturating_add(i64::try_from(self.next(300)).unwrap().days());
        period(from, from.saturating_add(i64::try_from(self.next(365)).unwrap().days()))
    }

    fn members(&mut self, snapshot: &Snapshot, dimension: &str, many: usize, exclude: bool) -> Value {
        let all = snapshot.members[dimension].names();
        let members: Vec<&String> = (0..many).map(|_| &all[self.next(all.len())]).collect();
        json!([{"dimension": dimension, "members": members, "exclude": exclude}])
    }
}

fn period(from: Date, to: Date) -> Value {
    serde_json::to_value(Period::named(from, to)).unwrap()
}

/// A kind of plan.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) plan: fn(&mut Seeded, &Snapshot) -> Plan,
}

fn plan(mut json: Value) -> Plan {
    if json.get("measures").is_none() {
        json["measures"] = json!(["revenue", "customers", "averageOrderValue"]);
    }
    serde_json::from_value(json).unwrap()
}

macro_rules! kind {
    ($name:literal, |$random:ident, $snapshot:ident| $json:tt) => {
        Kind {
            name: $name,
            plan: |$random, $snapshot| {
                let _ = (&$random, $snapshot);
                plan(json!($json))
            },
        }
    };
}

pub(crate) const KINDS: &[Kind] = &[
    kind!("lookup, a month", |r, s| {"intent": "lookup", "period": r.month()}),
    kind!("lookup, some days", |r, s| {"intent": "lookup", "period": r.days()}),
    kind!("lookup, a country, some days", |r, s| {"intent": "lookup", "period": r.days(),
        "filters": r.members(s, "country", 1, false)}),
    kind!("lookup, 3 products, some days", |r, s| {"intent": "lookup", "period": r.days(),
        "filters": r.members(s, "product", 3, false)}),
    kind!("lookup, all but 2 countries, a month", |r, s| {"intent": "lookup", "period": r.month(),
        "filters": r.members(s, "country", 2, true)}),
    kind!("series by day, a month", |r, s| {"intent": "series", "groupBy": {"grain": "day"}, "period": r.month()}),
    kind!("series by week, a country", |r, s| {"intent": "series", "groupBy": {"grain": "week"}, "period": r.days(),
        "filters": r.members(s, "country", 1, false)}),
    kind!("series by month, all data", |r, s| {"intent": "series", "groupBy": {"grain": "month"},
        "filters": r.members(s, "product", 1, false)}),
    kind!("compare with the period before", |r, s| {"intent": "compare", "baseline": "previousPeriod",
        "period": period(date(2011, 2, 1), date(2011, 2, 1).saturating_add(i64::try_from(r.next(60)).unwrap().days()))}),
    kind!("compare 2 countries, some days", |r, s| {"intent": "compare", "period": r.days(),
        "filters": [{"dimension": "country", "members": ["Germany", s.members["country"].names()[r.next(8)], "EIRE"]}]}),
    kind!("rank countries, a month", |r, s| {"intent": "rank", "groupBy": {"dimension": "country"}, "period": r.month()}),
    kind!("rank products, a month", |r, s| {"intent": "rank", "groupBy": {"dimension": "product"}, "period": r.month()}),
    kind!("rank products, some days", |r, s| {"intent": "rank", "groupBy": {"dimension": "product"}, "period": r.days()}),
    kind!("from rows: a product in a country, a month", |r, s| {"intent": "lookup", "period": r.month(),
        "filters": [r.members(s, "country", 1, false)[0], r.members(s, "product", 1, false)[0]]}),
    kind!("from rows: rank products of a country, all", |r, s| {"intent": "rank", "groupBy": {"dimension": "product"},
        "filters": r.members(s, "country", 1, false)}),
    kind!("rank days, some days", |r, s| {"intent": "rank", "groupBy": {"grain": "day"}, "period": r.days()}),
    kind!("breakdown by country, some days", |r, s| {"intent": "breakdown", "groupBy": {"dimension": "country"},
        "period": r.days()}),
    kind!("breakdown by product, a month", |r, s| {"intent": "breakdown", "groupBy": {"dimension": "product"},
        "period": r.month()}),
    kind!("share of a country, a month", |r, s| {"intent": "share", "measures": ["revenue", "customers"],
        "period": r.month(), "filters": r.members(s, "country", 1, false)}),
    kind!("average per day, some days", |r, s| {"intent": "average", "groupBy": {"grain": "day"}, "period": r.days()}),
    kind!("average per order, a month", |r, s| {"intent": "average", "groupBy": {"measure": "orders"},
        "period": r.month()}),
    kind!("cumulative by month, some days", |r, s| {"intent": "cumulative", "groupBy": {"grain": "month"},
        "period": r.days()}),
    kind!("growth by month, some days", |r, s| {"intent": "growth", "groupBy": {"grain": "month"}, "period": r.days()}),
    kind!("months above an amount, all data", |r, s| {"intent": "rank", "measures": ["revenue"],
        "groupBy": {"grain": "month"}, "having": {"is": "above", "amount": "500000"}}),
    kind!("best month of each country, all data", |r, s| {"intent": "rank", "groupBy": {"grain": "month"},
        "each": {"dimension": "country"}}),
    kind!("top products of each month, all data", |r, s| {"intent": "rank", "groupBy": {"dimension": "product"},
        "each": {"grain": "month"}}),
    kind!("from rows: top products of each country, a month", |r, s| {"intent": "rank",
        "groupBy": {"dimension": "product"}, "each": {"dimension": "country"}, "period": r.month()}),
];

/// Plans over all of ten years.
pub(crate) const LONG: &[Kind] = &[
    kind!("series by month", |r, s| {"intent": "series", "groupBy": {"grain": "month"}}),
    kind!("rank days", |r, s| {"intent": "rank", "groupBy": {"grain": "day"}}),
    kind!("rank countries", |r, s| {"intent": "rank", "groupBy": {"dimension": "country"}}),
    kind!("rank products", |r, s| {"intent": "rank", "groupBy": {"dimension": "product"}}),
];
