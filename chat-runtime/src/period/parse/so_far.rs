//! What is under way, up to today: "YTD", "so far this year", "acumulado do ano".

use sales_metrics::period::{Grain, Period as Dates};

use super::{Parsed, Parser};
use crate::period::{
    expression::{Expr, YearSaid},
    vocabulary::Sense::*,
};

impl Parser<'_> {
    /// The unit that is under way, up to today.
    pub(super) fn so_far(&self, grain: Grain, fiscal: bool) -> Expr {
        let today = self.calendar.today;
        Expr::Fixed(Dates::range(self.calendar.unit(today, grain, 0, fiscal).from, today))
    }

    /// "YTD", "YTD 2010", "YTD May 2011".
    pub(super) fn year_to_date(&self, i: usize) -> (Expr, usize) {
        if let Some((said, next)) = self.year_behind(i) {
            return (Expr::YearToDate(said.year), next);
        }
        self.year_up_to(i).unwrap_or_else(|| (self.so_far(Grain::Year, false), i))
    }

    /// "YTD May 2011", "year to date up to April 15, 2011", "cumul à fin mai", "acumulado até maio".
    fn year_up_to(&self, i: usize) -> Parsed {
        let lead = (i..i + 3).take_while(|at| matches!(self.sense(*at), In | Through | Until | To | Of | The)).count();
        let end = self.is(i + lead, End);
        let at = if end { self.skip(i + lead + 1, Of) } else { i + lead };
        let said = end || lead == 0 || (i..i + lead).any(|at| matches!(self.sense(at), Through | Until | To));
        // "YTD up to April 15, 2024"; a day without its year might be a year: "YTD May 11".
        let day = self.day(at).filter(|(_, next)| matches!(self.sense(next - 1), Number(_, 4)));
        let end = day.or_else(|| self.month_with_year(at));
        let (end, next) = end.filter(|_| said || self.before(i) == ToDate(Grain::Year))?;
        Some((Expr::YearUpTo(Box::new(end)), next))
    }

    /// "so far this year", "en lo que va de mes": the unit that is under way.
    pub(super) fn so_far_this(&self, i: usize) -> Parsed {
        let lead = (i + 1..i + 4).take_while(|at| matches!(self.sense(*at), Of | In | The | This)).count();
        let at = i + 1 + lead;
        if (i + 1..at).any(|at| self.is(at, This))
            && let Some((said, next)) = self.year_behind(at)
        {
            return Some((Expr::YearToDate(said.year), next));
        }
        let fiscal = self.is(at, Fiscal);
        match self.sense(self.skip(at, Fiscal)) {
            Unit(grain) if !matches!(self.sense(at + 1), Number(..)) => {
                Some((self.so_far(grain, fiscal), at + 1 + usize::from(fiscal)))
            }
            _ => None,
        }
    }

    /// "acumulado do ano", "cumul 2011", "kumuliert 2011".
    pub(super) fn cumulated(&self, i: usize) -> Parsed {
        let i = if self.is(i + 1, Figure) { i + 1 } else { i };
        if let Some(found) = self.so_far_this(i).or_else(|| self.year_up_to(i + 1)) {
            return Some(found);
        }
        let at = self.skip(self.skip(self.skip(i + 1, SoFar), Of), In);
        let (said, next) = self.year_behind(self.skip(at, The)).or_else(|| {
            let year = self.calendar.today.year();
            self.is(at, Unit(Grain::Year)).then_some((YearSaid { year, fiscal: false }, at + 1))
        })?;
        Some((Expr::YearToDate(said.year), next))
    }
}
