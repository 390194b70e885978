//! Which of two numbers is the day: what the whole column says.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::written::{self, Day, exists};
use crate::import::cell::{counted, is_blank};

/// The order of the numbers in dates such as `01/12/2010`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum DateOrder {
    /// 1 December 2010 is `01/12/2010`.
    #[default]
    DayMonthYear,
    /// 1 December 2010 is `12/01/2010`.
    MonthDayYear,
}

/// What a value says about the order of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// Nothing: it is the same in both orders.
    Told,
    DayFirst,
    MonthFirst,
    Either,
    NoDate,
}

/// How many values of a column are written in which way. The order in which they come makes no difference.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DateEvidence {
    /// Dates that only day before month can read: the first number is above 12.
    pub day_first: u64,
    /// Dates that only month before day can read: the second number is above 12.
    pub month_first: u64,
    /// Dates that are another day in each order.
    pub either: u64,
    /// Dates that are the same in both orders: year first, the month by its name, or `12/12/2010`.
    pub told: u64,
    /// Values that are no date.
    pub no_date: u64,
}

/// The order of a column, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DateOutcome {
    /// Which number is the day.
    pub order: DateOrder,
    /// What was counted.
    pub evidence: DateEvidence,
    /// The column has dates that need an order and does not show one.
    pub assumed: bool,
    /// The catalogue names it.
    pub given: bool,
}

impl DateOrder {
    /// The day, month and year that `day` is in this order.
    pub(super) fn apply(self, day: Day) -> (i16, u8, u8) {
        match (day, self) {
            (Day::Told { year, month, day }, _) => (year, month, day),
            (Day::Either { first, second, year }, Self::DayMonthYear) => (year, second, first),
            (Day::Either { first, second, year }, Self::MonthDayYear) => (year, first, second),
        }
    }
}

impl Says {
    pub(super) fn of(day: Option<Day>) -> Self {
        match day {
            None => Self::NoDate,
            Some(Day::Told { .. }) => Self::Told,
            Some(Day::Either { first, second, year }) => {
                match (exists(year, second, first), exists(year, first, second)) {
                    (true, true) if first == second => Self::Told,
                    (true, true) => Self::Either,
                    (true, false) => Self::DayFirst,
                    (false, true) => Self::MonthFirst,
                    (false, false) => Self::NoDate,
                }
            }
        }
    }
}

impl DateEvidence {
    /// Takes a value of the column into account; blanks are no values.
    pub fn add(&mut self, text: &str) {
        if !is_blank(text) {
            let day = written::read(super::plain(text).as_bytes()).map(|(day, _)| day);
            self.count(Says::of(day));
        }
    }

    #[inline]
    pub(super) fn count(&mut self, says: Says) {
        *match says {
            Says::Told => &mut self.told,
            Says::DayFirst => &mut self.day_first,
            Says::MonthFirst => &mut self.month_first,
            Says::Either => &mut self.either,
            Says::NoDate => &mut self.no_date,
        } += 1;
    }

    /// What is counted of two parts of a column.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            day_first: self.day_first + other.day_first,
            month_first: self.month_first + other.month_first,
            either: self.either + other.either,
            told: self.told + other.told,
            no_date: self.no_date + other.no_date,
        }
    }

    /// The order that most of the dates that show one have. Where none or as many show each, it is `otherwise`, and day
    /// before month when that is not given.
    #[must_use]
    pub fn outcome(self, otherwise: Option<DateOrder>) -> DateOutcome {
        let (order, assumed) = match self.day_first.cmp(&self.month_first) {
            std::cmp::Ordering::Greater => (DateOrder::DayMonthYear, false),
            std::cmp::Ordering::Less => (DateOrder::MonthDayYear, false),
            std::cmp::Ordering::Equal => (otherwise.unwrap_or_default(), self.either + self.day_first > 0),
        };
        DateOutcome { order, evidence: self, assumed, given: false }
    }

    /// The outcome where the catalogue names the order.
    #[must_use]
    pub fn given(self, order: DateOrder) -> DateOutcome {
        DateOutcome { order, evidence: self, assumed: false, given: true }
    }
}

impl fmt::Display for DateOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DayMonthYear => "day before month",
            Self::MonthDayYear => "month before day",
        })
    }
}

/// For people, as `day before month: 31,204 dates have a first number above 12`.
impl fmt::Display for DateOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let DateEvidence { day_first, month_first, either, told, .. } = self.evidence;
        let (shown, against, place) = match self.order {
            DateOrder::DayMonthYear => (day_first, month_first, "first"),
            DateOrder::MonthDayYear => (month_first, day_first, "second"),
        };
        let dates = |count: u64| counted(count, "date", "dates");
        let verb = |count: u64| if count == 1 { "has" } else { "have" };
        if shown + against + either == 0 {
            return match told {
                0 => f.write_str("there is no date"),
                _ => f.write_str("each date says itself which number is the month"),
            };
        }
        if self.given {
            write!(f, "{}, as the catalogue says", self.order)?;
        } else if shown == 0 && against == 0 {
            return write!(f, "{} is assumed: {} could be read either way", self.order, dates(either));
        } else if self.assumed {
            write!(f, "{} is assumed: as many dates need each order", self.order)?;
        } else {
            write!(f, "{}: {} {} a {place} number above 12", self.order, dates(shown), verb(shown))?;
        }
        if against > 0 {
            let be = if against == 1 { "is" } else { "are" };
            write!(f, "; {} of the other order {be} rejected", dates(against))?;
        }
        Ok(())
    }
}
