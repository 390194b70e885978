//! A fact computed once more: from the keys that it names, while the data is of its version; anew afterwards.
//!
//! What is read is decided by the fact alone, whatever kind of plan it came from. So a fact that names what it was not made
//! of, or less than it was made of, does not come out the same. Items of older versions are deleted by later changes:
//! a figure that the data has grown out of is not brought back, it is told what it is now.

mod sources;

use futures::future::try_join_all;
use rust_decimal::Decimal;
use tenancy::{ApiError, TenantSession};

use super::{
    answer::{Question, answer},
    error::QueryError,
    fact::{Fact, FactRole, FactSource, days},
    facts::{Figure, Void, divided, percent, shown},
    figure,
    kinds::over_units,
    plan::{GroupBy, Intent, Plan},
    read::FigureReader,
    snapshot::Snapshot,
};
use crate::{
    catalogue::Measure,
    period::Period,
    rollup::{Accumulator, Sets},
};

/// What a fact comes to, computed once more.
#[derive(Debug)]
pub struct Replay {
    /// The fact as of now, or why it cannot be computed any more.
    pub fact: Result<Fact, String>,
    /// Whether it was read from the keys that the fact names; not so when the data has changed since.
    pub from_sources: bool,
}

/// Computes `stored` once more, which is one of the `facts` of an answer to `of`: which units of time an average is of does not
/// stand in the fact, and the parts of a change are computed with all that the answer was made of.
///
/// # Errors
/// A read failed. That the data has changed, or does not have any more what the fact is about, is no error.
pub async fn replay(
    session: &TenantSession,
    snapshot: &Snapshot,
    of: Option<&Plan>,
    facts: &[Fact],
    stored: &Fact,
) -> Result<Replay, ApiError> {
    let is_part = stored.role.is_of_the_whole_answer();
    let unchanged = stored.source.data_version == snapshot.head.data_version.to_string();
    let from_sources = unchanged && !is_part;
    let plan = match of.filter(|_| is_part) {
        Some(plan) => plan.clone(),
        None => lookup(stored, of.and_then(|plan| plan.group_by.as_ref())),
    };
    let reader = FigureReader { session, snapshot, sets: Sets::All, shared: None };
    let question = Question { reader, snapshot, plan: &plan, measures: Vec::new() };
    match (Replayer { question, facts, from_sources }).fact(stored).await {
        Ok(fact) => Ok(Replay { fact: Ok(fact), from_sources }),
        Err(QueryError::Read(error)) => Err(error),
        Err(why) => Ok(Replay { fact: Err(why.to_string()), from_sources }),
    }
}

struct Replayer<'a> {
    question: Question<'a>,
    facts: &'a [Fact],
    from_sources: bool,
}

impl Replayer<'_> {
    async fn fact(&self, stored: &Fact) -> Result<Fact, QueryError> {
        match stored.source.facts.as_slice() {
            _ if stored.role.is_of_the_whole_answer() => self.part(stored).await,
            [] => self.read(stored).await,
            [_] if stored.role == FactRole::Average => self.per_unit(stored).await,
            ids => self.derived(stored, ids).await,
        }
    }

    /// The figure of the fact's slice and days.
    async fn read(&self, stored: &Fact) -> Result<Fact, QueryError> {
        if !self.from_sources {
            return self.anew(stored, Intent::Lookup, FactRole::Value).await;
        }
        let (measure, asked) = (self.measure(&stored.measure)?, period(stored)?);
        let sum = sources::held(&self.question, stored, measure, &asked).await?.sum(&asked);
        let figure = self.question.figure(measure, &sum);
        self.written(stored, figure, sum.rows)
    }

    /// The average of the units that the fact's days are cut into.
    async fn per_unit(&self, stored: &Fact) -> Result<Fact, QueryError> {
        if !self.from_sources {
            return self.anew(stored, Intent::Average, FactRole::Average).await;
        }
        let (question, measure, asked) = (&self.question, self.measure(&stored.measure)?, period(stored)?);
        let held = sources::held(question, stored, measure, &asked).await?;
        let grain = question.grain()?;
        let units = question.shown(&asked, grain).split_into(|date| question.unit(date, grain));
        let whole = held.sum(&asked);
        let units: Vec<Accumulator> = units.iter().map(|unit| held.sum(unit)).collect();
        let average = over_units(question, measure, &asked, &whole, units.iter())?;
        self.written(stored, average, whole.rows)
    }

    /// What follows from the facts called `ids`, which are read themselves.
    async fn derived(&self, stored: &Fact, ids: &[String]) -> Result<Fact, QueryError> {
        let unknown = || QueryError::NoData(format!("the answer does not say how {} was computed", stored.id));
        let sources = ids.iter().map(|id| self.facts.iter().find(|fact| fact.id == *id)).collect::<Option<Vec<_>>>();
        let sources = sources.ok_or_else(unknown)?;
        if sources.iter().any(|fact| !fact.source.facts.is_empty()) {
            return Err(unknown());
        }
        let sources = try_join_all(sources.into_iter().map(|source| self.read(source))).await?;
        let [first, second] = sources.as_slice() else { return Err(unknown()) };
        let (a, b, rows) = (first.value, second.value, first.source.rows);
        let both = figure::both(self.measure(&stored.measure)?, a, b);
        let change = || both.and_then(|(a, b)| a.checked_sub(b));
        let (figure, rows) = match stored.role {
            FactRole::Change => (change().ok_or(Void::NoSales), rows + second.source.rows),
            FactRole::Percent => (percent(change(), both.map(|(_, b)| b.abs()), "the base"), rows + second.source.rows),
            FactRole::Share => (percent(a, b, "the whole"), rows),
            FactRole::Average => (divided(a, b, self.measure(&second.measure)?.label()), rows),
            _ => return Err(unknown()),
        };
        self.written(stored, figure, rows)
    }

    /// A part of a change, or an estimate: the same fact of the answer to the same plan.
    async fn part(&self, stored: &Fact) -> Result<Fact, QueryError> {
        let Question { reader, snapshot, plan, .. } = &self.question;
        let key = |fact: &Fact| (fact.role, fact.measure.clone(), fact.period.clone(), fact.filters.clone());
        let of_it = |fact: &Fact| key(fact) == key(stored);
        // The two amounts of a plan differ in their place alone.
        let before = self.facts.iter().take_while(|fact| fact.id != stored.id).filter(|fact| of_it(fact)).count();
        let found = answer(reader.session, snapshot, plan).await?.into_iter().filter(of_it).nth(before);
        let found = found.ok_or_else(|| QueryError::NoData("the answer is not made of that any more".to_owned()))?;
        Ok(Fact { id: stored.id.clone(), ..found })
    }

    /// The fact of `role` that the engine now answers for the stored one's measure, rows and days.
    async fn anew(&self, stored: &Fact, intent: Intent, role: FactRole) -> Result<Fact, QueryError> {
        let Question { reader, snapshot, plan, .. } = &self.question;
        let group_by = plan.group_by.as_ref().filter(|_| intent == Intent::Average);
        let plan = Plan { intent, period: Some(period(stored)?), ..lookup(stored, group_by) };
        let found = answer(reader.session, snapshot, &plan).await?.into_iter().find(|fact| fact.role == role);
        let found = found.ok_or_else(|| QueryError::NoData("there are no sales in the data for that".to_owned()))?;
        Ok(Fact { id: stored.id.clone(), role: stored.role, label: stored.label.clone(), ..found })
    }

    fn measure(&self, name: &str) -> Result<&Measure, QueryError> {
        let gone = || QueryError::NoData(format!("the measure \"{name}\" is no longer in the catalogue"));
        self.question.catalogue().measure(name).ok_or_else(gone)
    }

    fn written(&self, stored: &Fact, figure: Figure, rows: u64) -> Result<Fact, QueryError> {
        let unit = self.question.unit_of(stored.role, self.measure(&stored.measure)?);
        let (empty, display) = shown(&figure, &unit, self.question.catalogue().language);
        let value: Option<Decimal> = figure.ok();
        let data_version = self.question.snapshot.head.data_version.to_string();
        let source = FactSource { rows, data_version, ..stored.source.clone() };
        Ok(Fact { value, unit, empty, display, source, ..stored.clone() })
    }
}

/// The plan for the figure of a fact's measure and rows, over all of the data.
fn lookup(fact: &Fact, group_by: Option<&GroupBy>) -> Plan {
    Plan {
        measures: vec![fact.measure.clone()],
        group_by: group_by.cloned(),
        filters: fact.filters.clone(),
        ..Plan::new(Intent::Lookup)
    }
}

/// The days of a fact, by the name that it gives them.
fn period(fact: &Fact) -> Result<Period, QueryError> {
    let (from, to) =
        days(&fact.period).ok_or_else(|| QueryError::NoData(format!("\"{}\" is no period", fact.period)))?;
    Ok(Period { label: fact.label.clone(), ..Period::named(from, to) })
}
