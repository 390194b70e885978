//! How what was read becomes dates, and which dates no calendar has.

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use sales_metrics::period::{Grain, Period};

use super::{
    Calendar,
    dates::{days_later, holiday, iso_week, months_in, months_later},
    expression::{Expr, Third, Unit, WeekOf},
    reason::Reason,
    vocabulary::Season,
};

/// The start of a period without a start: "until March 2011".
const OPEN_START: Date = Date::constant(1, 1, 1);

/// An [`Expr`] as dates; for a range also its two ends, in the order said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Resolved {
    pub(super) period: Period,
    pub(super) ends: Option<(Period, Period)>,
}

impl Expr {
    /// The dates, with `year` for a year that was left out; without it, the latest that began by today.
    ///
    /// # Errors
    /// Why no calendar has such a period.
    pub(super) fn resolve(&self, calendar: &Calendar, year: Option<i16>) -> Result<Resolved, Reason> {
        if let Expr::Range(a, b) = self {
            return range(a, b, calendar, year);
        }
        self.period(calendar, year).map(|period| Resolved { period, ends: None })
    }

    fn period(&self, calendar: &Calendar, year: Option<i16>) -> Result<Period, Reason> {
        let today = calendar.today;
        let of = |expr: &Expr| expr.period(calendar, year);
        Ok(match self {
            Expr::Fixed(period) => period.clone(),
            Expr::Impossible(reason) => return Err(reason.clone()),
            Expr::Named { unit, year: said, fiscal } => match said.or(year) {
                Some(year) => named(*unit, year, *fiscal, calendar)?,
                None => latest(*unit, *fiscal, calendar)?,
            },
            Expr::Third(of_, third) => third_of(&of(of_)?, *third),
            Expr::Pick { of: of_, grain, first, count } => pick(&of(of_)?, *grain, *first, *count, calendar)?,
            Expr::WeekdayOf { of: of_, weekday, number } => weekday_of(&of(of_)?, *weekday, *number)?,
            Expr::Beside { of: of_, grain, count, after } => beside(&of(of_)?, *grain, *count, *after, calendar),
            Expr::Week(day, WeekOf::Holding) => calendar.week(of(day)?.from),
            Expr::Week(day, WeekOf::Starting) => {
                let from = of(day)?.from;
                Period::range(from, days_later(from, 6))
            }
            Expr::Week(day, WeekOf::Weekend) => {
                let monday = Period::week(of(day)?.from).from;
                Period::range(days_later(monday, 5), days_later(monday, 6))
            }
            Expr::Ending { of: of_, grain, count } => {
                let to = of(of_)?.to;
                match (months_in(*grain), to == to.last_of_month()) {
                    (Some(months), true) => unit_or_range(months_later(to, 1 - count * months), to),
                    (Some(months), false) => {
                        let from = days_later(to, 1).saturating_sub((count * months).clamp(0, 120_000).months());
                        Period::range(from, to)
                    }
                    (None, _) => {
                        Period::range(days_later(to, 1 - count * if *grain == Grain::Week { 7 } else { 1 }), to)
                    }
                }
            }
            Expr::Starting { of: of_, grain, count } => {
                let from = of(of_)?.from;
                let end = match months_in(*grain) {
                    Some(months) => from.saturating_add((count * months).clamp(0, 120_000).months()),
                    None => days_later(from, count * if *grain == Grain::Week { 7 } else { 1 }),
                };
                unit_or_range(from, days_later(end, -1))
            }
            Expr::OnWeekday(day, weekday) => on_weekday(of(day)?, *weekday)?,
            Expr::YearToDate(year) => {
                let from = Date::new(*year, 1, 1).map_err(|_| Reason::NoYear(*year))?;
                Period::range(from, same_day(today, *year))
            }
            Expr::Range(a, b) => range(a, b, calendar, year)?.period,
            Expr::Since(of_) => {
                let since = of(of_)?;
                // Nothing to come is asked for, unless the period itself is still to come.
                Period::range(since.from, if since.from > today { since.to } else { today })
            }
            Expr::After(of_) => {
                let from = days_later(of(of_)?.to, 1);
                Period::range(from, today.max(from))
            }
            Expr::YearUpTo(of_) => {
                let to = of(of_)?.to;
                unit_or_range(to.first_of_year(), to)
            }
            Expr::Until(of_) => until(of(of_)?.to, "until")?,
            Expr::Before(of_) => until(days_later(of(of_)?.from, -1), "up to")?,
        })
    }
}

fn until(to: Date, word: &str) -> Result<Period, Reason> {
    if to < OPEN_START {
        return Err(Reason::NoYear(to.year()));
    }
    Ok(Period { from: OPEN_START, to, grain: Grain::Range, label: format!("{word} {}", Period::day(to).label) })
}

fn range(a: &Expr, b: &Expr, calendar: &Calendar, year: Option<i16>) -> Result<Resolved, Reason> {
    let (first, second) = if !a.open() && b.open() {
        let first = a.resolve(calendar, None)?.period;
        let mut second = b.period(calendar, Some(first.from.year()))?;
        if second.to < first.from {
            second = b.period(calendar, Some(first.from.year().saturating_add(1)))?;
        }
        (first, second)
    } else {
        let second = b.period(calendar, year)?;
        let mut first = a.period(calendar, Some(second.from.year()))?;
        if a.open() && first.from > second.to {
            first = a.period(calendar, Some(second.from.year().saturating_sub(1)))?;
        }
        (first, second)
    };
    let period = if first == second {
        first.clone()
    } else {
        let (from, to) = if first.from <= second.from { (first.from, second.to) } else { (second.from, first.to) };
        Period::range(from, to)
    };
    Ok(Resolved { period, ends: Some((first, second)) })
}

fn named(unit: Unit, year: i16, fiscal: bool, calendar: &Calendar) -> Result<Period, Reason> {
    let of_year = |grain, number: u32, most: u32, reason: Reason| {
        if number == 0 || number > most {
            return Err(reason);
        }
        calendar.unit_of_year(year, grain, i64::from(number), fiscal).ok_or(Reason::NoYear(year))
    };
    match unit {
        Unit::Day { day, month } => {
            let first = Date::new(year, month, 1).map_err(|_| Reason::NoYear(year))?;
            match i8::try_from(day) {
                Ok(number) if (1..=first.days_in_month()).contains(&number) => {
                    Ok(Period::day(days_later(first, i64::from(number) - 1)))
                }
                _ if day == 0 => Err(Reason::DaysFromOne),
                _ if month == 2 && day > 29 => Err(Reason::FebruaryEver),
                _ if month == 2 => Err(Reason::FebruaryOf(year)),
                _ => Err(Reason::MonthDays { month, days: first.days_in_month() }),
            }
        }
        Unit::Month(number) => of_year(Grain::Month, number, 12, Reason::NoMonth(number)),
        Unit::Quarter(number) => of_year(Grain::Quarter, number, 4, Reason::FourQuarters),
        Unit::Half(number) => of_year(Grain::Half, number, 2, Reason::TwoHalves),
        Unit::Year => of_year(Grain::Year, 1, 1, Reason::NoYear(year)),
        Unit::Week(number) => iso_week(year, number).ok_or(match number {
            0 => Reason::WeeksFromOne,
            53 => Reason::WeeksOf(year),
            _ => Reason::WeeksEver,
        }),
        Unit::Season(season) => {
            let month = match season {
                Season::Spring => 3,
                Season::Summer => 6,
                Season::Autumn | Season::Fall => 9,
                Season::Winter => 12,
            };
            let from = Date::new(year, month, 1).map_err(|_| Reason::NoYear(year))?;
            Ok(Period::range(from, months_later(from, 2).last_of_month()))
        }
        Unit::Holiday { holiday: name, week } => {
            let (from, to) = holiday(name, year).ok_or(Reason::NoYear(year))?;
            Ok(if week { calendar.week(from) } else { Period::range(from, to) })
        }
    }
}

/// Such a unit of the conversation's year, else the latest that began by today.
fn latest(unit: Unit, fiscal: bool, calendar: &Calendar) -> Result<Period, Reason> {
    if let Some(year) = calendar.context_year {
        return named(unit, year, fiscal, calendar);
    }
    // Nine years reach over a leap year; a fiscal year may be named for the year to come.
    let newest = calendar.today.year().saturating_add(i16::from(fiscal));
    let mut outcome = named(unit, newest, fiscal, calendar);
    for back in 1..=8 {
        if outcome.as_ref().is_ok_and(|period| period.from <= calendar.today) {
            break;
        }
        let earlier = named(unit, newest.saturating_sub(back), fiscal, calendar);
        outcome = earlier.or(outcome);
    }
    outcome
}

fn third_of(base: &Period, third: Third) -> Period {
    let Some(months) = months_in(base.grain).filter(|months| *months >= 3) else {
        // A month, or anything shorter, is cut by days: 1 to 10, 11 to 20, 21 to the end.
        let days = if base.grain == Grain::Month { 10 } else { (base.days() / 3).max(1) };
        let (second, last) = (days_later(base.from, days), days_later(base.from, 2 * days));
        return match third {
            Third::First => Period::range(base.from, days_later(second, -1)),
            Third::Middle => Period::range(second, days_later(last, -1)),
            Third::Last => Period::range(last.min(base.to), base.to),
        };
    };
    let skipped = match third {
        Third::First => 0,
        Third::Middle => 1,
        Third::Last => 2,
    };
    let from = months_later(base.from, skipped * months / 3);
    unit_or_range(from, months_later(from, months / 3 - 1).last_of_month())
}

/// A run of days, under its own name when it is a calendar unit.
fn unit_or_range(from: Date, to: Date) -> Period {
    [Grain::Month, Grain::Quarter, Grain::Half, Grain::Year]
        .into_iter()
        .map(|grain| Period::containing(from, grain))
        .find(|unit| unit.from == from && unit.to == to)
        .unwrap_or_else(|| Period::range(from, to))
}

fn pick(base: &Period, grain: Grain, first: Option<i64>, count: i64, calendar: &Calendar) -> Result<Period, Reason> {
    if let (Grain::Week, Grain::Year, Some(number @ 2..), 1) = (grain, base.grain, first, count) {
        return named(Unit::Week(u32::try_from(number).unwrap_or(u32::MAX)), base.from.year(), false, calendar);
    }
    let too_short = || Reason::TooFew { of: base.label.clone(), grain };
    let half_days = if base.grain == Grain::Month { 15 } else { (base.days() + 1) / 2 };
    let (from, to) = match (months_in(grain), months_in(base.grain)) {
        (Some(size), Some(whole)) if size <= whole => match first {
            Some(number) => {
                let from = months_later(base.from, (number - 1) * size);
                (from, months_later(from, count * size - 1).last_of_month())
            }
            None => (months_later(base.to, 1 - count * size), base.to),
        },
        _ if grain == Grain::Half && count == 1 => match first {
            Some(1) => (base.from, days_later(base.from, half_days - 1)),
            Some(2) | None => (days_later(base.from, half_days), base.to),
            Some(_) => return Err(too_short()),
        },
        (None, _) => {
            let size = if grain == Grain::Week { 7 } else { 1 };
            match first {
                Some(number) => {
                    let from = days_later(base.from, (number - 1) * size);
                    let to = days_later(from, count * size - 1);
                    // The fifth week of a month is what is left of it.
                    (from, if count == 1 { to.min(base.to) } else { to })
                }
                None => (days_later(base.to, 1 - count * size), base.to),
            }
        }
        _ => return Err(too_short()),
    };
    if from < base.from || to > base.to || from > to {
        return Err(too_short());
    }
    Ok(unit_or_range(from, to))
}

fn beside(base: &Period, grain: Grain, count: i64, after: bool, calendar: &Calendar) -> Period {
    let step = if after { 1 } else { -1 };
    let edge = if after { base.to } else { base.from };
    match (months_in(grain), grain) {
        (None, Grain::Week) if base.grain == Grain::Week && count == 1 => calendar.week(days_later(edge, step * 7)),
        (None, _) => {
            let days = count * if grain == Grain::Week { 7 } else { 1 };
            let (a, b) = (days_later(edge, step), days_later(edge, step * days));
            Period::range(a, b)
        }
        (Some(_), _) => {
            let near = calendar.unit(edge, grain, step, false);
            let far = calendar.unit(edge, grain, step * count, false);
            if near == far { near } else { unit_or_range(near.from.min(far.from), near.to.max(far.to)) }
        }
    }
}

fn weekday_of(base: &Period, weekday: i8, number: Option<i64>) -> Result<Period, Reason> {
    let missing = || Reason::TooFewOfThem { of: base.label.clone() };
    let weekday = Weekday::from_monday_zero_offset(weekday).map_err(|_| missing())?;
    let date = match number {
        Some(number) => {
            let first = days_later(base.from, i64::from(weekday.since(base.from.weekday())));
            days_later(first, (number - 1) * 7)
        }
        None => days_later(base.to, -i64::from(base.to.weekday().since(weekday))),
    };
    if base.contains(date) { Ok(Period::day(date)) } else { Err(missing()) }
}

fn on_weekday(day: Period, weekday: i8) -> Result<Period, Reason> {
    let real = day.from.weekday();
    if Weekday::from_monday_zero_offset(weekday).is_ok_and(|said| said == real) {
        return Ok(day);
    }
    Err(Reason::OtherWeekday(day.from))
}

/// The day a month has in common with `date` in another year; the last of February stands in for the 29th.
fn same_day(date: Date, year: i16) -> Date {
    let years = i64::from(year - date.year());
    date.saturating_add(years.clamp(-4_000, 4_000).years())
}
