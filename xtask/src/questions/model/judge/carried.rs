//! What the facts of a reply say.

use std::collections::BTreeSet;

use serde_json::Value;

/// Year, month, day.
pub(super) type Day = (u32, u32, u32);
/// First and last day.
pub(super) type Days = (Day, Day);

/// A figure as it is displayed.
#[derive(Debug, Clone)]
pub(super) struct Figure {
    /// As it is displayed, without its sign.
    pub(super) value: f64,
    pub(super) decimals: usize,
    /// All of it, and its sign.
    pub(super) exact: f64,
    pub(super) unit: String,
}

/// All of it.
#[derive(Debug, Default)]
pub(super) struct Carried {
    pub(super) figures: Vec<Figure>,
    /// Periods, the covered parts of periods, and what three or more that follow each other make together.
    pub(super) periods: BTreeSet<Days>,
    /// Labels, in small letters.
    pub(super) labels: Vec<String>,
    /// Names of members in filters, in small letters.
    pub(super) members: BTreeSet<String>,
    /// Those of them that are left out everywhere.
    pub(super) excluded: BTreeSet<String>,
    /// Signs and sizes of changes, and of parts of changes.
    pub(super) changes: Vec<(String, f64)>,
    /// How many facts are plain values.
    pub(super) values: usize,
    /// Of what was asked for: the highest, or the lowest.
    pub(super) order: Option<String>,
    /// How many of them.
    pub(super) many: Option<u64>,
}

impl Carried {
    /// By a reply's facts. Where they are parts of something (the best of its days, its months), the plan beside them says
    /// of what, and in which order.
    pub(super) fn by(reply: &Value) -> Self {
        let mut carried = Self::default();
        for fact in reply["facts"].as_array().into_iter().flatten() {
            carried.add(fact);
        }
        carried.join();
        let plan = &reply["classification"];
        carried.order = plan["top"]["order"].as_str().map(str::to_owned);
        carried.many = plan["top"]["n"].as_u64();
        if !plan["groupBy"].is_null() {
            let end = |name: &str| day(plan["period"][name].as_str().unwrap_or_default());
            carried.periods.extend(end("from").zip(end("to")));
        }
        carried
    }

    fn add(&mut self, fact: &Value) {
        let text = |name: &str| fact[name].as_str().unwrap_or_default();
        let unit = text("unit").to_owned();
        let value: Option<f64> = text("value").parse().ok();
        if let (Some(value), Some((shown, decimals))) = (value, shown(text("display"))) {
            self.figures.push(Figure { value: shown, decimals, exact: value, unit });
            match text("role") {
                "value" | "base" | "average" | "whole" | "together" | "share" => self.values += 1,
                role => self.changes.push((role.to_owned(), value)),
            }
        }
        self.labels.push(text("label").to_lowercase());
        self.periods.extend(["period", "covered"].into_iter().filter_map(|name| days(text(name))));
        for filter in fact["filters"].as_array().into_iter().flatten() {
            let members = filter["members"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let members = members.map(str::to_lowercase);
            if filter["exclude"] == true { self.excluded.extend(members) } else { self.members.extend(members) }
        }
        self.excluded.retain(|member| !self.members.contains(member));
    }

    /// Adds what the periods make together.
    fn join(&mut self) {
        let apart: Vec<Days> = self.periods.iter().copied().collect();
        let follow = apart.windows(2).all(|pair| next(pair[0].1) == pair[1].0);
        if let (Some(first), Some(last), true) = (apart.first(), apart.last(), apart.len() > 2 && follow) {
            self.periods.insert((first.0, last.1));
        }
    }
}

/// A displayed figure: `-£19,306.83` is 19306.83 with two decimals.
fn shown(display: &str) -> Option<(f64, usize)> {
    let plain: String = display.chars().filter(|char| char.is_ascii_digit() || *char == '.').collect();
    let decimals = plain.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    Some((plain.parse().ok()?, decimals))
}

fn days(period: &str) -> Option<Days> {
    let (from, to) = period.split_once('/')?;
    Some((day(from)?, day(to)?))
}

fn day(text: &str) -> Option<Day> {
    let mut parts = text.splitn(3, '-').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??, parts.next()??))
}

/// The day after.
fn next((year, month, day): Day) -> Day {
    match (day < last_day(year, month), month) {
        (true, _) => (year, month, day + 1),
        (false, 12) => (year + 1, 1, 1),
        (false, month) => (year, month + 1, 1),
    }
}

/// The number of days of a month.
pub(super) fn last_day(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
