//! What a word can mean in a date expression, and how a language's tables are looked up.
//!
//! The grammar in `parse` sees only [`Sense`]s, so another language is another [`Language`] table.

use std::collections::HashMap;

use sales_metrics::period::Grain;

/// The part a word, a phrase, a number or a mark plays in a date expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sense {
    /// A month's name, 1 to 12.
    Month(i8),
    /// A day of the week, 0 = Monday.
    Weekday(i8),
    /// `second`.
    Ordinal(u32),
    /// `2nd`.
    Nth(u32),
    /// `two`.
    Count(u32),
    /// Digits: the value and how many there are.
    Number(u32, u8),
    /// `week`, `quarter`, ...
    Unit(Grain),
    /// The letter of `Q1`, `H1`, `W12`.
    Letter(Grain),
    /// `MTD`.
    ToDate(Grain),
    /// `FYTD`.
    FiscalToDate,
    /// `TTM`.
    TrailingYear,
    /// Days from today.
    Today(i64),
    Now,
    This,
    Last,
    Past,
    Previous,
    Next,
    Following,
    Same,
    /// `period`, `time`: stands for the unit spoken of.
    Period,
    /// `year over year`, `this time last year`.
    YearAgo,
    /// `month over month`.
    PeriodAgo(Grain),
    AllTime,
    SoFar,
    Ago,
    Earlier,
    Later,
    Onward,
    /// `or earlier`.
    Backward,
    /// `final`: the last of what it is said to be of.
    Final,
    In,
    On,
    Of,
    Over,
    From,
    Between,
    Since,
    Until,
    Through,
    Before,
    After,
    To,
    And,
    Or,
    With,
    Versus,
    Than,
    Compare,
    Share,
    /// `excluding`.
    Except,
    The,
    /// `a`, `an`: one.
    Article,
    /// `whole`, `entire`: adds nothing.
    Fill,
    Fiscal,
    /// `FY`.
    FiscalYear,
    Early,
    Mid,
    Late,
    /// `beginning`, `start`: early in a unit, or the first day of a week.
    Start,
    /// `end`.
    End,
    Commencing,
    Ending,
    Season(Season),
    Holiday(Holiday),
    Weekend,
    /// `mother's day`, `recently`: a time no calendar fixes.
    Vague,
    /// Finer than the data.
    Hour,
    /// `top`: the number after it counts.
    Rank,
    /// `per`, `each`: the unit after it is a grouping.
    Each,
    /// Groups as "each" does; "by the end of" is "until".
    By,
    /// `more`, `above`: the number after it is an amount.
    Bound,
    /// A noun that is counted: the number before it is no year and no day.
    Counted,
    /// A noun a month's name may stand before: `May revenue`.
    Figure,
    /// A word after which a modal verb must have stood: `may I`.
    Subject,
    /// Any other mark.
    Mark(char),
    /// Any other word.
    Other,
    /// Past the end of the text.
    Nothing,
}

/// Meteorological seasons of the northern half of the earth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Season {
    Spring,
    Summer,
    Autumn,
    /// From December of the year named to February of the next.
    Winter,
    /// A name that is also a common verb (`fall`): only beside a year or after "in the".
    Fall,
}

/// Days that shops speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holiday {
    NewYear,
    Valentine,
    Easter,
    Halloween,
    Thanksgiving,
    BlackFriday,
    CyberMonday,
    ChristmasEve,
    Christmas,
    BoxingDay,
    NewYearsEve,
}

/// One language's words.
pub(super) struct Language {
    /// Words and phrases by meaning; a phrase's words are parted by one space.
    pub(super) words: &'static [(Sense, &'static [&'static str])],
    /// Months in full, for repairing slips of the pen.
    pub(super) months: [&'static str; 12],
    /// Words that look like a misspelt month and are none.
    pub(super) never_months: &'static [&'static str],
    /// Months that are also verbs and need evidence.
    pub(super) doubtful_months: &'static [i8],
    /// What follows a number to make it an ordinal: `5th`.
    pub(super) ordinal_suffixes: &'static [&'static str],
}

struct Entry {
    rest: Vec<&'static str>,
    sense: Sense,
}

/// A [`Language`] arranged for look-up.
pub(super) struct Vocabulary {
    pub(super) language: &'static Language,
    by_first: HashMap<&'static str, Vec<Entry>>,
}

impl Vocabulary {
    pub(super) fn new(language: &'static Language) -> Self {
        let mut by_first: HashMap<&'static str, Vec<Entry>> = HashMap::new();
        for (sense, words) in language.words {
            for phrase in *words {
                let mut parts = phrase.split(' ');
                let first = parts.next().unwrap_or_default();
                by_first.entry(first).or_default().push(Entry { rest: parts.collect(), sense: *sense });
            }
        }
        for entries in by_first.values_mut() {
            entries.sort_by_key(|entry| std::cmp::Reverse(entry.rest.len()));
        }
        Self { language, by_first }
    }

    /// The longest entry that starts with `first`, where `follows` says whether the words after it are these, and
    /// if so how many tokens they take.
    pub(super) fn look_up(&self, first: &str, follows: impl Fn(&[&str]) -> Option<usize>) -> Option<(Sense, usize)> {
        let entries = self.by_first.get(first)?;
        entries.iter().find_map(|entry| follows(&entry.rest).map(|taken| (entry.sense, taken)))
    }

    /// The month a misspelt word means. Long names may be two slips off; short ones, which ordinary words come
    /// close to, one.
    pub(super) fn misspelt_month(&self, word: &str) -> Option<i8> {
        let length = word.chars().count();
        if !(5..=12).contains(&length) || self.language.never_months.contains(&word) {
            return None;
        }
        let first = word.chars().next();
        (1i8..).zip(self.language.months).find_map(|(month, name)| {
            let long = name.len() >= 7;
            let same_start = name.chars().next() == first;
            let close = match (long, same_start) {
                (true, true) => strsim::osa_distance(word, name) <= 2,
                (true, false) => name.get(1..) == Some(word) || swapped(word, name),
                (false, true) if name.len() == 5 => swapped(word, name) || doubled(word, name),
                (false, true) => strsim::osa_distance(word, name) <= 1,
                (false, false) => false,
            };
            close.then_some(month)
        })
    }
}

/// Whether two neighbouring letters stand in the other's place.
fn swapped(word: &str, name: &str) -> bool {
    word.len() == name.len()
        && strsim::osa_distance(word, name) == 1
        && word.bytes().fold(0u32, |sum, byte| sum + u32::from(byte))
            == name.bytes().fold(0u32, |sum, byte| sum + u32::from(byte))
}

/// Whether one letter was typed twice.
fn doubled(word: &str, name: &str) -> bool {
    word.len() == name.len() + 1 && {
        let mut letters: Vec<char> = word.chars().collect();
        letters.dedup();
        letters.into_iter().eq(name.chars())
    }
}
