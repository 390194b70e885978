//! Periods: every day, month, quarter, half, year and weekday in a text must be a fact's.

use super::{
    Finding,
    carried::{Carried, Day, last_day},
    text::{Text, Token},
    words::Words,
};

/// What stands between the parts of a date.
const BETWEEN: [&str; 12] = ["of", "de", "d", "'", ",", ".", "del", "do", "the", "º", "ª", "des"];
/// What makes a number an ordinal.
const SUFFIXES: [&str; 12] = ["st", "nd", "rd", "th", ".", "er", "re", "e", "º", "ª", "ème", "o"];
/// What stands between the ends of a range.
const TO: [&str; 14] = ["to", "and", "until", "through", "bis", "und", "au", "et", "al", "hasta", "y", "a", "e", "-"];

/// A period as it is written; a year may be left out.
#[derive(Debug, Clone, Copy)]
enum Said {
    Day(Option<u32>, u32, u32),
    Month(Option<u32>, u32),
    /// First and last month.
    Months(Option<u32>, u32, u32),
    Year(u32),
    Weekday(u32),
}

/// Finds periods, and takes them out of the text.
pub(super) fn judge(carried: &Carried, languages: &[Words], text: &mut Text, found: &mut Vec<Finding>) {
    let tokens = text.tokens();
    let mut said = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let reader = Reader { tokens: &tokens, languages };
        match reader.read(at) {
            Some((periods, end)) => {
                let (start, stop) = (tokens[at].start, tokens[end - 1].end);
                said.extend(periods.into_iter().map(|period| (period, start, stop)));
                at = end;
            }
            None => at += 1,
        }
    }
    let several = said.len() > 1;
    for (period, start, stop) in said {
        if !holds(period, carried, several) {
            found.push(Finding::new("period", text.part(start, stop)));
        }
        text.hide(start, stop);
    }
}

/// Whether a fact is about it; among `several` periods, the ends of a range may stand apart.
fn holds(said: Said, carried: &Carried, several: bool) -> bool {
    let mut periods = carried.periods.iter();
    let is_year = |said: Option<u32>, year: u32| said.is_none_or(|said| said == year);
    match said {
        Said::Day(year, month, day) => {
            let is = |(y, m, d): Day| is_year(year, y) && (m, d) == (month, day);
            periods.any(|(from, to)| is(*from) || is(*to))
        }
        Said::Month(year, month) => whole(carried, year, month, month) || several && at_an_end(carried, year, month),
        Said::Months(year, first, last) => whole(carried, year, first, last),
        Said::Year(year) => {
            whole(carried, Some(year), 1, 12)
                || several && (at_an_end(carried, Some(year), 1) || at_an_end(carried, Some(year), 12))
        }
        Said::Weekday(weekday) => periods.any(|(from, to)| from == to && weekday_of(*from) == weekday),
    }
}

/// Whether a fact's period is these months, from the first day of one to the last of the other.
fn whole(carried: &Carried, year: Option<u32>, first: u32, last: u32) -> bool {
    carried.periods.iter().any(|(from, to)| {
        year.is_none_or(|year| from.0 == year)
            && from.0 == to.0
            && (from.1, from.2) == (first, 1)
            && (to.1, to.2) == (last, last_day(to.0, last))
    })
}

/// Whether a fact's period begins with this month, or ends with it.
fn at_an_end(carried: &Carried, year: Option<u32>, month: u32) -> bool {
    carried.periods.iter().any(|(from, to)| {
        let begins = year.is_none_or(|year| from.0 == year) && (from.1, from.2) == (month, 1);
        let ends = year.is_none_or(|year| to.0 == year) && (to.1, to.2) == (month, last_day(to.0, month));
        begins || ends
    })
}

/// From Monday, which is one (Sakamoto's method).
fn weekday_of((year, month, day): Day) -> u32 {
    let shift = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4][month.clamp(1, 12) as usize - 1];
    let year = if month < 3 { year - 1 } else { year };
    (year + year / 4 - year / 100 + year / 400 + shift + day + 6) % 7 + 1
}

/// Reads a period that begins at a token.
struct Reader<'a> {
    tokens: &'a [Token],
    languages: &'a [Words],
}

type Read = (Vec<Said>, usize);

impl Reader<'_> {
    fn read(&self, at: usize) -> Option<Read> {
        self.iso(at)
            .or_else(|| self.day_month(at))
            .or_else(|| self.part(at))
            .or_else(|| self.month(at))
            .or_else(|| self.year(at).map(|(year, end)| (vec![Said::Year(year)], end)))
            .or_else(|| {
                let weekday = self.languages.iter().find_map(|words| words.place("weekdays", self.text(at)));
                weekday.map(|weekday| (vec![Said::Weekday(weekday)], at + 1))
            })
    }

    fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.text.as_str())
    }

    /// A number that is not the end of a longer one: `1,504`.
    fn number(&self, at: usize, least: u32, most: u32) -> Option<u32> {
        let token = self.tokens.get(at)?;
        if let Some([whole, point]) = at.checked_sub(2).and_then(|from| self.tokens.get(from..at)) {
            let joined = whole.end == point.start && point.end == token.start;
            if joined && whole.number().is_some() && matches!(point.text.as_str(), "," | ".") {
                return None;
            }
        }
        token.number().filter(|number| (least..=most).contains(number))
    }

    fn value(&self, list: &str, at: usize) -> Option<u32> {
        self.languages.iter().find_map(|words| words.value(list, self.text(at))).map(|value| value as u32)
    }

    /// A year that stands alone: not a part of a longer figure.
    fn year(&self, at: usize) -> Option<(u32, usize)> {
        let token = self.tokens.get(at).filter(|token| token.text.len() == 4)?;
        let year = self.number(at, 1900, 2099)?;
        let touches = |other: Option<&Token>, before: bool| {
            other.is_some_and(|other| {
                let near = if before { other.end == token.start } else { other.start == token.end };
                near && (matches!(other.text.as_str(), "£" | "$" | "€" | "%") || before && other.text == ",")
            })
        };
        let figure = matches!(self.text(at + 1), "." | ",")
            && self.tokens.get(at + 2).is_some_and(|next| next.number().is_some() && next.start == token.end + 1);
        (!figure && !touches(self.tokens.get(at.wrapping_sub(1)), true) && !touches(self.tokens.get(at + 1), false))
            .then_some((year, at + 1))
    }

    /// A year after what may stand before it.
    fn then_year(&self, at: usize) -> (Option<u32>, usize) {
        let from = self.skip(at, &BETWEEN);
        self.year(from).map_or((None, at), |(year, end)| (Some(year), end))
    }

    fn skip(&self, mut at: usize, words: &[&str]) -> usize {
        while words.contains(&self.text(at)) {
            at += 1;
        }
        at
    }

    fn month_name(&self, at: usize) -> Option<u32> {
        let token = self.tokens.get(at)?;
        self.languages.iter().enumerate().find_map(|(place, words)| {
            // English is the last: "may" and "march" are other words, too.
            let english = place + 1 == self.languages.len();
            let dated = self.text(at + 1) == "." || self.then_year(at + 1).0.is_some();
            let long = words.place("months", &token.text).filter(|_| token.capital || dated || !english);
            long.or_else(|| words.place("short", &token.text).filter(|_| dated && (token.capital || !english)))
        })
    }

    /// `2011-03-05`, `2011-03`.
    fn iso(&self, at: usize) -> Option<Read> {
        let (year, _) = self.year(at).filter(|_| self.text(at + 1) == "-")?;
        let month = self.number(at + 2, 1, 12).filter(|_| self.text(at + 2).len() == 2)?;
        match self.number(at + 4, 1, 31).filter(|_| self.text(at + 3) == "-" && self.text(at + 4).len() == 2) {
            Some(day) => Some((vec![Said::Day(Some(year), month, day)], at + 5)),
            None => Some((vec![Said::Month(Some(year), month)], at + 3)),
        }
    }

    /// `9 December 2011`, `10 to 20 April`, `9. Dezember`, `1er mars`, `March 5, 2011`.
    fn day_month(&self, at: usize) -> Option<Read> {
        if let Some(month) = self.month_name(at) {
            let day = self.number(at + 1, 1, 31)?;
            let (year, end) = self.then_year(self.skip(at + 2, &SUFFIXES));
            return year.map(|year| (vec![Said::Day(Some(year), month, day)], end));
        }
        let first = self.number(at, 1, 31)?;
        let mut days = vec![first];
        let mut place = self.skip(at + 1, &SUFFIXES);
        let is_range = TO.contains(&self.text(place)) || self.text(place) == "–";
        if let Some(last) = self.number(place + 1, 1, 31).filter(|_| is_range) {
            days.push(last);
            place = self.skip(place + 2, &SUFFIXES);
        }
        let place = self.skip(place, &BETWEEN);
        let month = self.month_name(place)?;
        let (year, end) = self.then_year(place + 1);
        Some((days.into_iter().map(|day| Said::Day(year, month, day)).collect(), end))
    }

    /// Quarters and halves: `Q1 2011`, `2011 Q1`, `first quarter of 2011`, `2. Halbjahr`, `3.er trimestre`.
    fn part(&self, at: usize) -> Option<Read> {
        let (before, from) = match self.year(at) {
            Some((year, end)) => (Some(year), end),
            None => (None, at),
        };
        let near = self.tokens.get(from).zip(self.tokens.get(from + 1)).is_some_and(|(a, b)| a.end == b.start);
        let letter = match self.text(from) {
            "q" | "t" => Some(4),
            "h" | "s" => Some(2),
            _ => None,
        };
        if let Some((parts, number)) = letter.filter(|_| near).and_then(|p| Some((p, self.number(from + 1, 1, p)?))) {
            return Some(self.parts(parts, number, before, from + 2));
        }
        let number = self.number(from, 1, 4).or_else(|| self.value("ordinals", from))?;
        let noun = self.skip(from + 1, &SUFFIXES);
        let is = |list: &str| self.languages.iter().any(|words| words.is(list, self.text(noun)));
        if is("quarter") {
            Some(self.parts(4, number, before, noun + 1))
        } else if is("half-year") {
            Some(self.parts(2, number, before, noun + 1))
        } else {
            None
        }
    }

    fn parts(&self, parts: u32, number: u32, before: Option<u32>, end: usize) -> Read {
        let (year, end) = if before.is_some() { (before, end) } else { self.then_year(end) };
        let length = 12 / parts;
        (vec![Said::Months(year, (number.max(1) - 1) * length + 1, number * length)], end)
    }

    /// `March 2011`, `March`.
    fn month(&self, at: usize) -> Option<Read> {
        let month = self.month_name(at)?;
        let (year, end) = self.then_year(at + 1);
        Some((vec![Said::Month(year, month)], end))
    }
}
