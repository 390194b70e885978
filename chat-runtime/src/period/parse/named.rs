//! Units with a name: days, months, quarters, halves, weeks, fiscal years, seasons, shops' holidays.

use sales_metrics::period::Grain;

use super::{Parsed, Parser, years::short_year};
use crate::period::{
    expression::{Expr, Unit as Named, WeekOf, YearSaid},
    reason::Reason,
    vocabulary::{
        Holiday as Day, Season as Time,
        Sense::{self, *},
    },
};

impl Parser<'_> {
    pub(super) fn named(&self, i: usize) -> Parsed {
        self.weekday_and_day(i)
            .or_else(|| self.day(i))
            .or_else(|| self.month_with_year(i))
            .or_else(|| {
                let (expr, next) = self.unit_without_year(i)?;
                let letter = matches!((self.sense(i), self.sense(i + 1)), (Letter(Grain::Week), _));
                match (self.year_behind(next), expr) {
                    (Some((said, end)), Expr::Named { unit, fiscal, .. }) => {
                        let said = YearSaid { fiscal: said.fiscal || fiscal, ..said };
                        Some((Expr::named(unit, Some(said)), end))
                    }
                    // "3. Quartal 11".
                    (None, Expr::Named { unit: unit @ (Named::Quarter(_) | Named::Half(_)), fiscal, .. })
                        if self.short_year_ends(next) =>
                    {
                        let Number(value, _) = self.sense(next) else { return None };
                        Some((Expr::named(unit, Some(YearSaid { year: short_year(value)?, fiscal })), next + 1))
                    }
                    // "W12" and "H3" without a year are codes.
                    (None, _)
                        if letter && !matches!(self.before(i), In | Since | Until) && !self.weeks_follow(next) =>
                    {
                        None
                    }
                    (None, Expr::Named { unit: Named::Half(3..), .. }) => None,
                    (_, expr) => Some((expr, next)),
                }
            })
            .or_else(|| self.season(i))
            .or_else(|| self.holiday(i))
    }

    /// `Jun 11` and `in June 11` are the year 2011 when that lies near today; `June 11` and `on Jun 11` are days.
    pub(super) fn is_short_year(&self, month: usize, number: usize, value: u32) -> bool {
        let short = self.items.get(month).is_some_and(|item| item.short);
        matches!(self.sense(number), Number(_, 2))
            && (short || self.before(month) == In || !self.language.month_before_day)
            && self.before(month) != On
            && self.near(value)
            && !self.runs_to_a_day(number + 1)
    }

    /// "Dec 23 to Dec 31, 2023": what follows is a day, and so is what stands before it.
    fn runs_to_a_day(&self, i: usize) -> bool {
        let Some((_, next)) = self.range_joint(i).and_then(|at| self.month(self.skip(at, The))) else { return false };
        match self.sense(next) {
            Number(value, 1 | 2) => self.year_behind(next + 1).is_some() || !self.near(value),
            Nth(_) => true,
            _ => false,
        }
    }

    /// Whether another lettered week follows: "W10-W12 2011".
    fn weeks_follow(&self, i: usize) -> bool {
        let joint = self.range_joint(i).or_else(|| matches!(self.sense(i), And | Or | Mark(',')).then_some(i + 1));
        joint.is_some_and(|at| self.is(self.skip(at, The), Letter(Grain::Week)))
    }

    /// Whether two digits at `i` are a year near today, with nothing behind them.
    fn short_year_ends(&self, i: usize) -> bool {
        let ends = matches!(self.sense(i + 1), Nothing | Mark('?' | '!' | ',') | Versus | And | Or | Over | Than);
        matches!(self.sense(i), Number(value, 2) if self.near(value)) && ends
    }

    /// Whether two digits are a year near today.
    pub(super) fn near(&self, value: u32) -> bool {
        (-3..=0).contains(&(i64::from(value) + 2000 - i64::from(self.calendar.today.year())))
    }

    /// `June 2011`, `jun. 11`, `March of last year`, `Jun-11`.
    pub(super) fn month_with_year(&self, i: usize) -> Parsed {
        let (month, next) = self.month(i)?;
        let unit = Named::Month(u32::try_from(month).ok()?);
        if let Some((said, end)) = self.year_behind(next) {
            return Some((Expr::named(unit, Some(said)), end));
        }
        match self.sense(next) {
            Number(value, 2) if self.is_short_year(i, next, value) && !self.continues(next + 1) => {
                let year = i16::try_from(2000 + value).ok()?;
                Some((Expr::named(unit, Some(YearSaid { year, fiscal: false })), next + 1))
            }
            _ => Some((Expr::named(unit, None), next)),
        }
    }

    /// A month's name and the index after it and the full stop of an abbreviation.
    pub(super) fn month(&self, i: usize) -> Option<(i8, usize)> {
        let Month(month) = self.sense(i) else { return None };
        if !self.month_is_meant(i) || self.in_a_name(i) || self.is(i + 1, Letter(Grain::Quarter)) && self.glued(i + 1) {
            return None;
        }
        let dotted = self.is(i + 1, Mark('.'))
            && self.glued(i + 1)
            && (matches!(self.sense(i + 2), Number(..) | Nth(_) | Of | Mark('\'' | '-') | To | And | Or | Mark(','))
                || self.items.get(i).is_some_and(|item| item.short) && !self.is(i + 2, Nothing));
        Some((month, if dotted { i + 2 } else { i + 1 }))
    }

    /// A cut month in a row of shouted words belongs to a product: "ZINC HEART CHRISTMAS DEC".
    fn in_a_name(&self, i: usize) -> bool {
        let shouted = |at: usize| self.items.get(at).is_some_and(|item| item.shouted);
        let other = matches!(self.before(i), Other | Holiday(_) | Season(_));
        let dated = matches!(self.sense(i + 1), Number(..) | Nth(_) | Mark('\'' | '-'));
        self.items.get(i).is_some_and(|item| item.short) && shouted(i) && i > 0 && shouted(i - 1) && other && !dated
    }

    /// Whether a month that is also a verb is the month here: "in May", "May 2011", not "may I".
    fn month_is_meant(&self, i: usize) -> bool {
        let Some(item) = self.items.get(i) else { return false };
        let (before, next) = (self.before(i), self.sense(i + 1));
        let counted = self.is(i + 2, Counted);
        let sentence_start = matches!(before, Nothing | Mark('.' | '?' | '!'));
        !item.doubtful
            || matches!(next, Number(_, 4))
            || matches!(next, Nth(_) | Mark('\'') | Number(1..=31, 1 | 2)) && !counted
            || matches!(before, In | On | Of | Since | Until | Before | After | Through | From | Between | Over)
            || matches!(before, Last | This | Next | Past | Previous | Early | Mid | Late | Nth(_))
            || next != Subject
                && before != Subject
                && (matches!(
                    before,
                    To | And | Or | With | Versus | Than | Compare | Number(..) | Mark(',' | '-' | '/' | '&')
                ) || matches!(next, Figure | Counted | Nothing | Mark('?' | '.' | '!' | ',' | '-' | '/'))
                    || matches!(next, And | Or | To | Versus | With | Through | Compare | This | Last)
                    || next == Of && (self.language.month_before_day || self.year_behind(i + 1).is_some())
                    || item.capital && !sentence_start)
    }

    /// `Q2`, `2Q`, `second quarter`, `quarter 2`, `H1`, `week 12`, `month 3`, `March`; fiscal or not.
    pub(super) fn unit_without_year(&self, i: usize) -> Parsed {
        let fiscal = self.is(i, Fiscal) || self.is(i, FiscalYear);
        let at = if fiscal { self.skip(i + 1, Mark('-')) } else { i };
        if let (false, Some((month, next))) = (fiscal, self.month(at)) {
            return Some((Expr::named(Named::Month(u32::try_from(month).ok()?), None), next));
        }
        let (grain, number, next) = match (self.sense(at), self.sense(at + 1)) {
            (Letter(grain), Number(number, 1)) => (grain, number, at + 2),
            (Letter(Grain::Week) | IsoWeek, Number(number, 1 | 2)) => (Grain::Week, number, at + 2),
            (Nth(number) | Ordinal(number), IsoWeek) => (Grain::Week, number, at + 2),
            (Nth(number), Letter(grain @ (Grain::Quarter | Grain::Half))) => (grain, number, at + 2),
            (Unit(Grain::Quarter), Count(number)) if !matches!(self.sense(at + 2), Unit(_) | Counted) => {
                (Grain::Quarter, number, at + 2)
            }
            (Unit(Grain::Week) | IsoWeek, Number(number, 3)) if !self.is(at + 2, Counted) => {
                (Grain::Week, number, at + 2)
            }
            // No year has them, whatever the rest says.
            (Ordinal(number) | Nth(number), Unit(Grain::Month)) if number > 12 => (Grain::Month, number, at + 2),
            (Ordinal(number) | Nth(number), Unit(Grain::Week)) if number > 53 => (Grain::Week, number, at + 2),
            (Number(number, 1), Letter(grain @ (Grain::Quarter | Grain::Half))) if self.glued(at + 1) => {
                (grain, number, at + 2)
            }
            (Unit(grain @ (Grain::Quarter | Grain::Half | Grain::Week | Grain::Month)), Number(number, 1 | 2))
                if !matches!(self.before(at), Each | By) && !self.is(at + 2, Counted) && !self.is_day_of(at + 1) =>
            {
                (grain, number, at + 2)
            }
            (Ordinal(number) | Nth(number), _) => {
                let named = if self.is(at + 1, Fiscal) { at + 2 } else { at + 1 };
                let Unit(grain @ (Grain::Quarter | Grain::Half)) = self.sense(named) else { return None };
                let fiscal = fiscal || named > at + 1;
                return Some((unit_of(grain, number, fiscal)?, named + 1));
            }
            _ => return None,
        };
        let letter_parted = matches!(self.sense(at), Letter(Grain::Half)) && !self.glued(at + 1);
        let run_on = self.continues(next) && !matches!(self.sense(next), Number(_, 2 | 4) | FiscalYear | Letter(_));
        if letter_parted || run_on {
            return None;
        }
        Some((unit_of(grain, number, fiscal)?, next))
    }

    /// Whether the number at `i` is the day of a month named after it: "week 5 May".
    fn is_day_of(&self, i: usize) -> bool {
        matches!(self.sense(self.skip(i + 1, Of)), Month(_))
    }

    fn season(&self, i: usize) -> Parsed {
        let Season(season) = self.sense(i) else { return None };
        // "winter 2010/11" begins in 2010.
        let year = self.year_behind(i + 1).or_else(|| match (self.sense(i + 1), self.more_digits(i + 2)) {
            (Number(value, 4), Some((_, end, 2 | 4))) if value + 1 == end || (value + 1) % 100 == end => {
                Some((YearSaid { year: i16::try_from(value).ok()?, fiscal: false }, i + 4))
            }
            _ => None,
        });
        let introduced = self.introduced(i);
        let of_two = matches!(self.sense(i + 1), Versus | And | Or) && matches!(self.sense(i + 2), Season(_));
        let meant = match season {
            // "The reasons for the fall in revenue"
            Time::Fall if year.is_none() => introduced && !matches!(self.sense(i + 1), In | Of),
            Time::Fall => introduced || self.before(i) == The,
            _ => introduced || year.is_some() || of_two || self.alone(i),
        };
        let (year, next) = year.map_or((None, i + 1), |(said, end)| (Some(said), end));
        meant.then(|| (Expr::named(Named::Season(season), year), next))
    }

    fn holiday(&self, i: usize) -> Parsed {
        // "2. Weihnachtstag".
        if let (Nth(number @ 1..=2) | Ordinal(number @ 1..=2), Holiday(Day::CHRISTMAS)) =
            (self.sense(i), self.sense(i + 1))
        {
            let holiday = if number == 1 { Day::CHRISTMAS } else { Day::BOXING_DAY };
            let year = self.year_behind(i + 2);
            let (year, next) = year.map_or((None, i + 2), |(said, end)| (Some(said), end));
            return Some((Expr::named(Named::Holiday { holiday, week: false }, year), next));
        }
        let Holiday(holiday) = self.sense(i) else { return None };
        let tied = self.skip(i + 1, Mark('-'));
        if self.is(tied, Weekend) {
            // "Easter weekend"; other holidays move theirs.
            let year = self.year_behind(tied + 1);
            let (said, next) = year.map_or((None, tied + 1), |(said, end)| (Some(said), end));
            let day = Expr::named(Named::Holiday { holiday, week: false }, said);
            let weekend = match holiday {
                Day::Easter(0) => Expr::Week(Box::new(day), WeekOf::Weekend),
                _ => Expr::Impossible(Reason::NotFixed),
            };
            return Some((weekend, next));
        }
        let week = matches!(self.sense(tied), Unit(Grain::Week) | Period);
        let at = if week { tied + 1 } else { i + 1 };
        let year = self.year_behind(at);
        let plain = self.items.get(i).is_some_and(|item| item.phrase);
        let lead = if self.before(i) == The { i - 1 } else { i };
        // "zwischen Weihnachten und Neujahr": the second holiday of two.
        let second = matches!(self.before(lead), And | Or | To | Until | Versus)
            && lead >= 2
            && matches!(self.sense(lead - 2), Holiday(_) | Number(..));
        let led = (second || matches!(self.before(lead), On | Over | Of | Unit(Grain::Week)))
            && !matches!(self.sense(at), Other);
        let introduced = plain || week || year.is_some() || self.introduced(i) || led || self.alone(i);
        let (year, next) = year.map_or((None, at), |(said, end)| (Some(said), end));
        introduced.then(|| (Expr::named(Named::Holiday { holiday, week }, year), next))
    }

    /// "Umsatz Silvester?": nothing but a figure before it, and the end behind it.
    fn alone(&self, i: usize) -> bool {
        let shouted = self.items.get(i).is_some_and(|item| item.shouted);
        !shouted
            && matches!(self.before(i), Nothing | Figure)
            && matches!(self.sense(i + 1), Nothing | Mark('?' | '.' | '!' | ','))
    }

    /// Whether a word of time leads to a name that products share: "in spring", "since Christmas".
    fn introduced(&self, i: usize) -> bool {
        let leads = |sense: Sense| matches!(sense, In | Over | Since | Until | Before | After | From | Between);
        let at = if self.before(i) == The { i - 1 } else { i };
        let leading = leads(self.before(at)) || matches!(self.before(i), Last | This | Next | Previous);
        // "in Christmas crackers": what follows must end the expression.
        leading && !matches!(self.sense(i + 1), Other)
    }
}

fn unit_of(grain: Grain, number: u32, fiscal: bool) -> Option<Expr> {
    let unit = match grain {
        Grain::Quarter => Named::Quarter(number),
        Grain::Half => Named::Half(number),
        Grain::Week => Named::Week(number),
        Grain::Month => Named::Month(number),
        _ => return None,
    };
    Some(Expr::Named { unit, year: None, fiscal })
}
