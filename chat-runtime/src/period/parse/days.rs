//! Days with their month: `5 May 2011`, `May 5th`, `Monday, 5 May`.

use super::{Parsed, Parser, years::short_year};
use crate::period::{
    expression::{Expr, Unit as Named, YearSaid},
    vocabulary::Sense::*,
};

impl Parser<'_> {
    /// `5 May 2011`, `the 5th of May`, `May 5th, 2011`, `11-Jun-2011`.
    pub(super) fn day(&self, i: usize) -> Parsed {
        let (day, month, next) = self.day_first(i).or_else(|| self.month_first(i))?;
        let (year, next) = match self.year_behind(next) {
            Some((said, end)) => (Some(said), end),
            None => match self.sense(next) {
                // "12 June 11".
                Number(value, 2) if self.near(value) && !self.is(next + 1, Counted) && !self.continues(next + 1) => {
                    (short_year(value).map(|year| YearSaid { year, fiscal: false }), next + 1)
                }
                _ => (None, next),
            },
        };
        Some((Expr::named(Named::Day { day, month }, year), next))
    }

    /// `Monday, 5 May 2011`.
    pub(super) fn weekday_and_day(&self, i: usize) -> Parsed {
        let Weekday(weekday) = self.sense(i) else { return None };
        let start = self.skip(self.skip(i + 1, Mark(',')), The);
        let (day, next) = self.day(start).or_else(|| {
            self.numeric(start).filter(|(expr, _)| matches!(expr, Expr::Named { unit: Named::Day { .. }, .. }))
        })?;
        Some(if day.open() { (day, next) } else { (Expr::OnWeekday(Box::new(day), weekday), next) })
    }

    /// The number of a day, and whether it can be nothing else.
    pub(super) fn day_number(&self, i: usize) -> Option<(u32, bool)> {
        match self.sense(i) {
            Number(day, 1 | 2) => Some((day, false)),
            Nth(day) => Some((day, true)),
            _ => None,
        }
    }

    fn day_first(&self, i: usize) -> Option<(u32, i8, usize)> {
        let (day, certain, at) = match self.day_number(i) {
            Some((day, certain)) => (day, certain, self.skip(i + 1, Of)),
            None => match (self.sense(i), self.sense(i + 1)) {
                (Ordinal(day), Of) => (day, true, i + 2),
                // "premier mai", "am ersten Mai".
                (Ordinal(day), Month(_)) if !self.language.month_before_day && !self.is(i + 2, Mark('-')) => {
                    (day, true, i + 1)
                }
                _ => return None,
            },
        };
        if self.before(i) == Rank {
            return None;
        }
        let tied = matches!(self.sense(at), Mark('-' | '/' | '.')) && self.glued(at);
        let (month, next) = self.month(if tied { at + 1 } else { at })?;
        // Beyond 31 it is a day that does not exist, or a number that has nothing to do with the month.
        let introduced =
            matches!(self.before(i), On | From | Between | To | Until | Since | Before | After | The | Unit(_));
        let meant = certain || introduced || self.year_behind(next).is_some() || !self.language.month_before_day;
        (day <= 31 || meant).then_some((day, month, next))
    }

    fn month_first(&self, i: usize) -> Option<(u32, i8, usize)> {
        let (month, next) = self.month(i)?;
        let at = self.skip(next, The);
        let (day, certain) = self.day_number(at)?;
        let end = at + 1;
        if self.glued(at)
            || self.continues(end)
            || matches!(self.sense(end), Month(_)) && !self.language.month_before_day
        {
            return None;
        }
        let year = self.year_behind(end).is_some();
        if !certain && !year && (self.is(end, Counted) || self.is_short_year(i, at, day)) {
            return None;
        }
        (certain || year || day <= 31 || self.before(i) == On).then_some((day, month, end))
    }
}
