//! What a period is compared with, where the plan gives no dates.

use jiff::{ToSpan, civil::Date};

use super::plan::Baseline;
use crate::period::{Grain, Period};

/// Days of 52 weeks: the same weekdays of the year before.
const FIFTY_TWO_WEEKS: i64 = 364;

impl Baseline {
    /// The period that `period` is compared with.
    ///
    /// Whole months stay whole months: February 2012 is compared with February 2011, and a quarter of a fiscal year with the
    /// one before it. 29 February becomes 28 February.
    #[must_use]
    pub fn of(self, period: &Period) -> Period {
        let months = whole_months(period);
        let week = months.is_none() && period.days() == 7 && period.grain == Grain::Week;
        match (self, months) {
            (Self::PreviousYear, Some(_)) => moved_by_months(period, 12),
            (Self::PreviousPeriod, Some(months)) => moved_by_months(period, months),
            (Self::PreviousYear, None) if !week => {
                Period::named(period.from.saturating_sub(1.year()), period.to.saturating_sub(1.year()))
            }
            (Self::PreviousPeriod, None) => moved_by_days(period, period.days()),
            (Self::PreviousYear, None) | (Self::PreviousYearSameWeekday, _) => moved_by_days(period, FIFTY_TWO_WEEKS),
        }
    }
}

/// How many months `period` is, where these make a calendar unit, or one of a fiscal year.
fn whole_months(period: &Period) -> Option<i64> {
    let (from, to) = (period.from, period.to);
    let months = i64::from(to.year() - from.year()) * 12 + i64::from(to.month() - from.month()) + 1;
    (from == from.first_of_month() && to == to.last_of_month() && [1, 3, 6, 12].contains(&months)).then_some(months)
}

fn moved_by_months(period: &Period, months: i64) -> Period {
    let back = |date: Date| date.first_of_month().saturating_sub(months.months());
    Period::named(back(period.from), back(period.to).last_of_month())
}

fn moved_by_days(period: &Period, days: i64) -> Period {
    let moved = Period::named(period.from.saturating_sub(days.days()), period.to.saturating_sub(days.days()));
    if period.grain == Grain::Week && moved.grain == Grain::Range && moved.days() == 7 {
        // A week of a calendar whose weeks begin on another day than Monday.
        let label = format!("week of {}", Period::day(moved.from).label);
        return Period { grain: Grain::Week, label, ..moved };
    }
    moved
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(baseline: Baseline, from: &str, to: &str) -> String {
        let base = baseline.of(&Period::named(from.parse().unwrap(), to.parse().unwrap()));
        format!("{}/{} {}", base.from, base.to, base.label)
    }

    #[test]
    fn calendar_units_are_compared_with_calendar_units() {
        use Baseline::{PreviousPeriod as Before, PreviousYear as Year, PreviousYearSameWeekday as Weekday};
        for (baseline, from, to, wanted) in [
            (Year, "2012-02-01", "2012-02-29", "2011-02-01/2011-02-28 February 2011"),
            (Year, "2013-02-01", "2013-02-28", "2012-02-01/2012-02-29 February 2012"),
            (Year, "2011-01-01", "2011-03-31", "2010-01-01/2010-03-31 Q1 2010"),
            (Year, "2012-02-29", "2012-02-29", "2011-02-28/2011-02-28 28 February 2011"),
            (Year, "2011-05-02", "2011-05-08", "2010-05-03/2010-05-09 week of 3 May 2010"),
            (Year, "2011-05-03", "2011-05-20", "2010-05-03/2010-05-20 3 May 2010 to 20 May 2010"),
            (Before, "2011-03-01", "2011-03-31", "2011-02-01/2011-02-28 February 2011"),
            (Before, "2011-01-01", "2011-06-30", "2010-07-01/2010-12-31 H2 2010"),
            (Before, "2011-01-01", "2011-12-31", "2010-01-01/2010-12-31 2010"),
            (Before, "2011-04-01", "2012-03-31", "2010-04-01/2011-03-31 1 April 2010 to 31 March 2011"),
            (Before, "2011-05-02", "2011-05-08", "2011-04-25/2011-05-01 week of 25 April 2011"),
            (Before, "2011-05-03", "2011-05-05", "2011-04-30/2011-05-02 30 April 2011 to 2 May 2011"),
            (Before, "2011-05-01", "2011-05-01", "2011-04-30/2011-04-30 30 April 2011"),
            (Weekday, "2011-11-25", "2011-11-25", "2010-11-26/2010-11-26 26 November 2010"),
            (Weekday, "2011-03-01", "2011-03-31", "2010-03-02/2010-04-01 2 March 2010 to 1 April 2010"),
        ] {
            assert_eq!(of(baseline, from, to), wanted, "{baseline:?} of {from} to {to}");
        }
    }

    proptest! {
        #[test]
        fn a_base_ends_before_its_period_and_is_as_long(start in -3_000i64..30_000, length in 0i64..800) {
            let from = jiff::civil::date(1970, 1, 1).saturating_add(start.days());
            let period = Period::named(from, from.saturating_add(length.days()));
            let before = Baseline::PreviousPeriod.of(&period);
            prop_assert_eq!(before.to.tomorrow().unwrap(), period.from);
            prop_assert!((before.days() - period.days()).abs() <= 3);
            let weekdays = Baseline::PreviousYearSameWeekday.of(&period);
            prop_assert_eq!((weekdays.from.weekday(), weekdays.days()), (period.from.weekday(), period.days()));
            prop_assert!((Baseline::PreviousYear.of(&period).days() - period.days()).abs() <= 1);
        }
    }
}
