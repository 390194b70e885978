//! Dates in digits: `2011-05-05`, `05/05/2011`, `5.5.11`, `2011-03`, `03/2011`.

use super::{Parsed, Parser, years::plausible};
use crate::period::{
    expression::{Expr, Unit, YearSaid},
    resolve::no_such_month,
    vocabulary::Sense::{Bound, Letter, Mark, Number, On},
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
        if self.continues(end) && !matches!(self.sense(end), Letter(_)) && mark == '.'
            || self.more_digits(end).is_some_and(|(after, ..)| third.is_none() || after == mark)
        {
            return None;
        }
        let expr = match (first_digits, second_digits, third) {
            (4, 1 | 2, Some((_, day, 1 | 2))) if plausible(first) => day_of(first, second, day),
            (4, 2, None) | (4, 1, None) if plausible(first) && mark != '.' => month_of(first, second),
            (1 | 2, 1 | 2, Some((_, year, 4))) if plausible(year) => day_first(year, second, first),
            (1 | 2, 1 | 2, Some((_, year, 2))) if year < 100 => day_first(2000 + year, second, first),
            (1 | 2, 4, None) if plausible(second) && (mark != '.' || first_digits == 2) => month_of(second, first),
            (1 | 2, 1 | 2, None) if mark == '/' && self.before(i) == On => {
                let (day, month) = if second > 12 { (second, first) } else { (first, second) };
                checked_day(None, month, day)
            }
            _ => return None,
        };
        Some((expr, end))
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
    Expr::named(Unit::Month(month), said(year))
}

fn day_of(year: u32, month: u32, day: u32) -> Expr {
    checked_day(said(year), month, day)
}

/// The day comes first, unless only the month can.
fn day_first(year: u32, second: u32, first: u32) -> Expr {
    if second > 12 && first <= 12 { day_of(year, first, second) } else { day_of(year, second, first) }
}

fn checked_day(year: Option<YearSaid>, month: u32, day: u32) -> Expr {
    match i8::try_from(month) {
        Ok(month @ 1..=12) => Expr::named(Unit::Day { day, month }, year),
        _ => Expr::Impossible(no_such_month(month)),
    }
}
