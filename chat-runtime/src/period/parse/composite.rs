//! Periods told from a named one: "first two weeks of May", "late 2011", "week of 5 May", "the day before Easter".

use sales_metrics::period::Grain;

use super::{Parsed, Parser};
use crate::period::{
    expression::{Expr, Third, Unit as Named, WeekOf},
    reason::Reason,
    vocabulary::Sense::{self, *},
};

impl Parser<'_> {
    pub(super) fn composite(&self, i: usize) -> Parsed {
        self.picked(i)
            .or_else(|| self.third(i))
            .or_else(|| self.week_of(i))
            .or_else(|| self.ending(i))
            .or_else(|| self.beside(i))
            .or_else(|| self.starting(i))
            .or_else(|| self.day_of_this_month(i))
    }

    /// "last week of May", "first 10 days of June", "third month of Q2", "second half of May".
    fn picked(&self, i: usize) -> Parsed {
        if let Some(found) = self.numbered_of(i) {
            return Some(found);
        }
        let first = match self.sense(i) {
            Ordinal(number) | Nth(number) => Some(i64::from(number)),
            Last | Final => None,
            _ => return None,
        };
        let (count, at) = self.count(i + 1).unwrap_or((1, i + 1));
        let link = at + 1;
        if let (Weekday(weekday), 1, Of | In) = (self.sense(at), count, self.sense(link)) {
            let (of, next) = self.container(link + 1)?;
            return Some((Expr::WeekdayOf { of: Box::new(of), weekday, number: first }, next));
        }
        let linked = matches!(self.sense(link), Of | In);
        let grain = match self.sense(at) {
            Unit(grain) => grain,
            // "la primera quincena": of this month.
            HalfMonth if !linked && !matches!(self.sense(link), Month(_)) && count == 1 && first.is_some() => {
                let month = Expr::Fixed(self.calendar.unit(self.calendar.today, Grain::Month, 0, false));
                return Some((Expr::Pick { of: Box::new(month), grain: Grain::Half, first, count }, link));
            }
            HalfMonth => Grain::Half,
            Months(size) if count == 1 => return self.run_of_months(first, size, if linked { link + 1 } else { link }),
            Weekend if linked && count == 1 => {
                let (of, next) = self.container(link + 1)?;
                let saturday = Expr::WeekdayOf { of: Box::new(of), weekday: 5, number: first };
                return Some((Expr::Week(Box::new(saturday), WeekOf::Weekend), next));
            }
            _ => return None,
        };
        let direct = match self.sense(link) {
            Month(_) | Letter(_) => true,
            Number(_, 4) => first.is_some() || matches!(grain, Grain::Quarter | Grain::Half),
            This | Last | Previous => self.language.dot_is_ordinal,
            _ => false,
        };
        if !linked && !direct || first == Some(0) || grain == Grain::Year {
            return None;
        }
        let (of, next) = self.container(if linked { link + 1 } else { link })?;
        // "primeros días de mayo".
        if count == 1 && at == i + 1 && self.plural(at) {
            return Some((Expr::Impossible(Reason::NotFixed), next));
        }
        // "second quarter of 2011", "first half of last year" have names of their own; so has "last quarter of 2011".
        if of.is_year() && count == 1 && first.is_some() && matches!(grain, Grain::Quarter | Grain::Half) {
            return None;
        }
        if count > 1 && first.is_some_and(|number| number != 1) {
            return None;
        }
        Some((Expr::Pick { of: Box::new(of), grain, first, count }, next))
    }

    /// "week 3 of March 2011", "día 5 del mes".
    fn numbered_of(&self, i: usize) -> Parsed {
        let (Unit(grain @ (Grain::Week | Grain::Day)), Number(number, 1 | 2), Of | In) =
            (self.sense(i), self.sense(i + 1), self.sense(i + 2))
        else {
            return None;
        };
        // "día 5 de mayo" is a date.
        if grain == Grain::Day && matches!(self.sense(i + 3), Month(_)) {
            return None;
        }
        let (of, next) = self.container(i + 3).filter(|(of, _)| !of.is_year())?;
        Some((Expr::Pick { of: Box::new(of), grain, first: Some(number.into()), count: 1 }, next))
    }

    /// "the 15th of last month", "el 15 del mes pasado".
    fn day_of_this_month(&self, i: usize) -> Parsed {
        let (day, certain) = match self.sense(i) {
            Ordinal(day) => (day, true),
            _ => self.day_number(i)?,
        };
        if !certain && (self.language.month_before_day || self.before(i) == Rank) {
            return None;
        }
        let (month, next) = self.months_container(i + 1)?;
        Some((Expr::Pick { of: Box::new(month), grain: Grain::Day, first: Some(day.into()), count: 1 }, next))
    }

    /// "of this month", "des letzten Monats".
    pub(super) fn months_container(&self, i: usize) -> Parsed {
        let start = self.skip(i, Of);
        let container = if start > i { self.container(start) } else { None };
        let said =
            || matches!(self.sense(start), This | Last | Previous | Next).then(|| self.container(start)).flatten();
        container.or_else(said).filter(|(of, _)| matches!(of, Expr::Fixed(period) if period.grain == Grain::Month))
    }

    /// "primer cuatrimestre de 2011": months under one name, of a year.
    fn run_of_months(&self, number: Option<i64>, size: i64, i: usize) -> Parsed {
        let (of, next) = match self.container(i).filter(|(of, _)| of.is_year()) {
            Some(found) => found,
            None => {
                (Expr::named(Named::Year, None), if i > 0 && matches!(self.before(i), Of | In) { i - 1 } else { i })
            }
        };
        let first = number.map(|number| (number - 1) * size + 1);
        Some((Expr::Pick { of: Box::new(of), grain: Grain::Month, first, count: size }, next))
    }

    /// "early May", "mid-2011", "end of Q2".
    fn third(&self, i: usize) -> Parsed {
        let (third, at) = self.third_word(i)?;
        let middle_of_year = || {
            let year = Expr::Fixed(self.calendar.unit(self.calendar.today, Grain::Year, 0, false));
            (self.is(i, Mid) && self.is(at, Unit(Grain::Year))).then_some((year, at + 1))
        };
        let (of, next) = self.container(at).or_else(middle_of_year)?;
        Some((Expr::Third(Box::new(of), third), next))
    }

    pub(super) fn third_word(&self, i: usize) -> Option<(Third, usize)> {
        let (third, at) = match (self.sense(i), self.sense(i + 1)) {
            (Early, _) => (Third::First, i + 1),
            (Mid, _) => (Third::Middle, i + 1),
            (Late, _) => (Third::Last, i + 1),
            (Start, Of) => (Third::First, i + 2),
            (End, Of) => (Third::Last, i + 2),
            (side @ (Start | End), next) if begins_unit(next) => {
                (if side == Start { Third::First } else { Third::Last }, i + 1)
            }
            _ => return None,
        };
        Some((third, self.skip(self.skip(self.skip(at, Mark('-')), In), Of)))
    }

    /// "week of 5 May 2011", "week commencing 2 May", "week ending 8 May".
    fn week_of(&self, i: usize) -> Parsed {
        let (week, at) = match (self.sense(i), self.sense(i + 1)) {
            (Unit(Grain::Week), Of) => (WeekOf::Holding, i + 2),
            (Unit(Grain::Week), Start | Since) => (WeekOf::Starting, i + 2),
            (Commencing, _) => (WeekOf::Starting, i + 1),
            (Weekend, Of) => (WeekOf::Weekend, i + 2),
            _ => return None,
        };
        let at = self.skip(self.skip(at, On), The);
        let (day, next) = self.named(at).or_else(|| self.numeric(at)).or_else(|| self.relative(at))?;
        let is_day = match &day {
            Expr::Named { unit, .. } => matches!(unit, Named::Day { .. } | Named::Holiday { .. }),
            Expr::Fixed(period) => period.grain == Grain::Day,
            other => matches!(other, Expr::OnWeekday(..) | Expr::Impossible(_)),
        };
        is_day.then(|| (Expr::Week(Box::new(day), week), next))
    }

    /// "week ending 8 May", "quarter ending June 2011", "the six months to June".
    fn ending(&self, i: usize) -> Parsed {
        let counted = self.count(i);
        let (count, at) = counted.unwrap_or((1, i));
        let Unit(grain) = self.sense(at) else { return None };
        if !self.is(at + 1, Ending) && (counted.is_none() || !matches!(self.sense(at + 1), To | Until)) {
            return None;
        }
        let start = self.skip_filler(self.skip(self.skip(at + 2, In), On));
        // "bis Ende Juni".
        let start = if self.is(start, End) { self.skip(start + 1, Of) } else { start };
        let (of, next) = self.simple(self.skip_filler(start))?;
        Some((Expr::Ending { of: Box::new(of), grain, count }, next))
    }

    /// "the 10 days from 5 May", "two weeks starting 2 May".
    fn starting(&self, i: usize) -> Parsed {
        let (count, at) = self.count(i)?;
        let Unit(grain) = self.sense(at) else { return None };
        if !matches!(self.sense(at + 1), From | Since | Start)
            || matches!(self.before(i), Last | Past | Previous | Next)
        {
            return None;
        }
        let start = self.skip(self.skip(at + 2, On), The);
        let (of, next) = self.named(start).or_else(|| self.numeric(start))?;
        if self.range_joint(next).is_some() {
            return None;
        }
        Some((Expr::Starting { of: Box::new(of), grain, count }, next))
    }

    /// "the month before June 2011", "two weeks after Easter", "the day before Christmas".
    fn beside(&self, i: usize) -> Parsed {
        // "the last week before Christmas".
        let last = usize::from(self.is(i, Last) || self.is(i, Final));
        let (count, at) = match self.sense(i + last) {
            Article => (1, i + 1),
            _ => self.count(i + last).unwrap_or((1, i + last)),
        };
        let Unit(grain) = self.sense(at) else { return None };
        // "which month before June had ..." asks for any of them.
        if at == i && !matches!(self.before(i), The | On | In | Of | Versus) {
            return None;
        }
        let after = match self.sense(at + 1) {
            Before => false,
            After | Following => true,
            _ => return None,
        };
        if self.is(at + 2, Last) {
            return None;
        }
        let (of, next) = self.simple(self.skip_filler(at + 2))?;
        Some((Expr::Beside { of: Box::new(of), grain, count, after }, next))
    }
}

/// What may stand right behind "start" and "end", without "of".
fn begins_unit(sense: Sense) -> bool {
    matches!(sense, Month(_) | Letter(_) | Nth(_) | Ordinal(_) | The | This | Last | Next | Previous | Number(_, 4))
}
