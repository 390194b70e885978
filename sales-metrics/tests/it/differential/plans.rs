//! Plans at random, the same for the same seed.

use jiff::{ToSpan, civil::Date};
use sales_metrics::period::{Grain, Period};
use serde_json::{Value, json};

use super::{Shape, abilities::can};
use crate::data::Seeded;

const INTENTS: [&str; 12] = [
    "lookup",
    "lookup",
    "series",
    "average",
    "compare",
    "compare",
    "rank",
    "rank",
    "breakdown",
    "share",
    "growth",
    "cumulative",
];
const GRAINS: [&str; 6] = ["day", "week", "month", "quarter", "half", "year"];
/// More units than this are refused.
const MOST_UNITS: i64 = 400;

/// See the module.
pub(crate) struct Plans {
    shape: Shape,
    random: Seeded,
}

impl Plans {
    pub(crate) fn new(shape: Shape, seed: u64) -> Self {
        Self { shape, random: Seeded(seed) }
    }

    /// The next plan that the engine is to be asked.
    pub(crate) fn next(&mut self) -> Value {
        loop {
            let plan = self.draw();
            if can(&plan, &self.shape) {
                return plan;
            }
        }
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.random.next(100) < percent
    }

    fn one<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.random.next(list.len())].clone()
    }

    fn draw(&mut self) -> Value {
        let intent = self.one(&INTENTS);
        let period = self.period();
        let mut plan = json!({"intent": intent, "period": period, "filters": []});
        let all = self.shape.measures(|_| true);
        let how_many = if self.chance(70) { 1 } else { 2 };
        let mut measures: Vec<String> = (0..how_many).map(|_| self.one(&all)).collect();
        measures.dedup();
        let filters = self.filters();
        match intent {
            "series" | "growth" | "cumulative" => plan["groupBy"] = json!({"grain": self.grain(&plan)}),
            "average" if self.chance(35) => {
                // Of what is added up, and counted.
                measures = vec![self.one(&self.shape.measures(|m| !m["aggregate"]["sum"].is_null()))];
                let per = self.one(
                    &self.shape.measures(|m| !m["aggregate"]["countDistinct"].is_null() || m["aggregate"] == "count"),
                );
                plan["groupBy"] = json!({"measure": per});
            }
            "average" => plan["groupBy"] = json!({"grain": self.grain(&plan)}),
            "rank" | "breakdown" => {
                plan["groupBy"] = if intent == "rank" && self.chance(25) {
                    json!({"grain": self.grain(&plan)})
                } else {
                    json!({"dimension": self.dimension()})
                };
                if intent == "rank" && self.chance(20) {
                    measures.truncate(1);
                    let is = self.one(&["above", "atLeast", "below", "atMost"]);
                    let amount = self.one(&["0", "1", "12.5", "100", "2500", "100000"]);
                    plan["having"] = json!({"is": is, "amount": amount});
                    if is.starts_with('a') && is != "atMost" && self.chance(40) {
                        let upper =
                            json!({"is": self.one(&["below", "atMost"]), "amount": self.one(&["100000", "250000"])});
                        plan["having"]["and"] = upper;
                    }
                } else if intent == "rank" || self.chance(50) {
                    let n = if self.chance(80) { 1 + self.random.next(12) } else { 1 + self.random.next(100) };
                    let order = if intent == "rank" { self.one(&["highest", "lowest"]) } else { "highest" };
                    plan["top"] = json!({"n": n, "order": order});
                }
            }
            "share" => {
                let parts = |m: &Value| m["unit"] != "number" && !m["aggregate"].is_null();
                let added = |m: &Value| {
                    m["aggregate"] == "count"
                        || !m["aggregate"]["sum"].is_null()
                        || !m["aggregate"]["countDistinct"].is_null()
                };
                measures = vec![self.one(&self.shape.measures(|m| parts(m) && added(m)))];
            }
            _ => {}
        }
        plan["measures"] = json!(measures);
        plan["filters"] = json!(filters);
        match intent {
            "rank" | "breakdown" if self.chance(12) => self.each(&mut plan),
            "lookup" if self.chance(15) => plan["groupBy"] = json!({"dimension": self.dimension()}),
            _ => {}
        }
        let unit = self.one(&["money", "count"]);
        let is_sum = |m: &Value| m["aggregate"] == "count" || !m["aggregate"]["sum"].is_null();
        let sums = self.shape.measures(|m| m["unit"] == unit && is_sum(m));
        if intent == "share" && sums.len() > 1 && self.chance(20) {
            let of = self.one(&sums);
            let others: Vec<String> = sums.into_iter().filter(|name| *name != of).collect();
            plan["measures"] = json!([self.one(&others)]);
            plan["groupBy"] = json!({"measure": of});
        } else if intent == "share" && filters.is_empty() {
            let dimension = self.dimension();
            plan["filters"] = json!([self.filter(&dimension)]);
        } else if intent == "share" && self.chance(50) {
            plan["groupBy"] = json!({"dimension": self.one(&filters)["dimension"]});
        }
        if intent == "compare" {
            self.base(&mut plan);
            let has_base = !plan["compareTo"].is_null() || !plan["baseline"].is_null();
            if has_base && self.chance(30) {
                plan["groupBy"] = json!({"dimension": self.dimension()});
                plan["byPercent"] = json!(self.chance(40));
                if self.chance(60) {
                    plan["top"] = json!({"n": 1 + self.random.next(12), "order": self.one(&["highest", "lowest"])});
                }
            }
        }
        plan
    }

    /// Asks for each unit of a short period, or each member in it, by itself.
    fn each(&mut self, plan: &mut Value) {
        let Some(from) = plan["period"]["from"].as_str() else { return };
        let (from, to) = (from.parse().unwrap(), plan["period"]["to"].as_str().unwrap().parse().unwrap());
        let each = match Period::range(from, to).days() {
            days if days <= 45 && self.chance(50) => json!({"dimension": self.dimension()}),
            days if days <= 25 => json!({"grain": "day"}),
            days if days <= 150 => json!({"grain": self.one(&["week", "month"])}),
            _ => json!({"grain": self.one(&["quarter", "half", "year"])}),
        };
        if each != plan["groupBy"] {
            plan["each"] = each;
        }
    }

    /// What a comparison is with: a period, a baseline, or the members of one filter side by side.
    fn base(&mut self, plan: &mut Value) {
        match self.random.next(5) {
            0 | 1 => {
                let base = self.period();
                plan["compareTo"] =
                    if base.is_null() { json!(Period::range(self.shape.first, self.shape.last)) } else { base };
            }
            2 => {
                let dimension = self.dimension();
                let count = 2 + self.random.next(2);
                let mut members: Vec<String> = Vec::new();
                // Those that differ in case or blanks alone are one to a reader.
                let plain = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
                let all: std::collections::BTreeSet<String> =
                    self.shape.members[&dimension].iter().map(|name| plain(name)).collect();
                while members.len() < count.min(all.len()) {
                    let member = self.member(&dimension);
                    if members.iter().all(|known| plain(known) != plain(&member)) {
                        members.push(member);
                    }
                }
                let mut filters = plan["filters"].as_array().unwrap().clone();
                filters.retain(|filter| {
                    filter["dimension"] != json!(dimension)
                        && (filter["exclude"] == true || filter["members"].as_array().unwrap().len() == 1)
                });
                filters.insert(0, json!({"dimension": dimension, "members": members, "exclude": false}));
                plan["filters"] = json!(filters);
            }
            _ => plan["baseline"] = json!(self.one(&["previousPeriod", "previousYear", "previousYearSameWeekday"])),
        }
    }

    /// A day in the data or a little beside it.
    fn day(&mut self) -> Date {
        let days = i64::from((self.shape.last - self.shape.first).get_days());
        let beside = 20 + days / 20;
        let at = i64::try_from(self.random.next(usize::try_from(days + 2 * beside).unwrap())).unwrap() - beside;
        self.shape.first.saturating_add(at.days())
    }

    fn period(&mut self) -> Value {
        let day = self.day();
        let period = match self.random.next(20) {
            0 => return Value::Null,
            // Wholly beyond the data.
            1 if self.chance(40) => {
                Period::range(self.shape.last.saturating_add(3.days()), self.shape.last.saturating_add(40.days()))
            }
            1..=9 => {
                use Grain::{Day, Half, Month, Quarter, Week, Year};
                let own_week = self.shape.catalogue["weekStart"].as_str().is_some_and(|day| day != "monday");
                let grain = self.one(&[Day, Week, Month, Month, Month, Quarter, Quarter, Half, Year]);
                // Periods come from `chat-runtime`, in the catalogue's own weeks and years; the oracle has its own idea of both.
                let own_year = self.shape.catalogue["fiscalYearStart"].as_i64().is_some_and(|month| month != 1);
                let own = own_week && grain == Week || own_year && grain == Year;
                Period::containing(day, if own { Month } else { grain })
            }
            _ => {
                let longest = self.one(&[3, 20, 100, 400]);
                let days = i64::try_from(2 + self.random.next(longest)).unwrap();
                Period::range(day, day.saturating_add(days.days()))
            }
        };
        // A run of days that happens to be a week or whole months is one or is none, as one looks at it: it is not asked.
        let week = period.days() == 7;
        let months = period.from == period.from.first_of_month() && period.to == period.to.last_of_month();
        if period.grain == Grain::Range && (week || months) { self.period() } else { json!(period) }
    }

    /// A unit that cuts the plan's period into not too many.
    fn grain(&mut self, plan: &Value) -> &'static str {
        let (from, to) = match plan["period"]["from"].as_str() {
            Some(from) => (from.parse().unwrap(), plan["period"]["to"].as_str().unwrap().parse().unwrap()),
            None => (self.shape.first, self.shape.last),
        };
        let days = Period::range(from, to).days();
        loop {
            let grain = self.one(&GRAINS);
            if days <= MOST_UNITS - 31 || grain != "day" && days <= MOST_UNITS * 6 || grain == "year" {
                return grain;
            }
        }
    }

    fn dimension(&mut self) -> String {
        let names: Vec<String> = self.shape.members.keys().cloned().collect();
        self.one(&names)
    }

    /// A common member, or any.
    fn member(&mut self, dimension: &str) -> String {
        let count = self.shape.members[dimension].len();
        let place = match self.random.next(20) {
            // Those that most rows have, so that pairs and triples have some.
            0..=7 => self.random.next(count.min(3)),
            8..=13 => self.random.next(count.min(12)),
            _ => self.random.next(count),
        };
        self.shape.members[dimension][place].clone()
    }

    fn filter(&mut self, dimension: &str) -> Value {
        let count = if self.chance(65) { 1 } else { 2 + self.random.next(3) };
        let members: Vec<String> = (0..count).map(|_| self.member(dimension)).collect();
        json!({"dimension": dimension, "members": members, "exclude": self.chance(25)})
    }

    /// None, one, a pair or a triple, each on a dimension of its own.
    fn filters(&mut self) -> Vec<Value> {
        let count = self.one(&[0, 0, 0, 1, 1, 1, 2, 2, 3]);
        let mut names: Vec<String> = self.shape.members.keys().cloned().collect();
        let mut filters = Vec::new();
        while filters.len() < count && !names.is_empty() {
            let dimension = names.swap_remove(self.random.next(names.len()));
            filters.push(self.filter(&dimension));
        }
        filters
    }
}
