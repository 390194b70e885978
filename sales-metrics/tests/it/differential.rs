//! Every figure of the real file against SQLite over the same rows.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use jiff::{ToSpan, civil::date};
use rust_decimal::Decimal;
use sales_metrics::query::{
    Snapshot,
    fact::{Fact, FactRole},
};
use serde_json::json;
use tenancy::TenantSession;

use crate::{
    data::{MEASURES, Seeded, packed, plain},
    oracle::{Figures, Oracle},
    world::{World, facts, head, period, snapshot},
};

struct Checked<'a> {
    session: &'a TenantSession,
    snapshot: &'a Snapshot,
    oracle: &'a Oracle,
    random: Seeded,
}

fn same(fact: &Fact, figures: &Figures) {
    let wanted = figures.value(&fact.measure);
    let got = fact.value.map(|v| if fact.measure == "averageOrderValue" { v.round_dp(12) } else { v });
    assert_eq!(got, wanted, "{} of {} for {:?}", fact.measure, fact.period, fact.filters);
    assert_eq!(i64::try_from(fact.source.rows).unwrap(), figures.rows, "rows of {} {:?}", fact.period, fact.filters);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_figure_is_the_one_sqlite_computes() {
    let world = World::start().await;
    let session = world.tenant("acme").await;
    let reply = world.import("acme", &packed()).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.body);
    assert_eq!(reply.body["rows"]["rejected"], 0, "{}", reply.body);
    let oracle = Oracle::of(&plain());
    let snapshot = snapshot(&session).await;
    assert_eq!(head(&session).await.rows, u64::try_from(oracle.sum("true", &[]).rows).unwrap());
    let mut checked = Checked { session: &session, snapshot: &snapshot, oracle: &oracle, random: Seeded(7) };
    checked.known().await;
    checked.months().await;
    for _ in 0..120 {
        checked.random_slice().await;
    }
    for _ in 0..40 {
        checked.random_rank().await;
    }
    for _ in 0..25 {
        checked.random_comparison().await;
        checked.random_series().await;
    }
}

impl Checked<'_> {
    async fn known(&self) {
        for (measure, from, to, wanted) in [
            ("revenue", "2010-12-01", "2011-12-31", "9747747.934"),
            ("refunds", "2010-12-01", "2011-12-31", "896812.49"),
            ("revenue", "2011-03-01", "2011-03-31", "683267.08"),
            ("orders", "2011-08-01", "2011-08-31", "1459"),
        ] {
            let plan = json!({"intent": "lookup", "measures": [measure], "period": period(from, to)});
            let found = facts(self.session, self.snapshot, plan).await;
            assert_eq!(found[0].value, Some(wanted.parse().unwrap()), "{measure} {from}");
        }
    }

    /// Every month by every measure: the whole, and each country, by its slice and by its place on the board.
    async fn months(&self) {
        let by_month = self.oracle.grouped("month", "true", &[]);
        self.months_of(&by_month.into_iter().collect(), None).await;
        for country in self.oracle.members("country") {
            let by_month = self.oracle.grouped("month", "country = ?", &[&country]);
            self.months_of(&by_month.into_iter().collect(), Some(&country)).await;
        }
        for (month, _) in self.oracle.grouped("month", "true", &[]) {
            let first: jiff::civil::Date = format!("{month}-01").parse().unwrap();
            let plan = json!({"intent": "rank", "measures": MEASURES, "groupBy": {"dimension": "country"},
                "period": period(first, first.last_of_month()), "top": {"n": 100, "order": "highest"}});
            let wanted: BTreeMap<String, Figures> =
                self.oracle.grouped("country", "month = ?", &[&month]).into_iter().collect();
            let found = facts(self.session, self.snapshot, plan).await;
            let ranked = |m: &str| wanted.values().filter(|figures| figures.value(m).is_some()).count();
            assert_eq!(found.len(), MEASURES.iter().map(|m| ranked(m)).sum::<usize>());
            for fact in found {
                same(&fact, &wanted[&fact.filters[0].members[0]]);
            }
        }
    }

    async fn months_of(&self, wanted: &BTreeMap<String, Figures>, country: Option<&str>) {
        let filters: Vec<_> = country.iter().map(|c| json!({"dimension": "country", "members": [c]})).collect();
        let plan = json!({"intent": "series", "measures": MEASURES, "groupBy": {"grain": "month"}, "filters": filters,
            "period": period("2010-12-01", "2011-12-31")});
        let found = facts(self.session, self.snapshot, plan).await;
        assert_eq!(found.len(), 13 * MEASURES.len());
        for fact in found {
            match wanted.get(&fact.period[..7]) {
                Some(figures) => same(&fact, figures),
                None => assert_eq!(fact.value, None, "{} {:?}", fact.period, fact.filters),
            }
        }
    }

    fn range(&mut self) -> (String, String) {
        let start = date(2010, 11, 20);
        let longest = [20, 300][self.random.next(2)];
        let length = self.random.next(longest);
        let from = start.saturating_add(i64::try_from(self.random.next(380)).unwrap().days());
        (from.to_string(), from.saturating_add(i64::try_from(length + 11).unwrap().days()).to_string())
    }

    /// Some rows: all, some countries, some products, or all but some.
    fn filter(&mut self) -> (Vec<serde_json::Value>, String) {
        let kind = self.random.next(6);
        if kind == 0 {
            return (Vec::new(), "true".to_owned());
        }
        let (dimension, column) = if kind.is_multiple_of(2) { ("country", "country") } else { ("product", "product") };
        let all = self.oracle.members(column);
        let members: Vec<String> = {
            let count = 1 + self.random.next(3);
            (0..count).map(|_| all[self.random.next(all.len())].clone()).collect()
        };
        let exclude = kind > 3;
        let list: Vec<String> = members.iter().map(|m| format!("'{}'", m.replace('\'', "''"))).collect();
        let condition =
            format!("{column} IS NOT NULL AND {column} {} ({})", if exclude { "NOT IN" } else { "IN" }, list.join(","));
        (vec![json!({"dimension": dimension, "members": members, "exclude": exclude})], condition)
    }

    async fn random_slice(&mut self) {
        let ((from, to), (filters, condition)) = (self.range(), self.filter());
        let figures = self.oracle.sum(&format!("day BETWEEN ? AND ? AND {condition}"), &[&from, &to]);
        let plan = json!({"intent": "lookup", "measures": MEASURES, "period": period(&from, &to), "filters": filters});
        for fact in facts(self.session, self.snapshot, plan).await {
            same(&fact, &figures);
        }
    }

    async fn random_rank(&mut self) {
        let (from, to) = self.range();
        let column = ["country", "product"][self.random.next(2)];
        let highest = self.random.next(2) == 0;
        let n = 1 + self.random.next(30);
        let groups =
            self.oracle.grouped(column, &format!("day BETWEEN ? AND ? AND {column} IS NOT NULL"), &[&from, &to]);
        let order = if highest { "highest" } else { "lowest" };
        for measure in MEASURES {
            let mut wanted: Vec<(Decimal, &str)> =
                groups.iter().filter_map(|(name, figures)| Some((figures.value(measure)?, name.as_str()))).collect();
            wanted.sort_by(|a, b| {
                let by_value = if highest { b.0.cmp(&a.0) } else { a.0.cmp(&b.0) };
                by_value.then_with(|| a.1.cmp(b.1))
            });
            wanted.truncate(n);
            let plan = json!({"intent": "rank", "measures": [measure], "groupBy": {"dimension": column},
                "period": period(&from, &to), "top": {"n": n, "order": order}});
            let found = facts(self.session, self.snapshot, plan).await;
            let found: Vec<(Decimal, &str)> =
                found.iter().map(|f| (f.value.unwrap().round_dp(12), f.filters[0].members[0].as_str())).collect();
            assert_eq!(found, wanted, "{order} {n} by {measure} of {column}, {from} to {to}");
        }
    }

    async fn random_comparison(&mut self) {
        let ((from, to), (base_from, base_to)) = (self.range(), self.range());
        let (filters, condition) = self.filter();
        let a = self.oracle.sum(&format!("day BETWEEN ? AND ? AND {condition}"), &[&from, &to]);
        let b = self.oracle.sum(&format!("day BETWEEN ? AND ? AND {condition}"), &[&base_from, &base_to]);
        let whole = self.oracle.sum("day BETWEEN ? AND ?", &[&from, &to]);
        for measure in ["revenue", "units", "orders", "customers", "refunds"] {
            let plan = json!({"intent": "compare", "measures": [measure], "filters": filters,
                "period": period(&from, &to), "compareTo": period(&base_from, &base_to)});
            let found = facts(self.session, self.snapshot, plan).await;
            same(&found[0], &a);
            same(&found[1], &b);
            if let (Some(x), Some(y)) = (a.value(measure), b.value(measure)) {
                assert_eq!(found[2].value, Some(x - y));
                let percent = ((x - y) * Decimal::ONE_HUNDRED).checked_div(y.abs());
                assert_eq!(found[3].value.map(|v| v.round_dp(12)), percent.map(|v| v.round_dp(12)));
            } else {
                assert_eq!(found.len(), 2);
            }
            if !filters.is_empty() {
                let plan =
                    json!({"intent": "share", "measures": [measure], "filters": filters, "period": period(&from, &to)});
                let found = facts(self.session, self.snapshot, plan).await;
                same(&found[0], &a);
                same(&found[1], &whole);
                assert_eq!(found[2].role, FactRole::Share);
                let share = a.value(measure).zip(whole.value(measure));
                let share = share.and_then(|(part, all)| (part * Decimal::ONE_HUNDRED).checked_div(all));
                assert_eq!(found[2].value.map(|v| v.round_dp(12)), share.map(|v| v.round_dp(12)));
            }
        }
    }

    async fn random_series(&mut self) {
        let ((from, to), (mut filters, mut condition)) = (self.range(), self.filter());
        if filters.iter().any(|filter| filter["exclude"] == true) {
            (filters, condition) = (Vec::new(), "true".to_owned());
        }
        let grain = ["day", "week", "month", "quarter"][self.random.next(4)];
        let plan = json!({"intent": "series", "measures": ["revenue", "customers"], "filters": filters,
            "groupBy": {"grain": grain}, "period": period(&from, &to)});
        for fact in facts(self.session, self.snapshot, plan).await {
            let (first, last) = fact.period.split_once('/').unwrap();
            assert!(*first >= *from && *last <= *to, "{} outside {from} to {to}", fact.period);
            same(&fact, &self.oracle.sum(&format!("day BETWEEN ? AND ? AND {condition}"), &[first, last]));
        }
    }
}
