//! Two points with a run of days between them, and one point with everything on one side of it.

use sales_metrics::period::Period;

use super::{Parsed, Parser, Said};
use crate::period::{
    expression::{Expr, Third, Unit as Named},
    vocabulary::Sense::*,
};

impl Parser<'_> {
    /// A point, or what "from", "between", "since", "until", "before" and "after" make of it.
    pub(super) fn range(&self, i: usize) -> Option<(Said, usize)> {
        let open = |wrap: fn(Box<Expr>) -> Expr, skipped| {
            let (of, next) = self.edge(self.skip(i + 1, Mark('-')), skipped)?;
            Some((Said::Period(wrap(Box::new(of))), next))
        };
        match self.sense(i) {
            From => self.run_from(i + 1),
            Between => {
                let (a, at) = self.edge(i + 1, Third::First)?;
                let joint = self.range_joint(at).or_else(|| matches!(self.sense(at), And | Or).then_some(at + 1))?;
                let (b, next) = self.edge(joint, Third::Last)?;
                Some((Said::Period(Expr::Range(Box::new(a), Box::new(b))), next))
            }
            By if self.is(self.skip(i + 1, The), End) => open(Expr::Until, Third::Last),
            SoFar => {
                if let Some((whole, next)) = self.point(i) {
                    return Some((Said::Period(whole), next));
                }
                let (of, next) = self.point(self.skip(self.skip(i + 1, In), Of))?;
                Some((Said::Period(Expr::Since(Box::new(of))), next))
            }
            Since => self.since(i + 1).or_else(|| open(Expr::Since, Third::First)),
            Until | Through => open(Expr::Until, Third::Last),
            // "before the end of May" has May in it.
            Before if self.is(self.skip(i + 1, The), End) => open(Expr::Until, Third::Last),
            Before => open(Expr::Before, Third::First),
            After => open(Expr::After, Third::Last),
            _ => {
                let (a, at) = self.point(i)?;
                if matches!(self.sense(at), Onward | SoFar) {
                    return Some((Said::Period(Expr::Since(Box::new(a))), at + 1));
                }
                if self.is(at, Backward) {
                    return Some((Said::Period(Expr::Until(Box::new(a))), at + 1));
                }
                let Some((joint, (b, next))) = self.range_joint(at).and_then(|joint| {
                    Some((joint, self.edge(joint, Third::Last).or_else(|| self.same_month(&a, joint))?))
                }) else {
                    return Some((Said::Period(a), at));
                };
                // "May 2010/2011" are two months of May.
                if self.is(at, Mark('/')) && b.is_year() && !a.is_year() {
                    return Some((Said::Period(a), at));
                }
                Some((Said::Bare { a, b, parted: at..joint }, next))
            }
        }
    }

    /// "depuis 7 jours", "since May until today".
    fn since(&self, i: usize) -> Option<(Said, usize)> {
        let counted = match self.sense(i) {
            Article => Some((1, i + 1)),
            _ => self.count(i),
        };
        if let Some((count, at)) = counted
            && let Unit(grain) = self.sense(at)
            && self.sense(at + 1) != Ago
        {
            return Some((Said::Period(Expr::Fixed(self.up_to_today(grain, count))), at + 1));
        }
        self.run_from(i)
    }

    fn run_from(&self, i: usize) -> Option<(Said, usize)> {
        let (a, at) = self.edge(i, Third::First)?;
        let since = |next| Some((Said::Period(Expr::Since(Box::new(a.clone()))), next));
        if let Some(joint) = self.range_joint(at) {
            if self.is(self.skip(joint, The), Now) {
                return since(self.skip(joint, The) + 1);
            }
            if let Some((b, next)) = self.edge(joint, Third::Last).or_else(|| self.same_month(&a, joint)) {
                return Some((Said::Period(Expr::Range(Box::new(a), Box::new(b))), next));
            }
        }
        match self.sense(at) {
            SoFar | Onward => since(at + 1),
            On if self.point(at + 1).is_none() => since(at + 1),
            _ => None,
        }
    }

    /// "from 5 May until the 9th": a day of the month of the first.
    fn same_month(&self, first: &Expr, i: usize) -> Parsed {
        let Expr::Named { unit: Named::Day { month, .. }, year, fiscal } = first else { return None };
        let at = self.skip(i, The);
        let Nth(day) = self.sense(at) else { return None };
        Some((Expr::Named { unit: Named::Day { day, month: *month }, year: *year, fiscal: *fiscal }, at + 1))
    }

    /// A point whose "start of" or "end of" only says which side of it is meant.
    fn edge(&self, i: usize, redundant: Third) -> Parsed {
        let start = self.skip_filler(i);
        if self.is(start, Now) {
            return Some((Expr::Fixed(Period::day(self.calendar.today)), start + 1));
        }
        match self.third_word(start) {
            Some((third, at)) if third == redundant && matches!(self.sense(start), Start | End) => {
                self.point(at).or_else(|| self.container(at))
            }
            _ => self.point(start),
        }
    }

    /// The index after "to", "-", "through", "up until", ... .
    pub(super) fn range_joint(&self, i: usize) -> Option<usize> {
        match self.sense(i) {
            To | Through | Until => {
                let next = i + 1;
                Some(if matches!(self.sense(next), To | Until) { next + 1 } else { next })
            }
            Mark('-' | '—' | '…') => Some(i + 1),
            // "2010/2011", "2011-02-01/2011-02-14".
            Mark('/') if matches!((self.before(i), self.more_digits(i)), (Number(_, 2 | 4), Some((_, _, 4)))) => {
                Some(i + 1)
            }
            And if matches!(self.sense(i + 1), Until | To | Ending) => Some(i + 2),
            Mark('.') if self.is(i + 1, Mark('.')) => Some(if self.is(i + 2, Mark('.')) { i + 3 } else { i + 2 }),
            _ => None,
        }
    }
}
