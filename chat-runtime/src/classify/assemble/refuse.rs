//! Why a question cannot be answered whatever the plan.

use sales_metrics::query::plan::{GroupBy, Plan};

use super::{
    super::lexicon::{Concept, THINGS},
    Asked, Cue, Outcome, Reading, Refusal, Vocabulary,
};

/// More splits than one, and what nobody can tell from the data; `before` is the plan of the turn before.
pub(super) fn refusal(reading: &Reading, vocabulary: &Vocabulary, before: Option<&Plan>) -> Option<Outcome> {
    let talking = before.is_some();
    if let Some(impossible) = reading.found.as_ref().and_then(|found| found.impossible.first()) {
        let (text, reason) = (impossible.text.clone(), impossible.reason.clone());
        return Some(Outcome::NoData(Refusal::Impossible { text, reason }));
    }
    if let Some(period) = reading.left_out() {
        return Some(Outcome::NoData(Refusal::LeftOut(period.label.clone())));
    }
    let several = reading.filters.iter().any(|filter| !filter.exclude && filter.members.len() > 1);
    let two = several || reading.periods().len() > 1;
    if reading.relative && two && !reading.says(Cue::Compare) {
        // "Customers who bought in May and in June": those who did both.
        return Some(Outcome::NoData(Refusal::NotRanked));
    }
    if reading.than_member && !two && !(talking && reading.dimensions.is_empty()) {
        return Some(Outcome::NoData(Refusal::Bound));
    }
    let counted = [Concept::Orders, Concept::Customers].map(|concept| vocabulary.concept(concept));
    let counts_some = reading.measures.iter().any(|name| counted.contains(&Some(name.as_str())));
    if reading.says(Cue::Both) && two && !talking && (counts_some || !reading.dimensions.is_empty()) {
        // "Orders with both", "products sold in both": those that have the one and the other.
        return Some(Outcome::NoData(Refusal::NotRanked));
    }
    if reading.two_grains && reading.order.is_some() {
        return Some(Outcome::NoData(Refusal::TwoSplits));
    }
    let of_several = reading.order.is_some() && reading.number.is_some_and(|number| number > 1);
    let sums_units = reading.says(Cue::Together) && reading.grain.is_some();
    if of_several && (sums_units || [Cue::Average, Cue::Cumulative].iter().any(|cue| reading.says(*cue))) {
        // The average of those that a ranking would list, or the sum of months.
        return Some(Outcome::NoData(Refusal::NotRanked));
    }
    if let Some(word) = &reading.elsewhere {
        return Some(Outcome::NoData(Refusal::Lacks(word.clone())));
    }
    if reading.bounded || reading.says(Cue::Bound) && reading.number.is_some() {
        return Some(Outcome::NoData(Refusal::Bound));
    }
    let left_out = reading.filters.iter().any(|filter| filter.exclude);
    if reading.says(Cue::Exclude) && !left_out && reading.cleared.is_empty() {
        // Something was to be left out, and nothing says what.
        return Some(Outcome::NoData(Refusal::NotExcluded));
    }
    if reading.says(Cue::When) && reading.order.is_none() && !talking {
        return Some(Outcome::NoData(Refusal::NotRanked));
    }
    if reading.split_by_measure && reading.dimensions.is_empty() && !reading.says(Cue::Average) {
        return Some(Outcome::NoData(Refusal::NotRanked));
    }
    if let Some(dropped) = reading.dropped.iter().find(|name| !counted.contains(&Some(name.as_str()))) {
        // Of which is the question?
        let both = reading.measures.iter().chain([dropped]).filter_map(|name| vocabulary.catalogue().measure(name));
        let choices = both.map(|measure| measure.label().to_owned()).collect();
        return Some(Outcome::Clarify { asked: Asked::Measure, choices });
    }
    if let Some((written, choices)) = &reading.ambiguous {
        return Some(Outcome::Clarify { asked: Asked::Member(written.clone()), choices: choices.clone() });
    }
    if !reading.unknown.is_empty() {
        if !reading.is_about_sales() && (!talking || reading.unknown.len() > 1) {
            return Some(Outcome::OutOfScope(Refusal::NotSales));
        }
        return Some(Outcome::NoData(Refusal::Unknown(reading.unknown.clone())));
    }
    if let Some(dimension) = &reading.counted
        && reading.having.is_none()
        && counted_members(reading, vocabulary).is_none()
        && (reading.measures.is_empty() || vocabulary.catalogue().dimension(dimension).is_none())
    {
        return Some(Outcome::NoData(Refusal::Counted(plural(vocabulary, dimension))));
    }
    let people = reading.says(Cue::People) && reading.says(Cue::HowMany) && reading.counted.is_none();
    if people && vocabulary.concept(Concept::Customers).is_none() && reading.measures.is_empty() {
        return Some(Outcome::NoData(Refusal::NoPeople));
    }
    if reading.says(Cue::People) && reading.order.is_some() && reading.measures.is_empty() {
        return Some(Outcome::NoData(Refusal::NoPeople));
    }
    // "And who is the worst?", of the stores that the turn before was about.
    let listed = before.is_some_and(|before| matches!(before.group_by, Some(GroupBy::Dimension(_))));
    if reading.says(Cue::Who) && reading.order.is_some() && reading.dimensions.is_empty() && !listed {
        return Some(Outcome::NoData(Refusal::NoPeople));
    }
    (reading.open_dimensions().count() > 2).then_some(Outcome::NoData(Refusal::TwoSplits))
}

/// The dimension whose members are counted: "how many stores", "how many different products". How many products were sold may be
/// pieces of them.
pub(super) fn counted_members<'r>(reading: &'r Reading, vocabulary: &Vocabulary) -> Option<&'r str> {
    let dimension = reading.counted.as_deref().filter(|name| vocabulary.catalogue().dimension(name).is_some())?;
    let is_thing = vocabulary.dimension_called(&THINGS) == Some(dimension);
    let sells = reading.says(Cue::Sell) || reading.says(Cue::Order);
    let other = reading.order.is_some() || reading.shares() || reading.says(Cue::Change) || reading.grain.is_some();
    let in_each = reading.dimensions.iter().all(|(name, _)| reading.each.contains(name) && name != dimension);
    let alone = reading.measures.is_empty() && in_each && reading.having.is_none();
    (alone && !other && (reading.different || !(is_thing && sells))).then_some(dimension)
}

fn plural(vocabulary: &Vocabulary, dimension: &str) -> String {
    vocabulary.catalogue().dimension(dimension).map_or_else(|| dimension.to_owned(), |dimension| dimension.plural())
}
