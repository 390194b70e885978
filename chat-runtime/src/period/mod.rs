//! The dates in a question: finds every expression of time and resolves it against the tenant's calendar.
//!
//! Text -> `lexer` (words to meanings, by a language's table) -> `roles` (orders of words, and words whose part
//! depends on their neighbours) -> `parse` (the grammar, no language in it) -> `link` (years that were left out, periods
//! told from each other) -> dates. Pure: it knows no data and no clock, only the [`Calendar`] it is handed.
//!
//! A language is a table of `table.rs`: `english`, `german`, `french`, `spanish`, `portuguese`; `shared` holds what
//! business people write in all of them (YTD, Q2, Black Friday). One language is read at a time.
//!
//! Conventions, where people differ; the answer always states the dates:
//! - "last N days" ends today, "last N weeks, months, quarters, years" are the N complete ones before the current.
//! - "last year" is the calendar year; "the past year" (month, week) and "since 3 months" are the run of that length
//!   that ends today.
//! - A month, quarter or holiday without a year is the conversation's, else the latest that began by today.
//! - `05/06/2011` is 5 June; the month is read first only when the day cannot be, there or in another date of the
//!   question. Two digits behind a month are its year, except in English, where they are a day unless that year is near.
//! - "week 12" is an ISO 8601 week; "this week" starts on the tenant's first day of the week; "first week of May" is
//!   its first seven days.
//! - "early", "mid" and "late" are thirds: days 1-10, 11-20 and the rest of a month. A "quincena" is half a month: days
//!   1-15 and the rest.
//! - "YTD May" is January to May; "acumulado de 2010" ends on the day and month of today.
//! - `S1` is a half-year, `S12` a week (French, Spanish, Portuguese). "el viernes" is the latest Friday before today.
//! - Seasons are those of the northern half of the earth. Holidays have a date where one rule finds it for the whole
//!   language area; "Mother's Day" has one in German alone and is refused elsewhere.
//! - "until March" includes March, "before March" does not; both start at the year 1 and are cut to the data later.
//! - A fiscal year is named for the calendar year in which it ends.

mod dates;
mod english;
mod expression;
mod french;
mod german;
mod lexer;
mod link;
mod parse;
mod portuguese;
mod reason;
mod resolve;
mod roles;
mod shared;
mod spanish;
mod table;
#[cfg(test)]
mod tests;
mod vocabulary;

pub use reason::Reason;

use std::{ops::Range, sync::LazyLock};

use jiff::civil::{Date, Weekday};
use sales_metrics::period::{Grain, Period};
use shared::SHARED;
use table::Vocabulary;

use sales_metrics::catalogue::Language;

static ENGLISH: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(&english::ENGLISH, SHARED));
static GERMAN: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(&german::GERMAN, SHARED));
static FRENCH: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(&french::FRENCH, SHARED));
static SPANISH: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(&spanish::SPANISH, SHARED));
static PORTUGUESE: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(&portuguese::PORTUGUESE, SHARED));

/// What a tenant's dates are told from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    /// The newest day in the tenant's data.
    pub today: Date,
    /// The first day of a week that is not an ISO week.
    pub week_start: Weekday,
    /// The first month of the fiscal year, 1 to 12.
    pub fiscal_year_start: i8,
    /// The year of the last turn's period, for "and August?".
    pub context_year: Option<i16>,
}

/// One expression of time and its dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodMatch {
    /// The bytes of the text it covers, its preposition included.
    pub span: Range<usize>,
    /// The dates.
    pub period: Period,
    /// The year was not said and was inferred.
    pub partial: bool,
    /// The two ends of a range, in the order said: "from August to September".
    pub ends: Option<(Period, Period)>,
    /// It was named to be left out: "except December".
    pub excluded: bool,
}

/// A date that no calendar has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impossible {
    /// The bytes of the text it covers.
    pub span: Range<usize>,
    /// These bytes.
    pub text: String,
    /// Why: June has 30 days.
    pub reason: Reason,
}

/// A period told from the question's own, or from the last turn's when the question has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelativeToPrevious {
    /// The same days one year before.
    SamePeriodLastYear,
    /// The period of the same length that ends the day before.
    PreviousPeriod,
    /// The period of the same length that starts the day after.
    NextPeriod,
    /// The same days of that year.
    Year(i16),
}

/// All that a question says about time, in order of appearance; no two spans overlap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The periods.
    pub periods: Vec<PeriodMatch>,
    /// The dates that do not exist; never also among the periods.
    pub impossible: Vec<Impossible>,
    /// A period to be told from another.
    pub relative_to_previous: Option<RelativeToPrevious>,
    /// Where that was said.
    pub relative_span: Option<Range<usize>>,
    /// The unit it was said with ("the *month* before"), when one was.
    pub relative_unit: Option<Grain>,
    /// Where "ever", "of all time" or "overall" was said; it lifts the last turn's period.
    pub all_time: Option<Range<usize>>,
}

/// Finds the dates in `text`, a question in `language`; of expressions that overlap the longest wins.
#[must_use]
pub fn find(text: &str, language: Language, calendar: &Calendar) -> Found {
    let vocabulary = match language {
        Language::English => &ENGLISH,
        Language::German => &GERMAN,
        Language::French => &FRENCH,
        Language::Spanish => &SPANISH,
        Language::Portuguese => &PORTUGUESE,
    };
    let items = roles::settle(lexer::items(text, vocabulary), vocabulary.language);
    let parser = parse::Parser::new(&items, calendar, vocabulary.language);
    link::link(text, &parser)
}
