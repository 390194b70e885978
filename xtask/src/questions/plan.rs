//! What a question is about, and whether a reply is about the same: right figures of another period are no answer.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use super::judge::Reply;

/// First and last day, in ISO 8601: they compare as text.
pub(super) type Days = [String; 2];

/// What a reply's classification must say. What is not said is not looked at, unless the plan is to be exact.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Expected {
    /// Sets of measures, one of which it must be.
    measures: Vec<BTreeSet<String>>,
    /// All of the data when not set.
    period: Option<Days>,
    filters: Vec<Filter>,
    compare_to: Option<Days>,
    group_by: Option<Value>,
    top: Option<Top>,
    /// Either of the two periods may be the base.
    #[serde(default)]
    swap: bool,
    /// Other measures may stand beside these.
    #[serde(default)]
    more: bool,
    /// What is not said must not be there.
    #[serde(default)]
    exact: bool,
}

/// Where a figure belongs: a fact must have it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Slice {
    measure: String,
    period: Days,
    filters: Vec<Filter>,
}

#[derive(Debug, Clone, Deserialize)]
struct Filter {
    dimension: String,
    members: Vec<String>,
    #[serde(default)]
    exclude: bool,
}

#[derive(Debug, Clone, Deserialize)]
struct Top {
    order: String,
    n: Option<u64>,
}

impl Expected {
    /// What of `reply`'s classification is something else, by name; empty when it is all as expected. Days without data
    /// do not count: a month that is not over is the same up to the newest day.
    pub(super) fn differs(&self, reply: &Reply, data: &Days) -> Vec<&'static str> {
        let got = &reply.classification;
        let mut wrong = Vec::new();
        let mut check = |holds: bool, name| {
            if !holds {
                wrong.push(name);
            }
        };
        let measures: BTreeSet<String> =
            got["measures"].as_array().into_iter().flatten().filter_map(|m| m.as_str().map(str::to_owned)).collect();
        check(
            self.measures.iter().any(|set| if self.more { set.is_subset(&measures) } else { *set == measures }),
            "measures",
        );
        self.check_periods(reply, data, &mut check);
        check(keys(&self.filters) == keys(&filters(&got["filters"])), "filters");
        if self.exact || self.group_by.is_some() {
            check(self.group_by.as_ref().unwrap_or(&Value::Null) == &got["groupBy"], "groupBy");
        }
        if self.exact || self.top.is_some() {
            check(self.top_holds(&got["top"]), "top");
        }
        wrong
    }

    fn check_periods(&self, reply: &Reply, data: &Days, check: &mut impl FnMut(bool, &'static str)) {
        let got = &reply.classification;
        let whole = || data.clone();
        let period = clipped(&self.period.clone().unwrap_or_else(whole), data);
        let got_period = clipped(&days(&got["period"]).unwrap_or_else(whole), data);
        let Some(base) = &self.compare_to else {
            check(period == got_period, "period");
            check(!self.exact || got["compareTo"].is_null(), "compareTo");
            return;
        };
        let base = clipped(base, data);
        // A comparison may be planned by what its base is to the period; its facts have the base's days.
        let got_base = days(&got["compareTo"]).map(|days| clipped(&days, data)).or_else(|| {
            let other = facts(reply).filter_map(|fact| interval(fact, data)).find(|days| *days != got_period);
            facts(reply).filter_map(|fact| interval(fact, data)).find(|days| *days == base).or(other)
        });
        let turned = self.swap && got_period == base && got_base.as_ref() == Some(&period);
        check(turned || period == got_period, "period");
        check(turned || got_base == Some(base), "compareTo");
    }

    fn top_holds(&self, got: &Value) -> bool {
        let Some(top) = &self.top else { return got.is_null() };
        let order = got["order"].as_str().unwrap_or("highest");
        order == top.order && top.n.is_none_or(|n| got["n"].as_u64() == Some(n))
    }

    /// What is expected, for people.
    pub(super) fn wanted(&self) -> String {
        let mut text = format!("{:?}", self.measures);
        let whole = ["first day".to_owned(), "newest day".to_owned()];
        text += &format!(" {}", self.period.as_ref().unwrap_or(&whole).join("/"));
        for filter in &self.filters {
            let sign = if filter.exclude { "!=" } else { "=" };
            text += &format!(" {}{sign}{}", filter.dimension, filter.members.join("|"));
        }
        text += &self.compare_to.as_ref().map(|days| format!(" vs {}", days.join("/"))).unwrap_or_default();
        text += &self.group_by.as_ref().map(|group| format!(" by {group}")).unwrap_or_default();
        text += &self.top.as_ref().map(|top| format!(" {} {:?}", top.order, top.n)).unwrap_or_default();
        text
    }

    /// The dimensions of filters that nobody asked for.
    pub(super) fn leaked(&self, reply: &Reply) -> Vec<String> {
        let wanted: BTreeSet<_> = self.filters.iter().map(|filter| filter.dimension.as_str()).collect();
        let got = filters(&reply.classification["filters"]);
        got.into_iter().map(|filter| filter.dimension).filter(|name| !wanted.contains(name.as_str())).collect()
    }
}

impl Slice {
    /// Whether a fact of `reply` is about it.
    pub(super) fn stands_in(&self, reply: &Reply, data: &Days) -> bool {
        let (period, wanted) = (clipped(&self.period, data), keys(&self.filters));
        facts(reply).any(|fact| {
            fact["measure"] == self.measure.as_str()
                && interval(fact, data).as_ref() == Some(&period)
                && keys(&filters(&fact["filters"])) == wanted
        })
    }
}

fn facts(reply: &Reply) -> impl Iterator<Item = &Value> {
    reply.facts.as_array().into_iter().flatten()
}

/// The days of a fact.
fn interval(fact: &Value, data: &Days) -> Option<Days> {
    let (from, to) = fact["period"].as_str()?.split_once('/')?;
    Some(clipped(&[from.to_owned(), to.to_owned()], data))
}

fn days(period: &Value) -> Option<Days> {
    Some([period["from"].as_str()?.to_owned(), period["to"].as_str()?.to_owned()])
}

/// The days of a period that the data has.
fn clipped(period: &Days, data: &Days) -> Days {
    [period[0].clone().max(data[0].clone()), period[1].clone().min(data[1].clone())]
}

fn filters(written: &Value) -> Vec<Filter> {
    Vec::<Filter>::deserialize(written).unwrap_or_default()
}

/// Filters without order, and members without a matter of spaces or of small and large letters.
fn keys(filters: &[Filter]) -> BTreeSet<(String, BTreeSet<String>, bool)> {
    let plain = |member: &String| member.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let key = |filter: &Filter| {
        (filter.dimension.clone(), filter.members.iter().map(plain).collect::<BTreeSet<_>>(), filter.exclude)
    };
    filters.iter().map(key).collect()
}
