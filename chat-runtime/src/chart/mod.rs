//! The chart of an answer: a Vega-Lite specification with its figures in it.
//!
//! Names of members and measures are values and titles, never names of fields, so no character in them means anything. Titles of
//! tooltips begin with a capital letter: `vega-tooltip` takes a field called `image` for a picture's address.

#[cfg(test)]
mod tests;

use rust_decimal::Decimal;
use sales_metrics::{
    catalogue::{Catalogue, Language},
    query::{
        fact::{Fact, FactRole},
        plan::{GroupBy, Intent, Plan},
    },
};
use serde_json::{Value, json};

use crate::{
    labels,
    narrate::{
        Segment, Single,
        languages::{Tongue, capital, tongue},
        member_names, segments, single,
        why::by_dimension,
    },
};

const SCHEMA: &str = "https://vega.github.io/schema/vega-lite/v6.json";
/// Of the plot alone.
const WIDTH: u32 = 560;
const HEIGHT: u32 = 280;
/// Of a horizontal bar, with the gap to the next.
const STEP: u32 = 26;
/// Units of time that are drawn as bars; more are a line.
const MOST_BARS: usize = 24;
/// Names that stand level under their bars.
const MOST_LEVEL: usize = 6;
/// Bars one below the other.
const MOST_LISTED: usize = 100;
/// Measures that have a chart.
const MOST_PANELS: usize = 3;
/// Of a letter of a figure beside its bar.
const LETTER: usize = 7;
/// Facts fewer than these are read faster than drawn.
const FEWEST: usize = 2;
const BLUE: &str = "#3b6fb6";
const RED: &str = "#c0504d";
const GREY: &str = "#8a8f98";

/// The chart of `facts`; none where there is nothing to draw.
pub(crate) fn chart(plan: &Plan, catalogue: &Catalogue, facts: &[Fact], language: Language) -> Option<Value> {
    let painter = Painter { plan, catalogue, tongue: tongue(language), language };
    let parts = segments(plan, catalogue, facts);
    let mut panels: Vec<Value> = parts.iter().flat_map(|part| painter.panels(part)).take(MOST_PANELS).collect();
    let mut spec = match panels.len() {
        0 => return None,
        1 => panels.remove(0),
        _ => json!({ "vconcat": panels }),
    };
    spec["$schema"] = json!(SCHEMA);
    spec["config"] = json!({
        "locale": { "number": {
            "decimal": language.decimal_mark().to_string(),
            "thousands": language.thousands_mark().to_string(),
            "grouping": [3],
            "currency": ["", ""],
        } },
        "view": { "stroke": null },
        "axis": { "labelLimit": 220, "titlePadding": 10 },
        "title": { "anchor": "start", "offset": 12 },
        // A unit without a figure keeps its place.
        "mark": { "invalid": "break-paths-show-domains" },
    });
    Some(spec)
}

struct Painter<'a> {
    plan: &'a Plan,
    catalogue: &'a Catalogue,
    tongue: &'static dyn Tongue,
    language: Language,
}

impl Painter<'_> {
    fn panels(&self, part: &Segment<'_>) -> Vec<Value> {
        let values: Vec<&Fact> = part.facts.iter().filter(|fact| fact.role == FactRole::Value).copied().collect();
        let one_period = values.iter().all(|fact| fact.period == values[0].period);
        if self.plan.intent == Intent::Forecast {
            return self.forecast(part);
        }
        if values.iter().filter(|fact| fact.value.is_some()).count() < FEWEST {
            return Vec::new();
        }
        match self.plan.intent {
            Intent::Series | Intent::Cumulative | Intent::Growth => vec![self.over_time(part, &values)],
            Intent::Rank | Intent::Breakdown if values.len() > MOST_LISTED => Vec::new(),
            Intent::Rank | Intent::Breakdown => vec![self.bars(part, &values)],
            Intent::Compare if one_period => vec![self.bars(part, &values)],
            Intent::Compare if self.plan.compares_members() => {
                let changes = part.facts.iter().filter(|fact| fact.role == FactRole::Change).copied();
                vec![self.bars(part, &changes.collect::<Vec<_>>())]
            }
            Intent::Why => self.why(part),
            _ => Vec::new(),
        }
    }

    /// Bars from left to right, or a line through many points. Gaps stay gaps.
    fn over_time(&self, part: &Segment<'_>, values: &[&Fact]) -> Value {
        let is_end = self.plan.intent == Intent::Cumulative;
        let name = |fact: &Fact| {
            labels::period_of(fact).map_or_else(String::new, |period| match is_end {
                // What is added up is named by its last day.
                true => labels::name(&sales_metrics::period::Period::day(period.to), self.language),
                false => labels::short(&period, self.language),
            })
        };
        let rows: Vec<Value> = values
            .iter()
            .map(|fact| {
                let change =
                    part.facts.iter().find(|other| other.role == FactRole::Percent && other.period == fact.period);
                json!({
                    "id": fact.id,
                    "name": name(fact),
                    "value": fact.value.map(number),
                    "display": fact.display,
                    "detail": change.map(|change| change.display.as_str()),
                    "complete": fact.covered.is_none(),
                })
            })
            .collect();
        let has_change = self.plan.intent == Intent::Growth;
        let detail = has_change.then(|| capital(self.tongue.role(FactRole::Percent)));
        let bars = values.len() <= MOST_BARS;
        let mark = if bars {
            json!({ "type": "bar", "color": BLUE })
        } else {
            json!({ "type": "line", "color": BLUE, "point": { "size": 14, "color": BLUE } })
        };
        let mut axis =
            json!({ "labelOverlap": "greedy", "labelAngle": if values.len() > MOST_LEVEL { -45 } else { 0 } });
        if !bars {
            axis["ticks"] = json!(false);
        }
        let names = self.name_title();
        let mut encoding = json!({
            "x": { "field": "name", "type": "ordinal", "sort": null, "title": names, "axis": axis },
            "y": self.amounts("value", part, values),
            "tooltip": self.tooltip(&names, part, detail.as_deref()),
        });
        if bars {
            // A unit of which the data has not all days is pale.
            encoding["opacity"] =
                json!({ "condition": { "test": "datum.complete === false", "value": 0.45 }, "value": 1 });
        }
        json!({
            "title": self.title(part), "description": self.title(part), "width": WIDTH, "height": HEIGHT,
            "data": { "values": rows }, "mark": mark, "encoding": encoding,
        })
    }

    /// A line through what is expected, in the range around it; nothing where one unit alone is.
    fn forecast(&self, part: &Segment<'_>) -> Vec<Value> {
        // Three facts a unit, and three of all of them.
        let units: Vec<&[&Fact]> = part.facts.chunks_exact(3).collect();
        let [units @ .., _whole] = units.as_slice() else { return Vec::new() };
        let rows: Vec<Value> = units
            .iter()
            .map(|unit| {
                let name = labels::period_of(unit[0]).map(|period| labels::short(&period, self.language));
                let end = |place: usize| unit[place].value.map(number);
                json!({
                    "id": unit[0].id, "name": name, "value": end(0), "low": end(1), "high": end(2),
                    "display": unit[0].display,
                    "detail": format!("{} – {}", unit[1].display, unit[2].display),
                })
            })
            .collect();
        if rows.len() < FEWEST {
            return Vec::new();
        }
        let names = self.name_title();
        let angle = if rows.len() > MOST_LEVEL { -45 } else { 0 };
        let axis = json!({ "labelOverlap": "greedy", "labelAngle": angle, "ticks": false });
        let values: Vec<&Fact> = units.iter().map(|unit| unit[0]).collect();
        let mut low = self.amounts("low", part, &values);
        low["scale"] = json!({ "zero": false });
        let mut middle = low.clone();
        middle["field"] = json!("value");
        let detail = format!("{} – {}", self.tongue.role(FactRole::Low), self.tongue.role(FactRole::High));
        vec![json!({
            "title": self.title(part), "description": self.title(part), "width": WIDTH, "height": HEIGHT,
            "data": { "values": rows },
            "encoding": {
                "x": { "field": "name", "type": "ordinal", "sort": null, "title": names, "axis": axis },
                "tooltip": self.tooltip(&names, part, Some(&detail)),
            },
            "layer": [
                {
                    "mark": { "type": "area", "color": BLUE, "opacity": 0.2 },
                    "encoding": { "y": low, "y2": { "field": "high" } },
                },
                {
                    "mark": { "type": "line", "color": BLUE, "point": { "size": 14, "color": BLUE } },
                    "encoding": { "y": middle },
                },
            ],
        })]
    }

    /// Bars from top to bottom in the order of the facts, each with its figure at its end.
    fn bars(&self, part: &Segment<'_>, values: &[&Fact]) -> Value {
        let mut names = Names::default();
        let rows: Vec<Value> = values
            .iter()
            .map(|fact| {
                let share =
                    part.facts.iter().find(|other| other.role == FactRole::Share && other.filters == fact.filters);
                json!({
                    "id": fact.id,
                    "name": names.unique(self.name(fact)),
                    "value": fact.value.map(number),
                    "display": fact.display,
                    "detail": share.map(|share| share.display.as_str()),
                })
            })
            .collect();
        let has_share = part.facts.iter().any(|fact| fact.role == FactRole::Share);
        let detail = has_share.then(|| capital(self.tongue.role(FactRole::Share)));
        let title = self.name_title();
        let mut amounts = self.amounts("value", part, values);
        if values.iter().any(|fact| fact.value.is_some_and(|value| value < Decimal::ZERO)) {
            amounts["scale"] = room_for(values);
        }
        json!({
            "title": self.title(part), "description": self.title(part), "width": WIDTH, "height": { "step": STEP },
            "data": { "values": rows },
            "encoding": {
                "y": { "field": "name", "type": "nominal", "sort": null, "title": title, "axis": { "ticks": false } },
                "x": amounts,
                "tooltip": self.tooltip(&title, part, detail.as_deref()),
            },
            "layer": [{ "mark": { "type": "bar", "color": BLUE } }, figures("datum.value < 0", None)],
        })
    }

    /// What a change is made of, from zero to the change: by driver, and by the members of each dimension.
    fn why(&self, part: &Segment<'_>) -> Vec<Value> {
        let Some(change) = part.facts.iter().find(|fact| fact.role == FactRole::Change) else { return Vec::new() };
        let drivers: Vec<&Fact> = part
            .facts
            .iter()
            .filter(|fact| matches!(fact.role, FactRole::Volume | FactRole::Price | FactRole::Mix))
            .copied()
            .collect();
        let parts: Vec<&Fact> = part.facts.iter().filter(|fact| fact.role == FactRole::Contribution).copied().collect();
        let groups = std::iter::once(drivers.as_slice()).filter(|drivers| !drivers.is_empty());
        groups.chain(by_dimension(&parts)).map(|steps| self.waterfall(part, steps, change)).collect()
    }

    fn waterfall(&self, part: &Segment<'_>, steps: &[&Fact], change: &Fact) -> Value {
        let mut names = Names::default();
        let mut at = Decimal::ZERO;
        let mut rows = Vec::new();
        for fact in steps {
            let from = at;
            at += fact.value.unwrap_or_default();
            let name = if fact.role == FactRole::Contribution {
                self.name(fact)
            } else {
                capital(self.tongue.role(fact.role))
            };
            rows.push(json!({
                "id": fact.id, "name": names.unique(name), "start": number(from), "end": number(at), "display": fact.display,
                "color": if at < from { RED } else { BLUE },
            }));
        }
        rows.push(json!({
            "id": change.id, "name": names.unique(capital(self.tongue.role(FactRole::Change))), "start": 0,
            "end": number(change.value.unwrap_or_default()), "display": change.display, "color": GREY,
        }));
        let dimension =
            steps.first().filter(|fact| fact.role == FactRole::Contribution).and_then(|fact| fact.filters.first());
        let title = dimension.map_or_else(String::new, |filter| capital(&filter.dimension));
        let named = if title.is_empty() { capital(self.tongue.role(FactRole::Contribution)) } else { title.clone() };
        let mut amounts = self.amounts("start", part, steps);
        amounts["title"] = json!(format!("{} ({})", capital(self.tongue.role(FactRole::Change)), change.unit));
        amounts["scale"] = room_for(steps);
        let mut ends = amounts.clone();
        ends["field"] = json!("end");
        json!({
            "title": self.title(part), "description": self.title(part), "width": WIDTH, "height": { "step": STEP },
            "data": { "values": rows },
            "encoding": {
                "y": { "field": "name", "type": "nominal", "sort": null, "title": title, "axis": { "ticks": false } },
                "x": amounts,
                "tooltip": self.tooltip(&named, part, None),
            },
            "layer": [
                {
                    "mark": "bar",
                    "encoding": {
                        "x2": { "field": "end" },
                        "color": { "field": "color", "type": "nominal", "scale": null },
                    },
                },
                figures("datum.end < datum.start", Some(&ends)),
            ],
        })
    }

    /// The axis of the figures, with their unit.
    fn amounts(&self, field: &str, part: &Segment<'_>, values: &[&Fact]) -> Value {
        let measure = capital(part.measure.label());
        let title = match values.first().map(|fact| fact.unit.as_str()) {
            Some("count" | "number") | None => measure,
            Some(currency) => format!("{measure} ({currency})"),
        };
        json!({ "field": field, "type": "quantitative", "title": title, "axis": { "format": ",.2~f", "tickCount": 6 } })
    }

    fn tooltip(&self, names: &str, part: &Segment<'_>, detail: Option<&str>) -> Value {
        let field = |field: &str, title: &str| json!({ "field": field, "type": "nominal", "title": title });
        let mut fields = vec![field("name", names), field("display", &capital(part.measure.label()))];
        fields.extend(detail.map(|title| field("detail", title)));
        Value::Array(fields)
    }

    fn name(&self, fact: &Fact) -> String {
        let own = self.own_name(fact);
        match single(self.plan, self.catalogue, fact) {
            Some(Single::Member(member)) => format!("{}, {own}", member_names(member).join(", ")),
            Some(Single::Unit(_)) => format!("{}, {own}", labels::of_fact(fact, self.language)),
            None => own,
        }
    }

    /// The same, of what the figures of one answer are split by.
    fn own_name(&self, fact: &Fact) -> String {
        if matches!(self.plan.group_by, Some(GroupBy::Grain(_))) {
            return labels::of_fact(fact, self.language);
        }
        match fact.filters.first() {
            Some(filter) if filter.exclude => self.tongue.rest().to_owned(),
            Some(filter) if self.plan.intent == Intent::Breakdown && filter.members.len() > 1 => {
                self.tongue.rest().to_owned()
            }
            Some(filter) => member_names(filter).join(", "),
            None => self.tongue.all().to_owned(),
        }
    }

    /// What the names beside the bars are names of.
    fn name_title(&self) -> String {
        match &self.plan.group_by {
            Some(GroupBy::Grain(grain)) => capital(self.tongue.noun(*grain)),
            Some(GroupBy::Dimension(name)) => capital(name),
            _ => self
                .plan
                .filters
                .iter()
                .find(|f| f.members.len() > 1)
                .map_or_else(String::new, |f| capital(&f.dimension)),
        }
    }

    /// The measure and the period, which nothing in a chart says otherwise.
    fn title(&self, part: &Segment<'_>) -> String {
        let period = self.plan.period.as_ref().map(|period| labels::name(period, self.language));
        let fallback = || part.facts.first().map(|fact| labels::of_fact(fact, self.language));
        let over_time = matches!(self.plan.group_by, Some(GroupBy::Grain(_)));
        let period = if over_time { period } else { period.or_else(fallback) };
        let own = |name: &str| matches!(&self.plan.group_by, Some(GroupBy::Dimension(own)) if own == name);
        let filters = self.plan.filters.iter().filter(|filter| {
            let compared = self.plan.intent == Intent::Compare && filter.members.len() > 1;
            filter.exclude || !own(&filter.dimension) && !compared
        });
        let scopes = filters.map(|filter| self.tongue.scope(&member_names(filter).join(", "), filter.exclude));
        let parts = std::iter::once(capital(part.measure.label())).chain(scopes).chain(period);
        parts.collect::<Vec<_>>().join(", ")
    }
}

/// Each bar's figure at its end, which is at `x` if not at the bar's own, on the side that the bar points to.
fn figures(points_left: &str, x: Option<&Value>) -> Value {
    let mut layer = json!({
        "mark": {
            "type": "text",
            "align": { "expr": format!("{points_left} ? 'right' : 'left'") },
            "dx": { "expr": format!("{points_left} ? -4 : 4") },
        },
        "encoding": { "text": { "field": "display", "type": "nominal" } },
    });
    if let Some(x) = x {
        layer["encoding"]["x"] = x.clone();
    }
    layer
}

/// Space on both sides for the figures of bars that point to either.
fn room_for(values: &[&Fact]) -> Value {
    let longest = values.iter().map(|fact| fact.display.chars().count()).max().unwrap_or_default();
    json!({ "padding": longest * LETTER, "nice": false })
}

/// Names that differ in blanks alone are different bars.
#[derive(Default)]
struct Names(Vec<String>);

impl Names {
    fn unique(&mut self, mut name: String) -> String {
        while self.0.contains(&name) {
            name.push('\u{a0}');
        }
        self.0.push(name.clone());
        name
    }
}

/// The figure as a number of JSON; as written, as far as a double holds it.
fn number(value: Decimal) -> Value {
    value.normalize().to_string().parse::<f64>().map_or(Value::Null, |value| json!(value))
}
