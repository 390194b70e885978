//! One function per kind of plan: reads what it needs, computes every figure the answer may use.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use tenancy::{ApiError, TenantSession};

use super::{
    fact::{Fact, FactRole, FactSource, display, interval},
    figure,
    plan::{Filter, GroupBy, Intent, MOST_RANKED, Order, Plan, Top},
    read::{Cells, FigureReader, all_data, covered},
    snapshot::Snapshot,
};
use crate::{
    catalogue::{Measure, Unit},
    period::{Grain, Period},
    rollup::{Accumulator, NONE},
};

/// Units of a series; more than a reader takes in.
const MOST_POINTS: usize = 400;
/// Members of a breakdown; the rest are added up.
const BREAKDOWN_MEMBERS: usize = 10;

/// Why a plan has no facts.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// The data cannot tell.
    #[error("{0}")]
    NoData(String),
    /// The plan asks for something that is not stored.
    #[error("{0}")]
    Unsupported(String),
    /// A read failed.
    #[error(transparent)]
    Read(#[from] ApiError),
}

/// Computes the facts of `plan` over `snapshot`.
///
/// # Errors
/// [`QueryError`].
pub async fn answer(session: &TenantSession, snapshot: &Snapshot, plan: &Plan) -> Result<Vec<Fact>, QueryError> {
    let engine = Engine { reader: FigureReader { session, snapshot }, snapshot, plan };
    let mut facts = Vec::new();
    for name in &plan.measures {
        let measure = snapshot
            .catalogue
            .catalogue
            .measure(name)
            .ok_or_else(|| QueryError::NoData(format!("there is no measure \"{name}\" in the catalogue")))?;
        let of_measure = match plan.intent {
            Intent::Lookup => engine.lookup(measure).await?,
            Intent::Series => engine.series(measure).await?,
            Intent::Average => engine.average(measure).await?,
            Intent::Compare => engine.compare(measure).await?,
            Intent::Rank => engine.rank(measure).await?,
            Intent::Breakdown => engine.breakdown(measure).await?,
            Intent::Share => engine.share(measure).await?,
        };
        let before = facts.len();
        for mut fact in of_measure {
            let place = |id: &str| format!("F{}", id.trim_start_matches('F').parse::<usize>().unwrap_or(0) + before);
            fact.id = place(&fact.id);
            fact.source.facts = fact.source.facts.iter().map(|id| place(id)).collect();
            facts.push(fact);
        }
    }
    Ok(facts)
}

struct Engine<'a> {
    reader: FigureReader<'a>,
    snapshot: &'a Snapshot,
    plan: &'a Plan,
}

/// What a fact is made of.
struct Figure<'a> {
    role: FactRole,
    measure: &'a Measure,
    value: Option<Decimal>,
    period: &'a Period,
    filters: Vec<Filter>,
    keys: Vec<String>,
    rows: u64,
}

impl<'a> Engine<'a> {
    /// The period as asked, the whole data when none was.
    fn asked(&self) -> Result<Period, QueryError> {
        match &self.plan.period {
            Some(period) => Ok(period.clone()),
            None => all_data(self.snapshot).ok_or_else(|| QueryError::NoData("there is no sales data yet".to_owned())),
        }
    }

    /// The part of `period` with data in it.
    fn covered(&self, period: &Period) -> Result<Period, QueryError> {
        covered(self.snapshot, Some(period)).ok_or_else(|| {
            let days = all_data(self.snapshot).map_or_else(String::new, |all| format!("; it covers {}", all.label));
            QueryError::NoData(format!("there is no data for {}{days}", period.label))
        })
    }

    /// The one filter that rollups by one dimension can answer.
    fn filter(&self) -> Result<Option<&'a Filter>, QueryError> {
        match self.plan.filters.as_slice() {
            [] => Ok(None),
            [one] => Ok(Some(one)),
            several => {
                let names: Vec<_> = several.iter().map(|filter| filter.dimension.as_str()).collect();
                Err(QueryError::Unsupported(format!(
                    "figures are kept by one dimension at a time, so {} cannot be combined",
                    names.join(" and ")
                )))
            }
        }
    }

    /// The cells by day of the plan's slice: the total, or its members.
    async fn cells(&self, filters: &[Filter], period: &Period) -> Result<Cells, QueryError> {
        let [filter] = filters else { return Ok(self.reader.total(period).await?) };
        if filter.exclude {
            return Err(QueryError::Unsupported(format!(
                "figures without some {} are kept for whole periods only",
                filter.dimension
            )));
        }
        // A member named twice counts once.
        let members: BTreeSet<&String> = filter.members.iter().collect();
        let reads = members.into_iter().map(|member| self.reader.slice(&filter.dimension, member, period));
        let mut cells = Cells::default();
        for slice in futures::future::try_join_all(reads).await? {
            cells.keys.extend(slice.keys);
            cells.blocks.extend(slice.blocks);
        }
        Ok(cells)
    }

    /// What the plan's slice adds up to in `period`.
    async fn sum(&self, filters: &[Filter], period: &Period) -> Result<(Accumulator, Vec<String>), QueryError> {
        let part = self.covered(period)?;
        if let [Filter { dimension, members, exclude: true }] = filters {
            let (board, keys) = self.reader.board(dimension, &part).await?;
            let out = self.places(dimension, members);
            let mut sum = Accumulator::default();
            for (_, cell) in board.iter().filter(|(member, _)| !out.contains(member)) {
                sum.absorb(cell);
            }
            return Ok((sum, keys));
        }
        let cells = self.cells(filters, &part).await?;
        Ok((cells.sum(part.from, part.to), cells.keys))
    }

    fn places(&self, dimension: &str, members: &[String]) -> Vec<u32> {
        let list = self.snapshot.members.get(dimension);
        members.iter().filter_map(|member| list.and_then(|list| list.find(member))).collect()
    }

    fn value(&self, measure: &Measure, sum: &Accumulator) -> Option<Decimal> {
        figure::value(&self.snapshot.catalogue.catalogue, &self.snapshot.components, &measure.name, sum)
    }

    fn fact(&self, facts: &mut Vec<Fact>, figure: Figure<'_>) -> String {
        let unit = match figure.role {
            FactRole::Percent | FactRole::Share => "percent".to_owned(),
            _ => figure::unit(&self.snapshot.catalogue.catalogue, figure.measure),
        };
        let id = format!("F{}", facts.len() + 1);
        facts.push(Fact {
            id: id.clone(),
            role: figure.role,
            display: display(figure.value, &unit),
            value: figure.value,
            unit,
            measure: figure.measure.name.clone(),
            label: figure.period.label.clone(),
            period: interval(figure.period),
            filters: figure.filters,
            source: FactSource {
                keys: figure.keys,
                facts: Vec::new(),
                rows: figure.rows,
                data_version: self.snapshot.head.data_version.to_string(),
            },
        });
        id
    }

    /// A fact computed from the facts `from`.
    fn derived(&self, facts: &mut Vec<Fact>, from: &[&str], figure: Figure<'_>) {
        self.fact(facts, figure);
        if let Some(fact) = facts.last_mut() {
            fact.source.facts = from.iter().map(|id| (*id).to_owned()).collect();
        }
    }

    async fn value_fact(
        &self,
        facts: &mut Vec<Fact>,
        measure: &Measure,
        filters: &[Filter],
        period: &Period,
    ) -> Result<(String, Option<Decimal>), QueryError> {
        let (sum, keys) = self.sum(filters, period).await?;
        let value = self.value(measure, &sum);
        let figure =
            Figure { role: FactRole::Value, measure, value, period, filters: filters.to_vec(), keys, rows: sum.rows };
        Ok((self.fact(facts, figure), value))
    }

    async fn lookup(&self, measure: &Measure) -> Result<Vec<Fact>, QueryError> {
        self.filter()?;
        let mut facts = Vec::new();
        self.value_fact(&mut facts, measure, &self.plan.filters, &self.asked()?).await?;
        Ok(facts)
    }

    /// The figure of each unit of the plan's period, with what it adds up to.
    async fn units(&self, grain: Grain) -> Result<Vec<(Period, Accumulator, Vec<String>)>, QueryError> {
        self.filter()?;
        let asked = self.asked()?;
        let part = self.covered(&asked)?;
        let cells = self.cells(&self.plan.filters, &part).await?;
        // Units are cut from the period as asked, so that a whole month keeps its name, and none begins after the data ends.
        let last = self.snapshot.head.last_day.unwrap_or(part.to);
        let shown =
            Period { from: asked.from.max(part.from), to: asked.to.min(Period::containing(last, grain).to), ..asked };
        let units: Vec<Period> = shown.split(grain).into_iter().filter(|unit| unit.from <= last).collect();
        if units.len() > MOST_POINTS {
            return Err(QueryError::Unsupported(format!(
                "that is {} {}s; ask for a shorter period or a coarser unit",
                units.len(),
                grain.noun()
            )));
        }
        Ok(units
            .into_iter()
            .map(|unit| {
                let sum = cells.sum(unit.from, unit.to);
                let keys = cells.keys.iter().filter(|key| touches(key, &unit)).cloned().collect();
                (unit, sum, keys)
            })
            .collect())
    }

    async fn series(&self, measure: &Measure) -> Result<Vec<Fact>, QueryError> {
        let grain = self.grain()?;
        let mut facts = Vec::new();
        for (unit, sum, keys) in self.units(grain).await? {
            let value = self.value(measure, &sum);
            let filters = self.plan.filters.clone();
            self.fact(
                &mut facts,
                Figure { role: FactRole::Value, measure, value, period: &unit, filters, keys, rows: sum.rows },
            );
        }
        Ok(facts)
    }

    fn grain(&self) -> Result<Grain, QueryError> {
        match self.plan.group_by {
            Some(GroupBy::Grain(Grain::Range)) | Some(GroupBy::Dimension(_)) | None => {
                Err(QueryError::Unsupported("no unit of time was named".to_owned()))
            }
            Some(GroupBy::Grain(grain)) => Ok(grain),
        }
    }

    async fn average(&self, measure: &Measure) -> Result<Vec<Fact>, QueryError> {
        let grain = self.grain()?;
        let asked = self.asked()?;
        let units = self.units(grain).await?;
        let mut facts = Vec::new();
        let filters = self.plan.filters.clone();
        self.value_fact(&mut facts, measure, &filters, &asked).await?;
        let count = Decimal::from(units.len());
        let sum: Decimal = units.iter().filter_map(|(_, sum, _)| self.value(measure, sum)).sum();
        let rows = units.iter().map(|(_, sum, _)| sum.rows).sum();
        let keys = facts[0].source.keys.clone();
        let value = (rows > 0).then(|| sum.checked_div(count)).flatten();
        self.fact(&mut facts, Figure { role: FactRole::Average, measure, value, period: &asked, filters, keys, rows });
        Ok(facts)
    }

    async fn compare(&self, measure: &Measure) -> Result<Vec<Fact>, QueryError> {
        let asked = self.asked()?;
        let filter = self.filter()?;
        let mut facts = Vec::new();
        let mut sides = Vec::new();
        if let Some(base) = &self.plan.compare_to {
            for period in [&asked, base] {
                sides.push(self.value_fact(&mut facts, measure, &self.plan.filters, period).await?);
            }
        } else if let Some(filter) = filter.filter(|filter| !filter.exclude) {
            for member in same_members(&filter.members) {
                let one = [Filter { dimension: filter.dimension.clone(), members: member, exclude: false }];
                sides.push(self.value_fact(&mut facts, measure, &one, &asked).await?);
            }
        } else {
            return Err(QueryError::Unsupported("there is nothing to compare with".to_owned()));
        }
        if let [(first, Some(a)), (second, Some(b))] = sides.as_slice() {
            let from = [first.as_str(), second.as_str()];
            let rows = facts.iter().map(|fact| fact.source.rows).sum();
            let filters =
                if self.plan.compare_to.is_some() { self.plan.filters.clone() } else { facts[0].filters.clone() };
            let derived = |role, value| Figure {
                role,
                measure,
                value,
                period: &asked,
                filters: filters.clone(),
                keys: Vec::new(),
                rows,
            };
            self.derived(&mut facts, &from, derived(FactRole::Change, a.checked_sub(*b)));
            let percent = (*a - *b).checked_mul(Decimal::ONE_HUNDRED).and_then(|change| change.checked_div(b.abs()));
            self.derived(&mut facts, &from, derived(FactRole::Percent, percent));
        }
        Ok(facts)
    }

    async fn rank(&self, measure: &Measure) -> Result<Vec<Fact>, QueryError> {
        let top = self.plan.top.unwrap_or(Top { n: 5, order: Order::Highest });
        let n = top.n.clamp(1, MOST_RANKED) as usize;
        let mut facts = Vec::new();
        match &self.plan.group_by {
            Some(GroupBy::Dimension(dimension)) => {
                let asked = self.asked()?;
                let (ranked, keys) = self.ranked(measure, dimension, &asked, top.order).await?;
                for (name, value, sum) in ranked.into_iter().take(n) {
                    let filters = vec![Filter { dimension: dimension.clone(), members: vec![name], exclude: false }];
                    let (keys, rows) = (keys.clone(), sum.rows);
                    self.fact(
                        &mut facts,
                        Figure {
                            role: FactRole::Value,
                            measure,
                            value: Some(value),
                            period: &asked,
                            filters,
                            keys,
                            rows,
                        },
                    );
                }
            }
            _ => {
                let mut units = self.units(self.grain()?).await?;
                units.retain(|(_, sum, _)| self.value(measure, sum).is_some());
                units.sort_by_key(|(unit, sum, _)| (self.value(measure, sum), std::cmp::Reverse(unit.from)));
                if top.order == Order::Highest {
                    units.reverse();
                }
                for (unit, sum, keys) in units.into_iter().take(n) {
                    let filters = self.plan.filters.clone();
                    let value = self.value(measure, &sum);
                    self.fact(
                        &mut facts,
                        Figure { role: FactRole::Value, measure, value, period: &unit, filters, keys, rows: sum.rows },
                    );
                }
            }
        }
        Ok(facts)
    }

    /// The members of a dimension that the plan's filter lets through, in order; equal figures by name.
    async fn ranked(
        &self,
        measure: &Measure,
        dimension: &str,
        period: &Period,
        order: Order,
    ) -> Result<(Vec<(String, Decimal, Accumulator)>, Vec<String>), QueryError> {
        let filter = self.filter()?;
        if let Some(other) = filter.filter(|filter| filter.dimension != dimension) {
            return Err(QueryError::Unsupported(format!(
                "figures are kept by one dimension at a time, so {dimension} within {} cannot be told",
                other.dimension
            )));
        }
        let list = self
            .snapshot
            .members
            .get(dimension)
            .ok_or_else(|| QueryError::NoData(format!("there is no dimension \"{dimension}\" in the catalogue")))?;
        let part = self.covered(period)?;
        let (board, keys) = self.reader.board(dimension, &part).await?;
        let named = filter.map(|filter| (self.places(dimension, &filter.members), filter.exclude));
        let mut ranked: Vec<(String, Decimal, Accumulator)> = board
            .into_iter()
            .filter(|(member, _)| *member != NONE)
            .filter(|(member, _)| named.as_ref().is_none_or(|(places, exclude)| places.contains(member) != *exclude))
            .filter_map(|(member, sum)| Some((list.name(member)?.to_owned(), self.value(measure, &sum)?, sum)))
            .collect();
        ranked.sort_by(|a, b| {
            let by_value = if order == Order::Highest { b.1.cmp(&a.1) } else { a.1.cmp(&b.1) };
            by_value.then_with(|| a.0.cmp(&b.0))
        });
        Ok((ranked, keys))
    }

    async fn breakdown(&self, measure: &Measure) -> Result<Vec<Fact>, QueryError> {
        let Some(GroupBy::Dimension(dimension)) = &self.plan.group_by else {
            return Err(QueryError::Unsupported("no dimension was named to break it down by".to_owned()));
        };
        let asked = self.asked()?;
        let (ranked, keys) = self.ranked(measure, dimension, &asked, Order::Highest).await?;
        let most = self.plan.top.map_or(BREAKDOWN_MEMBERS, |top| top.n.clamp(1, MOST_RANKED) as usize);
        let mut facts = Vec::new();
        for (name, value, sum) in ranked.iter().take(most) {
            let filters = vec![Filter { dimension: dimension.clone(), members: vec![name.clone()], exclude: false }];
            let figure = Figure {
                role: FactRole::Value,
                measure,
                value: Some(*value),
                period: &asked,
                filters,
                keys: keys.clone(),
                rows: sum.rows,
            };
            self.fact(&mut facts, figure);
        }
        if ranked.len() > most {
            let mut rest = Accumulator::default();
            for (_, _, sum) in &ranked[most..] {
                rest.absorb(sum);
            }
            let members = ranked[..most].iter().map(|(name, _, _)| name.clone()).collect();
            let filters = vec![Filter { dimension: dimension.clone(), members, exclude: true }];
            let value = self.value(measure, &rest);
            self.fact(
                &mut facts,
                Figure { role: FactRole::Value, measure, value, period: &asked, filters, keys, rows: rest.rows },
            );
        }
        Ok(facts)
    }

    async fn share(&self, measure: &Measure) -> Result<Vec<Fact>, QueryError> {
        let asked = self.asked()?;
        if self.filter()?.is_none() {
            return Err(QueryError::Unsupported("no part was named to take the share of".to_owned()));
        }
        if !matches!(measure.unit, Unit::Money | Unit::Count)
            || !self.snapshot.components.sources.contains_key(&measure.name)
        {
            return Err(QueryError::Unsupported(format!("{} has no parts that add up to a whole", measure.label())));
        }
        let mut facts = Vec::new();
        let (part, a) = self.value_fact(&mut facts, measure, &self.plan.filters, &asked).await?;
        let (whole, b) = self.value_fact(&mut facts, measure, &[], &asked).await?;
        let share = a.zip(b).and_then(|(a, b)| a.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(b));
        let rows = facts[0].source.rows;
        let figure = Figure {
            role: FactRole::Share,
            measure,
            value: share,
            period: &asked,
            filters: self.plan.filters.clone(),
            keys: Vec::new(),
            rows,
        };
        self.derived(&mut facts, &[&part, &whole], figure);
        Ok(facts)
    }
}

/// Members that differ in blanks or case alone are one to a reader.
fn same_members(members: &[String]) -> Vec<Vec<String>> {
    let mut order = Vec::new();
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for member in members {
        let key = member.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        if !groups.contains_key(&key) {
            order.push(key.clone());
        }
        groups.entry(key).or_default().push(member.clone());
    }
    order.into_iter().filter_map(|key| groups.remove(&key)).collect()
}

/// Whether the item of `key` can hold days of `unit`.
fn touches(key: &str, unit: &Period) -> bool {
    let Some((_, bucket)) = key.rsplit_once('|') else { return false };
    let (from, to) = (unit.from.to_string(), unit.to.to_string());
    bucket >= from.get(..bucket.len()).unwrap_or(&from) && bucket <= to.get(..bucket.len()).unwrap_or(&to)
}
