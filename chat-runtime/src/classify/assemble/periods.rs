//! The period of a plan, and the one it is compared with.

use jiff::ToSpan;
use sales_metrics::{
    period::{Grain, Period},
    query::plan::Plan,
};

use super::{Asked, Assembly, Cue, Outcome, Refusal};
use crate::{
    classify::{
        Shown,
        read::{GrainForm, Reading},
    },
    period::RelativeToPrevious,
};

/// Years between a period and one that has no beginning: "until 30 April".
const FURTHEST: i16 = 500;

/// A period, and what it is compared with.
type Periods = (Option<Period>, Option<Period>);

impl Assembly<'_> {
    /// As said; what is unsaid, from the turn before.
    pub(super) fn periods(&mut self) -> Result<Periods, Outcome> {
        let (mut period, mut compare_to) = said(self.reading, self.before)?;
        let reading = self.reading;
        // "And overall, for all stores": of the same time.
        let clears = self.before.is_some() && !reading.cleared.is_empty();
        let all_time = reading.found.as_ref().is_some_and(|found| found.all_time.is_some()) && !clears;
        if period.is_none() && !all_time {
            period = self.context.period.cloned();
        }
        if let (Some(said), Some(found)) = (&period, self.found_unit())
            && reading.this_unit
            && self.vocabulary.today().is_some_and(|today| *said == Period::containing(today, found.grain))
        {
            // "How many customers in this month?", of the month that the answer before found.
            period = Some(found);
        }
        let unsaid = period.is_none() && !all_time && self.before.is_none_or(|before| before.period.is_none());
        if unsaid && compare_to.is_none() && self.is_trend() {
            return Ok(self.trend());
        }
        if let (Some(said), None) = (&period, &compare_to)
            && self.before.is_none()
            && reading.says(Cue::Compare)
            && reading.growth().is_none()
            && reading.dimensions.is_empty()
            && reading.order.is_none()
            && reading.filters.iter().all(|filter| filter.members.len() < 2)
            && let (Some(now), Some(base)) = self.trend()
            && said.to < now.from
            && *said == Period::containing(base.from, Grain::Year)
        {
            // "Are we ahead of last year?"
            return Ok((Some(now), Some(base)));
        }
        let Some(before) = self.before else { return Ok((period, compare_to)) };
        if let (Some(year), Some(meant), None) = (&period, &before.period, &compare_to)
            && reading.corrects
            && !reading.whole_year
            && year.grain == Grain::Year
            && meant.grain < Grain::Year
            && meant.from.year() != year.from.year()
        {
            // "Revenue in Q1" - "I meant 2024": that quarter of it.
            return Ok((Some(shifted(meant, &RelativeToPrevious::Year(year.from.year()))), None));
        }
        if let (None, Some(wider)) = (&period, self.wider(before)) {
            self.widened = true;
            return Ok((Some(wider), compare_to));
        }
        if let Some(gone) = reading.replaced_period.as_ref().filter(|_| before.compare_to.is_some()) {
            // "Q2 instead of Q1": in its place, whichever side of the comparison that was.
            if before.compare_to.as_ref() == Some(gone) {
                (compare_to, period) = (period, before.period.clone());
            } else {
                compare_to.clone_from(&before.compare_to);
            }
        }
        if period.is_none() && !all_time && before.period.is_some() {
            period.clone_from(&before.period);
            self.take("period");
        }
        let shape_said = reading.order.is_some()
            || reading.grain.is_some()
            || !reading.dimensions.is_empty() && !reading.explains()
            || reading.shares()
            || reading.says(Cue::Summary);
        let alone = reading.periods().is_empty() && !shape_said && !self.joined;
        if compare_to.is_none() && alone && before.compare_to.is_some() {
            compare_to.clone_from(&before.compare_to);
            self.take("compareTo");
        }
        // "Did orders fall too?", of the period that was talked about.
        let asks = reading.says(Cue::Change) && !reading.measures.is_empty() && !reading.explains();
        if let (true, None, Some(period)) = (asks && alone && reading.growth().is_none(), &compare_to, &period) {
            compare_to = Some(shifted(period, &RelativeToPrevious::PreviousPeriod));
        }
        if compare_to.is_some() && compare_to == period {
            // A period is not compared with itself.
            return Err(Outcome::Clarify { asked: Asked::Base, choices: Vec::new() });
        }
        Ok((period, compare_to))
    }

    /// "Is the South growing?": where it is going, of no unit or member in particular.
    pub(super) fn is_trend(&self) -> bool {
        let reading = self.reading;
        let alone = reading.order.is_none() && reading.grain.is_none() && reading.dimensions.is_empty();
        reading.says(Cue::Trend) && alone && !reading.explains() && reading.growth().is_none()
    }

    /// The year so far beside the same days of the year before; where the data has not all of these, the last whole month beside
    /// the one before it.
    pub(super) fn trend(&self) -> Periods {
        let Some((first, last)) = self.vocabulary.days() else { return (None, None) };
        let year = self.vocabulary.catalogue().unit(last, Grain::Year);
        let now = if last == year.to { year } else { Period::range(year.from, last) };
        let base = shifted(&now, &RelativeToPrevious::SamePeriodLastYear);
        if base.from >= first.first_of_month() {
            return (Some(now), Some(base));
        }
        let month = Period::month(last);
        let whole = if last == month.to { month } else { shifted(&month, &RelativeToPrevious::PreviousPeriod) };
        let base = shifted(&whole, &RelativeToPrevious::PreviousPeriod);
        (Some(whole), Some(base))
    }

    /// "This year against the same period last year", of a year that is not over: as far as the data goes, in both.
    pub(super) fn same_days(&self, (period, compare_to): Periods) -> Periods {
        let year_ago = RelativeToPrevious::SamePeriodLastYear;
        if let (true, Some(asked), Some(base), Some((_, last))) =
            (self.reading.same_days, &period, &compare_to, self.vocabulary.days())
            && asked.from <= last
            && last < asked.to
            && *base == shifted(asked, &year_ago)
        {
            let so_far = Period::range(asked.from, last);
            let base = shifted(&so_far, &year_ago);
            return (Some(so_far), Some(base));
        }
        (period, compare_to)
    }

    /// The one unit of time that the answer before found: "the best month was November".
    fn found_unit(&self) -> Option<Period> {
        let is_one = self.context.plan?.top.is_some_and(|top| top.n == 1) && !self.context.refused;
        match self.context.shown? {
            Shown::Periods(periods) if is_one => periods.first().cloned(),
            _ => None,
        }
    }

    /// "The whole week", "that month", "the quarter", and nothing else about time: the unit that what was talked about lies in.
    fn wider(&self, before: &Plan) -> Option<Period> {
        let reading = self.reading;
        let (grain, form) = reading.grain?;
        let before = before.period.as_ref()?;
        let other = [Cue::Average, Cue::Series, Cue::Cumulative, Cue::Compare, Cue::Change, Cue::Per, Cue::When];
        let alone = form == GrainForm::Noun
            && reading.order.is_none()
            && reading.number.is_none()
            && reading.per_measure.is_none()
            && !reading.explains()
            && !other.iter().any(|cue| reading.says(*cue));
        let unit = Period::containing(before.from, grain);
        (alone && grain > before.grain && before.grain != Grain::Range && unit.to >= before.to).then_some(unit)
    }
}

fn said(reading: &Reading, before: Option<&Plan>) -> Result<Periods, Outcome> {
    let said = reading.periods();
    let comparing = reading.says(Cue::Compare) || reading.says(Cue::Change) || reading.explains();
    // "Month over month" in a year is growth by month, in a month the change on the one before.
    let grows = reading.growth().is_some_and(|grain| said.first().is_none_or(|period| period.grain > grain));
    let relative = reading.found.as_ref().and_then(|found| found.relative_to_previous).filter(|_| !grows);
    let earlier = before.and_then(|plan| plan.period.clone());
    match said.as_slice() {
        [one] if reading.on_each_before().is_some() => Ok((Some(one.clone()), None)),
        [_, _, ..] if reading.on_each_before().is_some() => one_of(&said),
        [] | [_] if relative.is_some() => {
            let base = said.first().cloned().or(earlier);
            let Some(base) = base else {
                return Err(Outcome::Clarify { asked: Asked::Base, choices: Vec::new() });
            };
            // "Against the previous year", of a month: the same month of it.
            let by_year = reading.found.as_ref().and_then(|found| found.relative_unit) == Some(Grain::Year);
            let relative = match relative {
                Some(RelativeToPrevious::PreviousPeriod) if by_year => Some(RelativeToPrevious::SamePeriodLastYear),
                other => other,
            };
            let unit = reading.found.as_ref().and_then(|found| found.relative_unit);
            let other = relative.as_ref().map(|relative| match (relative, unit) {
                // "Why was the quarter worse than the month before?": the month that it follows.
                (RelativeToPrevious::PreviousPeriod, Some(unit)) if reading.explains() && unit < base.grain => {
                    Period::containing(base.from.saturating_sub(1.day()), unit)
                }
                _ => shifted(&base, relative),
            });
            let beside = comparing || !said.is_empty();
            Ok(if beside { (Some(base), other) } else { (other, None) })
        }
        [] => Ok((None, None)),
        // "Q2 to Q3?", after a comparison: the later with the one before.
        [_] if before.is_some_and(|before| before.compare_to.is_some()) && reading.ends().is_some() => {
            let (first, second) = reading.ends().map_or((None, None), |(first, second)| (Some(first), Some(second)));
            Ok((second, first))
        }
        [one] => Ok(of_one(reading, one, earlier)),
        [first, second] if to_date(reading, first, second).is_some() => Ok((to_date(reading, first, second), None)),
        [_, _] if reading.grain.is_some_and(|(_, form)| form == GrainForm::Each) && !comparing => {
            run(&said).map(|whole| (Some(whole), None)).ok_or(Outcome::NoData(Refusal::TwoSplits))
        }
        // "November 2011 against the year before": against the same month of it.
        [first, second] if comparing && is_year_before(first, second) => {
            Ok((Some(first.clone()), Some(shifted(first, &RelativeToPrevious::SamePeriodLastYear))))
        }
        [first, second] if comparing && is_year_before(second, first) => {
            Ok((Some(second.clone()), Some(shifted(second, &RelativeToPrevious::SamePeriodLastYear))))
        }
        // "Summer 2025, June to August", "in 2025, in Q3": said twice, and once more closely.
        [first, second] if !comparing && !reading.says(Cue::And) && is_within(second, first) => {
            Ok((Some(second.clone()), None))
        }
        [first, second] => {
            let overlap = first.from <= second.to && second.from <= first.to;
            let within = first.grain == Grain::Range && second.from <= first.from && first.to <= second.to;
            // "This year against last year, January to October each": no year against a part of itself.
            let begins = first.from == second.from;
            if overlap && (!comparing || within || begins) {
                return Err(Outcome::NoData(Refusal::Overlapping));
            }
            if reading.says(Cue::Together) && !comparing {
                return one_of(&said);
            }
            if let Some(whole) = told_as_run(reading, &said).then(|| run(&said)).flatten() {
                return Ok((Some(whole), None));
            }
            // "grew from May to June" names the base first; "compare June with May" names it last.
            let base_first = (reading.says(Cue::Change) || reading.explains()) && !reading.says(Cue::Compare);
            Ok(if base_first && second.from > first.from {
                (Some(second.clone()), Some(first.clone()))
            } else {
                (Some(first.clone()), Some(second.clone()))
            })
        }
        several => {
            // "The summer months June, July and August": said twice.
            let covers =
                |one: &Period| several.iter().filter(|inner| *inner != one && is_within_days(inner, one)).count();
            let inner: Vec<Period> = several.iter().filter(|one| covers(one) + 1 < several.len()).cloned().collect();
            one_of(&inner)
        }
    }
}

/// Whether the days of `inner` are among those of `outer`.
fn is_within_days(inner: &Period, outer: &Period) -> bool {
    outer.from <= inner.from && inner.to <= outer.to
}

/// Whether `inner` is a part of the calendar's unit `outer`, or the same days.
fn is_within(inner: &Period, outer: &Period) -> bool {
    let same = (inner.from, inner.to) == (outer.from, outer.to);
    same || outer.grain != Grain::Range && is_within_days(inner, outer)
}

/// Whether `year` is the whole year before the one that `part` lies in.
fn is_year_before(part: &Period, year: &Period) -> bool {
    year.grain == Grain::Year && part.grain < Grain::Year && year.from.year() + 1 == part.from.year()
}

/// What several periods add up to is told where they make one.
fn one_of(periods: &[Period]) -> Result<Periods, Outcome> {
    run(periods).map(|whole| (Some(whole), None)).ok_or_else(|| Outcome::Clarify {
        asked: Asked::Periods,
        choices: periods.iter().map(|period| period.label.clone()).collect(),
    })
}

fn of_one(reading: &Reading, one: &Period, earlier: Option<Period>) -> Periods {
    if let Some(to_date) = reading.ends().and_then(|(first, second)| to_date(reading, &first, &second)) {
        return (Some(to_date), None);
    }
    let (compares, changes) = (reading.says(Cue::Compare), reading.says(Cue::Change));
    let plain = reading.grain.is_none() && reading.order.is_none() && reading.growth().is_none();
    if let (true, Some((first, second))) =
        (reading.explains() || (compares || changes) && !reading.says(Cue::Series) && plain, reading.ends())
    {
        // "from August to September": the change is of the later on the earlier.
        return (Some(second), Some(first));
    }
    let members = reading.filters.iter().filter(|filter| !filter.exclude).map(|filter| filter.members.len()).max();
    if let (true, Some(earlier)) = (compares && reading.filters.len() < 2 && members.unwrap_or(0) < 2, earlier) {
        return (Some(earlier), Some(one.clone()));
    }
    if changes && plain && members.unwrap_or(0) < 2 && reading.dimensions.is_empty() && !reading.explains() {
        return (Some(one.clone()), Some(shifted(one, &RelativeToPrevious::PreviousPeriod)));
    }
    (Some(one.clone()), None)
}

/// "Year to date as of 30 September": from the first day of the year that the other date is in.
fn to_date(reading: &Reading, first: &Period, second: &Period) -> Option<Period> {
    let is_open = first.grain == Grain::Range || reading.says(Cue::Cumulative);
    let begins_a_year = first.from == first.from.first_of_year();
    let ends = second.grain == Grain::Day || second.from.year() < first.from.year() - FURTHEST;
    let day = second.to;
    (is_open && begins_a_year && ends && !reading.says(Cue::Compare)).then(|| Period::range(day.first_of_year(), day))
}

/// "In November and December": one period, told unit by unit, as three and more are; two may also be set side by side.
fn told_as_run(reading: &Reading, periods: &[Period]) -> bool {
    let side_by_side = [Cue::Compare, Cue::Change, Cue::Or].into_iter().any(|cue| reading.says(cue))
        || reading.explains()
        || reading.order.is_some_and(|_| reading.dimensions.is_empty());
    periods.len() > 2 || periods.len() == 2 && reading.says(Cue::And) && !side_by_side
}

/// Units of one kind that follow on each other, as one period.
fn run(periods: &[Period]) -> Option<Period> {
    let grain = periods.first()?.grain;
    let follows = |pair: &[Period]| pair[0].to.tomorrow().is_ok_and(|next| next == pair[1].from);
    let whole = grain != Grain::Range && periods.windows(2).all(follows) && periods.iter().all(|p| p.grain == grain);
    whole.then(|| Period::named(periods[0].from, periods[periods.len() - 1].to))
}

/// The unit of each of several periods that are told as a run.
pub(super) fn run_grain(reading: &Reading) -> Option<Grain> {
    let periods = reading.periods();
    told_as_run(reading, &periods).then(|| run(&periods)).flatten().map(|_| periods[0].grain)
}

/// The period that `relative` means, seen from `base`.
pub(super) fn shifted(base: &Period, relative: &RelativeToPrevious) -> Period {
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
