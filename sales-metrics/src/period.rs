//! Calendar periods: what a question's dates resolve to, and how rollups are cut.
//!
//! A [`Period`] is always two dates, both inclusive; words such as "last month" are gone by then.

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::catalogue::Language;

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
    /// Twelve months: what figures are split by begins in January, and a period may be a fiscal year.
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
///
/// In JSON the two dates are enough: what is left out is found from them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", from = "Written", deny_unknown_fields)]
pub struct Period {
    /// First day.
    #[schema(value_type = String, format = Date, example = "2011-03-01")]
    pub from: Date,
    /// Last day.
    #[schema(value_type = String, format = Date, example = "2011-03-31")]
    pub to: Date,
    /// The calendar unit the period is, [`Grain::Range`] when it is none.
    #[schema(required = false)]
    pub grain: Grain,
    /// The name in English: `March 2011`, `Q2 2011`, `5 May 2011`.
    #[schema(required = false, max_length = 200)]
    pub label: String,
}

/// A period as it may be written.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Written {
    from: Date,
    to: Date,
    #[serde(default, deserialize_with = "stated")]
    grain: Option<Grain>,
    #[serde(default, deserialize_with = "stated")]
    label: Option<String>,
}

/// What may be left out, but is not null.
fn stated<'de, T: Deserialize<'de>, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

impl From<Written> for Period {
    fn from(written: Written) -> Self {
        let named = Self::named(written.from, written.to);
        Self { grain: written.grain.unwrap_or(named.grain), label: written.label.unwrap_or(named.label), ..named }
    }
}

/// The English name of month 1 to 12.
#[must_use]
pub fn month_name(month: i8) -> &'static str {
    Language::English.month(month)
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
        Self::week_from(date, Weekday::Monday)
    }

    /// The seven days from the weekday `start` that hold `date`.
    #[must_use]
    pub fn week_from(date: Date, start: Weekday) -> Self {
        let back = i64::from(date.weekday().since(start));
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

    /// The days from `from` to `to` by the name of the calendar unit that they are, if they are one. Their order is kept.
    #[must_use]
    pub fn named(from: Date, to: Date) -> Self {
        [Grain::Day, Grain::Month, Grain::Quarter, Grain::Half, Grain::Year, Grain::Week]
            .into_iter()
            .map(|grain| Self::containing(from, grain))
            .find(|unit| (unit.from, unit.to) == (from, to))
            .unwrap_or_else(|| Self { from, to, ..Self::range(from, to) })
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
        self.split_into(|date| Self::containing(date, grain))
    }

    /// The same for units of any kind: `unit` says which one holds a date.
    #[must_use]
    pub fn split_into(&self, unit: impl Fn(Date) -> Period) -> Vec<Period> {
        let mut parts = Vec::new();
        let mut at = self.from;
        while at <= self.to {
            let unit = unit(at);
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
    fn dates_alone_are_named_as_the_unit_they_are() {
        for (from, to, grain, label) in [
            ("2011-03-01", "2011-03-31", Grain::Month, "March 2011"),
            ("2012-02-01", "2012-02-29", Grain::Month, "February 2012"),
            ("2011-04-01", "2011-06-30", Grain::Quarter, "Q2 2011"),
            ("2011-01-01", "2011-06-30", Grain::Half, "H1 2011"),
            ("2011-01-01", "2011-12-31", Grain::Year, "2011"),
            ("2011-05-02", "2011-05-08", Grain::Week, "week of 2 May 2011"),
            ("2011-05-02", "2011-05-02", Grain::Day, "2 May 2011"),
            ("2011-03-02", "2011-03-31", Grain::Range, "2 March 2011 to 31 March 2011"),
        ] {
            let json = format!(r#"{{"from":"{from}","to":"{to}"}}"#);
            let period: Period = serde_json::from_str(&json).unwrap();
            assert_eq!((period.grain, period.label.as_str()), (grain, label), "{json}");
            assert_eq!(serde_json::from_str::<Period>(&serde_json::to_string(&period).unwrap()).unwrap(), period);
        }
        let said: Period =
            serde_json::from_str(r#"{"from":"2011-03-01","to":"2011-12-09","label":"since March"}"#).unwrap();
        assert_eq!((said.grain, said.label.as_str()), (Grain::Range, "since March"));
        let reversed: Period = serde_json::from_str(r#"{"from":"2011-03-02","to":"2011-03-01"}"#).unwrap();
        assert!(reversed.from > reversed.to);
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
