//! Several numbers under one name: "1-14 Feb 2011", "May 5 and 6", "first and second quarter", "weeks 10 to 12".

use sales_metrics::period::Grain;

use super::{Parser, Piece, Said};
use crate::period::{
    expression::{Expr, Unit as Named, YearSaid},
    vocabulary::Sense::*,
};

/// No list of dates that people type is longer.
const LONGEST: usize = 12;

/// Numbers with what stands between them.
struct Numbers {
    /// The value and the item of each.
    values: Vec<(u32, usize)>,
    /// Whether the two are the ends of a run.
    run: bool,
    next: usize,
}

/// Expressions with the item each begins at, whether they are the ends of a run, and the index after them.
type List = (Vec<(Expr, usize)>, bool, usize);

impl Parser<'_> {
    pub(super) fn lists(&self, i: usize) -> Option<(Vec<Piece>, usize)> {
        let keyword = self.sense(i);
        let start = self.skip_day(self.skip_filler(if matches!(keyword, From | Between) { i + 1 } else { i }));
        let between = keyword == Between;
        let (exprs, run, next) = self
            .days_then_month(start, between)
            .or_else(|| self.day_then_date(start, between))
            .or_else(|| self.month_then_days(start, between))
            .or_else(|| self.ordinals(start, between))
            .or_else(|| self.numbered_units(start, between))
            .or_else(|| self.this_and_last(start))?;
        if run && let [(a, _), (b, _)] = exprs.as_slice() {
            let range = Expr::Range(Box::new(a.clone()), Box::new(b.clone()));
            return Some((vec![Piece { items: i..next, said: Said::Period(range) }], next));
        }
        let last = exprs.len() - 1;
        let ends = exprs.iter().skip(1).map(|(_, item)| *item).collect::<Vec<_>>();
        let pieces = exprs.into_iter().enumerate().map(|(index, (expr, item))| {
            let end = if index == last { next } else { ends.get(index).map_or(next, |following| following - 1) };
            let begin = if index == 0 { start } else { item };
            Piece { items: begin..end.max(begin + 1), said: Said::Period(expr) }
        });
        Some((pieces.collect(), next))
    }

    /// At least two numbers, read by `number`, joined by "to", "and", commas and the like.
    fn numbers(&self, i: usize, between: bool, number: impl Fn(usize) -> Option<u32>) -> Option<Numbers> {
        let mut values = vec![(number(i)?, i)];
        let mut next = i + 1;
        let mut run = false;
        while values.len() < LONGEST {
            // "5.-9. June".
            if self.is(next, Mark('.')) && self.glued(next) && !self.is(next + 1, Mark('.')) {
                next += 1;
            }
            let (ranged, joint) = match (self.range_joint(next), self.sense(next)) {
                (Some(joint), _) => (true, joint),
                (None, And | Or | Versus | Mark('&' | '+' | '/')) => (between, next + 1),
                (None, Mark(',')) => {
                    (false, if matches!(self.sense(next + 1), And | Or) { next + 2 } else { next + 1 })
                }
                _ => break,
            };
            let at = self.skip_day(self.skip(joint, The));
            let Some(value) = number(at) else { break };
            if run || ranged && values.len() > 1 {
                return None;
            }
            run = ranged;
            values.push((value, at));
            next = at + 1;
        }
        (values.len() > 1).then_some(Numbers { values, run, next })
    }

    fn days_then_month(&self, i: usize, between: bool) -> Option<List> {
        if self.before(i) == Rank {
            return None;
        }
        let found = self.numbers(i, between, |at| self.day_number(at).map(|(day, _)| day))?;
        if let Some((month, next)) = self.months_container(found.next) {
            let pick = |day: u32| Expr::Pick {
                of: Box::new(month.clone()),
                grain: Grain::Day,
                first: Some(day.into()),
                count: 1,
            };
            return Some((found.values.into_iter().map(|(day, at)| (pick(day), at)).collect(), found.run, next));
        }
        let keyword = matches!(self.before(i), From | Between);
        let (month, next) = self.month(self.skip(found.next, Of))?;
        let (year, next) = self.optional_year(next);
        (keyword || found.values.iter().all(|(day, _)| *day <= 31))
            .then(|| (days(&found.values, month, year), found.run, next))
    }

    /// "vom 1. bis 14.5.2011", "du 1 au 14/05/2011".
    fn day_then_date(&self, i: usize, between: bool) -> Option<List> {
        let (day, _) = self.day_number(i)?;
        let dot = if self.is(i + 1, Mark('.')) { i + 2 } else { i + 1 };
        let joint = self.range_joint(dot).or_else(|| (between && self.is(dot, And)).then_some(dot + 1))?;
        let at = self.skip(joint, The);
        if !(self.full_date(at) || self.is(at + 3, Mark('.')) && self.language.dot_is_ordinal) {
            return None;
        }
        let (last, next) = self.numeric(at)?;
        let Expr::Named { unit: Named::Day { month, .. }, year, fiscal } = last else { return None };
        let first = Expr::Named { unit: Named::Day { day, month }, year, fiscal };
        Some((vec![(first, i), (last, at)], true, next))
    }

    fn month_then_days(&self, i: usize, between: bool) -> Option<List> {
        let (month, at) = self.month(i)?;
        let start = self.skip(at, The);
        if self.glued(start) {
            return None;
        }
        let found = self.numbers(start, between, |at| self.day_number(at).map(|(day, _)| day))?;
        // "May 5 to 9 June": the second number belongs to the second month.
        if matches!(self.sense(self.skip(found.next, Of)), Month(_) | Counted) || self.continues(found.next) {
            return None;
        }
        let (year, next) = self.optional_year(found.next);
        Some((days(&found.values, month, year), found.run, next))
    }

    fn ordinals(&self, i: usize, between: bool) -> Option<List> {
        let found = self.numbers(i, between, |at| match self.sense(at) {
            Ordinal(number) | Nth(number) => Some(number),
            _ => None,
        })?;
        let grain = match self.sense(found.next) {
            Unit(grain) => grain,
            IsoWeek => Grain::Week,
            HalfMonth => Grain::Half,
            _ => return None,
        };
        let link = found.next + 1;
        let container = if matches!(self.sense(link), Of | In) { self.container(link + 1) } else { None };
        match container.filter(|(of, _)| !of.is_year() || !matches!(grain, Grain::Quarter | Grain::Half)) {
            Some((of, next)) => {
                let pick =
                    |number: u32| Expr::Pick { of: Box::new(of.clone()), grain, first: Some(number.into()), count: 1 };
                Some((found.values.into_iter().map(|(number, at)| (pick(number), at)).collect(), found.run, next))
            }
            None => {
                let (year, next) = self.optional_year(link);
                Some((units(&found.values, grain, year)?, found.run, next))
            }
        }
    }

    /// "weeks 10 to 12 of 2011", "quarters 1 and 2", "Q1-3 2011".
    fn numbered_units(&self, i: usize, between: bool) -> Option<List> {
        let (grain, letter) = match self.sense(i) {
            Unit(grain @ (Grain::Week | Grain::Month | Grain::Quarter | Grain::Half))
                if !matches!(self.before(i), Each | By) =>
            {
                (grain, false)
            }
            IsoWeek => (Grain::Week, false),
            Letter(grain) if self.glued(i + 1) => (grain, true),
            _ => return None,
        };
        let found = self.numbers(i + 1, between, |at| match self.sense(at) {
            Number(number, digits) if digits == 1 || digits == 2 && !letter => Some(number),
            _ => None,
        })?;
        if self.is(found.next, Counted) || letter && !found.run || matches!(self.sense(found.next), Month(_) | Unit(_))
        {
            return None;
        }
        let (year, next) = self.optional_year(found.next);
        Some((units(&found.values, grain, year)?, found.run, next))
    }

    /// "this and last month".
    fn this_and_last(&self, i: usize) -> Option<List> {
        let step = |at| match self.sense(at) {
            This => Some(0),
            Last | Previous => Some(-1),
            Next => Some(1),
            _ => None,
        };
        let (first, joint) = (step(i)?, self.sense(i + 1));
        let second_at = self.skip(i + 2, The);
        let (second, Unit(grain)) = (step(second_at)?, self.sense(second_at + 1)) else { return None };
        let unit = |steps| Expr::Fixed(self.calendar.unit(self.calendar.today, grain, steps, false));
        matches!(joint, And | Or | Versus | With | To | Mark('/' | '&'))
            .then(|| (vec![(unit(first), i), (unit(second), second_at)], false, second_at + 2))
    }

    fn optional_year(&self, i: usize) -> (Option<YearSaid>, usize) {
        self.year_behind(i).map_or((None, i), |(said, next)| (Some(said), next))
    }
}

fn days(values: &[(u32, usize)], month: i8, year: Option<YearSaid>) -> Vec<(Expr, usize)> {
    values.iter().map(|(day, at)| (Expr::named(Named::Day { day: *day, month }, year), *at)).collect()
}

fn units(values: &[(u32, usize)], grain: Grain, year: Option<YearSaid>) -> Option<Vec<(Expr, usize)>> {
    let unit = |number| match grain {
        Grain::Week => Some(Named::Week(number)),
        Grain::Month => Some(Named::Month(number)),
        Grain::Quarter => Some(Named::Quarter(number)),
        Grain::Half => Some(Named::Half(number)),
        _ => None,
    };
    values.iter().map(|(number, at)| Some((Expr::named(unit(*number)?, year), *at))).collect()
}
