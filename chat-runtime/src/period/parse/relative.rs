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
                _ => None,
            },
            Cumulated => self.cumulated(i),
            TrailingYear => Some((Expr::Fixed(self.run(Last, Grain::Month, 12, false)), i + 1)),
            Vague => Some((Expr::Impossible(Reason::NotFixed), self.vague_end(i + 1))),
            SoFar => self.so_far_this(i),
            Unit(grain) if self.is(i + 1, SoFar) => Some((self.so_far(grain, false), i + 2)),
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

    fn so_far(&self, grain: Grain, fiscal: bool) -> Expr {
        let today = self.calendar.today;
        Expr::Fixed(Dates::range(self.calendar.unit(today, grain, 0, fiscal).from, today))
    }

    /// "heute vor einem Jahr": the day, not the unit it lies in.
    fn today_ago(&self, i: usize) -> Parsed {
        let (count, at) = if self.is(i, Article) { (1, i + 1) } else { self.count(i)? };
        let Unit(grain) = self.sense(at) else { return None };
        let day = self.calendar.moved_back(&Dates::day(self.calendar.today), grain, count);
        Some((Expr::Fixed(day), at + 2))
    }

    /// "YTD", "YTD 2010", "YTD May 2011".
    fn year_to_date(&self, i: usize) -> (Expr, usize) {
        if let Some((said, next)) = self.year_behind(i) {
            return (Expr::YearToDate(said.year), next);
        }
        self.year_up_to(i).unwrap_or_else(|| (self.so_far(Grain::Year, false), i))
    }

    /// "YTD May 2011", "cumul à fin mai", "acumulado até maio".
    fn year_up_to(&self, i: usize) -> Parsed {
        let lead = (i..i + 3).take_while(|at| matches!(self.sense(*at), In | Through | Until | To | Of | The)).count();
        let end = self.is(i + lead, End);
        let at = if end { self.skip(i + lead + 1, Of) } else { i + lead };
        let said = end || lead == 0 || (i..i + lead).any(|at| matches!(self.sense(at), Through | Until | To));
        let (month, next) = self.month_with_year(at).filter(|_| said || self.before(i) == ToDate(Grain::Year))?;
        Some((Expr::YearUpTo(Box::new(month)), next))
    }

    /// "so far this year", "en lo que va de mes": the unit that is under way.
    fn so_far_this(&self, i: usize) -> Parsed {
        let lead = (i + 1..i + 4).take_while(|at| matches!(self.sense(*at), Of | In | The | This)).count();
        let at = i + 1 + lead;
        if (i + 1..at).any(|at| self.is(at, This))
            && let Some((said, next)) = self.year_behind(at)
        {
            return Some((Expr::YearToDate(said.year), next));
        }
        let fiscal = self.is(at, Fiscal);
        match self.sense(self.skip(at, Fiscal)) {
            Unit(grain) if !matches!(self.sense(at + 1), Number(..)) => {
                Some((self.so_far(grain, fiscal), at + 1 + usize::from(fiscal)))
            }
            _ => None,
        }
    }

    /// "acumulado do ano", "cumul 2011", "kumuliert 2011".
    fn cumulated(&self, i: usize) -> Parsed {
        let i = if self.is(i + 1, Figure) { i + 1 } else { i };
        if let Some(found) = self.so_far_this(i).or_else(|| self.year_up_to(i + 1)) {
            return Some(found);
        }
        let at = self.skip(self.skip(self.skip(i + 1, SoFar), Of), In);
        let (said, next) = self.year_behind(self.skip(at, The)).or_else(|| {
            let year = self.calendar.today.year();
            self.is(at, Unit(Grain::Year)).then_some((YearSaid { year, fiscal: false }, at + 1))
        })?;
        Some((Expr::YearToDate(said.year), next))
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
            Unit(grain) if lead == Past && grain != Grain::Day => {
                Some((Expr::Fixed(self.up_to_today(grain, 1)), at + 1))
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

    fn named_weekday(&self, lead: Sense, day: i8) -> Option<Dates> {
        let today = self.calendar.today;
        let day = Day::from_monday_zero_offset(day).ok()?;
        let date = match lead {
            This => {
                let from = self.calendar.week(today).from;
                days_later(from, i64::from(day.since(from.weekday())))
            }
            Next => days_later(today, i64::from(day.since(today.weekday()) + 6).rem_euclid(7) + 1),
            _ => days_later(today, -i64::from(today.weekday().since(day) + 6).rem_euclid(7) - 1),
        };
        Some(Dates::day(date))
    }

    /// "on Friday", "Monday last week"; a weekday alone is no date.
    fn weekday(&self, i: usize) -> Parsed {
        let Weekday(day) = self.sense(i) else { return None };
        // "from Monday to Friday last week": both of that week.
        let ranged =
            self.range_joint(i + 1).map(|at| self.skip(at, The)).filter(|at| matches!(self.sense(*at), Weekday(_)));
        let lead = self.skip(self.skip(self.skip(ranged.unwrap_or(i) + 1, Of), In), The);
        if let (This | Last | Previous, Unit(Grain::Week)) = (self.sense(lead), self.sense(lead + 1)) {
            let step = if self.is(lead, This) { 0 } else { -1 };
            let from = self.calendar.unit(self.calendar.today, Grain::Week, step, false).from;
            let day = Day::from_monday_zero_offset(day).ok()?;
            let date = days_later(from, i64::from(day.since(from.weekday())));
            return Some((Expr::Fixed(Dates::day(date)), ranged.map_or(lead + 2, |_| i + 1)));
        }
        let lead = if self.before(i) == The { i - 1 } else { i };
        let day_first = !self.language.month_before_day;
        (self.before(lead) == On
            || matches!(self.before(i), Since | Until | Before | After | From | Through)
            || day_first && matches!(self.before(i), Of | In)
            || self.language.noun_first && lead < i && self.language.elisions.is_empty())
        .then(|| self.named_weekday(Last, day))
        .flatten()
        .map(|period| (Expr::Fixed(period), i + 1))
    }

    /// "on the 6th" is the latest that is not after today.
    fn day_of_month(&self, start: usize, i: usize, day: u32) -> Parsed {
        let at = if self.before(start) == The { start - 1 } else { start };
        let dot = self.is(i + 1, Mark('.'));
        let day_first = !self.language.month_before_day;
        let led =
            matches!(self.before(start), The | In) || day_first && matches!(self.before(start), Of | From | Nothing);
        let ends = matches!(self.sense(if dot { i + 2 } else { i + 1 }), Nothing | Mark(_) | And | Or | In);
        let bare = matches!(self.sense(i), Number(..));
        if self.before(at) != On && (start == i || !led)
            || matches!(self.sense(i + 1), Other | Counted | Unit(_) | Figure | Of)
            || bare && (!ends || self.more_digits(i + 1).is_some())
        {
            return None;
        }
        let wanted = i8::try_from(day).ok()?;
        let today = self.calendar.today;
        let newest = (0..4).find_map(|back| {
            let month = months_later(today, -back);
            month.with().day(wanted).build().ok().filter(|date| *date <= today)
        })?;
        Some((Expr::Named { unit: Named::Day { day, month: newest.month() }, year: None, fiscal: false }, i + 1))
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
