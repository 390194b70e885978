//! The grammar: items to pieces of a question that speak of time.
//!
//! Every reader takes an index and answers what it read there and where it stopped. No reader calls itself, so no
//! text, however long, nests deep: `at` > ranges and lists > `point` > `composite` > `simple`.

mod anaphora;
mod composite;
mod context;
mod days;
mod lists;
mod named;
mod numeric;
mod ranges;
mod relative;
mod so_far;
mod weekdays;
mod years;

use std::ops::Range;

use sales_metrics::period::{Grain, Period};

use super::{Calendar, expression::Expr, lexer::Item, table::Language, vocabulary::Sense};

/// What a piece of the question says about time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    Period(Expr),
    /// `A to B` without "from": under "compare" it is two periods, parted at these items.
    Bare {
        a: Expr,
        b: Expr,
        parted: Range<usize>,
    },
    SameLastYear,
    Same(i16),
    /// The unit before; `alone` is what it means when no other period is in sight.
    Previous {
        unit: Option<Grain>,
        alone: Option<Period>,
    },
    Next {
        unit: Option<Grain>,
        alone: Option<Period>,
    },
    /// The period spoken of, moved back by so many units: "same period last month", "two years earlier".
    Moved {
        unit: Grain,
        count: i64,
    },
    /// "this month vs last": the unit is the other period's.
    Elliptic {
        back: bool,
    },
    /// "last year": the year itself, or the same period of it when compared with.
    LastYear(Period),
    AllTime,
}

/// [`Said`] with the items it covers.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) items: Range<usize>,
    pub(super) said: Said,
}

/// An expression and the index after it.
type Parsed = Option<(Expr, usize)>;

pub(super) struct Parser<'a> {
    pub(super) items: &'a [Item],
    pub(super) calendar: &'a Calendar,
    language: &'static Language,
    first_compare: Option<usize>,
    share: bool,
    /// A date in the text can only be month first: `5/13/2011`; then all are.
    month_first: bool,
}

impl<'a> Parser<'a> {
    pub(super) fn new(items: &'a [Item], calendar: &'a Calendar, language: &'static Language) -> Self {
        let first_compare = items.iter().position(|item| item.sense == Sense::Compare);
        let share = items.iter().any(|item| item.sense == Sense::Share);
        let mut parser = Self { items, calendar, language, first_compare, share, month_first: false };
        parser.month_first = parser.dates_are_month_first();
        parser
    }
}

impl Parser<'_> {
    /// Every piece of the text, in order, none overlapping another.
    pub(super) fn pieces(&self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut at = 0;
        let mut end = 0;
        while at < self.items.len() {
            // "Q1/Q2": a mark right behind a piece joins the next one to it.
            let joined = end > 0 && at == end + 1;
            let read = if joined || self.starts_here(at) { self.at(at) } else { None };
            match read {
                Some((found, next)) => {
                    pieces.extend(found);
                    at = self.whole_word(next.max(at + 1));
                    end = at;
                }
                None => at += 1,
            }
        }
        pieces
    }

    fn at(&self, i: usize) -> Option<(Vec<Piece>, usize)> {
        let one = |(said, next): (Said, usize)| (vec![Piece { items: i..next, said }], next);
        self.anaphora(i).map(one).or_else(|| self.lists(i)).or_else(|| self.range(i).map(one))
    }

    /// The index after the word that item `i - 1` is a part of: no two pieces share a word.
    fn whole_word(&self, i: usize) -> usize {
        let place = |at: usize| self.items.get(at).map(|item| item.start);
        let rest = (i..self.items.len()).take_while(|at| place(*at) == place(i - 1)).count();
        i + rest
    }

    /// A code such as `ab-2011` or `$2011` holds no date.
    fn starts_here(&self, i: usize) -> bool {
        if !self.glued(i) || i == 0 {
            return true;
        }
        matches!(self.sense(i - 1), Sense::Mark(mark) if !"-./#$£€¥_+@%=&\\".contains(mark))
    }

    pub(super) fn sense(&self, i: usize) -> Sense {
        self.items.get(i).map_or(Sense::Nothing, |item| item.sense)
    }

    /// The sense of the item before `i`.
    fn before(&self, i: usize) -> Sense {
        i.checked_sub(1).map_or(Sense::Nothing, |previous| self.sense(previous))
    }

    fn glued(&self, i: usize) -> bool {
        self.items.get(i).is_some_and(|item| item.glued)
    }

    fn is(&self, i: usize, sense: Sense) -> bool {
        self.sense(i) == sense
    }

    /// Whether several units are meant and not said how many.
    fn plural(&self, i: usize) -> bool {
        self.items.get(i).is_some_and(|item| item.plural)
    }

    /// The index after `i` when `sense` stands there, else `i`.
    fn skip(&self, i: usize, sense: Sense) -> usize {
        if self.is(i, sense) { i + 1 } else { i }
    }

    /// The index after up to three words that add nothing: "the whole".
    fn skip_filler(&self, i: usize) -> usize {
        let fillers = (i..i + 3).take_while(|at| matches!(self.sense(*at), Sense::The | Sense::Fill)).count();
        i + fillers
    }

    /// The index after "day" in "day 5 of May".
    fn skip_day(&self, i: usize) -> usize {
        let day = self.is(i, Sense::Unit(Grain::Day)) && self.day_number(i + 1).is_some();
        let joined =
            matches!(self.sense(i + 2), Sense::And | Sense::Or | Sense::Mark(',')) && self.day_number(i + 3).is_some();
        let dated =
            matches!(self.sense(self.skip(i + 2, Sense::Of)), Sense::Month(_)) || self.range_joint(i + 2).is_some();
        if day && (dated || joined || self.more_digits(i + 2).is_some()) { i + 1 } else { i }
    }

    /// Whether a word or a number goes on right where item `i` begins.
    fn continues(&self, i: usize) -> bool {
        self.glued(i) && !matches!(self.sense(i), Sense::Mark(_))
    }

    /// A count: digits or a word.
    fn count(&self, i: usize) -> Option<(i64, usize)> {
        match self.sense(i) {
            Sense::Number(value @ 1..=9999, _) | Sense::Count(value) => Some((value.into(), i + 1)),
            _ => None,
        }
    }

    /// One point in time: a period with no range around it.
    fn point(&self, i: usize) -> Parsed {
        let start = self.skip_day(self.skip_filler(i));
        self.composite(start).or_else(|| self.simple(start))
    }

    /// A period named or described without reference to another.
    fn simple(&self, i: usize) -> Parsed {
        self.numeric(i).or_else(|| self.named(i)).or_else(|| self.relative(i)).or_else(|| self.year(i))
    }
}
