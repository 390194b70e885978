//! Years: alone, behind a unit that needs one, fiscal, or relative ("of last year").

use sales_metrics::period::Grain;

use super::{Parsed, Parser};
use crate::period::{
    expression::{Expr, Unit as Named, YearSaid},
    vocabulary::Sense::*,
};

/// Four digits that can be a year.
pub(super) fn plausible(value: u32) -> bool {
    (1900..=2100).contains(&value)
}

/// A year of two digits lies in this century, as all sales data does.
pub(super) fn short_year(value: u32) -> Option<i16> {
    i16::try_from(2000 + value).ok().filter(|year| *year < 2100)
}

impl Parser<'_> {
    /// The year behind a unit: `2011`, `of 2011`, `, 2011`, `'11`, `-11`, `FY2011`, `of last year`.
    pub(super) fn year_behind(&self, i: usize) -> Option<(YearSaid, usize)> {
        if let Some(found) = self.year_touching(i) {
            return Some(found);
        }
        if self.is(i, Mark(',')) {
            return self.year_digits(i + 1);
        }
        let linked = match self.sense(i) {
            Of | In => i + 1,
            _ => i,
        };
        let start = self.skip_filler(linked);
        self.year_digits(start).or_else(|| {
            let (year, next) = self.year_relative(start)?;
            // "the year" is this year only when the unit is said to be of it.
            (linked > i || !self.is(start, Unit(Grain::Year))).then_some((year, next))
        })
    }

    /// A year tied to the unit by a mark or by nothing.
    fn year_touching(&self, i: usize) -> Option<(YearSaid, usize)> {
        let calendar_year = |year| YearSaid { year, fiscal: false };
        match (self.sense(i), self.sense(i + 1)) {
            (Mark('\''), Number(value, 2)) if self.glued(i + 1) => Some((calendar_year(short_year(value)?), i + 2)),
            (Mark('-' | '/'), Number(value, 2))
                if self.glued(i) && self.glued(i + 1) && !matches!(self.sense(i + 2), Month(_) | Of) =>
            {
                Some((calendar_year(short_year(value)?), i + 2))
            }
            (Mark('-' | '/'), Number(value, 4)) if self.glued(i) && self.glued(i + 1) && plausible(value) => {
                Some((calendar_year(i16::try_from(value).ok()?), i + 2))
            }
            (Number(value, 2), _) if self.glued(i) => Some((calendar_year(short_year(value)?), i + 1)),
            _ => None,
        }
    }

    /// `2011`, `year 2011`, `FY 2011`, `FY11`, `fiscal 2011`, `FY2010/11`.
    fn year_digits(&self, i: usize) -> Option<(YearSaid, usize)> {
        let (fiscal, at) = match (self.sense(i), self.sense(i + 1)) {
            (Fiscal, Unit(Grain::Year)) => (true, i + 2),
            (Fiscal | FiscalYear, _) => (true, i + 1),
            (Unit(Grain::Year), _) => (false, i + 1),
            _ => (false, i),
        };
        let at = if at > i && self.is(at, Of) { at + 1 } else { at };
        let (mut value, mut next) = match (self.sense(at), self.sense(at + 1)) {
            (Number(value, 4), _) => (value, at + 1),
            (Number(value, 2), _) if fiscal => (2000 + value, at + 1),
            (Mark('\''), Number(value, 2)) => (2000 + value, at + 2),
            _ => return None,
        };
        if let (true, Some((_, end, 2 | 4))) = (fiscal, self.more_digits(next))
            && (value + 1 == end || (value + 1) % 100 == end)
        {
            (value, next) = (value + 1, next + 2);
        }
        let ends = !self.continues(next) || matches!(self.sense(next), Letter(_) | FiscalYear | Month(_));
        (plausible(value)
            && ends
            && self.more_digits(next).is_none_or(|(mark, _, digits)| mark == '-' || mark == '/' && digits == 4))
        .then_some((YearSaid { year: i16::try_from(value).ok()?, fiscal }, next))
    }

    /// `this year`, `last year`, `the previous fiscal year`, `the year`.
    pub(super) fn year_relative(&self, i: usize) -> Option<(YearSaid, usize)> {
        let steps = match self.sense(i) {
            This => 0,
            Last | Previous => -1,
            BeforeLast => -2,
            Next => 1,
            Unit(Grain::Year) if self.is(i.wrapping_sub(1), The) => {
                return Some((YearSaid { year: self.calendar.today.year(), fiscal: false }, i + 1));
            }
            _ => return None,
        };
        let fiscal = self.is(i + 1, Fiscal);
        let at = i + 1 + usize::from(fiscal);
        self.is(at, Unit(Grain::Year)).then(|| {
            let year = self.calendar.unit(self.calendar.today, Grain::Year, steps, fiscal).to.year();
            (YearSaid { year, fiscal }, at + 1)
        })
    }

    /// A year that stands alone or leads: `2011`, `FY2011`, `'11`, `2011 Q1`, `2011-W12`, `2011 March`.
    pub(super) fn year(&self, i: usize) -> Parsed {
        let (said, next) = self.year_digits(i)?;
        if self.is(i, Mark('\'')) && !matches!(self.before(i), In | Of | Since) {
            return None;
        }
        if let Some(led) = self.unit_after_year(next, said) {
            return Some(led);
        }
        if matches!(self.sense(i), Number(..)) && !self.number_is_year(i, said.year) {
            return None;
        }
        if self.is(next, ToDate(Grain::Year)) {
            return Some((Expr::YearToDate(said.year), next + 1));
        }
        Some((Expr::named(Named::Year, Some(said)), next))
    }

    fn unit_after_year(&self, next: usize, said: YearSaid) -> Parsed {
        let at = match self.sense(next) {
            Mark('-' | '/') if self.glued(next) && self.glued(next + 1) => next + 1,
            _ => next,
        };
        let (expr, end) = self.unit_without_year(at)?;
        let Expr::Named { unit, year: None, fiscal } = expr else { return None };
        if self.year_behind(end).is_some() {
            return None;
        }
        Some((Expr::named(unit, Some(YearSaid { year: said.year, fiscal: said.fiscal || fiscal })), end))
    }

    /// Whether bare digits are a year here and not an amount: "over 2000", "2011 units", "order 2011".
    fn number_is_year(&self, i: usize, year: i16) -> bool {
        let before = self.before(i);
        let next = self.sense(i + 1);
        let introduced = matches!(before, In | On | Since | Until | Before | After | From | Between | Through | Versus);
        let thousands = self.glued(i) && matches!(before, Mark(',' | '.'));
        let amount = self.glued(i + 1) && matches!(next, Mark('%' | '$' | '£' | '€'))
            || self.more_digits(i + 1).is_some_and(|(mark, ..)| mark == '.')
            || self.is(i + 1, Mark(','))
                && self.glued(i + 1)
                && self.glued(i + 2)
                && matches!(self.sense(i + 2), Number(..));
        // "which week was the best 2011?", "show 2011 instead"; but "top 2000 products"
        let near = (year - 1..=year + 1).contains(&self.calendar.today.year());
        let ranked = before == Rank && !near && !matches!(next, Nothing | Mark('?' | '.' | '!'));
        if thousands || amount || ranked || before == Bound || before == Over && year % 100 == 0 {
            return false;
        }
        let amounts = matches!(self.sense(i + 2), Number(..)) && self.is(i + 3, Counted);
        match next {
            And | Or | To | Mark('-') if amounts => false,
            Counted if matches!(before, In | On | Since) => true,
            Counted => (introduced || before == Of) && near,
            _ => year >= 1990 || introduced || matches!(before, Of | To | And | Or | With | Than),
        }
    }
}
