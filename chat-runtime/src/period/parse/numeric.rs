//! Dates in digits: `2011-05-05`, `05/05/2011`, `5.5.11`, `2011-03`, `03/2011`.

use sales_metrics::period::Grain;

use super::{Parsed, Parser, years::plausible};
use crate::period::{
    expression::{Expr, Unit as Named, YearSaid},
    reason::Reason,
    vocabulary::Sense::*,
};

impl Parser<'_> {
    pub(super) fn numeric(&self, i: usize) -> Parsed {
        let Number(first, first_digits) = self.sense(i) else { return None };
        if first_digits == 8 && plausible(first / 10_000) && self.before(i) != Bound && !self.continues(i + 1) {
            let (year, month, day) = (first / 10_000, first / 100 % 100, first % 100);
            return (month <= 12 && day <= 31).then(|| (day_of(year, month, day), i + 1));
        }
        let (mark, second, second_digits) = self.more_digits(i + 1)?;
        if second_digits > 4 {
            return None;
        }
        let third = self.more_digits(i + 3).filter(|(again, ..)| *again == mark);
        let end = i + if third.is_some() { 5 } else { 3 };
        let month_of_run = mark == '/' && second_digits == 4;
        if self.continues(end) && !matches!(self.sense(end), Letter(_)) && mark == '.'
            || self.more_digits(end).is_some_and(|(after, ..)| third.is_none() && !month_of_run || after == mark)
        {
            return None;
        }
        let expr = match (first_digits, second_digits, third) {
            (4, 1 | 2, Some((_, day, 1 | 2))) if plausible(first) => day_of(first, second, day),
            (4, 2, None) | (4, 1, None) if plausible(first) && mark != '.' => month_of(first, second),
            (1 | 2, 1 | 2, Some((_, year, 4))) if plausible(year) => self.in_order(mark, Some(year), first, second),
            (1 | 2, 1 | 2, Some((_, year, 2))) if year < 100 => self.in_order(mark, Some(2000 + year), first, second),
            (1 | 2, 4, None) if plausible(second) && (mark != '.' || first_digits == 2) => month_of(second, first),
            (1 | 2, 1 | 2, None) if mark != '-' => return self.day_and_month(i, mark, first, second),
            _ => return None,
        };
        Some((expr, end))
    }

    /// `5/11`, `1.5.`: without a year only where a date must stand.
    fn day_and_month(&self, i: usize, mark: char, first: u32, second: u32) -> Parsed {
        let day = if self.before(i) == Unit(Grain::Day) { i - 1 } else { i };
        let lead = if self.before(day) == The { day - 1 } else { day };
        let day_first = !self.language.month_before_day;
        let dot = mark == '.' && self.is(i + 3, Mark('.')) && self.glued(i + 3) && !self.continues(i + 4);
        let end = if dot { i + 4 } else { i + 3 };
        let fraction = matches!(self.sense(end), Of | Other | Figure | Number(..));
        let led = match self.before(lead) {
            On | From => true,
            _ if day_first && mark == '/' && (lead < i || self.before(i) == In) && !fraction => true,
            Since | Until | Between | Before | After => mark == '/' || dot,
            To | And | Or | Versus | With | Mark('-') => (mark == '/' || dot) && self.ends_with_date(lead),
            _ => dot && self.language.dot_is_ordinal,
        };
        let joint = self.range_joint(end).map(|at| self.skip(at, The));
        let run = (mark == '/' || dot) && joint.is_some_and(|at| self.full_date(at));
        ((led || run) && !self.is(end, Counted)).then(|| (self.in_order(mark, None, first, second), end))
    }

    /// Whether the items before the joint at `i - 1` are digits of a date.
    fn ends_with_date(&self, i: usize) -> bool {
        let at = i.saturating_sub(2);
        matches!(self.sense(at), Number(_, 1 | 2)) && i >= 4 && matches!(self.sense(at - 1), Mark('/' | '.'))
            || matches!(self.sense(at), Mark('.')) && matches!(self.before(at), Number(_, 1 | 2)) && i >= 5
    }

    /// Whether a day, month and year in digits stand at `i`.
    pub(super) fn full_date(&self, i: usize) -> bool {
        let Number(_, 1 | 2) = self.sense(i) else { return false };
        let (Some((mark, _, 1 | 2)), Some((again, _, 2 | 4))) = (self.more_digits(i + 1), self.more_digits(i + 3))
        else {
            return false;
        };
        mark == again
    }

    /// Whether some date in digits has its month before its day.
    pub(super) fn dates_are_month_first(&self) -> bool {
        (0..self.items.len()).any(|i| {
            let Number(first @ 1..=12, _) = self.sense(i) else { return false };
            let second = self.more_digits(i + 1).map_or(0, |(_, second, _)| second);
            (13..=31).contains(&second) && !self.glued(i) && self.full_date(i) && first <= 12
        })
    }

    /// The day comes first, unless only the month can here or in another date of the text.
    /// With full stops it does everywhere but in English.
    fn in_order(&self, mark: char, year: Option<u32>, first: u32, second: u32) -> Expr {
        let said = year.and_then(said);
        if mark == '.' && !self.language.month_before_day {
            return checked_day(said, second, first);
        }
        let month_first = second > 12 && first <= 12 || self.month_first && first <= 12 && second <= 31;
        if month_first { checked_day(said, first, second) } else { checked_day(said, second, first) }
    }

    /// A mark and digits that touch each other and what is before them.
    pub(super) fn more_digits(&self, i: usize) -> Option<(char, u32, u8)> {
        match (self.sense(i), self.sense(i + 1)) {
            (Mark(mark @ ('-' | '/' | '.')), Number(value, digits)) if self.glued(i) && self.glued(i + 1) => {
                Some((mark, value, digits))
            }
            _ => None,
        }
    }
}

fn said(year: u32) -> Option<YearSaid> {
    i16::try_from(year).ok().map(|year| YearSaid { year, fiscal: false })
}

fn month_of(year: u32, month: u32) -> Expr {
    Expr::named(Named::Month(month), said(year))
}

fn day_of(year: u32, month: u32, day: u32) -> Expr {
    checked_day(said(year), month, day)
}

fn checked_day(year: Option<YearSaid>, month: u32, day: u32) -> Expr {
    match i8::try_from(month) {
        Ok(month @ 1..=12) => Expr::named(Named::Day { day, month }, year),
        _ => Expr::Impossible(Reason::NoMonth(month)),
    }
}
