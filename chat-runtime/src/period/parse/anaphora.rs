//! What only another period gives a meaning to: "same period last year", "the month before", "vs last".

use sales_metrics::period::Grain;

use super::{Parser, Said};
use crate::period::vocabulary::Sense::*;

impl Parser<'_> {
    pub(super) fn anaphora(&self, i: usize) -> Option<(Said, usize)> {
        let at = self.skip_filler(i);
        match self.sense(at) {
            YearAgo => Some((Said::SameLastYear, at + 1)),
            PeriodAgo(unit) => Some((Said::Previous { unit: Some(unit), alone: None }, at + 1)),
            AllTime => Some((Said::AllTime, at + 1)),
            Minus(grain) if self.more_digits(at + 1) == Some(('-', 1, 1)) => Some(match grain {
                Grain::Year => (Said::SameLastYear, at + 3),
                _ => (Said::Previous { unit: Some(grain), alone: None }, at + 3),
            }),
            SoFar if self.point(at).is_none() && self.point(self.skip(self.skip(at + 1, In), Of)).is_none() => {
                Some((Said::AllTime, at + 1))
            }
            Since if self.is(self.skip(at + 1, The), Start) => {
                let start = self.skip(at + 1, The);
                let ends = !matches!(self.sense(start + 1), Of | Unit(_)) && self.third_word(start).is_none();
                ends.then_some((Said::AllTime, start + 1))
            }
            Same => self.same(at),
            Last if self.is(at + 1, Unit(Grain::Year)) && !self.plural(at + 1) => self.last_year(at, -1, at + 2),
            Article | Count(1) | Number(1, _)
                if (self.sense(at + 1), self.sense(at + 2)) == (Unit(Grain::Year), Ago)
                    && !self.is(at + 3, Today(0)) =>
            {
                self.last_year(at, -1, at + 3)
            }
            Previous => self.previous(at),
            Following => match self.sense(at + 1) {
                Unit(unit) => Some((Said::Next { unit: Some(unit), alone: None }, at + 2)),
                Period => Some((Said::Next { unit: None, alone: None }, at + 2)),
                _ => None,
            },
            Next if at > i => match self.sense(at + 1) {
                Unit(unit) => {
                    let alone = self.calendar.unit(self.calendar.today, unit, 1, false);
                    Some((Said::Next { unit: Some(unit), alone: Some(alone) }, at + 2))
                }
                Period => Some((Said::Next { unit: None, alone: None }, at + 2)),
                _ => None,
            },
            _ => self.earlier_or_later(i, at),
        }
        .or_else(|| self.elliptic(at))
    }

    /// "vs last", "compared to previous", "than this", with nothing behind it.
    fn elliptic(&self, i: usize) -> Option<(Said, usize)> {
        let back = match self.sense(i) {
            Last | Previous => true,
            This => false,
            _ => return None,
        };
        let at = if self.before(i) == The { i - 1 } else { i };
        let compared = matches!(self.before(at), Versus | To | With | Than | And | Or);
        let next = self.skip(i + 1, Count(1));
        let ends = matches!(self.sense(next), Nothing | Mark('?' | '.' | '!' | ','));
        (compared && ends).then_some((Said::Elliptic { back }, next))
    }

    fn last_year(&self, at: usize, steps: i64, next: usize) -> Option<(Said, usize)> {
        // "last year's June", "last year to date" and "last year so far" are periods of their own.
        if self.unit_without_year(next).is_some_and(|(_, end)| self.year_behind(end).is_none())
            || matches!(self.sense(next), SoFar | ToDate(_))
        {
            return None;
        }
        let joint = self.range_joint(next).filter(|_| self.before(at) == From);
        joint
            .is_none()
            .then(|| (Said::LastYear(self.calendar.unit(self.calendar.today, Grain::Year, steps, false)), next))
    }

    fn same(&self, at: usize) -> Option<(Said, usize)> {
        // "The same half a year earlier": half a year is six months elsewhere.
        let half_a_year = (self.sense(at + 1), self.sense(at + 2)) == (Count(6), Unit(Grain::Month));
        if half_a_year && matches!(self.sense(at + 3), Before | Earlier | Ago) {
            return Some((Said::SameLastYear, at + 4));
        }
        if !matches!(self.sense(at + 1), Period | Unit(_)) {
            return None;
        }
        let mut next = at + 2;
        while next < at + 5 && matches!(self.sense(next), Of | In | On | From | The | Mark(',') | Versus) {
            next += 1;
        }
        if let Some(end) = self.year_before(next) {
            return Some((Said::SameLastYear, end));
        }
        match (self.sense(next), self.sense(next + 1)) {
            (Number(year, 4), _) => Some((Said::Same(i16::try_from(year).ok()?), next + 1)),
            (Last | Previous, Unit(unit)) => Some((Said::Moved { unit, count: 1 }, next + 2)),
            (Unit(unit), Before | Earlier) => Some((Said::Moved { unit, count: 1 }, next + 2)),
            _ => None,
        }
    }

    /// "last year", "the previous year", "the year before", "a year earlier".
    fn year_before(&self, i: usize) -> Option<usize> {
        let year = Unit(Grain::Year);
        let at = match (self.sense(i), self.sense(i + 1)) {
            (Last | Previous, second) if second == year => return Some(i + 2),
            (Article | Count(1) | Number(1, _), second) if second == year => i + 2,
            (first, _) if first == year => i + 1,
            _ => return None,
        };
        matches!(self.sense(at), Before | Earlier | Ago).then_some(at + 1)
    }

    fn previous(&self, at: usize) -> Option<(Said, usize)> {
        let alone = |expr: Option<(crate::period::expression::Expr, usize)>| match expr {
            Some((crate::period::expression::Expr::Fixed(period), _)) => Some(period),
            _ => None,
        };
        if self.is(at + 1, Period) {
            return Some((Said::Previous { unit: None, alone: None }, at + 2));
        }
        if let Some((_, unit_at)) = self.count(at + 1) {
            let found = matches!(self.sense(unit_at), Unit(_)) && !self.is(unit_at + 1, Of);
            return found.then(|| (Said::Previous { unit: None, alone: alone(self.relative(at)) }, unit_at + 1));
        }
        match self.sense(at + 1) {
            Unit(unit)
                if !matches!(self.sense(at + 2), SoFar | ToDate(_)) && self.unit_without_year(at + 2).is_none() =>
            {
                Some((Said::Previous { unit: Some(unit), alone: alone(self.relative(at)) }, at + 2))
            }
            _ => None,
        }
    }

    /// "the month before", "a quarter later", "two years earlier", "the 30 days before that".
    fn earlier_or_later(&self, i: usize, at: usize) -> Option<(Said, usize)> {
        let (count, unit_at) = match self.sense(at) {
            Article => (1, at + 1),
            _ => self.count(at).unwrap_or((1, at)),
        };
        // "the one before".
        if let (Count(1), Before | After) = (self.sense(at), self.sense(unit_at)) {
            return Some((Said::Elliptic { back: self.is(unit_at, Before) }, unit_at + 1));
        }
        let Unit(unit) = self.sense(unit_at) else { return None };
        let bare = unit_at == at && at == i;
        if bare && !matches!(self.before(i), Versus | With | To | Than | And) {
            return None;
        }
        let word = self.sense(unit_at + 1);
        let next = unit_at + 2;
        let ahead = match word {
            Before | Earlier | Previous => false,
            After | Later => true,
            _ => return None,
        };
        // "before June 2011" and "before last" say before what.
        if matches!(word, Before | After) && (self.is(next, Last) || self.point(next).is_some()) {
            return None;
        }
        let end = if matches!(self.sense(next), Subject | Period) && matches!(word, Before | After) {
            next + 1
        } else {
            next
        };
        let definite = at > i && self.sense(at) != Article;
        let said = match (ahead, count) {
            (false, 1) if unit == Grain::Year => Said::SameLastYear,
            (false, 2..) if !definite => Said::Moved { unit, count },
            (false, _) => Said::Previous { unit: (count == 1).then_some(unit), alone: None },
            (true, _) => Said::Next { unit: (count == 1).then_some(unit), alone: None },
        };
        Some((said, end))
    }
}
