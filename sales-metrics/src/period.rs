//! Calendar periods: what a question's dates resolve to, and how rollups are cut.
//!
//! A [`Period`] is always two dates, both inclusive; words such as "last month" are gone by then.

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The calendar unit a period covers, or a series is cut into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Grain {
    /// One calendar day.
    Day,
    /// Seven days from the catalogue's first day of the week.
    Week,
    /// A calendar month.
    Month,
    /// Three calendar months.
    Quarter,
    /// Six calendar months.
    Half,
    /// Twelve months from the catalogue's first month of the year.
    Year,
    /// Any other run of days.
    Range,
}

impl Grain {
    /// The noun in English, singular.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Grain::Day => "day",
            Grain::Week => "week",
            Grain::Month => "month",
            Grain::Quarter => "quarter",
            Grain::Half => "half-year",
            Grain::Year => "year",
            Grain::Range => "period",
        }
    }
}

/// A run of days, both ends inclusive, with the name people use for it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Period {
    /// First day.
    #[schema(value_type = String, format = Date, example = "2011-03-01")]
    pub from: Date,
    /// Last day.
    #[schema(value_type = String, format = Date, example = "2011-03-31")]
    pub to: Date,
    /// The calendar unit the period is, [`Grain::Range`] when it is none.
    pub grain: Grain,
    /// The name in English: `March 2011`, `Q2 2011`, `5 May 2011`.
    pub label: String,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The English name of month 1 to 12.
#[must_use]
pub fn month_name(month: i8) -> &'static str {
    MONTHS[usize::try_from(month - 1).unwrap_or(0).min(11)]
}

fn written(date: Date) -> String {
    format!("{} {} {}", date.day(), month_name(date.month()), date.year())
}

impl Period {
    /// One day.
    #[must_use]
    pub fn day(date: Date) -> Self {
        Self { from: date, to: date, grain: Grain::Day, label: written(date) }
    }

    /// The calendar month that holds `date`.
    #[must_use]
    pub fn month(date: Date) -> Self {
        Self {
            from: date.first_of_month(),
            to: date.last_of_month(),
            grain: Grain::Month,
            label: format!("{} {}", month_name(date.month()), date.year()),
        }
    }

    /// The calendar quarter that holds `date`.
    #[must_use]
    pub fn quarter(date: Date) -> Self {
        let quarter = (date.month() - 1) / 3 + 1;
        Self::months(date, (quarter - 1) * 3 + 1, 3, Grain::Quarter, format!("Q{quarter} {}", date.year()))
    }

    /// The calendar half-year that holds `date`.
    #[must_use]
    pub fn half(date: Date) -> Self {
        let half = (date.month() - 1) / 6 + 1;
        Self::months(date, (half - 1) * 6 + 1, 6, Grain::Half, format!("H{half} {}", date.year()))
    }

    /// The calendar year that holds `date`.
    #[must_use]
    pub fn year(date: Date) -> Self {
        Self { from: date.first_of_year(), to: date.last_of_year(), grain: Grain::Year, label: date.year().to_string() }
    }

    /// The seven days from Monday that hold `date` (ISO 8601).
    #[must_use]
    pub fn week(date: Date) -> Self {
        let back = i64::from(date.weekday().to_monday_zero_offset());
        let from = date.saturating_sub(back.days());
        let to = from.saturating_add(6.days());
        Self { from, to, grain: Grain::Week, label: format!("week of {}", written(from)) }
    }

    /// Any run of days; `from` and `to` are put in order.
    #[must_use]
    pub fn range(from: Date, to: Date) -> Self {
        let (from, to) = if from <= to { (from, to) } else { (to, from) };
        if from == to {
            return Self::day(from);
        }
        Self { from, to, grain: Grain::Range, label: format!("{} to {}", written(from), written(to)) }
    }

    fn months(date: Date, first: i8, count: i8, grain: Grain, label: String) -> Self {
        let year = date.first_of_year();
        let from = year.saturating_add(i64::from(first - 1).months());
        let to = from.saturating_add(i64::from(count - 1).months()).last_of_month();
        Self { from, to, grain, label }
    }

    /// The calendar unit of `grain` that holds `date`; a [`Grain::Range`] is the day itself.
    #[must_use]
    pub fn containing(date: Date, grain: Grain) -> Self {
        match grain {
            Grain::Day | Grain::Range => Self::day(date),
            Grain::Week => Self::week(date),
            Grain::Month => Self::month(date),
            Grain::Quarter => Self::quarter(date),
            Grain::Half => Self::half(date),
            Grain::Year => Self::year(date),
        }
    }

    /// The number of days.
    #[must_use]
    pub fn days(&self) -> i64 {
        i64::from((self.to - self.from).get_days()) + 1
    }

    /// Whether `date` lies inside.
    #[must_use]
    pub fn contains(&self, date: Date) -> bool {
        self.from <= date && date <= self.to
    }

    /// The period cut into calendar units of `grain`; the first and the last keep only their days inside.
    #[must_use]
    pub fn split(&self, grain: Grain) -> Vec<Period> {
        let mut parts = Vec::new();
        let mut at = self.from;
        while at <= self.to {
            let unit = Self::containing(at, grain);
            let end = unit.to;
            let part = if unit.from >= self.from && unit.to <= self.to {
                unit
            } else {
                let (from, to) = (unit.from.max(self.from), unit.to.min(self.to));
                Self {
                    label: format!("{} ({} to {})", unit.label, written(from), written(to)),
                    from,
                    to,
                    grain: Grain::Range,
                }
            };
            parts.push(part);
            let Ok(next) = end.tomorrow() else { break };
            at = next;
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn units_hold_their_days() {
        let day = date(2012, 2, 29);
        assert_eq!(Period::month(day).to, date(2012, 2, 29));
        assert_eq!(Period::quarter(day).to, date(2012, 3, 31));
        assert_eq!(Period::half(date(2011, 7, 1)).label, "H2 2011");
        assert_eq!(Period::week(date(2011, 5, 8)).from, date(2011, 5, 2));
        assert_eq!(Period::year(day).days(), 366);
    }

    #[test]
    fn splits_cover_every_day_once() {
        let period = Period::range(date(2011, 1, 15), date(2011, 4, 2));
        let parts = period.split(Grain::Month);
        assert_eq!(parts.len(), 4);
        assert_eq!(parts.iter().map(Period::days).sum::<i64>(), period.days());
        assert_eq!(parts[1].label, "February 2011");
        assert_eq!(parts[0].from, date(2011, 1, 15));
    }
}
