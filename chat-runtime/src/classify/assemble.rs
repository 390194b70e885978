//! From what a question says to a plan; what a follow-up leaves unsaid is taken from the turn before.

use jiff::ToSpan;
use sales_metrics::{
    period::{Grain, Period},
    query::plan::{GroupBy, Intent, Order, Plan, Top},
};

use super::{
    Classified, Outcome,
    read::{GrainForm, Reading},
    vocabulary::Vocabulary,
};
use crate::{language::Language, period::RelativeToPrevious};

/// Longer questions without a measure are no follow-ups.
const LONGEST_FOLLOW_UP: usize = 12;
/// What "top countries" lists.
const TOP_OF_SEVERAL: u32 = 5;
/// Taken off the confidence for each word read as another, and for what was taken over.
const DOUBT: f64 = 0.1;

/// How a question was put.
pub(super) struct Manner {
    /// It begins as a follow-up does.
    pub(super) follows: bool,
    /// It drops filters.
    pub(super) clears: bool,
}

/// Puts the plan together, or says why there is none.
pub(super) fn assemble(
    reading: &Reading,
    vocabulary: &Vocabulary,
    previous: Option<&Plan>,
    manner: Manner,
) -> Classified {
    let mut carried = Vec::new();
    let outcome = refusal(reading, vocabulary, previous.is_some()).unwrap_or_else(|| {
        let named: Vec<String> = if reading.measures.is_empty() {
            reading.implied.iter().cloned().collect()
        } else {
            reading.measures.clone()
        };
        let before = previous.filter(|_| manner.follows || named.is_empty() && reading.words <= LONGEST_FOLLOW_UP);
        match plan(reading, vocabulary, before, named, &manner, &mut carried) {
            Ok(plan) => Outcome::Plan(Box::new(plan)),
            Err(other) => other,
        }
    });
    let confidence = (1.0 - DOUBT * (reading.notes.len() + usize::from(!carried.is_empty())) as f64).max(0.1);
    Classified { outcome, confidence, carried }
}

/// Why a question cannot be answered whatever the plan.
fn refusal(reading: &Reading, vocabulary: &Vocabulary, talking: bool) -> Option<Outcome> {
    let measures: Vec<&str> = vocabulary.catalogue().measures.iter().map(|m| m.label()).collect();
    if let Some(impossible) = reading.found.as_ref().and_then(|found| found.impossible.first()) {
        return Some(Outcome::NoData {
            reason: format!(
                "\"{}\" cannot be resolved to dates: {}.",
                impossible.text,
                impossible.reason.wording(Language::English)
            ),
        });
    }
    if let Some(period) = reading.left_out() {
        return Some(Outcome::NoData {
            reason: format!("I cannot leave {} out; ask for the periods that you want.", period.label),
        });
    }
    if let Some(word) = &reading.elsewhere {
        return Some(Outcome::NoData { reason: format!("Your data has no {word}. It has {}.", measures.join(", ")) });
    }
    if let Some((written, choices)) = &reading.ambiguous {
        return Some(Outcome::Clarify {
            question: format!("Which do you mean by \"{written}\"?"),
            choices: choices.clone(),
        });
    }
    let about_sales = !reading.measures.is_empty()
        || reading.implied.is_some()
        || !reading.filters.is_empty()
        || reading.dimension.is_some();
    if reading.unknown.is_empty() {
        return None;
    }
    if !about_sales && (!talking || reading.unknown.len() > 1) {
        return Some(Outcome::OutOfScope {
            reason: format!("I can only answer questions about your sales: {}.", measures.join(", ")),
        });
    }
    let words: Vec<&str> = reading.unknown.iter().map(|(word, _)| word.as_str()).collect();
    let dimensions: Vec<String> = vocabulary.catalogue().dimensions.iter().map(|d| d.plural()).collect();
    Some(Outcome::NoData {
        reason: format!(
            "I do not find \"{}\" in your data. It knows {} and {}.",
            words.join(" "),
            measures.join(", "),
            dimensions.join(", ")
        ),
    })
}

fn plan(
    reading: &Reading,
    vocabulary: &Vocabulary,
    before: Option<&Plan>,
    named: Vec<String>,
    manner: &Manner,
    carried: &mut Vec<String>,
) -> Result<Plan, Outcome> {
    let mut take = |what: &str, taken: bool| {
        if taken {
            carried.push(what.to_owned());
        }
    };
    let measures = match (named.is_empty(), before) {
        (false, _) => named,
        (true, Some(before)) => {
            take("measures", true);
            before.measures.clone()
        }
        (true, None) => measure_left_out(reading, vocabulary)?,
    };
    let mut filters = reading.filters.clone();
    if let Some(before) = before.filter(|_| !manner.clears) {
        for filter in &before.filters {
            if !filters.iter().any(|f| f.dimension == filter.dimension) {
                filters.push(filter.clone());
                take("filters", true);
            }
        }
    }
    let (mut period, mut compare_to) = periods(reading, before)?;
    let all_time = reading.found.as_ref().is_some_and(|found| found.all_time.is_some());
    if let Some(before) = before {
        if period.is_none() && !all_time && before.period.is_some() {
            period = before.period.clone();
            take("period", true);
        }
        let shape_said =
            reading.order.is_some() || reading.grain.is_some() || reading.dimension.is_some() || reading.share;
        if compare_to.is_none() && reading.periods().is_empty() && !shape_said && before.compare_to.is_some() {
            compare_to = before.compare_to.clone();
            take("compareTo", true);
        }
    }
    let mut plan = Plan {
        intent: Intent::Lookup,
        measures,
        period,
        compare_to,
        baseline: None,
        group_by: None,
        filters,
        top: None,
    };
    shape(&mut plan, reading, before, &mut take);
    Ok(plan)
}

/// A question without a measure: about money if it names a slice or a ranking, else it is asked back.
fn measure_left_out(reading: &Reading, vocabulary: &Vocabulary) -> Result<Vec<String>, Outcome> {
    let says_slice = !reading.filters.is_empty()
        || reading.dimension.is_some()
        || reading.order.is_some() && reading.grain.is_some();
    match vocabulary.money() {
        Some(money) if says_slice => Ok(vec![money.to_owned()]),
        _ if reading.periods().is_empty() && !says_slice => {
            Err(Outcome::OutOfScope { reason: "I answer questions about your sales figures.".to_owned() })
        }
        _ => {
            let choices: Vec<String> = vocabulary.catalogue().measures.iter().map(|m| m.label().to_owned()).collect();
            Err(Outcome::Clarify { question: "Which figure would you like?".to_owned(), choices })
        }
    }
}

/// The period, and the one it is compared with.
fn periods(reading: &Reading, before: Option<&Plan>) -> Result<(Option<Period>, Option<Period>), Outcome> {
    let said = reading.periods();
    let comparing = reading.compare || reading.change;
    let relative = reading.found.as_ref().and_then(|found| found.relative_to_previous);
    match said.as_slice() {
        [] | [_] if relative.is_some() => {
            let base = said.first().cloned().or_else(|| before.and_then(|plan| plan.period.clone()));
            let Some(base) = base else {
                return Err(Outcome::Clarify {
                    question: "Compared with which period?".to_owned(),
                    choices: Vec::new(),
                });
            };
            let other = relative.as_ref().map(|relative| shifted(&base, relative));
            let beside = comparing || !said.is_empty();
            Ok(if beside { (Some(base), other) } else { (other, None) })
        }
        [] => Ok((None, None)),
        [one] => {
            if let (true, Some((first, second))) =
                (comparing && !reading.series && reading.grain.is_none() && reading.order.is_none(), reading.ends())
            {
                // "from August to September": the change is of the later on the earlier.
                return Ok((Some(second), Some(first)));
            }
            if let (true, Some(before)) =
                (reading.compare && reading.filters.len() < 2, before.and_then(|plan| plan.period.clone()))
            {
                return Ok((Some(before), Some(one.clone())));
            }
            if reading.change && reading.filters.iter().all(|filter| filter.members.len() < 2) {
                return Ok((Some(one.clone()), Some(shifted(one, &RelativeToPrevious::PreviousPeriod))));
            }
            Ok((Some(one.clone()), None))
        }
        [first, second] => {
            let nested = first.from <= second.from && second.to <= first.to
                || second.from <= first.from && first.to <= second.to;
            if nested && !comparing {
                return Err(Outcome::NoData {
                    reason: "Ask for one period, or for two that do not overlap.".to_owned(),
                });
            }
            // "grew from May to June" names the base first; "compare June with May" names it last.
            Ok(if reading.change && !reading.compare && second.from > first.from {
                (Some(second.clone()), Some(first.clone()))
            } else {
                (Some(first.clone()), Some(second.clone()))
            })
        }
        _ => Err(Outcome::Clarify {
            question: "Which two periods shall I compare?".to_owned(),
            choices: said.iter().map(|p| p.label.clone()).collect(),
        }),
    }
}

/// The period that `relative` means, seen from `base`.
fn shifted(base: &Period, relative: &RelativeToPrevious) -> Period {
    let unit = |date| Period::containing(date, base.grain);
    let days = base.days();
    match (relative, base.grain) {
        (RelativeToPrevious::SamePeriodLastYear, Grain::Range | Grain::Week) => {
            Period::range(base.from.saturating_sub(1.year()), base.to.saturating_sub(1.year()))
        }
        (RelativeToPrevious::SamePeriodLastYear, _) => unit(base.from.saturating_sub(1.year())),
        (RelativeToPrevious::PreviousPeriod, Grain::Range) => {
            Period::range(base.from.saturating_sub(days.days()), base.from.saturating_sub(1.day()))
        }
        (RelativeToPrevious::PreviousPeriod, _) => unit(base.from.saturating_sub(1.day())),
        (RelativeToPrevious::NextPeriod, Grain::Range) => {
            Period::range(base.to.saturating_add(1.day()), base.to.saturating_add(days.days()))
        }
        (RelativeToPrevious::NextPeriod, _) => unit(base.to.saturating_add(1.day())),
        (RelativeToPrevious::Year(year), _) => {
            let years = i64::from(*year) - i64::from(base.from.year());
            match base.grain {
                Grain::Range | Grain::Week => {
                    Period::range(base.from.saturating_add(years.years()), base.to.saturating_add(years.years()))
                }
                _ => unit(base.from.saturating_add(years.years())),
            }
        }
    }
}

/// The kind of answer, and what it is split by.
fn shape(plan: &mut Plan, reading: &Reading, before: Option<&Plan>, take: &mut dyn FnMut(&str, bool)) {
    let several = plan.filters.iter().any(|filter| !filter.exclude && distinct(&filter.members) > 1);
    let by_grain = |grain| Some(GroupBy::Grain(grain));
    let dimension = reading.dimension.clone();
    let n = |plural: bool| reading.number.unwrap_or(if plural { TOP_OF_SEVERAL } else { 1 });
    if let (Some(order), Some((name, plural))) = (reading.order, dimension.clone()) {
        plan.intent = Intent::Rank;
        plan.top = Some(Top { n: n(plural), order });
        plan.group_by = Some(GroupBy::Dimension(name));
    } else if let (Some(order), Some((grain, _))) = (reading.order, reading.grain) {
        plan.intent = Intent::Rank;
        plan.top = Some(Top { n: reading.number.unwrap_or(1), order });
        plan.group_by = by_grain(grain);
    } else if plan.compare_to.is_some() {
        plan.intent = Intent::Compare;
    } else if reading.share && !plan.filters.is_empty() && !several {
        plan.intent = Intent::Share;
    } else if let (true, Some((grain, _))) = (reading.average, reading.grain) {
        plan.intent = Intent::Average;
        plan.group_by = by_grain(grain);
    } else if let Some((name, plural)) = dimension {
        let bare_number = reading.number.filter(|_| before.is_none());
        plan.group_by = Some(GroupBy::Dimension(name.clone()));
        if let Some(n) = bare_number.filter(|_| plural) {
            plan.intent = Intent::Rank;
            plan.top = Some(Top { n, order: Order::Highest });
        } else if plan.filters.iter().any(|filter| filter.dimension == name && !filter.exclude) {
            // "the country Germany": the name of the dimension only says what Germany is.
            plan.group_by = None;
            plan.intent = if several { Intent::Compare } else { Intent::Lookup };
        } else {
            plan.intent = Intent::Breakdown;
        }
    } else if let Some((grain, _)) = reading.grain.filter(|(_, form)| *form == GrainForm::Each || reading.series) {
        plan.intent = Intent::Series;
        plan.group_by = by_grain(grain);
    } else if reading.series {
        plan.intent = Intent::Series;
        plan.group_by = by_grain(Grain::Month);
    } else if several {
        plan.intent = Intent::Compare;
    } else if let Some(before) = before {
        carry_shape(plan, reading, before, take);
    }
}

/// A follow-up that says nothing of the kind of answer keeps that of the turn before.
fn carry_shape(plan: &mut Plan, reading: &Reading, before: &Plan, take: &mut dyn FnMut(&str, bool)) {
    let new_member = reading.filters.iter().any(|filter| !filter.exclude);
    let grouped_by_it = matches!(&before.group_by, Some(GroupBy::Dimension(d)) if reading.filters.iter().any(|f| f.dimension == *d && !f.exclude));
    match before.intent {
        Intent::Compare | Intent::Lookup => {}
        Intent::Rank | Intent::Breakdown if new_member && grouped_by_it => {}
        intent => {
            plan.intent = intent;
            plan.group_by.clone_from(&before.group_by);
            plan.top = before.top;
            take("groupBy", before.group_by.is_some());
        }
    }
    if let Some(n) = reading.number
        && matches!(before.intent, Intent::Rank | Intent::Breakdown)
    {
        plan.intent = Intent::Rank;
        plan.top = Some(Top { n, order: reading.order.or(before.top.map(|top| top.order)).unwrap_or(Order::Highest) });
    }
    if let (Some(order), Intent::Rank) = (reading.order, before.intent) {
        let n = reading.number.or(before.top.map(|top| top.n)).unwrap_or(1);
        plan.top = Some(Top { n, order });
    }
}

/// Members that differ in blanks or case alone count once.
fn distinct(members: &[String]) -> usize {
    let mut plain: Vec<String> = members.iter().map(|member| super::tokens::plain(member)).collect();
    plain.sort();
    plain.dedup();
    plain.len()
}
