//! Dates of rows, in the order of day and month that their whole column shows.
//!
//! A year of four digits in front, or a month's name, says itself what is what. In `01/12/2010` the order is that of the
//! column ([`DateEvidence`]): one order for all its written forms, since a spreadsheet that rewrites some of a column's dates keeps
//! the order of its place. Values that only the other order can read are no dates.

mod form;
mod order;
mod written;

use std::borrow::Cow;

use jiff::civil::{Date, Weekday};

use self::order::Says;
pub use self::{
    form::order_of,
    order::{DateEvidence, DateOrder, DateOutcome},
};
use super::cell::{is_blank, is_mark};
use crate::{catalogue::TimePart, period::month_name};

/// Of a column of dates, at least this many in a hundred are dates.
const MOST_ARE_DATES: u64 = 95;

/// A day, with its hour if that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// As written: no offset moves it.
    pub day: Date,
    /// From 0 to 23.
    pub hour: Option<u8>,
}

/// Reads dates in one order, remembering the last, since rows of one order share their time.
#[derive(Debug)]
pub struct DateReader {
    order: DateOrder,
    formats: Vec<String>,
    last: String,
    read: Option<Moment>,
    says: Says,
    evidence: DateEvidence,
}

impl DateReader {
    /// A reader of the common forms, and before them of `formats`, in the directives of `strftime`.
    #[must_use]
    pub fn new(order: DateOrder, formats: &[String]) -> Self {
        let formats = form::uncommon(formats);
        let (last, evidence) = (String::new(), DateEvidence::default());
        Self { order, formats, last, read: None, says: Says::NoDate, evidence }
    }

    /// The moment in `text`; `None` when no form fits or the year is absurd.
    #[inline]
    pub fn read(&mut self, text: &str) -> Option<Moment> {
        if self.last != text {
            self.last.clear();
            self.last.push_str(text);
            (self.read, self.says) = self.read_new(text);
        }
        self.evidence.count(self.says);
        self.read
    }

    /// Reads a cell, which may be blank: that is no date, and no evidence.
    #[inline]
    pub fn cell(&mut self, text: &str) -> Option<Moment> {
        if text.is_empty() || !text.as_bytes()[0].is_ascii_digit() && is_blank(text) {
            return None;
        }
        self.read(text)
    }

    fn read_new(&self, text: &str) -> (Option<Moment>, Says) {
        let text = plain(text);
        let named = self.formats.iter().find_map(|format| form::read_as(format, &text));
        if named.is_some() {
            return (named, Says::Told);
        }
        let Some((day, hour)) = written::read(text.as_bytes()) else { return (None, Says::NoDate) };
        let (year, month, number) = self.order.apply(day);
        let moment = written::exists(year, month, number)
            .then(|| Date::new(year, month.cast_signed(), number.cast_signed()).ok())
            .flatten()
            .map(|day| Moment { day, hour });
        (moment, Says::of(Some(day)))
    }

    /// What the values read so far say about the order: at the end of the column, whether it is the right one.
    #[must_use]
    pub fn evidence(&self) -> DateEvidence {
        self.evidence
    }

    /// The order in which dates are read.
    #[must_use]
    pub fn order(&self) -> DateOrder {
        self.order
    }
}

/// `text` without blanks around it and marks of direction in it, and with plain blanks only.
fn plain(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim_ascii();
    if trimmed.is_ascii() {
        return Cow::Borrowed(trimmed);
    }
    let kept: String =
        trimmed.chars().filter(|c| !is_mark(*c)).map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    Cow::Owned(kept.trim_ascii().to_owned())
}

/// The name of a part of a moment; `None` where it has no time of day.
pub(super) fn part_of(part: TimePart, moment: Moment) -> Option<Cow<'static, str>> {
    Some(match part {
        TimePart::Weekday => format!("{:?}", moment.day.weekday()).into(),
        TimePart::MonthOfYear => month_name(moment.day.month()).into(),
        TimePart::Hour => hour_name(moment.hour?).into(),
    })
}

/// All names that a part can have, in order.
pub(super) fn names_of(part: TimePart) -> Vec<Cow<'static, str>> {
    match part {
        TimePart::Weekday => {
            Weekday::Monday.cycle_forward().take(7).map(|weekday| format!("{weekday:?}").into()).collect()
        }
        TimePart::MonthOfYear => (1..=12).map(|month| month_name(month).into()).collect(),
        TimePart::Hour => (0..24).map(|hour| hour_name(hour).into()).collect(),
    }
}

fn hour_name(hour: u8) -> String {
    format!("{hour:02}")
}

/// A column of dates, as its sample shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateColumn {
    /// The order of its day and month, and why.
    pub outcome: DateOutcome,
    /// The most frequent of its forms as a catalogue names it, if it has a name.
    pub form: Option<&'static str>,
}

/// Whether `values` are a column of dates: nearly all that are not blank are.
#[must_use]
pub fn sniff(values: &[&str]) -> Option<DateColumn> {
    let mut evidence = DateEvidence::default();
    values.iter().for_each(|value| evidence.add(value));
    let outcome = evidence.outcome(None);
    let dates = evidence.told + evidence.either + evidence.day_first.max(evidence.month_first);
    let all = evidence.told + evidence.either + evidence.day_first + evidence.month_first + evidence.no_date;
    let enough = dates > 0 && dates * 100 >= all * MOST_ARE_DATES;
    enough.then(|| DateColumn { outcome, form: form::most_fitting(&values[..values.len().min(100)], outcome.order) })
}

#[cfg(test)]
mod tests;
