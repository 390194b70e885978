//! Where cells lie in the metrics table: the partition is the subject, the sort key the period and the data version.

use std::borrow::Cow;

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Longer member names are replaced by their hash in keys (a partition key has at most 2,048 bytes).
const LONGEST_MEMBER: usize = 500;

/// What an item is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject<'a> {
    /// The whole of the data; cells by day.
    Total,
    /// One member of a dimension; cells by day.
    Slice(&'a str, &'a str),
    /// All members of a dimension in a month; cells by member.
    MonthBoard(&'a str),
    /// All members of a dimension on a day; cells by member.
    DayBoard(&'a str),
    /// All members of the last dimension within one member of the first, in a month; cells by member of the last.
    PairBoard(&'a str, &'a str, &'a str),
}

impl Subject<'_> {
    /// The partition key, `METRIC#total`, `METRIC#country=Germany`, `METRIC#country`, `METRIC#country@day`,
    /// `METRIC#product@country=Germany`.
    #[must_use]
    pub fn partition(&self) -> String {
        match self {
            Self::Total => "METRIC#total".to_owned(),
            Self::Slice(dimension, member) => format!("METRIC#{dimension}={}", shortened(member)),
            Self::MonthBoard(dimension) => format!("METRIC#{dimension}"),
            Self::DayBoard(dimension) => format!("METRIC#{dimension}@day"),
            Self::PairBoard(outer, member, inner) => format!("METRIC#{inner}@{outer}={}", shortened(member)),
        }
    }
}

fn shortened(member: &str) -> Cow<'_, str> {
    if member.len() > LONGEST_MEMBER {
        return format!("~{}", hex::encode(Sha256::digest(member))).into();
    }
    member.into()
}

/// The calendar unit one item covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Bucket {
    /// One day.
    Day,
    /// One month.
    Month,
    /// One year.
    Year,
}

impl Bucket {
    /// The unit that holds `day`, as it begins a sort key: `2011`, `2011-03`, `2011-03-08`.
    #[must_use]
    pub fn key(self, day: Date) -> String {
        match self {
            Self::Day => day.to_string(),
            Self::Month => format!("{:04}-{:02}", day.year(), day.month()),
            Self::Year => format!("{:04}", day.year()),
        }
    }
}

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// Days since 1970-01-01.
#[must_use]
pub fn epoch_day(date: Date) -> i32 {
    (date - EPOCH).get_days()
}

/// The date of [`epoch_day`].
#[must_use]
pub fn from_epoch_day(day: i32) -> Date {
    EPOCH.saturating_add(i64::from(day).days())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn keys_sort_as_time_does() {
        assert_eq!(Bucket::Month.key(date(2011, 3, 8)), "2011-03");
        assert!(Bucket::Day.key(date(2011, 9, 30)) < Bucket::Day.key(date(2011, 10, 1)));
        assert_eq!(from_epoch_day(epoch_day(date(2011, 3, 8))), date(2011, 3, 8));
        assert_eq!(Subject::Slice("country", &"x".repeat(3000)).partition().len(), "METRIC#country=~".len() + 64);
    }
}
