//! The samples with other figures, in other units of time, and of kinds that they do not have: their drafts pass, too.

use jiff::civil::Date;
use rust_decimal::Decimal;
use sales_metrics::{
    catalogue::Language,
    period::{Grain, Period},
    query::{
        fact::{Empty, Fact, FactRole, interval},
        plan::{Filter, GroupBy, Intent, Order, Top},
    },
};

use super::fixtures::Dice;
use crate::sample::{Sample, samples};

const GRAINS: [Grain; 6] = [Grain::Day, Grain::Week, Grain::Quarter, Grain::Half, Grain::Year, Grain::Range];

/// What questions call periods.
const LABELS: [&str; 7] =
    ["FY 2012 Q1", "since April", "the last 30 days", "first half of May", "FY 2012", "up to now", "last 3 months"];

/// Samples of `language` in many forms.
pub(super) fn varied(language: Language, dice: &mut Dice, times: usize) -> Vec<Sample> {
    let mut list = Vec::new();
    for _ in 0..times {
        for mut sample in samples(language).into_iter().chain(others(language)) {
            figures(&mut sample, dice);
            if dice.below(2) == 0 {
                move_to(&mut sample, *dice.pick(&GRAINS));
            }
            if dice.below(3) == 0 {
                cut_short(&mut sample);
            }
            if dice.below(4) == 0 {
                relabel(&mut sample, LABELS[dice.below(LABELS.len())]);
            }
            for fact in &mut sample.facts {
                fact.display = match fact.value {
                    Some(value) => language.figure(value, &fact.unit),
                    None => language.no_sales().to_owned(),
                };
                fact.empty = fact.value.is_none().then_some(Empty::NoSales);
            }
            list.push(sample);
        }
    }
    list
}

/// Kinds that the samples do not have.
fn others(language: Language) -> Vec<Sample> {
    let find = |name: &str| samples(language).into_iter().find(|sample| sample.name == name).unwrap();
    let product = |sample: &Sample| Filter {
        dimension: sample.facts.last().unwrap().filters[0].dimension.clone(),
        members: vec!["MUG".to_owned()],
        exclude: false,
    };
    let mug = product(&find("summary"));
    let country = Filter { members: vec!["Germany".to_owned()], ..find("share").plan.filters[0].clone() };

    let mut both = find("share");
    both.name = "share of two filters";
    both.plan.filters.push(mug.clone());
    both.facts[0].filters.push(mug.clone());
    both.facts[2].filters.push(mug.clone());

    let mut within = find("share");
    within.name = "share within a filter";
    within.plan.filters.push(mug.clone());
    within.facts[0].filters.push(mug.clone());
    within.facts[1].filters = vec![country.clone()];
    within.facts[2].filters.push(mug);

    let mut ratio = find("compare, less");
    ratio.name = "why of a ratio";
    ratio.plan.intent = Intent::Why;
    ratio.plan.measures = ["aov", "revenue", "orders"].map(str::to_owned).to_vec();
    let four = ratio.facts.clone();
    ratio.facts = ratio.plan.measures.iter().flat_map(|measure| four.iter().map(|fact| of(fact, measure))).collect();

    let mut lines = find("series");
    lines.name = "series of two measures";
    lines.plan.measures.push("orders".to_owned());
    let orders: Vec<Fact> = lines.facts.iter().map(|fact| of(fact, "orders")).collect();
    lines.facts.extend(orders);

    let mut long = find("rank");
    long.name = "long rank";
    long.plan.top = Some(Top { n: 15, order: Order::Highest });
    let first = long.facts[0].clone();
    long.facts = (1..=15).map(|n| of_member(&first, &format!("Land {n}"))).collect();

    let mut filtered = find("lookup of a day, filtered");
    filtered.name = "lookup of many members";
    for (place, filter) in filtered.facts[0].filters.iter_mut().enumerate() {
        filter.members = (1..=10).map(|n| format!("{} number {n}", ["Land", "Item"][place])).collect();
    }
    filtered.plan.filters = filtered.facts[0].filters.clone();

    let mut filtered_rank = find("rank");
    filtered_rank.name = "rank within a filter";
    filtered_rank.plan.filters = vec![product(&find("summary"))];
    for fact in &mut filtered_rank.facts {
        fact.filters.push(filtered_rank.plan.filters[0].clone());
    }

    let mut until = find("lookup");
    until.name = "until a day";
    let ends = Period { label: "until 31 March 2011".to_owned(), ..crate::sample::period("0001-01-01", "2011-03-31") };
    until.facts[0].period = interval(&ends);
    until.facts[0].label.clone_from(&ends.label);
    until.plan.period = Some(ends);

    let mut all = vec![until, both, within, ratio, lines, long, filtered, filtered_rank];
    for sample in &mut all {
        for (place, fact) in sample.facts.iter_mut().enumerate() {
            fact.id = format!("F{}", place + 1);
        }
    }
    all
}

fn of(fact: &Fact, measure: &str) -> Fact {
    let unit = match (fact.role, measure) {
        (FactRole::Percent, _) => "percent",
        (_, "orders") => "count",
        _ => "GBP",
    };
    Fact { measure: measure.to_owned(), unit: unit.to_owned(), ..fact.clone() }
}

fn of_member(fact: &Fact, name: &str) -> Fact {
    let mut fact = fact.clone();
    fact.filters[0].members = vec![name.to_owned()];
    fact
}

fn amount(dice: &mut Dice, unit: &str) -> Decimal {
    match unit {
        "count" => Decimal::from(2 + dice.below(3_000)),
        _ => Decimal::new(i64::try_from(100 + dice.below(90_000_000)).unwrap(), 2),
    }
}

/// Gives the values new figures, and what is computed from them what it then is.
fn figures(sample: &mut Sample, dice: &mut Dice) {
    let intent = sample.plan.intent;
    for place in 0..sample.facts.len() {
        let fact = &sample.facts[place];
        let is_new = matches!(
            fact.role,
            FactRole::Value
                | FactRole::Base
                | FactRole::Volume
                | FactRole::Price
                | FactRole::Mix
                | FactRole::Contribution
        );
        if fact.value.is_none() || !is_new {
            continue;
        }
        let mut value = amount(dice, &fact.unit);
        let loses = !matches!(intent, Intent::Breakdown | Intent::Share | Intent::Average | Intent::Cumulative);
        if loses && fact.unit != "count" {
            match dice.below(12) {
                0 => value = -value,
                1 if fact.role == FactRole::Value => value = Decimal::ZERO,
                // A tie.
                2 if place > 0 && sample.facts[place - 1].unit == fact.unit => {
                    value = sample.facts[place - 1].value.unwrap_or(value);
                }
                _ => {}
            }
        }
        sample.facts[place].value = Some(value);
    }
    if intent == Intent::Rank || intent == Intent::Cumulative {
        let ranked = |fact: &&mut Fact| fact.role == FactRole::Value;
        let mut values: Vec<Option<Decimal>> = sample.facts.iter_mut().filter(ranked).map(|fact| fact.value).collect();
        values.sort();
        if sample.plan.top.is_some_and(|top| top.order == Order::Highest) {
            values.reverse();
        }
        sample.facts.iter_mut().filter(ranked).zip(values).for_each(|(fact, value)| fact.value = value);
    }
    if intent == Intent::Share
        && let [part, whole, ..] = sample.facts.as_mut_slice()
    {
        whole.value = part.value.map(|part| part * Decimal::from(1 + dice.below(5)) + Decimal::ONE);
    }
    let values: Vec<Fact> = sample.facts.iter().filter(|fact| fact.role == FactRole::Value).cloned().collect();
    let sum = |period: &str| values.iter().filter(|fact| fact.period == period).filter_map(|fact| fact.value).sum();
    for place in 0..sample.facts.len() {
        let (before, rest) = sample.facts.split_at_mut(place);
        let Some(fact) = rest.first_mut() else { continue };
        let value = |back: usize| before.get(before.len().wrapping_sub(back)).and_then(|fact| fact.value);
        let first = |role| {
            before.iter().find(|one| one.role == role && one.filters == fact.filters && one.period == fact.period)
        };
        fact.value = match fact.role {
            FactRole::Change => {
                let kinds =
                    |one: &&Fact| matches!(one.role, FactRole::Value | FactRole::Base) && one.measure == fact.measure;
                let mut last = before.iter().rev().filter(kinds).filter_map(|one| one.value);
                let (Some(a), Some(b)) = (last.next(), last.next()) else { continue };
                Some(if intent == Intent::Growth { a - b } else { b - a })
            }
            FactRole::Percent => {
                let kinds =
                    |one: &&Fact| matches!(one.role, FactRole::Value | FactRole::Base) && one.measure == fact.measure;
                let skip = usize::from(intent == Intent::Growth);
                let base = before.iter().rev().filter(kinds).nth(skip).and_then(|one| one.value);
                let change = value(1).zip(base).and_then(|(change, base)| change.checked_div(base.abs()));
                change.map(|change| (change * Decimal::ONE_HUNDRED).round_dp(3))
            }
            FactRole::Whole if intent == Intent::Series => {
                let units = values.iter().filter(|one| one.measure == fact.measure);
                Some(units.filter_map(|one| one.value).sum())
            }
            FactRole::Whole => Some(sum(&fact.period)),
            FactRole::Together => {
                let is_part = |one: &&Fact| {
                    matches!((one.filters.as_slice(), fact.filters.as_slice()), ([one], [all])
                        if !one.exclude && one.members.iter().all(|member| all.members.contains(member)))
                };
                Some(values.iter().filter(is_part).filter_map(|fact| fact.value).sum())
            }
            FactRole::Share => {
                let whole = before.iter().rev().find(|one| one.role == FactRole::Whole).or(before.get(1));
                let part = first(FactRole::Value).or_else(|| first(FactRole::Together)).and_then(|one| one.value);
                let whole = whole.and_then(|one| one.value);
                part.zip(whole).map(|(part, whole)| (part * Decimal::ONE_HUNDRED / whole).round_dp(3))
            }
            FactRole::Average if before.len() == 2 => value(2).zip(value(1)).map(|(a, b)| (a / b).round_dp(2)),
            FactRole::Average => value(1).map(|total| (total / Decimal::from(12)).round_dp(2)),
            _ => continue,
        };
    }
}

/// The data ends on the first day of the last period.
fn cut_short(sample: &mut Sample) {
    let Some(last) = sample.facts.iter().map(|fact| fact.period.clone()).max() else { return };
    let Some((from, _)) = last.split_once('/').filter(|(from, to)| from != to) else { return };
    let covered = format!("{from}/{from}");
    for fact in sample.facts.iter_mut().filter(|fact| fact.period == last) {
        fact.covered = Some(covered.clone());
    }
}

/// Calls the plan's period, and what the facts have of it, as the question did.
fn relabel(sample: &mut Sample, label: &str) {
    let Some(period) = &mut sample.plan.period else { return };
    let own = interval(period);
    label.clone_into(&mut period.label);
    for fact in sample.facts.iter_mut().filter(|fact| fact.period == own) {
        label.clone_into(&mut fact.label);
    }
}

/// Another unit for each month, where a sample has whole months alone.
fn move_to(sample: &mut Sample, grain: Grain) {
    if grain == Grain::Range && (sample.plan.having.is_some() || sample.plan.each.is_some()) {
        // No plan is split into these.
        return;
    }
    let unit = |n: i32| -> Period {
        let first = Date::constant(2005, 1, 1);
        let days = |days: i32| first.saturating_add(jiff::Span::new().days(days));
        match grain {
            Grain::Day => Period::day(days(n)),
            Grain::Week => Period::week(days(n * 7 + 30)),
            Grain::Range => Period::range(days(n * 10 + 3), days(n * 10 + 12)),
            Grain::Quarter => Period::quarter(days(n * 91 + 45)),
            Grain::Half => Period::half(days(n * 183 + 60)),
            _ => Period::year(days(n * 365 + 180)),
        }
    };
    let month = |date: Date| i32::from(date.year() - 2010) * 12 + i32::from(date.month());
    let whole = |from: Date, to: Date| from.year() > 1900 && from.day() == 1 && to == to.last_of_month();
    let moved = |from: Date, to: Date| -> Option<Period> {
        if !whole(from, to) {
            return None;
        }
        let (a, b) = (unit(month(from) - 12), unit(month(to) - 12));
        Some(if a == b { a } else { Period::named(a.from, b.to) })
    };
    let ends = |fact: &Fact| -> (Date, Date) {
        let (from, to) = fact.period.split_once('/').unwrap();
        (from.parse().unwrap(), to.parse().unwrap())
    };
    let facts: Option<Vec<Period>> =
        sample.facts.iter().map(ends).map(|(from, to)| moved(from, to)).collect::<Option<Vec<_>>>();
    let Some(periods) = facts else { return };
    for (fact, period) in sample.facts.iter_mut().zip(&periods) {
        fact.period = interval(period);
        fact.label.clone_from(&period.label);
        fact.covered = None;
    }
    for period in sample.plan.period.iter_mut().chain(&mut sample.plan.compare_to) {
        if let Some(moved) = moved(period.from, period.to) {
            *period = moved;
        }
    }
    for of in sample.plan.group_by.iter_mut().chain(&mut sample.plan.each) {
        if let GroupBy::Grain(of) = of {
            *of = grain;
        }
    }
}
