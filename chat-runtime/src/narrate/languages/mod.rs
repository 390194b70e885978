//! The words of each language, a file for each: dates with their prepositions, and sentences that are right with any noun, since
//! measures and members keep the names that the catalogue and the data give them.
//!
//! No sentence has a figure of its own: where one stands, the caller hands in `{F1}`. None ends in a full stop; the caller joins them.

mod english;
mod french;
mod german;
mod portuguese;
mod spanish;

use jiff::civil::Date;
use sales_metrics::{
    catalogue::Language,
    period::Grain,
    query::{
        fact::FactRole,
        plan::{self, Order},
    },
};

/// A run of days by the calendar unit that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Span {
    /// One day.
    Day(Date),
    /// Seven days from the first day of a week.
    Week(Date, Date),
    /// Year and month.
    Month(i16, i8),
    /// Year and quarter.
    Quarter(i16, i8),
    /// Year and half.
    Half(i16, i8),
    /// A calendar year.
    Year(i16),
    /// Any other run of days.
    Range(Date, Date),
    /// All days up to this one.
    Until(Date),
}

/// How much of a date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Full,
    DayAndMonth,
    Day,
}

/// Both ends of a range, the first without what it shares with the last.
fn ends(from: Date, to: Date, write: impl Fn(Date, Form) -> String) -> (String, String) {
    let form = match (from.year() == to.year(), from.month() == to.month()) {
        (true, true) => Form::Day,
        (true, false) => Form::DayAndMonth,
        (false, _) => Form::Full,
    };
    (write(from, form), write(to, Form::Full))
}

/// How a figure stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// It is greater.
    More,
    /// It is smaller.
    Less,
    /// They are equal.
    Same,
}

/// A figure beside another one.
#[derive(Debug)]
pub(crate) struct Comparison<'a> {
    /// What the figure is of: `Revenue in May 2011`.
    pub(crate) about: &'a str,
    pub(crate) figure: &'a str,
    pub(crate) direction: Direction,
    /// The difference, `{F3:abs} ({F4:abs})`.
    pub(crate) by: &'a str,
    /// What it is compared with: `in April 2011`, `for France`.
    pub(crate) than: &'a str,
    pub(crate) base: &'a str,
}

/// Where a figure stands that leads a ranking.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place<'a> {
    /// A member's name.
    Member(&'a str),
    /// A period with its preposition.
    When(&'a str),
}

/// What comes first in a ranking.
#[derive(Debug)]
pub(crate) struct Lead<'a> {
    /// The measure as its label stands.
    pub(crate) label: &'a str,
    /// What follows it: scope, unit and period, each after a blank.
    pub(crate) rest: &'a str,
    pub(crate) place: Place<'a>,
    pub(crate) order: Order,
    /// It is a number of things.
    pub(crate) counted: bool,
    pub(crate) figure: &'a str,
    /// Those that follow, as a list.
    pub(crate) others: Option<&'a str>,
}

/// How many members, or units of time, have a figure of so much.
#[derive(Debug)]
pub(crate) struct Having<'a> {
    /// What the figures are of: `Revenue in 2011`.
    pub(crate) about: &'a str,
    /// How they are held against which amounts: `more than {F1}`.
    pub(crate) is: &'a str,
    /// Their number and what they are: `{F2} months`.
    pub(crate) count: &'a str,
    /// They are units of time.
    pub(crate) by_time: bool,
    /// Each with its figure.
    pub(crate) list: Option<&'a str>,
}

/// A part of a whole.
#[derive(Debug)]
pub(crate) struct Part<'a> {
    pub(crate) label: &'a str,
    /// What follows it: scope and period, each after a blank.
    pub(crate) rest: &'a str,
    pub(crate) part: &'a str,
    /// In percent; none where a percentage would say nothing.
    pub(crate) share: Option<&'a str>,
    pub(crate) figure: &'a str,
    pub(crate) whole: &'a str,
}

/// A language.
pub(crate) trait Tongue: Sync {
    /// A period's name: `May 2011`.
    fn name(&self, span: Span) -> String;
    /// A period with its preposition: `in May 2011`.
    fn when(&self, span: Span) -> String;
    /// A unit of time, singular: `month`.
    fn noun(&self, grain: Grain) -> &'static str;
    /// Several of it: `months`.
    fn nouns(&self, grain: Grain) -> String;
    /// `per month`.
    fn per(&self, grain: Grain) -> String;
    /// `by month`, `by country`.
    fn by(&self, noun: &str) -> String;
    /// `for Germany`, `excluding Germany`.
    fn scope(&self, names: &str, exclude: bool) -> String;
    /// `all but Germany`.
    fn all_but(&self, names: &str) -> String;
    /// What is not listed.
    fn rest(&self) -> &'static str;
    /// What the `n` at an end of a ranking come to together.
    fn together(&self, n: usize, order: Order, figure: &str) -> String;
    /// All members, as a row of a table.
    fn all(&self) -> &'static str;
    /// What stands before the last of a list, blanks included.
    fn and(&self, last: &str) -> &'static str;
    /// How a figure is held against an amount: `more than`, `at least`.
    fn is(&self, comparison: plan::Comparison) -> &'static str;
    /// How many have a figure that is as much.
    fn having(&self, of: &Having<'_>) -> String {
        let Having { about, is, count, .. } = of;
        let list = of.list.map_or_else(String::new, |list| format!(" – {list}"));
        format!("{about} {is}{}{count}{list}", self.colon())
    }
    /// What stands between a name and what is said of it.
    fn colon(&self) -> &'static str {
        ": "
    }
    /// `Revenue in May 2011 came to {F1}`.
    fn value(&self, about: &str, figure: &str) -> String {
        format!("{about}{}{figure}", self.colon())
    }
    /// What is taken off already: `net of refunds`.
    fn net_of(&self, label: &str) -> String;
    /// A figure beside another one.
    fn compared(&self, of: &Comparison<'_>) -> String;
    /// Those of some members that sold: `products with sales`.
    fn with_sales(&self, names: &str) -> String;
    /// What a sentence begins with before the period that another one is compared with.
    fn against(&self) -> &'static str;
    /// From the first figure of a series to the last.
    fn course(&self, about: &str, first: &str, last: &str) -> String;
    /// The name of the highest or lowest of several figures.
    fn extreme(&self, order: Order) -> &'static str;
    /// The name of the largest change upward or downward.
    fn swing(&self, direction: Direction) -> &'static str;
    /// A figure per unit of time, and that of the whole period.
    fn average(&self, about: &str, average: &str, per: &str, total: &str) -> String;
    /// A figure per unit of another measure.
    fn quotient(&self, about: &str, average: &str, above: &str, below: &str, label: &str) -> String;
    /// A figure in percent of that of another measure.
    fn in_percent(&self, about: &str, share: &str, above: &str, below: &str, label: &str) -> String;
    /// A part of a whole.
    fn share(&self, part: &Part<'_>) -> String;
    /// What comes first in a ranking, and what follows.
    fn lead(&self, of: &Lead<'_>) -> String;
    /// A ranking that nobody leads alone.
    fn ranked(&self, of: &Lead<'_>, list: &str) -> String;
    /// Where a figure stands to the range that it was to be in.
    fn range(&self, side: Direction, low: &str, high: &str) -> String;
    /// What a period to come should bring.
    fn forecast(&self, about: &str, expected: &str, low: &str, high: &str) -> String;
    /// What begins the list of a change's drivers.
    fn of_change(&self) -> &'static str;
    /// What a role of facts is called: a driver of a change, a column of a table.
    fn role(&self, role: FactRole) -> &'static str;
    /// What begins the list of the first members by dimension.
    fn top(&self) -> &'static str;
    /// That there are more than those that an answer was given for.
    fn there_are_more(&self) -> &'static str;
    /// That more stands in the table.
    fn more_in_table(&self) -> &'static str;
    /// That the data ends inside the period, which is called `unit` if it is one of the calendar's.
    fn data_ends(&self, day: Date, unit: Option<&str>) -> String;
    /// That the data begins inside the period.
    fn data_begins(&self, day: Date) -> String;

    /// The question for a ranking of `n`.
    fn ask_top(&self, n: u32, plural: &str, label: &str, rest: &str) -> String;
    /// The question for the best day or month.
    fn ask_best(&self, grain: Grain, label: &str, rest: &str) -> String;
    /// The question for a comparison with the period called `other`.
    fn ask_compare(&self, label: &str, rest: &str, other: &str) -> String;
    /// The question for what a change is made of.
    fn ask_why(&self, label: &str, rest: &str) -> String;
    /// The question for how a period went; `rest` is scope and period, each after a blank.
    fn ask_summary(&self, rest: &str) -> String;
    /// The question for a member's part.
    fn ask_share(&self, label: &str, part: &str, when: &str) -> String;
    /// What can be asked. `dimensions` are a list, or empty; `days` a period with its preposition.
    fn help(&self, measures: &str, dimensions: &str, days: Option<&str>) -> String;
    /// What is said to somebody who asks nothing.
    fn greeting(&self) -> &'static str;
    /// What is said to somebody who is thankful.
    fn thanked(&self) -> &'static str;
}

/// The words of `language`.
pub(crate) fn tongue(language: Language) -> &'static dyn Tongue {
    match language {
        Language::English => &english::English,
        Language::German => &german::German,
        Language::French => &french::French,
        Language::Spanish => &spanish::Spanish,
        Language::Portuguese => &portuguese::Portuguese,
    }
}

/// `A, B and C`.
pub(crate) fn listed(tongue: &dyn Tongue, names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [init @ .., last] => format!("{}{}{last}", init.join(", "), tongue.and(last)),
    }
}

/// `text` with its first letter large.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
