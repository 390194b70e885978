//! Periods as they are named: "June 2011", "Q2", "le 5 mars 2011", "2011-03", "a year earlier".

use jiff::{ToSpan, civil::Date};
use sales_metrics::period::{Grain, Period};

use super::{
    lexicon::{Lexicon, Meaning},
    text::{Kind, Token},
};

/// First and last day.
pub(super) type Days = (Date, Date);

/// A period as a text names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum When {
    /// These days; several readings where day and month may be either way round.
    Days(Vec<Days>),
    Month(i8),
    Day(i8, i8),
    Quarter(i8),
    Half(i8),
    Weekday(i8),
    /// The week that begins here.
    Week(Date),
    /// The unit before.
    Back(Option<Grain>),
    /// "Month on month": how a change is measured, the name of no period.
    Over(Grain),
    Last(Grain),
    This(Grain),
}

/// How a name fits some days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// It names them.
    Same,
    /// They are a part of what it names.
    Part,
    No,
}

fn unit((from, to): Days, grain: Grain) -> bool {
    let whole = Period::containing(from, grain);
    (whole.from, whole.to) == (from, to)
}

impl When {
    /// How the name fits `days`, when today is `today`. What is named by what it is before is nobody's own name.
    pub(super) fn fits(&self, days: Days, today: Option<Date>) -> Fit {
        let (from, to) = days;
        let same = |is: bool| if is { Fit::Same } else { Fit::No };
        let within = |is: bool, part: bool| match (is, part) {
            (true, _) => Fit::Same,
            (false, true) => Fit::Part,
            _ => Fit::No,
        };
        let one_month = from.first_of_month() == to.first_of_month();
        match self {
            Self::Days(readings) => {
                let part = |(a, b): &Days| *a <= from && to <= *b;
                within(readings.contains(&days), readings.iter().any(part))
            }
            Self::Month(month) => {
                let is = one_month && from.month() == *month;
                // The month that the data begins or ends in keeps its name.
                within(is && (unit(days, Grain::Month) || from.day() == 1 || to == to.last_of_month()), is)
            }
            Self::Day(month, day) => same(from == to && (from.month(), from.day()) == (*month, *day)),
            Self::Quarter(quarter) => {
                let of = |date: Date| (date.month() - 1) / 3 + 1;
                let is = from.year() == to.year() && of(from) == *quarter && of(to) == *quarter;
                within(is && unit(days, Grain::Quarter), is)
            }
            Self::Half(half) => {
                let of = |date: Date| (date.month() - 1) / 6 + 1;
                let is = from.year() == to.year() && of(from) == *half && of(to) == *half;
                within(is && unit(days, Grain::Half), is)
            }
            Self::Weekday(weekday) => same(from == to && from.weekday().to_monday_one_offset() == *weekday),
            Self::Week(start) => same(from == *start && (to - from).get_days() == 6),
            Self::Back(_) | Self::Over(_) => Fit::No,
            Self::Last(grain) => today.map_or(Fit::No, |today| {
                let this = Period::containing(today, *grain);
                let last = Period::containing(this.from.saturating_sub(1.day()), *grain);
                within((last.from, last.to) == days, last.from <= from && to <= last.to)
            }),
            Self::This(grain) => today.map_or(Fit::No, |today| {
                let this = Period::containing(today, *grain);
                within(this.from == from && to >= today && to <= this.to, this.from <= from && to <= this.to)
            }),
        }
    }

    /// Whether `base` is what stands before `now` under this name.
    pub(super) fn is_back(&self, now: Days, base: Days) -> bool {
        let grain = match self {
            Self::Back(grain) => *grain,
            Self::Over(grain) => Some(*grain),
            _ => return false,
        };
        let moved = |months: i64| {
            let back = |date: Date| date.saturating_sub(months.months());
            let end =
                if now.1 == now.1.last_of_month() { back(now.1.first_of_month()).last_of_month() } else { back(now.1) };
            (back(now.0), end) == base
        };
        let before = |days: i64| {
            (base.1 - base.0).get_days() == (now.1 - now.0).get_days() && (now.0 - base.0).get_days() == days as i32
        };
        match grain {
            None => base.1 < now.0 || base.0 < now.0,
            Some(Grain::Year) => moved(12) || before(364),
            Some(Grain::Half) => moved(6),
            Some(Grain::Quarter) => moved(3),
            Some(Grain::Month) => moved(1),
            Some(Grain::Week) => before(7),
            Some(Grain::Day | Grain::Range) => before(1),
        }
    }
}

/// Reads names of periods out of tokens.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dates<'a> {
    pub(super) tokens: &'a [Token],
    pub(super) lexicon: &'static Lexicon,
}

impl Dates<'_> {
    fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at)
    }

    fn meaning<T>(&self, at: usize, of: impl Fn(&Meaning) -> Option<T>) -> Option<T> {
        let token = self.token(at).filter(|token| token.kind == Kind::Word)?;
        self.lexicon.meanings(&token.folded).iter().find_map(of)
    }

    fn month(&self, at: usize) -> Option<i8> {
        let month = self.meaning(at, |m| if let Meaning::Month(month) = m { Some(*month) } else { None })?;
        // "may" and "mar" are words; names of months have a capital in English and German, or a date about them.
        let token = self.token(at)?;
        let doubtful =
            matches!(token.raw.as_str(), "may" | "mar" | "march" | "dec" | "sept" | "out" | "set" | "jan" | "ago");
        let near =
            |place: Option<usize>| place.and_then(|place| self.token(place)).is_some_and(|t| t.kind == Kind::Digits);
        (!doubtful || near(Some(at + 1)) || near(at.checked_sub(1)) || near(Some(at + 2))).then_some(month)
    }

    fn digits(&self, at: usize, most: usize) -> Option<i16> {
        let token = self.token(at).filter(|token| token.kind == Kind::Digits && token.raw.len() <= most)?;
        token.raw.parse().ok()
    }

    /// A year of four digits that is no part of a larger figure.
    pub(super) fn year(&self, at: usize) -> Option<i16> {
        let token = self.token(at).filter(|token| token.kind == Kind::Digits && token.raw.len() == 4)?;
        let more = self.token(at + 1).is_some_and(|mark| {
            let digits = self.token(at + 2).is_some_and(|next| next.glued && next.kind == Kind::Digits);
            mark.glued && matches!(mark.kind, Kind::Sign('.' | ',')) && digits || mark.glued && mark.is_sign('%')
        });
        token.raw.parse().ok().filter(|year| (1900..2100).contains(year) && !more)
    }

    /// Where the year of a name that ends at `at` stands, past "of", "de" and a comma: the year, and its end.
    fn year_after(&self, at: usize) -> Option<(i16, usize)> {
        let skip = |place: usize| {
            self.token(place).is_some_and(|t| {
                matches!(t.folded.as_str(), "of" | "de" | "del" | "do" | "des" | "jahres")
                    || t.is_sign(',')
                    || (t.is_sign('-') && t.glued)
                    || t.is_sign('/')
            })
        };
        for place in at..at + 3 {
            if let Some(year) = self.year(place) {
                return Some((year, place + 1));
            }
            // "Jun '11"
            if self.token(place).is_some_and(|t| t.is_sign('\''))
                && let Some(year) = self.digits(place + 1, 2).filter(|_| self.tokens[place + 1].raw.len() == 2)
            {
                return Some((2000 + year, place + 2));
            }
            if !skip(place) {
                break;
            }
        }
        None
    }

    /// The longest name of a period that begins at `at`, and its end.
    pub(super) fn read(&self, at: usize) -> Option<(When, usize)> {
        let found =
            [self.numeric(at), self.day_first(at), self.month_first(at), self.part_of_year(at), self.phrase(at)];
        found.into_iter().flatten().max_by_key(|(_, end)| *end).or_else(|| {
            let year = self.year(at)?;
            Some((When::Days(vec![of_year(year)?]), at + 1))
        })
    }

    /// Numbers alone: `2011-03-05`, `2011-03`, `5/3/2011`, `05.03.2011`, `03/2011`.
    fn numeric(&self, at: usize) -> Option<(When, usize)> {
        let mut numbers = vec![(self.digits(at, 4)?, self.tokens[at].raw.len())];
        let mut end = at + 1;
        while numbers.len() < 3 {
            let (Some(mark), Some(next)) = (self.token(end), self.digits(end + 1, 4)) else { break };
            let parts = matches!(mark.kind, Kind::Sign('-' | '/' | '.')) && mark.glued && self.tokens[end + 1].glued;
            if !parts {
                break;
            }
            numbers.push((next, self.tokens[end + 1].raw.len()));
            end += 2;
        }
        let date =
            |year: i16, month: i16, day: i16| Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
        let single = |date: Date| (date, date);
        match numbers.as_slice() {
            [(year, 4), (month, _), (day, _)] => Some((When::Days(vec![single(date(*year, *month, *day)?)]), end)),
            [(a, 1 | 2), (b, 1 | 2), (year, 4)] => {
                let readings: Vec<Days> =
                    [date(*year, *b, *a), date(*year, *a, *b)].into_iter().flatten().map(single).collect();
                (!readings.is_empty()).then_some((When::Days(readings), end))
            }
            [(year, 4), (month, 2)] | [(month, 1 | 2), (year, 4)] => {
                let first = date(*year, *month, 1).filter(|_| (1900..2100).contains(year))?;
                Some((When::Days(vec![(first, first.last_of_month())]), end))
            }
            _ => None,
        }
    }

    /// `5 March 2011`, `5. März 2011`, `1er mars 2011`, `5 de marzo de 2011`.
    fn day_first(&self, at: usize) -> Option<(When, usize)> {
        let day = i8::try_from(self.digits(at, 2)?).ok().filter(|day| (1..=31).contains(day))?;
        let mut end = at + 1;
        while self.token(end).is_some_and(|token| {
            let suffix = token.glued && matches!(token.folded.as_str(), "st" | "nd" | "rd" | "th" | "er" | "o");
            suffix || (token.is_sign('.') && token.glued) || matches!(token.folded.as_str(), "of" | "de")
        }) {
            end += 1;
        }
        let month = self.month(end)?;
        self.dated(month, day, end + 1)
    }

    /// `March 2011`, `March 5, 2011`, `March`.
    fn month_first(&self, at: usize) -> Option<(When, usize)> {
        let month = self.month(at)?;
        let mut end = at + 1;
        if self.token(end).is_some_and(|token| token.is_sign('.') && token.glued && self.tokens[at].raw.len() <= 5)
            && self.token(end + 1).is_some_and(|t| t.kind == Kind::Digits)
        {
            end += 1;
        }
        if let Some(day) =
            self.digits(end, 2).and_then(|day| i8::try_from(day).ok()).filter(|day| (1..=31).contains(day))
            && let Some(token) = self.token(end + 1)
        {
            let suffix = token.glued && matches!(token.folded.as_str(), "st" | "nd" | "rd" | "th");
            let after = end + 1 + usize::from(suffix);
            let comma = self.token(after).is_some_and(|token| token.is_sign(','));
            if comma && let Some(year) = self.year(after + 1) {
                let date = Date::new(year, month, day).ok()?;
                return Some((When::Days(vec![(date, date)]), after + 2));
            }
            if suffix {
                return self.dated(month, day, after);
            }
        }
        match self.year_after(end) {
            Some((year, end)) => {
                let first = Date::new(year, month, 1).ok()?;
                Some((When::Days(vec![(first, first.last_of_month())]), end))
            }
            None => Some((When::Month(month), at + 1)),
        }
    }

    fn dated(&self, month: i8, day: i8, end: usize) -> Option<(When, usize)> {
        match self.year_after(end) {
            Some((year, end)) => {
                let date = Date::new(year, month, day).ok()?;
                Some((When::Days(vec![(date, date)]), end))
            }
            None => Some((When::Day(month, day), end)),
        }
    }

    /// `Q2 2011`, `2. Quartal 2011`, `the second quarter of 2011`, `H1`, `2011 Q2`.
    fn part_of_year(&self, at: usize) -> Option<(When, usize)> {
        if let Some(year) = self.year(at) {
            let next = at + 1 + usize::from(self.token(at + 1).is_some_and(|token| token.is_sign('-')));
            let (part, end) = self.part(next)?;
            return Some((part.of(year)?, end));
        }
        let (part, end) = self.part(at)?;
        match self.year_after(end) {
            Some((year, end)) => Some((part.of(year)?, end)),
            None => Some((part.when(), end)),
        }
    }

    fn part(&self, at: usize) -> Option<(Part, usize)> {
        let kind = |place: usize| {
            self.meaning(place, |m| match m {
                Meaning::Quarter => Some(4),
                Meaning::Half => Some(2),
                _ => None,
            })
        };
        let part = |number: i8, of: i8| (1..=of).contains(&number).then_some(Part { number, of });
        // "Q2": the letter, then the number, with nothing between.
        if let (Some(of), Some(number)) = (kind(at), self.digits(at + 1, 1))
            && (self.tokens[at + 1].glued || self.tokens[at].raw.len() > 1)
        {
            return Some((part(i8::try_from(number).ok()?, of)?, at + 2));
        }
        let (number, mut end) = match self.digits(at, 1) {
            Some(number) => (i8::try_from(number).ok()?, at + 1),
            None => (self.meaning(at, |m| if let Meaning::Nth(n) = m { Some(*n) } else { None })?, at + 1),
        };
        while self.token(end).is_some_and(|token| {
            token.glued
                && (token.is_sign('.')
                    || matches!(token.folded.as_str(), "st" | "nd" | "rd" | "th" | "er" | "e" | "o" | "eme"))
        }) {
            end += 1;
        }
        let of = kind(end).filter(|_| self.tokens[end].raw.len() > 1)?;
        Some((part(number, of)?, end + 1))
    }

    /// "a year earlier", "last month", "Monday", "week of 2 May 2011".
    fn phrase(&self, at: usize) -> Option<(When, usize)> {
        let first = self.token(at).filter(|token| token.kind == Kind::Word)?;
        let mut found = None;
        let (mut text, mut end) = (String::new(), at);
        for _ in 0..self.lexicon.reach(&first.folded) {
            while end > at
                && self.token(end).is_some_and(|token| matches!(token.kind, Kind::Sign('-' | '\'')) && token.glued)
            {
                end += 1;
            }
            let Some(token) = self.token(end).filter(|token| token.kind == Kind::Word) else { break };
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&token.folded);
            end += 1;
            for meaning in self.lexicon.meanings(&text) {
                match meaning {
                    Meaning::Back(grain) => found = Some((When::Back(*grain), end)),
                    Meaning::OnBack(grain) => found = Some((When::Over(*grain), end)),
                    Meaning::Last(grain) => found = Some((When::Last(*grain), end)),
                    Meaning::This(grain) => found = Some((When::This(*grain), end)),
                    Meaning::Weekday(day) if token.is_capital() || found.is_none() => {
                        found = Some((When::Weekday(*day), end));
                        // "Friday, 5 May 2011"
                        let comma = usize::from(self.token(end).is_some_and(|t| t.is_sign(',')));
                        if let Some((When::Days(days), end)) =
                            self.day_first(end + comma).or_else(|| self.month_first(end + comma))
                        {
                            let fits = days.iter().any(|(from, _)| from.weekday().to_monday_one_offset() == *day);
                            if fits {
                                found = Some((When::Days(days), end));
                            }
                        }
                    }
                    Meaning::Week => {
                        let the = usize::from(self.token(end).is_some_and(|t| t.folded == "the"));
                        let day = self
                            .day_first(end + the)
                            .or_else(|| self.month_first(end + the))
                            .or_else(|| self.numeric(end + the));
                        if let Some((When::Days(days), end)) = day {
                            found = days.first().map(|(from, _)| (When::Week(*from), end));
                        }
                    }
                    _ => {}
                }
            }
        }
        found
    }
}

/// A quarter or a half.
struct Part {
    number: i8,
    /// 4 or 2.
    of: i8,
}

impl Part {
    fn when(&self) -> When {
        if self.of == 4 { When::Quarter(self.number) } else { When::Half(self.number) }
    }

    fn of(&self, year: i16) -> Option<When> {
        let months = 12 / self.of;
        let first = Date::new(year, (self.number - 1) * months + 1, 1).ok()?;
        let last = first.saturating_add(i64::from(months - 1).months()).last_of_month();
        Some(When::Days(vec![(first, last)]))
    }
}

fn of_year(year: i16) -> Option<Days> {
    Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?))
}
