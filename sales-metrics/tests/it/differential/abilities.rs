//! What the engine is asked for. A plan is drawn again until it needs nothing but what is switched on here, so that an error is
//! never taken for something that is not there yet.

use jiff::civil::Date;
use serde_json::Value;

use super::Shape;

/// Something that a plan, a fact or a file may need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ability {
    /// More than one filter.
    SeveralFilters,
    /// All members but some, by unit of time.
    ExcludedByUnit,
    /// A dimension's members under a filter on another.
    RankedWithin,
    /// `baseline` in place of `compareTo`.
    Baseline,
    /// The rest of a breakdown that has members without a figure of their own.
    WholeRest,
    /// A share within the other filters.
    ShareWithin,
    /// `cumulative`.
    Cumulative,
    /// `growth`.
    Growth,
    /// `average` per another measure.
    PerMeasure,
    /// Units of a period that begins before the data.
    UnitsBeforeData,
    /// Weeks that begin on another day than Monday.
    OwnCalendar,
    /// Each member's share in a breakdown.
    BreakdownShares,
    /// `covered` in facts.
    Covered,
    /// `empty` in facts.
    Empty,
    /// Measures `average`, `min` and `max`.
    Extremes,
    /// `above` and `below` in row filters.
    NumericConditions,
    /// Dimensions that are a part of the time.
    TimeParts,
    /// A measure's own currency.
    OwnCurrency,
    /// Numbers whose separators are found from the whole column: `1.234` of a file with decimal commas.
    InferredNumbers,
}

use Ability::*;

/// What is there, and what is to come. To switch something on: `true`.
const TABLE: [(Ability, bool); 19] = [
    (SeveralFilters, true),
    (ExcludedByUnit, true),
    (RankedWithin, true),
    (Baseline, true),
    (WholeRest, true),
    (ShareWithin, true),
    (Cumulative, true),
    (Growth, true),
    (PerMeasure, true),
    (UnitsBeforeData, true),
    (OwnCalendar, true),
    (BreakdownShares, true),
    (Covered, true),
    (Empty, true),
    (Extremes, true),
    (NumericConditions, true),
    (TimeParts, true),
    (OwnCurrency, true),
    (InferredNumbers, true),
];

/// Whether it is there.
pub(crate) fn on(ability: Ability) -> bool {
    TABLE.iter().any(|(known, on)| *known == ability && *on)
}

/// What facts do not have yet, as the oracle's `--without` calls it.
pub(crate) fn missing_fields() -> Vec<&'static str> {
    let fields = [(Covered, "covered"), (Empty, "empty"), (BreakdownShares, "breakdownShares")];
    fields.into_iter().filter(|(ability, _)| !on(*ability)).map(|(_, name)| name).collect()
}

/// Whether the engine is to be asked `plan`.
pub(crate) fn can(plan: &Value, shape: &Shape) -> bool {
    needed(plan, shape).into_iter().all(on)
}

fn needed(plan: &Value, shape: &Shape) -> Vec<Ability> {
    let intent = plan["intent"].as_str().unwrap();
    let filters = plan["filters"].as_array().unwrap();
    let grain = plan["groupBy"]["grain"].as_str();
    let from: Option<Date> = plan["period"]["from"].as_str().map(|text| text.parse().unwrap());
    let mut needed = Vec::new();
    let mut needs = |ability, yes: bool| needed.extend(yes.then_some(ability));
    needs(SeveralFilters, filters.len() > 1);
    needs(ExcludedByUnit, grain.is_some() && filters.iter().any(|filter| filter["exclude"] == true));
    if let Some(grouped) = plan["groupBy"]["dimension"].as_str() {
        needs(RankedWithin, filters.iter().any(|filter| filter["dimension"] != grouped));
    }
    needs(Baseline, !plan["baseline"].is_null());
    let ratio = |name: &Value| !shape.measures(|m| m["name"] == *name && !m["aggregate"]["ratio"].is_null()).is_empty();
    let filtered = |dimension: &Value| filters.iter().any(|filter| filter["dimension"] == *dimension);
    let rest = plan["measures"].as_array().unwrap().iter().any(ratio) || filtered(&plan["groupBy"]["dimension"]);
    needs(WholeRest, intent == "breakdown" && rest);
    needs(ShareWithin, intent == "share" && !plan["groupBy"].is_null());
    needs(Cumulative, intent == "cumulative");
    needs(Growth, intent == "growth");
    needs(PerMeasure, !plan["groupBy"]["measure"].is_null());
    needs(UnitsBeforeData, grain.is_some() && from.is_some_and(|from| from < shape.first));
    let own_week = shape.catalogue["weekStart"].as_str().is_some_and(|day| day != "monday");
    needs(OwnCalendar, own_week && grain == Some("week"));
    needed
}
