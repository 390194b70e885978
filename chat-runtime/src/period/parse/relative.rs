//! Periods told from today: "yesterday", "last month", "past 30 days", "two months ago", "YTD".

use jiff::civil::Weekday as Day;
use sales_metrics::period::{Grain, Period as Dates};

use super::{Parsed, Parser};
use crate::period::{
    dates::{days_later, months_in, months_later},
    expression::{Expr, Unit as Named, YearSaid},
    reason::Reason,
    vocabulary::Sense::{self, *},
};

impl Parser<'_> {
    pub(super) fn relative(&self, i: usize) -> Parsed {
        let today = self.calendar.today;
        match self.sense(i) {
            Today(0) if self.ago(i + 1).is_some() => self.today_ago(i + 1),
            Today(days) => Some((Expr::Fixed(Dates::day(days_later(today, days))), i + 1)),
            ToDate(Grain::Year) => Some(self.year_to_date(i + 1)),
            ToDate(grain) => Some((self.so_far(grain, false), i + 1)),
            FiscalToDate => Some((self.so_far(Grain::Year, true), i + 1)),
            Fiscal => match self.sense(i + 1) {
                ToDate(grain) => Some((self.so_far(grain, true), i + 2)),
                Unit(grain) if self.is(i + 2, SoFar) => Some((self.so_far(grain, true), i + 3)),
                _ => None,
            },
            Cumulated => self.cumulated(i),
            TrailingYear => Some((Expr::Fixed(self.run(Last, Grain::Month, 12, false)), i + 1)),
            Vague => Some((Expr::Impossible(Reason::NotFixed), self.vague_end(i + 1))),
            SoFar => self.so_far_this(i),
            // "The best quarter so far" is one of all of them.
            Unit(grain) if self.is(i + 1, SoFar) && self.before(i) != Rank => Some((self.so_far(grain, false), i + 2)),
            This | Last | BeforeLast | Past | Previous | Next => self.beside_today(i),
            Weekday(_) => self.weekday(i),
            Nth(day) => self.day_of_month(i, i, day),
            Unit(Grain::Day) => match self.sense(i + 1) {
                Number(day @ 1..=31, 1 | 2) => self.day_of_month(i, i + 1, day),
                _ => self.ago(i),
            },
            Number(day, 1 | 2) => self.day_of_month(i, i, day).or_else(|| self.ago(i)),
            _ => self.ago(i),
        }
    }

    /// The year of "mother's day 2011" goes with it.
    fn vague_end(&self, i: usize) -> usize {
        self.year_behind(i).map_or(i, |(_, next)| next)
    }

    /// What follows "this", "last", "past", "previous" and "next".
    fn beside_today(&self, i: usize) -> Parsed {
        let lead = self.sense(i);
        let today = self.calendar.today;
        let start = self.skip(i + 1, Fill);
        if let Some((count, at)) = self.count(start) {
            let fiscal = self.is(self.skip(at, Fill), Fiscal);
            let at = self.skip(self.skip(at, Fill), Fiscal);
            if self.is(at, Hour) {
                return Some((Expr::Impossible(Reason::FinerThanDays), at + 1));
            }
            let Unit(grain) = self.sense(at) else { return None };
            let lead = if lead == This && grain == Grain::Day { Last } else { lead };
            let run = self.run(lead, grain, count, fiscal);
            return Some((Expr::Fixed(run), self.skip(at + 1, Fill)));
        }
        let fiscal = self.is(start, Fiscal);
        let at = self.skip(start, Fiscal);
        let step = match lead {
            This => 0,
            Next => 1,
            BeforeLast => -2,
            _ => -1,
        };
        match self.sense(at) {
            HalfMonth => Some((Expr::Fixed(half_month(today, step)), at + 1)),
            Weekday(day) if lead == BeforeLast => {
                let last = self.named_weekday(Last, day)?.from;
                Some((Expr::Fixed(Dates::day(days_later(last, -7))), at + 1))
            }
            Unit(grain) if lead == This && self.is(at + 1, SoFar) => Some((self.so_far(grain, fiscal), at + 2)),
            ToDate(Grain::Year) if step < 0 => Some((Expr::YearToDate(today.year().saturating_sub(1)), at + 1)),
            ToDate(grain) if lead == This => Some((self.so_far(grain, false), at + 1)),
            // "ces dernières semaines".
            Unit(_) if lead != This && self.plural(at) => Some((Expr::Impossible(Reason::NotFixed), at + 1)),
            Unit(grain) if lead == Past && grain != Grain::Day => {
                Some((Expr::Fixed(self.up_to_today(grain, 1)), at + 1))
            }
            Unit(Grain::Year) if step < 0 && !fiscal && matches!(self.sense(at + 1), SoFar | ToDate(Grain::Year)) => {
                let year = self.calendar.unit(today, Grain::Year, step, false).to.year();
                Some((Expr::YearToDate(year), at + 2))
            }
            Unit(Grain::Week) if matches!(self.sense(at + 1), Weekday(_)) => {
                // "last week Monday".
                let Weekday(day) = self.sense(at + 1) else { return None };
                let from = self.calendar.unit(today, Grain::Week, step, false).from;
                let day = Day::from_monday_zero_offset(day).ok()?;
                Some((Expr::Fixed(Dates::day(days_later(from, i64::from(day.since(from.weekday()))))), at + 2))
            }
            Unit(grain) => {
                let unit = self.calendar.unit(today, grain, step, fiscal);
                self.unit_of_that_year(grain, &unit, at + 1).or(Some((Expr::Fixed(unit), at + 1)))
            }
            Weekend if lead != Past => {
                let monday = days_later(today, -i64::from(today.weekday().to_monday_zero_offset()));
                let saturday = days_later(monday, 5 + 7 * step);
                Some((Expr::Fixed(Dates::range(saturday, days_later(saturday, 1))), at + 1))
            }
            Weekday(day) => Some((Expr::Fixed(self.named_weekday(lead, day)?), at + 1)),
            Month(_) | Letter(_) | Season(_) | Holiday(_) if !fiscal => self.named_beside_today(lead, at),
            _ => None,
        }
    }

    /// "last 30 days" ends today; "last 3 months" are the three complete ones before this month.
    fn run(&self, lead: Sense, grain: Grain, count: i64, fiscal: bool) -> Dates {
        let today = self.calendar.today;
        let unit = |steps| self.calendar.unit(today, grain, steps, fiscal);
        let (first, last) = match (lead, grain) {
            (Next, _) => (unit(1), unit(count)),
            (_, Grain::Day) => (unit(1 - count), unit(0)),
            _ => (unit(-count), unit(-1)),
        };
        if first == last { first } else { Dates::range(first.from, last.to) }
    }

    /// "since 3 months": the run of that length that ends today.
    pub(super) fn up_to_today(&self, grain: Grain, count: i64) -> Dates {
        let today = self.calendar.today;
        let back = days_later(today, 1);
        let from = match months_in(grain) {
            Some(months) => back.saturating_sub(jiff::Span::new().months((months * count).clamp(0, 120_000))),
            None => days_later(back, -count * if grain == Grain::Week { 7 } else { 1 }),
        };
        Dates::range(from, today)
    }

    /// "last year's June", "this year Q1".
    fn unit_of_that_year(&self, grain: Grain, year: &Dates, at: usize) -> Parsed {
        if grain != Grain::Year {
            return None;
        }
        let (expr, next) = self.unit_without_year(at)?;
        let Expr::Named { unit, fiscal, .. } = expr else { return None };
        if self.year_behind(next).is_some() {
            return None;
        }
        Some((Expr::named(unit, Some(YearSaid { year: year.to.year(), fiscal })), next))
    }

    /// "last June" is the newest that is over or under way before this month; "this June" is this year's.
    fn named_beside_today(&self, lead: Sense, at: usize) -> Parsed {
        let (expr, next) = self.named(at)?;
        if !expr.open() {
            return Some((expr, next));
        }
        let today = self.calendar.today;
        let years = match lead {
            This => [0, 0, 0],
            Next => [0, 1, 2],
            _ => [0, -1, -2],
        };
        let found = years.into_iter().find_map(|years| {
            let period = expr.resolve(self.calendar, Some(today.year().saturating_add(years))).ok()?.period;
            let fits = match lead {
                This => true,
                Next => period.from > today,
                _ => period.to < today,
            };
            fits.then_some(period)
        })?;
        Some((Expr::Fixed(found), next))
    }

    /// "heute vor einem Jahr": the day, not the unit it lies in.
    fn today_ago(&self, i: usize) -> Parsed {
        let (count, at) = if self.is(i, Article) { (1, i + 1) } else { self.count(i)? };
        let Unit(grain) = self.sense(at) else { return None };
        let day = self.calendar.moved_back(&Dates::day(self.calendar.today), grain, count);
        Some((Expr::Fixed(day), at + 2))
    }

    /// "two months ago" is that whole month, "the month before last" too.
    fn ago(&self, i: usize) -> Parsed {
        let unit = |grain, steps| Expr::Fixed(self.calendar.unit(self.calendar.today, grain, steps, false));
        if (self.sense(i), self.sense(i + 1), self.sense(i + 2)) == (Weekend, Before, Last) {
            let monday =
                days_later(self.calendar.today, -i64::from(self.calendar.today.weekday().to_monday_zero_offset()));
            return Some((Expr::Fixed(Dates::range(days_later(monday, -9), days_later(monday, -8))), i + 3));
        }
        if let (Unit(grain), Before, Last) = (self.sense(i), self.sense(i + 1), self.sense(i + 2)) {
            return match self.sense(i + 3) {
                Unit(_) | Count(_) | Number(..) | Month(_) => None,
                _ => Some((unit(grain, -2), i + 3)),
            };
        }
        let (count, at) = match self.sense(i) {
            Article => self.count(i + 1).unwrap_or((1, i + 1)),
            _ => self.count(i)?,
        };
        match (self.sense(at), self.sense(at + 1)) {
            (Unit(grain), Ago) if self.is(at + 2, Today(0)) => {
                let day = self.calendar.moved_back(&Dates::day(self.calendar.today), grain, count);
                Some((Expr::Fixed(day), at + 3))
            }
            (Unit(grain), Ago) => Some((unit(grain, -count), at + 2)),
            (Unit(grain), SoFar) => Some((Expr::Fixed(self.up_to_today(grain, count)), at + 2)),
            (Unit(grain), Past) => Some((Expr::Fixed(self.run(Past, grain, count, false)), at + 2)),
            _ => None,
        }
    }

    /// A unit of a year, for a container: `Q1 2011`, "last year", "the month".
    pub(super) fn container(&self, i: usize) -> Parsed {
        let start = self.skip_filler(i);
        let whole = match self.sense(start) {
            Fiscal if start > i || self.before(start) == Of => match self.sense(start + 1) {
                Unit(grain) if !matches!(self.sense(start + 2), Number(_, 2 | 4)) => {
                    Some((Expr::Fixed(self.calendar.unit(self.calendar.today, grain, 0, true)), start + 2))
                }
                _ => None,
            },
            Unit(grain) if start > i || self.before(start) == Of => {
                Some((Expr::Fixed(self.calendar.unit(self.calendar.today, grain, 0, false)), start + 1))
            }
            _ => None,
        };
        let (expr, next) = self.simple(start).or(whole)?;
        let fits = match &expr {
            Expr::Named { unit, .. } => !matches!(unit, Named::Day { .. } | Named::Week(_)),
            Expr::Fixed(period) => months_in(period.grain).is_some(),
            _ => false,
        };
        fits.then_some((expr, next))
    }
}

/// The half of a month that lies `steps` halves after the one that holds `date`.
fn half_month(date: jiff::civil::Date, steps: i64) -> Dates {
    let halves = i64::from(date.day() > 15) + steps;
    let month = months_later(date, halves.div_euclid(2));
    let middle = days_later(month, 15);
    if halves.rem_euclid(2) == 0 {
        Dates::range(month, days_later(middle, -1))
    } else {
        Dates::range(middle, month.last_of_month())
    }
}
