//! What a change is made of.
//!
//! By member: each member's change, and the rest's, add up to the change. By driver, for an amount that is a number of things
//! times their price, with Q and q for the things of all members and of one, R and r for the amounts, 0 before and 1 now:
//!
//! - volume: (Q1 - Q0) R0 / Q0, as if as many more of everything had been sold at the prices of before;
//! - price: the sum over members that were sold in both periods of r1 - r0 q1 / q0;
//! - mix: what is left, so that the three add up to the change exactly. New members and lost ones are in it.
//!
//! This is the usual price-volume-mix analysis of controllers. Where things are not counted, but the catalogue divides the amount
//! by something (orders), there are two drivers: how many of these there were, and what is left. A change of a ratio is told by the
//! changes of the two measures it is made of; that of an average, a least or a greatest value stands alone.

use std::collections::{BTreeMap, BTreeSet};

use futures::future::try_join_all;
use rust_decimal::Decimal;

use super::side::{Side, side};
use crate::{
    catalogue::{Aggregate, Catalogue, Dimension, Expression, Measure, Unit},
    query::{
        answer::Question,
        error::QueryError,
        fact::{Fact, FactRole},
        facts::{About, Facts, Written},
        figure,
        plan::{Filter, GroupBy},
        slice::Members,
    },
};

/// Dimensions that are looked at when the plan names none.
const MOST_DIMENSIONS: usize = 3;
/// Members that are named when the plan does not say how many.
const MEMBERS: usize = 3;
/// Digits after the point to which volume and price are rounded; mix has the rest.
const DIGITS: u32 = 2;

/// A dimension's members in both periods.
struct Boards<'a> {
    dimension: &'a str,
    now: Members,
    base: Members,
}

/// The change of each measure, its drivers where it has any, and its parts by member.
pub(in crate::query) async fn why(question: &Question<'_>) -> Result<Vec<Fact>, QueryError> {
    let asked = question.asked()?;
    let (base, filters) = (question.base_or_before(&asked), &question.plan.filters);
    let named = dimensions(question);
    let read: BTreeSet<&str> = named.iter().copied().chain(finest(question)).collect();
    let boards = try_join_all(read.into_iter().map(|dimension| async {
        let (now, base) = tokio::try_join!(
            question.by_member(dimension, filters, &asked),
            question.by_member(dimension, filters, &base)
        )?;
        Ok::<_, QueryError>(Boards { dimension, now, base })
    }));
    let (now, base, boards) =
        tokio::try_join!(side(question, filters, &asked), side(question, filters, &base), boards)?;
    let mut facts = Facts::new(question);
    for measure in &question.measures {
        let about = About { role: FactRole::Change, measure, period: &asked, filters };
        let (value, before) = (now.told(&mut facts, measure), base.told(&mut facts, measure));
        facts.change(about.clone(), &value, &before);
        let (Some(a), Some(b)) = (value.value, before.value) else { continue };
        let Some(change) = a.checked_sub(b) else { continue };
        if !figure::has_parts(measure) {
            terms(question, &mut facts, measure, (&now, &base));
            continue;
        }
        let whole = Whole { about, value, before, change };
        drivers(question, &mut facts, &whole, (&now, &base), finest_of(question, &boards));
        for boards in boards.iter().filter(|boards| named.contains(&boards.dimension)) {
            contributions(question, &mut facts, &whole, boards);
        }
    }
    Ok(facts.done())
}

/// A measure's change that is taken apart.
struct Whole<'a> {
    about: About<'a>,
    value: Written,
    before: Written,
    change: Decimal,
}

/// A ratio changes as the two measures do that it is made of; an average or an extreme has no parts that could be told.
fn terms(question: &Question<'_>, facts: &mut Facts<'_>, ratio: &Measure, (now, base): (&Side, &Side)) {
    let Aggregate::Ratio { of, per } = &ratio.aggregate else { return };
    for measure in [of, per].into_iter().filter_map(|name| question.catalogue().measure(name)) {
        let (value, before) = (now.told(facts, measure), base.told(facts, measure));
        let about = About { role: FactRole::Change, measure, period: &now.period, filters: &now.filters };
        facts.change(about, &value, &before);
    }
}

/// The dimensions whose members make the change: the named one, or the first that are neither filtered to one member nor a part
/// of the time.
fn dimensions<'a>(question: &Question<'a>) -> Vec<&'a str> {
    if let Some(GroupBy::Dimension(name)) = &question.plan.group_by {
        return vec![name];
    }
    let one = |filter: &Filter| !filter.exclude && filter.members.len() == 1;
    let fixed = |name: &str| question.plan.filters.iter().any(|filter| filter.dimension == name && one(filter));
    let free = question.catalogue().dimensions.iter().filter(|d| d.part.is_none() && !fixed(&d.name));
    free.map(|d| d.name.as_str()).take(MOST_DIMENSIONS).collect()
}

/// What catalogues call the things that are sold: what has a price.
const THINGS: [&str; 9] = ["product", "item", "article", "sku", "description", "plan", "service", "model", "variant"];

/// The dimension of things of one price, more or less: that of what is sold, or else the one with the most members that nothing
/// counts, as customers are counted.
fn finest<'a>(question: &Question<'a>) -> Option<&'a str> {
    let members = |name: &str| question.snapshot.members.get(name).map_or(0, |list| list.names().len());
    let catalogue = question.catalogue();
    let is_thing = |dimension: &Dimension| {
        dimension.synonyms.iter().chain([&dimension.name]).any(|name| THINGS.contains(&name.to_lowercase().as_str()))
    };
    let all = catalogue.dimensions.iter().filter(|d| d.part.is_none());
    all.max_by_key(|d| (is_thing(d), catalogue.counting(d).is_none(), members(&d.name))).map(|d| d.name.as_str())
}

fn finest_of<'b>(question: &Question<'_>, boards: &'b [Boards<'_>]) -> Option<&'b Boards<'b>> {
    let finest = finest(question)?;
    boards.iter().find(|boards| boards.dimension == finest)
}

/// What is counted of an amount, and whether it is the things that were sold: a sum of a column over the same rows. Else it is
/// what the catalogue divides the amount by.
fn counted<'a>(catalogue: &'a Catalogue, measure: &Measure) -> Option<(&'a Measure, bool)> {
    if measure.unit != Unit::Money || !figure::is_additive(measure) {
        return None;
    }
    let is_column = |text: &str| matches!(Expression::parse(text, &mut Vec::new()), Ok(Expression::Column(_)));
    let things = |other: &&Measure| {
        matches!(&other.aggregate, Aggregate::Sum(text) if is_column(text))
            && other.unit == Unit::Count
            && other.conditions == measure.conditions
    };
    let per = |other: &Measure| match &other.aggregate {
        Aggregate::Ratio { of, per } if *of == measure.name => catalogue.measure(per),
        _ => None,
    };
    let things = catalogue.measures.iter().find(things).map(|things| (things, true));
    things.or_else(|| catalogue.measures.iter().find_map(per).map(|per| (per, false)))
}

/// Volume, price and mix.
fn drivers(
    question: &Question<'_>,
    facts: &mut Facts<'_>,
    whole: &Whole<'_>,
    (now, base): (&Side, &Side),
    boards: Option<&Boards<'_>>,
) {
    let Some((counted, priced)) = counted(question.catalogue(), whole.about.measure) else { return };
    let figure = |sum| question.figure(counted, sum).ok();
    let (Some(q1), Some(q0), Some(r0)) = (figure(&now.sum), figure(&base.sum), whole.before.value) else { return };
    if q0 <= Decimal::ZERO || q1 <= Decimal::ZERO {
        return;
    }
    let Some(volume) = r0.checked_mul(q1 - q0).and_then(|product| product.checked_div(q0)) else { return };
    let volume = volume.round_dp(DIGITS);
    let (things, things_before) = (now.told(facts, counted), base.told(facts, counted));
    let from = [&whole.value, &whole.before, &things, &things_before];
    let rows = whole.value.rows + whole.before.rows;
    let mut tell = |role, value: Decimal| {
        let about = About { role, ..whole.about.clone() };
        facts.derived(about, Ok(value), &from, rows);
    };
    tell(FactRole::Volume, volume);
    let rest = whole.change - volume;
    match boards.filter(|_| priced) {
        Some(boards) => {
            let Some(price) = price(question, whole.about.measure, counted, boards) else { return };
            tell(FactRole::Price, price);
            tell(FactRole::Mix, rest - price);
        }
        None => tell(FactRole::Price, rest),
    }
}

/// What other prices of the same things made.
fn price(question: &Question<'_>, measure: &Measure, counted: &Measure, boards: &Boards<'_>) -> Option<Decimal> {
    let mut price = Decimal::ZERO;
    for (member, now) in &boards.now.sums {
        let Some(base) = boards.base.sums.get(member) else { continue };
        let figures = [(measure, now), (measure, base), (counted, now), (counted, base)];
        let [Ok(r1), Ok(r0), Ok(q1), Ok(q0)] = figures.map(|(of, sum)| question.figure(of, sum)) else { continue };
        if q1 > Decimal::ZERO && q0 > Decimal::ZERO {
            price = price.checked_add(r1 - r0.checked_mul(q1)?.checked_div(q0)?)?;
        }
    }
    Some(price.round_dp(DIGITS))
}

/// Whether what is counted of the members makes what is counted of all, in both periods.
fn adds_up(question: &Question<'_>, whole: &Whole<'_>, boards: &Boards<'_>) -> bool {
    let sides = [(&boards.now, whole.value.value), (&boards.base, whole.before.value)];
    sides.into_iter().all(|(members, all)| {
        let figures = members.sums.values().filter_map(|sum| question.figure(whole.about.measure, sum).ok());
        all == Some(figures.sum())
    })
}

/// The members that moved the most in the change's direction, and the rest.
fn contributions(question: &Question<'_>, facts: &mut Facts<'_>, whole: &Whole<'_>, boards: &Boards<'_>) {
    let Some(list) = question.snapshot.members.get(boards.dimension) else { return };
    if !figure::is_additive(whole.about.measure) && !adds_up(question, whole, boards) {
        // An order of three products is one order, and three of the products' orders: their changes make no whole.
        return;
    }
    let mut moved: BTreeMap<u32, Decimal> = BTreeMap::new();
    for (members, sign) in [(&boards.now, Decimal::ONE), (&boards.base, Decimal::NEGATIVE_ONE)] {
        for (member, sum) in &members.sums {
            let figure = question.figure(whole.about.measure, sum).unwrap_or_default();
            *moved.entry(*member).or_default() += sign * figure;
        }
    }
    let falling = whole.change.is_sign_negative();
    let mut ranked: Vec<(&str, Decimal)> =
        moved.iter().filter_map(|(member, moved)| Some((list.name(*member)?, *moved))).collect();
    ranked.sort_unstable_by(|a, b| {
        let by_size = if falling { a.1.cmp(&b.1) } else { b.1.cmp(&a.1) };
        by_size.then_with(|| a.0.cmp(b.0))
    });
    let most = question.plan.top.map_or(MEMBERS, |top| top.n as usize);
    let keys: Vec<String> = [&boards.now, &boards.base].iter().flat_map(|members| members.keys.clone()).collect();
    let from = [&whole.value, &whole.before];
    let mut rest = whole.change;
    let mut tell = |filters: Vec<Filter>, moved: Decimal| {
        let about = About { role: FactRole::Contribution, filters: &filters, ..whole.about.clone() };
        facts.part(about, moved, &from, keys.clone());
    };
    let listed: Vec<(&str, Decimal)> = ranked.into_iter().take(most).filter(|(_, moved)| !moved.is_zero()).collect();
    for (name, moved) in &listed {
        rest -= moved;
        tell(question.filters_with(boards.dimension, vec![(*name).to_owned()], false), *moved);
    }
    if !listed.is_empty() {
        let names = listed.iter().map(|(name, _)| (*name).to_owned()).collect();
        tell(question.filters_with(boards.dimension, names, true), rest);
    }
}
