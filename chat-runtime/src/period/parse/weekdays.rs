//! Days without a month: "on Friday", "Monday last week", "on the 6th".

use jiff::civil::Weekday as Day;
use sales_metrics::period::{Grain, Period as Dates};

use super::{Parsed, Parser};
use crate::period::{
    dates::{days_later, months_later},
    expression::{Expr, Unit as Named},
    vocabulary::Sense::{self, *},
};

impl Parser<'_> {
    pub(super) fn named_weekday(&self, lead: Sense, day: i8) -> Option<Dates> {
        let today = self.calendar.today;
        let day = Day::from_monday_zero_offset(day).ok()?;
        let date = match lead {
            This => {
                let from = self.calendar.week(today).from;
                days_later(from, i64::from(day.since(from.weekday())))
            }
            Next => days_later(today, i64::from(day.since(today.weekday()) + 6).rem_euclid(7) + 1),
            _ => days_later(today, -i64::from(today.weekday().since(day) + 6).rem_euclid(7) - 1),
        };
        Some(Dates::day(date))
    }

    /// "on Friday", "Monday last week"; a weekday alone is no date.
    pub(super) fn weekday(&self, i: usize) -> Parsed {
        let Weekday(day) = self.sense(i) else { return None };
        // "from Monday to Friday last week": both of that week.
        let ranged =
            self.range_joint(i + 1).map(|at| self.skip(at, The)).filter(|at| matches!(self.sense(*at), Weekday(_)));
        let lead = self.skip(self.skip(self.skip(ranged.unwrap_or(i) + 1, Of), In), The);
        if let (This | Last | Previous, Unit(Grain::Week)) = (self.sense(lead), self.sense(lead + 1)) {
            let step = if self.is(lead, This) { 0 } else { -1 };
            let from = self.calendar.unit(self.calendar.today, Grain::Week, step, false).from;
            let day = Day::from_monday_zero_offset(day).ok()?;
            let date = days_later(from, i64::from(day.since(from.weekday())));
            return Some((Expr::Fixed(Dates::day(date)), ranged.map_or(lead + 2, |_| i + 1)));
        }
        let lead = if self.before(i) == The { i - 1 } else { i };
        let day_first = !self.language.month_before_day;
        (self.before(lead) == On
            || matches!(self.before(i), Since | Until | Before | After | From | Through)
            || matches!(self.before(lead), And | Or | Versus | To)
                && lead >= 2
                && matches!(self.sense(lead - 2), Weekday(_))
            || day_first && matches!(self.before(lead), Of | In)
            || lead < i && self.language.article_dates_weekday)
            .then(|| match ranged.map(|at| self.sense(at)) {
                // "from Monday to Friday": the Monday before the latest Friday.
                Some(Weekday(last)) => {
                    let end = self.named_weekday(Last, last)?.from;
                    let back = i64::from(last - day).rem_euclid(7);
                    Some(Dates::day(days_later(end, -back)))
                }
                _ => self.named_weekday(Last, day),
            })
            .flatten()
            .map(|period| (Expr::Fixed(period), i + 1))
    }

    /// "on the 6th" is the latest that is not after today.
    pub(super) fn day_of_month(&self, start: usize, i: usize, day: u32) -> Parsed {
        let at = if self.before(start) == The { start - 1 } else { start };
        let dot = self.is(i + 1, Mark('.'));
        let day_first = !self.language.month_before_day;
        let led =
            matches!(self.before(start), The | In) || day_first && matches!(self.before(start), Of | From | Nothing);
        let ends = matches!(self.sense(if dot { i + 2 } else { i + 1 }), Nothing | Mark(_) | And | Or | In);
        let bare = matches!(self.sense(i), Number(..));
        if !matches!(self.before(at), On | Since | Before | After) && (start == i || !led)
            || matches!(self.sense(i + 1), Other | Counted | Unit(_) | Figure | Of)
            || bare && (!ends || self.more_digits(i + 1).is_some())
        {
            return None;
        }
        let wanted = i8::try_from(day).ok()?;
        let today = self.calendar.today;
        let newest = (0..4).find_map(|back| {
            let month = months_later(today, -back);
            month.with().day(wanted).build().ok().filter(|date| *date <= today)
        })?;
        Some((Expr::Named { unit: Named::Day { day, month: newest.month() }, year: None, fiscal: false }, i + 1))
    }
}
