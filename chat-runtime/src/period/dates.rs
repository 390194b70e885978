//! Date arithmetic that knows the tenant's calendar: weeks, fiscal years, shops' holidays.

use jiff::{
    ToSpan,
    civil::{Date, ISOWeekDate, Weekday},
};
use sales_metrics::period::{Grain, Period};

use super::{Calendar, vocabulary::Holiday};

/// `date` moved by whole days; stays inside what a [`Date`] can hold.
pub(super) fn days_later(date: Date, days: i64) -> Date {
    date.saturating_add(days.clamp(-100_000, 100_000).days())
}

/// The first day of the month `months` after that of `date`.
pub(super) fn months_later(date: Date, months: i64) -> Date {
    date.first_of_month().saturating_add(months.clamp(-120_000, 120_000).months())
}

/// How many months a unit of `grain` holds; none for days and weeks.
pub(super) fn months_in(grain: Grain) -> Option<i64> {
    match grain {
        Grain::Day | Grain::Week | Grain::Range => None,
        Grain::Month => Some(1),
        Grain::Quarter => Some(3),
        Grain::Half => Some(6),
        Grain::Year => Some(12),
    }
}

impl Calendar {
    /// The week that holds `date`, from the tenant's first day of the week.
    pub(super) fn week(&self, date: Date) -> Period {
        if self.week_start == Weekday::Monday {
            return Period::week(date);
        }
        let from = days_later(date, -i64::from(date.weekday().since(self.week_start)));
        let label = format!("week of {}", Period::day(from).label);
        Period { from, to: days_later(from, 6), grain: Grain::Week, label }
    }

    /// The unit of `grain` that lies `steps` units after the one that holds `date`.
    pub(super) fn unit(&self, date: Date, grain: Grain, steps: i64, fiscal: bool) -> Period {
        match (grain, months_in(grain)) {
            (Grain::Week, _) => self.week(days_later(date, steps * 7)),
            (_, None) => Period::day(days_later(date, steps)),
            (_, Some(months)) if fiscal && months > 1 => {
                let since_start = i64::from(date.month() - self.fiscal_start()).rem_euclid(12);
                self.fiscal_unit(months_later(date, steps * months - since_start % months), grain, months)
            }
            (_, Some(months)) => Period::containing(months_later(date, steps * months), grain),
        }
    }

    fn fiscal_start(&self) -> i8 {
        self.fiscal_year_start.clamp(1, 12)
    }

    /// The unit of a fiscal year, which is named for the calendar year it ends in.
    fn fiscal_unit(&self, from: Date, grain: Grain, months: i64) -> Period {
        let since_start = i64::from(from.month() - self.fiscal_start()).rem_euclid(12);
        let year = months_later(from, 11 - since_start).year();
        let label = match grain {
            Grain::Quarter => format!("FY {year} Q{}", since_start / 3 + 1),
            Grain::Half => format!("FY {year} H{}", since_start / 6 + 1),
            _ => format!("FY {year}"),
        };
        Period { from, to: months_later(from, months - 1).last_of_month(), grain, label }
    }

    /// Unit `number` (from 1) of `grain` in the year named `year`, calendar or fiscal.
    pub(super) fn unit_of_year(&self, year: i16, grain: Grain, number: i64, fiscal: bool) -> Option<Period> {
        let january = Date::new(year, 1, 1).ok()?;
        let months = months_in(grain)?;
        let fiscal = fiscal && months > 1;
        let start = match (fiscal, i64::from(self.fiscal_start())) {
            (false, _) | (true, 1) => january,
            (true, month) => months_later(january, month - 13),
        };
        Some(self.unit(months_later(start, (number - 1) * months), grain, 0, fiscal))
    }
}

impl Calendar {
    /// `base` moved back by `count` units; the last day of a month stays one.
    pub(super) fn moved_back(&self, base: &Period, unit: Grain, count: i64) -> Period {
        let back = |date: Date| match months_in(unit) {
            Some(months) => date.saturating_sub((count * months).clamp(0, 120_000).months()),
            None => days_later(date, if unit == Grain::Week { -7 * count } else { -count }),
        };
        let (from, to) = (back(base.from), back(base.to));
        match (months_in(base.grain), months_in(unit)) {
            (Some(_), Some(_)) => {
                let fiscal = Period::containing(base.from, base.grain).from != base.from;
                self.unit(from, base.grain, 0, fiscal)
            }
            (None, Some(_)) if base.grain == Grain::Week => self.week(from),
            (None, Some(_)) if base.to == base.to.last_of_month() => Period::range(from, to.last_of_month()),
            (None, None) if base.grain == Grain::Week => self.week(from),
            _ => Period::range(from, to),
        }
    }
}

/// Week `number` of an ISO 8601 year, if that year has it.
pub(super) fn iso_week(year: i16, number: u32) -> Option<Period> {
    let first = ISOWeekDate::new(year, i8::try_from(number).ok()?, Weekday::Monday).ok()?;
    Some(Period::week(first.date()))
}

/// The first and the last day of `holiday` in `year`.
pub(super) fn holiday(holiday: Holiday, year: i16) -> Option<(Date, Date)> {
    let day = match holiday {
        Holiday::Fixed(month, day) => Date::new(year, month, day).ok()?,
        Holiday::Easter(days) => days_later(easter(year)?, days),
        Holiday::HolyWeek => {
            let sunday = easter(year)?;
            return Some((days_later(sunday, -7), sunday));
        }
        Holiday::ShoppingWeekend => {
            let thursday = thanksgiving(year)?;
            return Some((days_later(thursday, 1), days_later(thursday, 4)));
        }
        Holiday::Thanksgiving(days) => days_later(thanksgiving(year)?, days),
        Holiday::Nth(month, weekday, number) => {
            let weekday = Weekday::from_monday_zero_offset(weekday).ok()?;
            Date::new(year, month, 1).ok()?.nth_weekday_of_month(number, weekday).ok()?
        }
    };
    Some((day, day))
}

/// The fourth Thursday of November.
fn thanksgiving(year: i16) -> Option<Date> {
    Date::new(year, 11, 1).ok()?.nth_weekday_of_month(4, Weekday::Thursday).ok()
}

/// Easter Sunday (Gregorian; the "anonymous" algorithm, Nature 1876).
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e, f) = (b / 4, b % 4, (b + 8) / 25);
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let sum = h + l - 7 * m + 114;
    Date::new(year, i8::try_from(sum / 31).ok()?, i8::try_from(sum % 31 + 1).ok()?).ok()
}
