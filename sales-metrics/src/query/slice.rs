//! The two ways a plan reads: a slice by day, and a slice by the members of a dimension. What a rollup can answer is read
//! from it; all else is added up from rows.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use futures::future::{try_join, try_join3};
use jiff::civil::Date;

use super::{
    answer::Question,
    error::QueryError,
    fact::unit_of,
    plan::{Baseline, Filter, GroupBy},
    read::{Cells, MONTHS_A_REQUEST, MONTHS_OF_DAYS_A_REQUEST},
    scan::By,
};
use crate::{
    catalogue::{Aggregate, Measure},
    period::{Grain, Period},
    rollup::{Accumulator, NONE, Past, epoch_day},
};

/// Slices of members read for one filter; for more, a board or rows are read.
pub(super) const MOST_SLICES: usize = 50;

/// How fine the days of a slice are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Finest {
    /// Each day for itself.
    Day,
    /// Whole months as one, where the period has them.
    Month,
}

impl Finest {
    /// What units of `grain` can be added up from.
    pub(super) fn of(grain: Grain) -> Self {
        match grain {
            Grain::Day | Grain::Week | Grain::Range => Self::Day,
            Grain::Month | Grain::Quarter | Grain::Half | Grain::Year => Self::Month,
        }
    }
}

/// A slice by day, with what it was read from.
#[derive(Debug)]
pub(super) struct Days {
    sums: Sums,
    keys: Vec<String>,
    /// All of the data up to the last day, where a measure looks back.
    everybody: Option<Cells>,
}

#[derive(Debug)]
enum Sums {
    Cells(Cells),
    /// By days since 1970, or by the first day of a month.
    ByDay(BTreeMap<i32, Accumulator>),
}

/// A slice by member, with what it was read from.
#[derive(Debug, Default)]
pub(super) struct Members {
    /// By the members' numbers.
    pub(super) sums: BTreeMap<u32, Accumulator>,
    /// What has no member.
    pub(super) nameless: Accumulator,
    pub(super) keys: Vec<String>,
}

impl Days {
    /// What the days from `from` to `to` add up to.
    pub(super) fn sum(&self, from: Date, to: Date) -> Accumulator {
        let sum = self.sum_alone(from, to);
        let Some(everybody) = &self.everybody else { return sum };
        let before = from.yesterday().map_or_else(|_| Accumulator::default(), |end| everybody.sum(Date::MIN, end));
        sum.with_past(self.past(everybody, &Period::named(from, to), before))
    }

    fn sum_alone(&self, from: Date, to: Date) -> Accumulator {
        match &self.sums {
            Sums::Cells(cells) => cells.sum(from, to),
            Sums::ByDay(days) => {
                let mut sum = Accumulator::default();
                days.range(epoch_day(from)..=epoch_day(to)).for_each(|(_, day)| sum.absorb(day));
                sum
            }
        }
    }

    /// Who was there at other times than `period`, before which there were those `before`.
    fn past(&self, everybody: &Cells, period: &Period, before: Accumulator) -> Past {
        let last = Baseline::PreviousPeriod.of(period);
        Past {
            before: Arc::new(before),
            now: Arc::new(everybody.sum(period.from, period.to)),
            last: self.sum_alone(last.from, last.to),
        }
    }

    /// What each of `units` adds up to, which lie in order of time and do not overlap.
    pub(super) fn split(&self, units: &[Period]) -> Vec<Accumulator> {
        let sums = self.split_alone(units);
        let Some(everybody) = &self.everybody else { return sums };
        let mut before = Accumulator::default();
        let mut since = Date::MIN;
        let with_past = units.iter().zip(sums).map(|(unit, sum)| {
            if let Some(end) = unit.from.yesterday().ok().filter(|end| *end >= since) {
                before.absorb(&everybody.sum(since, end));
            }
            since = unit.from;
            sum.with_past(self.past(everybody, unit, before.clone()))
        });
        with_past.collect()
    }

    /// Each day is looked at once.
    fn split_alone(&self, units: &[Period]) -> Vec<Accumulator> {
        let ends: Vec<(i32, i32)> = units.iter().map(|unit| (epoch_day(unit.from), epoch_day(unit.to))).collect();
        let place = |day: i32| {
            let place = ends.partition_point(|(_, to)| *to < day);
            ends.get(place).is_some_and(|(from, _)| *from <= day).then_some(place)
        };
        let mut sums = vec![Accumulator::default(); units.len()];
        match &self.sums {
            Sums::Cells(cells) => cells.spread(&mut sums, place),
            Sums::ByDay(days) => {
                for (day, of_day) in days {
                    if let Some(sum) = place(*day).and_then(|place| sums.get_mut(place)) {
                        sum.absorb(of_day);
                    }
                }
            }
        }
        sums
    }

    /// What was read that can hold days of `period`.
    pub(super) fn keys(&self, period: &Period) -> Vec<String> {
        let keys = match &self.sums {
            Sums::Cells(cells) => &cells.keys,
            Sums::ByDay(_) => &self.keys,
        };
        let Some(everybody) = &self.everybody else {
            return keys.iter().filter(|key| touches(key, period)).cloned().collect();
        };
        let until = Period::range(Date::MIN, period.to);
        let mut keys: Vec<String> =
            keys.iter().chain(&everybody.keys).filter(|key| touches(key, &until)).cloned().collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}

/// How far measures look back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Back {
    /// At all of the data before the period.
    Before,
    /// At the slice in the period before, too.
    Last,
}

impl Question<'_> {
    /// How far the plan's measures look back, if any does.
    pub(super) fn looks_back(&self) -> Option<Back> {
        let per = match &self.plan.group_by {
            Some(GroupBy::Measure(name)) => self.catalogue().measure(name),
            _ => None,
        };
        let back = |measure: &Measure| match measure.aggregate {
            Aggregate::New(_) | Aggregate::Returning(_) => Some(Back::Before),
            Aggregate::Lost(_) => Some(Back::Last),
            _ => None,
        };
        self.measures.iter().copied().chain(per).filter_map(back).max()
    }

    /// Whether the data has the period before `period`, where who was lost is told by it; a list of units has it for some.
    fn has_before(&self, back: Back, period: &Period) -> Result<(), QueryError> {
        if back == Back::Before || matches!(self.plan.group_by, Some(GroupBy::Grain(_))) {
            return Ok(());
        }
        let before = Baseline::PreviousPeriod.of(period);
        self.part(&before).map(|_| ())
    }

    /// The days from the first of the data to the last of `part`.
    fn until(&self, part: &Period) -> Period {
        let first = self.snapshot.head.first_day.map_or(part.from, |first| first.first_of_month());
        Period { from: first.min(part.from), ..part.clone() }
    }

    /// The slice that `filters` leave, day by day in `period`.
    pub(super) async fn by_day(&self, filters: &[Filter], period: &Period, finest: Finest) -> Result<Days, QueryError> {
        let part = self.part(period)?;
        let Some(back) = self.looks_back() else { return self.by_day_alone(filters, part, finest).await };
        self.has_before(back, period)?;
        let until = self.until(&part);
        // The period before may begin on any day.
        let (of_slice, finest) = if back == Back::Last { (until.clone(), Finest::Day) } else { (part, finest) };
        let everybody = async { Ok::<_, QueryError>(self.reader.total(&until).await?) };
        let (days, everybody) = try_join(self.by_day_alone(filters, of_slice, finest), everybody).await?;
        Ok(Days { everybody: Some(everybody), ..days })
    }

    async fn by_day_alone(&self, filters: &[Filter], part: Period, finest: Finest) -> Result<Days, QueryError> {
        let cells = |cells| Ok(Days { sums: Sums::Cells(cells), keys: Vec::new(), everybody: None });
        match filters {
            [] => return cells(self.reader.total(&part).await?),
            [Filter { dimension, members, exclude: false }]
                if members.len() <= MOST_SLICES && (finest == Finest::Day || !self.is_of_many(filters)) =>
            {
                if let Some(bucket) = self.reader.bucket(dimension) {
                    return cells(self.reader.slices(dimension, bucket, members, &part).await?);
                }
            }
            [filter] if finest == Finest::Month => {
                let places = self.places(filter);
                let keep = |member: u32| places.contains(&member) != filter.exclude;
                let (days, keys) = self.reader.board_days(&filter.dimension, &part, keep).await?;
                return Ok(Days { sums: Sums::ByDay(days), keys, everybody: None });
            }
            _ => {}
        }
        let (days, keys) = self.reader.scan(filters, By::Day, &part).await?;
        Ok(Days { sums: Sums::ByDay(days), keys, everybody: None })
    }

    /// Whether so many ask for a slice like this one that the boards that hold them all are read with fewer requests: a
    /// slice's year is one, and a board's is four.
    fn is_of_many(&self, filters: &[Filter]) -> bool {
        let shared = self.reader.shared.filter(|shared| shared.within(filters).is_some());
        let members = shared.and_then(|shared| shared.each.as_ref()).map_or(0, |(_, members)| members.len());
        members > MONTHS_OF_DAYS_A_REQUEST / MONTHS_A_REQUEST
    }

    /// The slice that `filters` leave, by the members of `dimension`; rows without a member are in none.
    pub(super) async fn by_member(
        &self,
        dimension: &str,
        filters: &[Filter],
        period: &Period,
    ) -> Result<Members, QueryError> {
        let part = self.part(period)?;
        let Some(back) = self.looks_back() else { return self.by_member_alone(dimension, filters, part).await };
        self.has_before(back, period)?;
        let everybody = async { Ok::<_, QueryError>(self.reader.total(&self.until(&part)).await?) };
        let last = async {
            match self.part(&Baseline::PreviousPeriod.of(period)) {
                Ok(last) if back == Back::Last => self.by_member_alone(dimension, filters, last).await,
                _ => Ok(Members::default()),
            }
        };
        let now = self.by_member_alone(dimension, filters, part.clone());
        let (mut members, mut last, everybody) = try_join3(now, last, everybody).await?;
        let before = part.from.yesterday().map_or_else(|_| Accumulator::default(), |end| everybody.sum(Date::MIN, end));
        let (before, now) = (Arc::new(before), Arc::new(everybody.sum(part.from, part.to)));
        for member in last.sums.keys() {
            members.sums.entry(*member).or_default();
        }
        let with_past = |sum: &mut Accumulator, last: Accumulator| {
            let past = Past { before: Arc::clone(&before), now: Arc::clone(&now), last };
            *sum = std::mem::take(sum).with_past(past);
        };
        for (member, sum) in &mut members.sums {
            with_past(sum, last.sums.remove(member).unwrap_or_default());
        }
        with_past(&mut members.nameless, last.nameless);
        members.keys.extend(last.keys.into_iter().chain(everybody.keys));
        // Both periods may lie in one month.
        members.keys.sort_unstable();
        members.keys.dedup();
        Ok(members)
    }

    async fn by_member_alone(&self, dimension: &str, filters: &[Filter], part: Period) -> Result<Members, QueryError> {
        if let [filter] = filters
            && self.is_pair(filter, dimension)
        {
            return self.by_pair(dimension, filter, &part).await;
        }
        if filters.iter().any(|filter| filter.dimension != dimension) {
            return self.by_rows(dimension, filters, &part).await;
        }
        let mut members = self.reader.board(dimension, &part).await?;
        for filter in filters {
            let places = self.places(filter);
            members.sums.retain(|member, _| places.contains(member) != filter.exclude);
            if !filter.exclude {
                members.nameless = Accumulator::default();
            }
        }
        Ok(members)
    }

    /// Whether the members of `dimension` are added up within each of the filter's.
    fn is_pair(&self, filter: &Filter, dimension: &str) -> bool {
        let declared = |(outer, inner): &(String, String)| *outer == filter.dimension && inner == dimension;
        !filter.exclude && filter.members.len() <= MOST_SLICES && self.catalogue().pairs.iter().any(declared)
    }

    /// Whole months from the boards of a pair of dimensions, the days at the ends from rows.
    async fn by_pair(&self, dimension: &str, filter: &Filter, part: &Period) -> Result<Members, QueryError> {
        let (months, ends): (Vec<_>, Vec<_>) =
            part.split(Grain::Month).into_iter().partition(|part| part.grain == Grain::Month);
        let outer = (filter.dimension.as_str(), filter.members.as_slice());
        let filters = std::slice::from_ref(filter);
        let ends = futures::future::try_join_all(ends.iter().map(|end| self.by_rows(dimension, filters, end)));
        let board = async { Ok::<_, QueryError>(self.reader.pair_board(outer, dimension, &months).await?) };
        let (mut members, ends) = futures::future::try_join(board, ends).await?;
        for end in ends {
            members.keys.extend(end.keys);
            members.nameless.absorb(&end.nameless);
            for (member, sum) in end.sums {
                members.sums.entry(member).or_default().absorb(&sum);
            }
        }
        Ok(members)
    }

    async fn by_rows(&self, dimension: &str, filters: &[Filter], part: &Period) -> Result<Members, QueryError> {
        let (sums, keys) = self.reader.scan(filters, By::Member(dimension), part).await?;
        let mut sums: BTreeMap<u32, Accumulator> =
            sums.into_iter().map(|(key, sum)| (key.cast_unsigned(), sum)).collect();
        let nameless = sums.remove(&NONE).unwrap_or_default();
        Ok(Members { sums, nameless, keys })
    }

    /// The numbers of a filter's members.
    pub(super) fn places(&self, filter: &Filter) -> BTreeSet<u32> {
        let list = self.snapshot.members.get(&filter.dimension);
        filter.members.iter().filter_map(|member| list.and_then(|list| list.find(member))).collect()
    }
}

/// Whether what is stored under `key` can hold days of `unit`: `METRIC#total|2011-03`, `rows/2011-03/7`.
pub(super) fn touches(key: &str, unit: &Period) -> bool {
    let bucket = unit_of(key);
    let (from, to) = (unit.from.to_string(), unit.to.to_string());
    bucket >= from.get(..bucket.len()).unwrap_or(&from) && bucket <= to.get(..bucket.len()).unwrap_or(&to)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_fact_names_what_can_hold_its_days() {
        let march = Period::month(date(2011, 3, 8));
        for key in ["METRIC#total|2011-03", "METRIC#a=b|c|2011", "rows/2011-03/7", "METRIC#country@day|2011-03-31"] {
            assert!(touches(key, &march), "{key}");
        }
        for key in ["METRIC#total|2011-04", "METRIC#a=b|2010", "rows/2011-02/7", "METRIC#country@day|2011-04-01"] {
            assert!(!touches(key, &march), "{key}");
        }
    }
}
