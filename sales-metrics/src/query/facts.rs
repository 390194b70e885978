//! Writes facts: each with its number, its figure or why there is none, and where it comes from.

use rust_decimal::Decimal;

use super::{
    answer::Question,
    daily::History,
    fact::{Empty, Fact, FactRole, FactSource, interval},
    figure,
    plan::{Filter, Having},
    slice::touches,
};
use crate::{
    catalogue::{Language, Measure, Unit},
    estimate::Range,
    period::Period,
    rollup::{Accumulator, Subject},
};

/// The unit of the difference of two figures in percent.
const POINTS: &str = "points";

/// Why there is no figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Void {
    /// No row is in the slice.
    NoSales,
    /// This is zero, and it would have to be divided by it.
    Zero(String),
}

/// A figure, or why there is none.
pub(super) type Figure = Result<Decimal, Void>;

/// The facts of one answer, as far as they are written.
#[derive(Debug)]
pub(super) struct Facts<'a> {
    question: &'a Question<'a>,
    list: Vec<Fact>,
}

/// What a fact is about.
#[derive(Debug, Clone)]
pub(super) struct About<'a> {
    pub(super) role: FactRole,
    pub(super) measure: &'a Measure,
    pub(super) period: &'a Period,
    pub(super) filters: &'a [Filter],
}

/// A fact that was written.
#[derive(Debug, Clone)]
pub(super) struct Written {
    id: String,
    pub(super) value: Option<Decimal>,
    pub(super) rows: u64,
}

/// `above` divided by `below`, called `name`.
pub(super) fn divided(above: Option<Decimal>, below: Option<Decimal>, name: &str) -> Figure {
    let (above, below) = above.zip(below).ok_or(Void::NoSales)?;
    above.checked_div(below).ok_or_else(|| Void::Zero(name.to_owned()))
}

/// `part` in percent of `whole`, called `name`.
pub(super) fn percent(part: Option<Decimal>, whole: Option<Decimal>, name: &str) -> Figure {
    divided(part.and_then(|part| part.checked_mul(Decimal::ONE_HUNDRED)), whole, name)
}

/// How a figure is written; why there is none.
pub(super) fn shown(figure: &Figure, unit: &str, language: Language) -> (Option<Empty>, String) {
    match figure {
        Ok(value) => (None, language.figure(*value, unit)),
        Err(Void::NoSales) => (Some(Empty::NoSales), language.no_sales().to_owned()),
        Err(Void::Zero(name)) => (Some(Empty::DivisionByZero), language.no_value(name)),
    }
}

impl<'a> Facts<'a> {
    pub(super) fn new(question: &'a Question<'a>) -> Self {
        Self { question, list: Vec::new() }
    }

    pub(super) fn done(self) -> Vec<Fact> {
        self.list
    }

    /// A figure read from `keys`.
    pub(super) fn read(&mut self, about: About<'_>, sum: &Accumulator, keys: Vec<String>) -> Written {
        let figure = self.question.figure(about.measure, sum);
        let source = FactSource { keys: self.own_keys(&about, keys), ..self.source(sum.rows) };
        self.write(about, figure, source)
    }

    /// Those of `keys` that the fact's own measure has its figure of: another one of the plan may look back.
    fn own_keys(&self, about: &About<'_>, mut keys: Vec<String>) -> Vec<String> {
        if about.measure.looks_back_at().is_none() && self.question.looks_back().is_some() {
            let of_all = format!("{}|", Subject::Total.partition());
            keys.retain(|key| touches(key, about.period) && (about.filters.is_empty() || !key.starts_with(&of_all)));
        }
        keys
    }

    /// A figure computed from the facts `from`, with `rows` behind it.
    pub(super) fn derived(&mut self, about: About<'_>, figure: Figure, from: &[&Written], rows: u64) -> Written {
        let facts = from.iter().map(|fact| fact.id.clone()).collect();
        let source = FactSource { facts, ..self.source(rows) };
        self.write(about, figure, source)
    }

    /// An average over what `keys` hold, of which `total` is the whole.
    pub(super) fn averaged(&mut self, about: About<'_>, figure: Figure, total: &Written, keys: Vec<String>) {
        let keys = self.own_keys(&about, keys);
        let source = FactSource { keys, facts: vec![total.id.clone()], ..self.source(total.rows) };
        self.write(about, figure, source);
    }

    /// The part `figure` of a change from one of the facts `from` to the other, computed from what `keys` hold.
    pub(super) fn part(&mut self, about: About<'_>, figure: Decimal, from: &[&Written], keys: Vec<String>) {
        let facts = from.iter().map(|fact| fact.id.clone()).collect();
        let rows = from.iter().map(|fact| fact.rows).sum();
        let source = FactSource { keys, facts, ..self.source(rows) };
        self.write(about, Ok(figure), source);
    }

    /// The amounts that figures of `measure` are held against, and how many that `keys` hold are as much, with `rows` behind them.
    pub(super) fn held(
        &mut self,
        measure: &Measure,
        period: &Period,
        having: Having,
        (count, rows): (usize, u64),
        keys: Vec<String>,
    ) {
        let filters = &self.question.plan.filters;
        let about = About { role: FactRole::Bound, measure, period, filters };
        for limit in having.limits() {
            let source = self.source(0);
            self.write(about.clone(), Ok(limit.amount), source);
        }
        self.members(About { role: FactRole::Members, ..about }, count, rows, keys);
    }

    /// How many members, or units of time, `keys` hold that are counted, with `rows` behind them.
    pub(super) fn members(&mut self, about: About<'_>, count: usize, rows: u64, keys: Vec<String>) {
        let source = FactSource { keys, ..self.source(rows) };
        self.write(about, Ok(Decimal::from(count)), source);
    }

    /// What is expected of the plan's slice in `period` by its `history`, and the ends of the range, written as finely as their
    /// unit is.
    pub(super) fn estimated(&mut self, measure: &Measure, period: &Period, range: &Range, history: &History) {
        let digits = match measure.unit {
            Unit::Count => 0,
            Unit::Money | Unit::Number | Unit::Percent => 2,
        };
        let filters = &self.question.plan.filters;
        for (role, value) in
            [(FactRole::Expected, range.expected), (FactRole::Low, range.low), (FactRole::High, range.high)]
        {
            let figure = Decimal::from_f64_retain(value).map(|exact| exact.round_dp(digits));
            let source = FactSource { keys: history.keys.clone(), ..self.source(history.rows) };
            self.write(About { role, measure, period, filters }, figure.ok_or(Void::NoSales), source);
        }
    }

    /// By how much `now` is above `base`, and, unless both are in percent, by how many percent of it; nothing where one of them has
    /// no figure.
    pub(super) fn change(&mut self, about: About<'_>, now: &Written, base: &Written) {
        let (Some(a), Some(b)) = (now.value, base.value) else { return };
        self.changed(about, (a, b), [now, base]);
    }

    /// The same of a member that may have no sales in one of the periods: what adds up was nothing there.
    pub(super) fn change_of_member(&mut self, about: About<'_>, now: &Written, base: &Written) {
        if let Some(pair) = figure::both(about.measure, now.value, base.value) {
            self.changed(about, pair, [now, base]);
        }
    }

    fn changed(&mut self, about: About<'_>, (a, b): (Decimal, Decimal), from: [&Written; 2]) {
        let rows = from.iter().map(|fact| fact.rows).sum();
        let change = a.checked_sub(b);
        let about = About { role: FactRole::Change, ..about };
        self.derived(about.clone(), change.ok_or(Void::NoSales), &from, rows);
        // Percent of percent confuse.
        if about.measure.unit == Unit::Percent {
            return;
        }
        let percent = percent(change, Some(b.abs()), "the base");
        self.derived(About { role: FactRole::Percent, ..about }, percent, &from, rows);
    }

    fn source(&self, rows: u64) -> FactSource {
        let data_version = self.question.snapshot.head.data_version.to_string();
        FactSource { keys: Vec::new(), facts: Vec::new(), rows, data_version }
    }

    fn write(&mut self, about: About<'_>, figure: Figure, source: FactSource) -> Written {
        let unit = self.question.unit_of(about.role, about.measure);
        let id = format!("F{}", self.list.len() + 1);
        let written = Written { id: id.clone(), value: figure.as_ref().ok().copied(), rows: source.rows };
        let (empty, display) = shown(&figure, &unit, self.question.catalogue().language);
        self.list.push(Fact {
            id,
            role: about.role,
            value: written.value,
            unit,
            empty,
            display,
            measure: about.measure.name.clone(),
            label: about.period.label.clone(),
            period: interval(about.period),
            covered: self.question.covered(about.period),
            filters: about.filters.to_vec(),
            source,
        });
        written
    }
}

impl Question<'_> {
    /// The measure's figure of a slice.
    pub(super) fn figure(&self, measure: &Measure, sum: &Accumulator) -> Figure {
        let catalogue = self.catalogue();
        figure::value(catalogue, &self.snapshot.components, &measure.name, sum).ok_or_else(|| {
            match figure::divisor(catalogue, measure) {
                Some(divisor) if sum.rows > 0 => Void::Zero(divisor.label().to_owned()),
                _ => Void::NoSales,
            }
        })
    }

    /// The unit of a fact of `role` about `measure`.
    pub(super) fn unit_of(&self, role: FactRole, measure: &Measure) -> String {
        match role {
            FactRole::Percent | FactRole::Share => "percent".to_owned(),
            FactRole::Members => "count".to_owned(),
            _ if measure.unit == Unit::Percent && role.is_difference() => POINTS.to_owned(),
            _ => figure::unit(self.catalogue(), measure),
        }
    }

    /// The days of `period` that the data covers, where these are not all.
    fn covered(&self, period: &Period) -> Option<String> {
        let data = self.all_data()?;
        let (from, to) = (period.from.max(data.from), period.to.min(data.to));
        ((from, to) != (period.from, period.to) && from <= to).then(|| interval(&Period::range(from, to)))
    }
}
