//! From tokens to claims in their order: figures, periods, members, measures, directions, ranks, and what parts clauses.

use rust_decimal::Decimal;
use sales_metrics::{catalogue::Language, period::Grain, query::fact::FactRole};

use super::{
    Names,
    lexicon::{Lexicon, Meaning},
    number::{Hedge, Number, Reader, UnitOf},
    phrases::Phrases,
    text::{Kind, Token},
    violation::{Fault, Violation},
    when::{Dates, Days, When},
    world::World,
};

/// What parts clauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Break {
    Comma,
    And,
    Clause,
    Colon,
    Open,
    Close,
    Cell,
    Line,
    Sentence,
    /// What follows is compared with: "than", and "from" if a "to" comes.
    Base,
    From,
    /// "De": the same, and much else.
    FromTo,
    OnBase,
    To,
}

/// One claim, or what parts claims.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    /// A placeholder: the fact's place, and whether without its sign.
    Fact(usize, bool),
    Number(Number),
    When(When),
    /// Every reading: dimension and name.
    Member(Vec<(usize, String)>),
    /// "All others", "every country but".
    Others,
    Except,
    Total,
    Measure(Vec<usize>),
    Dimension(usize),
    Driver(FactRole),
    Average,
    Per,
    Grain(Grain),
    Every,
    Difference,
    Change,
    Up,
    Down,
    Flat,
    Not,
    Top,
    Bottom,
    Ordinal(usize),
    Next,
    Ratio(Decimal, Hedge),
    Fraction(Decimal, Hedge),
    Majority,
    Minority,
    Range,
    Respectively,
    /// "…": a list goes on.
    More,
    Break(Break),
}

/// A claim in its place.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) what: What,
    /// Tokens.
    pub(super) from: usize,
    pub(super) to: usize,
    /// Words that mean nothing since the item before.
    pub(super) loose: usize,
    /// A preposition stands before it.
    pub(super) tied: bool,
}

/// What a text claims.
pub(super) struct Scan<'a> {
    pub(super) world: &'a World<'a>,
    pub(super) names: &'a dyn Names,
    pub(super) tokens: &'a [Token],
    pub(super) items: Vec<Item>,
    pub(super) violations: Vec<Violation>,
    lexicon: &'static Lexicon,
    language: Language,
    phrases: Phrases,
    loose: usize,
    tied: bool,
    hedge: Hedge,
}

impl<'a> Scan<'a> {
    pub(super) fn of(world: &'a World<'a>, names: &'a dyn Names, tokens: &'a [Token], language: Language) -> Self {
        let mut scan = Self {
            world,
            names,
            tokens,
            items: Vec::new(),
            violations: Vec::new(),
            lexicon: Lexicon::of(language),
            language,
            phrases: Phrases::of(tokens),
            loose: 0,
            tied: false,
            hedge: Hedge::Exact,
        };
        let mut at = 0;
        while at < tokens.len() {
            at = scan.step(at).max(at + 1);
        }
        scan
    }

    /// The words from one token to another, as written.
    pub(super) fn said(&self, from: usize, to: usize) -> String {
        let mut text = String::new();
        for (place, token) in self.tokens[from..to.min(self.tokens.len())].iter().enumerate() {
            if place > 0 && !token.glued {
                text.push(' ');
            }
            text.push_str(token.raw.trim());
        }
        text
    }

    /// Words behind the last claim.
    pub(super) fn trailing(&self) -> usize {
        self.loose
    }

    fn fault(&mut self, fault: Fault, from: usize, to: usize) {
        self.violations.push(Violation { fault, said: self.said(from, to), fact: None });
    }

    fn push(&mut self, what: What, from: usize, to: usize) -> usize {
        self.items.push(Item { what, from, to, loose: self.loose, tied: self.tied });
        (self.loose, self.tied, self.hedge) = (0, false, Hedge::Exact);
        to
    }

    fn reader(&self) -> Reader<'a> {
        Reader {
            tokens: self.tokens,
            lexicon: self.lexicon,
            language: self.language,
            marks: self.world.catalogue.language,
        }
    }

    fn dates(&self) -> Dates<'a> {
        Dates { tokens: self.tokens, lexicon: self.lexicon }
    }

    fn step(&mut self, at: usize) -> usize {
        let token = &self.tokens[at];
        match token.kind {
            Kind::Fact(place, absolute) => {
                self.around_placeholder(at, place);
                self.push(What::Fact(place, absolute), at, at + 1)
            }
            Kind::Line => self.push(What::Break(Break::Line), at, at + 1),
            Kind::Stranger => self.named(at).unwrap_or_else(|| {
                self.fault(Fault::Unreadable, at, at + 1);
                at + 1
            }),
            Kind::Sign(c) => self.sign(at, c),
            Kind::Word | Kind::Digits => self.word(at),
        }
    }

    /// Nothing may stand at a placeholder that makes another figure of it.
    fn around_placeholder(&mut self, at: usize, place: usize) {
        let fact = self.world.facts[place].fact;
        let unit = &fact.unit;
        let before = at.checked_sub(1).and_then(|before| self.tokens.get(before));
        let glued = self.tokens[at].glued;
        let spoils = |token: &Token| {
            token.is_alphanumeric() || matches!(token.kind, Kind::Sign('-' | '£' | '$' | '€' | '.' | ',' | '%'))
        };
        // "+{F5}" of a change that is above zero.
        let rises = self.world.facts[place].is_derived()
            && fact.value.is_some_and(|value| !value.is_zero() && value.is_sign_positive());
        if before.is_some_and(|token| token.is_sign('+')) && !rises {
            self.fault(Fault::Sign, at - 1, at + 1);
        }
        let spoilt_before = before.is_some_and(|token| {
            (glued && spoils(token))
                || matches!(token.kind, Kind::Sign('£' | '$' | '€'))
                || token.kind == Kind::Digits && self.dates().year(at - 1).is_none()
        });
        let reader = self.reader();
        let spoilt_after = self.tokens.get(at + 1).is_some_and(|token| {
            let means = |test: &dyn Fn(&Meaning) -> bool| {
                token.kind == Kind::Word && self.lexicon.meanings(&token.folded).iter().any(test)
            };
            let digits = token.glued
                && (token.kind == Kind::Digits
                    || token.is_sign('.')
                        && self.tokens.get(at + 2).is_some_and(|n| n.glued && n.kind == Kind::Digits));
            let currency = reader
                .currency(at + 1)
                .is_some_and(|(codes, _)| !codes.contains(&unit.as_str()) || token.kind != Kind::Word);
            let glued_word = token.glued && token.kind == Kind::Word;
            digits
                || currency
                || glued_word
                || token.is_sign('%')
                || means(&|m| matches!(m, Meaning::Scale(_) | Meaning::Hundred | Meaning::Points | Meaning::Times))
                    && token.folded.len() > 1
                || means(&|m| *m == Meaning::Percent) && unit != "percent"
                || means(&|m| matches!(m, Meaning::Currency(code) if *code != unit))
        });
        let spoilt_before = spoilt_before
            || at.checked_sub(1).is_some_and(|b| {
                self.tokens[b].kind == Kind::Word
                    && self.lexicon.meanings(&self.tokens[b].folded).contains(&Meaning::Minus)
                    && !self.lexicon.meanings(&self.tokens[b].folded).contains(&Meaning::Down)
            });
        if spoilt_before || spoilt_after {
            self.fault(Fault::Unit, at.saturating_sub(1), at + 2);
        }
    }

    fn sign(&mut self, at: usize, c: char) -> usize {
        let token = &self.tokens[at];
        let next_glued = self.tokens.get(at + 1).is_some_and(|next| next.glued);
        let kind = match c {
            '.' => {
                let before = at.checked_sub(1).map(|before| self.tokens[before].folded.as_str()).unwrap_or_default();
                let short = matches!(
                    before,
                    "approx"
                        | "ca"
                        | "vs"
                        | "mio"
                        | "tsd"
                        | "mrd"
                        | "no"
                        | "nr"
                        | "st"
                        | "resp"
                        | "bzw"
                        | "incl"
                        | "excl"
                        | "jan"
                        | "feb"
                        | "aug"
                        | "sept"
                        | "oct"
                        | "nov"
                        | "dec"
                        | "env"
                );
                if next_glued || (short && self.tokens.get(at + 1).is_some_and(|next| next.kind != Kind::Line)) {
                    return at + 1;
                }
                Break::Sentence
            }
            '!' | '?' => Break::Sentence,
            ';' => Break::Clause,
            ',' => Break::Comma,
            '&' => Break::And,
            ':' => Break::Colon,
            '(' | '[' => Break::Open,
            ')' | ']' => Break::Close,
            '|' => Break::Cell,
            '~' => {
                self.hedge = Hedge::About;
                return at + 1;
            }
            '-' | '–' => {
                if let Some(end) = self.figure(at) {
                    return end;
                }
                if token.glued && next_glued {
                    return at + 1;
                }
                Break::Clause
            }
            '=' => Break::Colon,
            '>' | '<' | '→' => Break::Clause,
            '…' => return self.push(What::More, at, at + 1),
            _ => return self.figure(at).unwrap_or(at + 1),
        };
        self.push(What::Break(kind), at, at + 1)
    }

    fn word(&mut self, at: usize) -> usize {
        let period = self.period(at);
        let name = self.name(at);
        // "Le 5 mai", "el 5 de mayo"
        let dated = period.is_some() && self.tokens[at].kind == Kind::Digits;
        if dated && at > 0 && matches!(self.tokens[at - 1].folded.as_str(), "le" | "el") && !self.tied {
            self.tied = true;
            self.loose = self.loose.saturating_sub(1);
        }
        match (period, name) {
            (Some((when, end)), Some((_, other))) if end > other => self.push(What::When(when), at, end),
            (Some((when, end)), Some((what, other)))
                if end == other && !matches!(what, What::When(_) | What::Member(_)) =>
            {
                self.push(What::When(when), at, end)
            }
            (_, Some((what, end))) => {
                if let What::Member(names) = &what
                    && names.iter().all(|(dimension, name)| !self.is_own(*dimension, name))
                {
                    self.fault(Fault::UnknownMember, at, end);
                }
                self.push(what, at, end)
            }
            (Some((when, end)), None) => self.push(What::When(when), at, end),
            (None, None) => self.phrase(at),
        }
    }

    /// A name that holds what nobody can read, such as "½ PINT".
    fn named(&mut self, at: usize) -> Option<usize> {
        let (what, end) = self.name(at)?;
        Some(self.push(what, at, end))
    }

    pub(super) fn is_own(&self, dimension: usize, name: &str) -> bool {
        let slices = self.world.facts.iter().flat_map(|fact| &fact.slices).chain(&self.world.own_slices);
        slices.into_iter().any(|slice| slice.dimension == dimension && slice.names.contains(name))
    }

    /// A period that begins here, runs of days as one where a fact is about that run.
    fn period(&self, at: usize) -> Option<(When, usize)> {
        let dates = self.dates();
        let token = &self.tokens[at];
        if token.glued && at > 0 && self.tokens[at - 1].is_alphanumeric() {
            return None;
        }
        let first = dates.read(at);
        let day = (token.kind == Kind::Digits && token.raw.len() <= 2).then(|| token.raw.parse::<i8>().ok()).flatten();
        let after = first.as_ref().map_or(at + 1, |(_, end)| *end);
        // Past "to", and past "from" in "from 1 May to 5 May".
        let until = self.tokens.get(after).is_some_and(|mark| match mark.kind {
            Kind::Sign('-' | '–') => true,
            Kind::Word => matches!(
                mark.folded.as_str(),
                "to" | "and"
                    | "until"
                    | "till"
                    | "through"
                    | "bis"
                    | "und"
                    | "au"
                    | "a"
                    | "et"
                    | "al"
                    | "hasta"
                    | "y"
                    | "ate"
                    | "e"
            ),
            _ => false,
        });
        if until && let Some((last, end)) = dates.read(after + 1) {
            let joined: Vec<Days> = match (&first, &last, day) {
                (Some((When::Days(a), _)), When::Days(b), _) => {
                    a.iter().flat_map(|a| b.iter().map(move |b| (a.0, b.1))).collect()
                }
                (Some((When::Month(month), _)), When::Days(b), _) => {
                    b.iter().filter_map(|b| Some((jiff::civil::Date::new(b.1.year(), *month, 1).ok()?, b.1))).collect()
                }
                (Some((When::Day(month, day), _)), When::Days(b), _) => b
                    .iter()
                    .filter_map(|b| Some((jiff::civil::Date::new(b.1.year(), *month, *day).ok()?, b.1)))
                    .collect(),
                (None, When::Days(b), Some(day)) => b
                    .iter()
                    .filter(|b| b.0 == b.1)
                    .filter_map(|b| Some((jiff::civil::Date::new(b.1.year(), b.1.month(), day).ok()?, b.1)))
                    .collect(),
                _ => Vec::new(),
            };
            // "From May to May" is no run of days.
            let twice = |days: &Days| matches!(&last, When::Days(b) if b.contains(days));
            let known: Vec<Days> =
                joined.into_iter().filter(|days| self.world.days.contains(days) && !twice(days)).collect();
            if !known.is_empty() {
                return Some((When::Days(known), end));
            }
        }
        let (when, end) = first?;
        // A year that is a figure: "2,011 orders", "£2011", "2011 orders".
        if end == at + 1 && token.kind == Kind::Digits {
            let reader = self.reader();
            // "2011 £5"
            let before_figure = self.tokens.get(end).is_some_and(|next| !next.glued)
                && self.tokens.get(end + 1).is_some_and(|next| next.glued && next.kind == Kind::Digits);
            let next_is_unit = self.tokens.get(end).is_some_and(|next| {
                next.is_sign('%')
                    || reader.currency(end).is_some_and(|_| !next.glued || next.kind != Kind::Word) && !before_figure
                    || matches!(self.name(end), Some((What::Measure(_), _))) && !self.world.knows(&when)
                    || next.kind == Kind::Word
                        && self.lexicon.meanings(&next.folded).iter().any(|m| {
                            matches!(m, Meaning::Percent | Meaning::Points | Meaning::Scale(_) | Meaning::Currency(_))
                        })
            });
            let money = at > 0 && reader.currency(at - 1).is_some();
            if next_is_unit || money {
                return None;
            }
        }
        Some((when, end))
    }

    /// The longest name that begins here.
    fn name(&self, at: usize) -> Option<(What, usize)> {
        let word = self.phrases.at(at)?;
        let most = self.world.longest.max(self.names.longest());
        let is_own = self.phrases.runs(word, 1).any(|(first, _)| self.world.first_words.contains(first));
        for (run, end) in self.phrases.runs(word, most) {
            let own = if is_own { self.world.names.get(run) } else { None };
            let digits = run.chars().all(|c| c.is_ascii_digit());
            if digits && !self.after_dimension() {
                continue;
            }
            if let Some(own) = own {
                if !own.members.is_empty() {
                    return Some((What::Member(own.members.clone()), end));
                }
                if !own.days.is_empty() {
                    return Some((What::When(When::Days(own.days.clone())), end));
                }
                if !own.measures.is_empty() && !self.is_driver(run) {
                    return Some((What::Measure(own.measures.clone()), end));
                }
                if let Some(dimension) = own.dimension {
                    return Some((What::Dimension(dimension), end));
                }
            }
            let members = self.members(run, at, end, own.is_some());
            if !members.is_empty() {
                return Some((What::Member(members), end));
            }
        }
        None
    }

    fn after_dimension(&self) -> bool {
        self.loose == 0 && matches!(self.items.last(), Some(Item { what: What::Dimension(_), .. }))
    }

    fn is_driver(&self, run: &str) -> bool {
        let drives = |meaning: &Meaning| matches!(meaning, Meaning::Driver(role) if self.world.facts.iter().any(|fact| fact.fact.role == *role));
        self.lexicon.meanings(run).iter().any(drives)
    }

    /// Members of the tenant's data that a run of words names, other than by chance.
    fn members(&self, run: &str, at: usize, end: usize, known: bool) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        let words = run.split(' ').count();
        for meant in self.names.members(run) {
            let Some(dimension) = self.world.dimensions.iter().position(|name| *name == meant.dimension) else {
                continue;
            };
            let in_play = self.world.in_play.contains(&dimension);
            let part = self.world.catalogue.dimension(meant.dimension).is_some_and(|d| d.part.is_some());
            let written = &self.tokens[at..end];
            let capital = written.iter().any(Token::is_capital);
            let upper = written.iter().all(|token| token.raw.chars().all(|c| !c.is_lowercase()));
            let ordinary =
                words == 1 && (known || !self.lexicon.meanings(run).is_empty() || self.lexicon.by_stem(run).is_some());
            let meant_here = match words {
                1 if ordinary => in_play && capital && at > 0,
                1 if run.chars().count() <= 3 => upper && capital,
                1 if meant.free => capital || in_play,
                1 => upper && capital && run.chars().count() >= 4,
                _ if meant.free => true,
                _ => capital && run.len() >= 8,
            };
            if meant_here && (!part || in_play) {
                found.extend(meant.members.iter().map(|member| (dimension, super::phrases::phrase(member))));
            }
        }
        // A name of several dimensions means the one that is talked about.
        if found.iter().any(|(dimension, name)| self.is_own(*dimension, name)) {
            found.retain(|(dimension, name)| self.is_own(*dimension, name));
        }
        found
    }

    /// A figure, and what is told of it: a number of things, a ratio.
    fn figure(&mut self, at: usize) -> Option<usize> {
        let token = &self.tokens[at];
        let hedge = self.hedge;
        let (number, end) = self.reader().number(at, hedge)?;
        // "F1", "B2": no figure, but nothing to be told either.
        if token.kind == Kind::Digits
            && token.glued
            && at > 0
            && self.tokens[at - 1].kind == Kind::Word
            && !matches!(self.items.last(), Some(Item { to, .. }) if *to == at)
        {
            let code = self.reader().currency(at - 1).is_some();
            if !code {
                self.fault(Fault::Unreadable, at - 1, end);
                return Some(end);
            }
        }
        let one = number.value == Decimal::ONE && number.unit == UnitOf::Bare && number.sign.is_none();
        if token.kind == Kind::Word && one && !number.scaled && !matches!(self.name(end), Some((What::Measure(_), _))) {
            self.loose += 1;
            return Some(end);
        }
        // "3 times", "2x"
        if let Some(next) = self.tokens.get(end).filter(|next| next.kind == Kind::Word)
            && number.unit == UnitOf::Bare
            && self.lexicon.meanings(&next.folded).contains(&Meaning::Times)
        {
            return Some(self.push(What::Ratio(number.value, hedge), at, end + 1));
        }
        if token.kind == Kind::Digits && self.numbers_a_line(at, end) {
            return Some(self.line_number(at, &number));
        }
        // "1st", "2nd", "3rd"
        if let Some(next) = self.tokens.get(end).filter(|next| next.glued && token.kind == Kind::Digits)
            && matches!(next.folded.as_str(), "st" | "nd" | "rd" | "th" | "er" | "e" | "eme" | "o" | "a")
        {
            let n = usize::try_from(number.value.mantissa()).unwrap_or_default();
            return Some(self.push(What::Ordinal(n), at, end + 1));
        }
        if number.unit == UnitOf::Bare
            && number.sign.is_none()
            && !number.scaled
            && self.counts_things(at, end, number.value)
        {
            if !self.world.may_count(number.value, self.unit_of_time(end) || self.unit_of_time(end + 1)) {
                self.fault(Fault::Count, at, end + 1);
            }
            self.loose = 0;
            return Some(end);
        }
        Some(self.push(What::Number(number), at, end))
    }

    /// "1." or "1)" at the beginning of a line, "#1", "No. 1".
    fn numbers_a_line(&self, at: usize, end: usize) -> bool {
        let starts = at == 0
            || self.tokens[at - 1].kind == Kind::Line
            || (self.tokens[at - 1].is_sign('|') && (at == 1 || self.tokens[at - 2].kind == Kind::Line));
        let mark = self.tokens.get(end).is_some_and(|token| matches!(token.kind, Kind::Sign('.' | ')' | '|')));
        let short = self.tokens[at].raw.len() <= 2;
        let hash = at > 0 && self.tokens[at - 1].is_sign('#') && self.tokens[at].glued;
        short && end == at + 1 && ((starts && mark) || hash)
    }

    fn line_number(&mut self, at: usize, number: &Number) -> usize {
        let n = usize::try_from(number.value.mantissa()).unwrap_or_default();
        let skip =
            usize::from(self.tokens.get(at + 1).is_some_and(|token| matches!(token.kind, Kind::Sign('.' | ')'))));
        self.push(What::Ordinal(n), at, at + 1);
        at + 1 + skip
    }

    /// "The top 3 countries", "12 months", "both periods".
    fn counts_things(&self, at: usize, end: usize, value: Decimal) -> bool {
        let small = value <= Decimal::from(400) && value.fract().is_zero();
        if !small {
            return false;
        }
        let ranked = self.loose == 0 && matches!(self.items.last(), Some(Item { what: What::Top | What::Bottom, .. }));
        let is_word = self.tokens[at].kind == Kind::Word;
        let thing = |place: usize| {
            let of_time = self.tokens.get(place).is_some_and(|token| {
                token.kind == Kind::Word
                    && self.lexicon.meanings(&token.folded).iter().any(|m| matches!(m, Meaning::Grain(_)))
            });
            of_time || matches!(self.name(place), Some((What::Dimension(_), _)))
        };
        let measured = matches!(self.name(end), Some((What::Measure(_), _)));
        if thing(end) || (ranked && !measured) {
            return true;
        }
        // "the three largest countries", "the two", "both"
        let ends = self.tokens.get(end).is_none_or(|token| !token.is_alphanumeric());
        let next = self.tokens.get(end).map_or("", |token| token.folded.as_str());
        let parted = self.dates().read(end).is_some()
            || self.lexicon.meanings(next).iter().any(|m| matches!(m, Meaning::Per | Meaning::Prep));
        let told = !ends && !parted && thing(end + 1) && !measured;
        told || (is_word && value <= Decimal::TEN && !measured && value > Decimal::ONE)
    }

    /// A hedge before a figure, any other phrase that means something, or a word that does not.
    fn phrase(&mut self, at: usize) -> usize {
        let token = &self.tokens[at];
        if token.kind == Kind::Digits {
            return self.figure(at).unwrap_or(at + 1);
        }
        let reach = self.lexicon.reach(&token.folded).max(1);
        let mut ends = Vec::with_capacity(reach);
        let mut text = String::new();
        let mut end = at;
        for _ in 0..reach {
            let mut next = end;
            while next > at
                && self
                    .tokens
                    .get(next)
                    .is_some_and(|token| matches!(token.kind, Kind::Sign('-' | '\'')) && token.glued)
            {
                next += 1;
            }
            let Some(token) = self.tokens.get(next).filter(|token| token.kind == Kind::Word) else { break };
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&token.folded);
            end = next + 1;
            ends.push((text.len(), end));
        }
        for (length, end) in ends.iter().rev() {
            let meanings = self.lexicon.meanings(&text[..*length]);
            if let Some(end) = self.means(at, *end, meanings, &text[..*length]) {
                return end;
            }
        }
        if let Some(end) = self.figure(at) {
            return end;
        }
        if let Some(meaning) = self.lexicon.by_stem(&token.folded)
            && let Some(end) = self.means(at, at + 1, &[meaning], &token.folded)
        {
            return end;
        }
        if self.reader().is_foreign_word(at) || self.is_stray(at) {
            self.fault(Fault::UnknownMember, at, at + 1);
        }
        self.loose += 1;
        self.hedge = Hedge::Exact;
        at + 1
    }

    /// "Revenue in Atlantis": a name behind a preposition that nothing has. German writes any noun so.
    fn is_stray(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        let named = token.is_capital() && token.raw.chars().count() > 3 && self.tied && self.loose == 0;
        let abbreviation = token.raw.chars().all(char::is_uppercase);
        named
            && !abbreviation
            && self.language != Language::German
            && self.lexicon.meanings(&token.folded).is_empty()
            && !self.world.catalogue.name.to_lowercase().contains(&token.plain)
    }

    /// What a phrase does; `None` when it does nothing here.
    fn means(&mut self, from: usize, to: usize, meanings: &[Meaning], said: &str) -> Option<usize> {
        use Meaning as M;
        let hedges = meanings.iter().find_map(|meaning| match meaning {
            M::About => Some(Hedge::About),
            M::Over => Some(Hedge::Over),
            M::Under => Some(Hedge::Under),
            _ => None,
        });
        // "5% more than May" compares, "more than 5%" hedges.
        let told = self.items.iter().rev().find(|item| item.what != What::Break(Break::Close));
        let compares = self.loose == 0
            && !self.tied
            && hedges != Some(Hedge::About)
            && told.is_some_and(|item| {
                matches!(item.what, What::Fact(..) | What::Number(_) | What::Ratio(..) | What::Fraction(..))
            });
        if let Some(hedge) = hedges
            && !compares
            && self.is_hedged(to)
        {
            self.hedge = hedge;
            return Some(to);
        }
        let hedge = self.hedge;
        for meaning in meanings {
            let what = match meaning {
                M::Ignore => return Some(to),
                M::Prep => {
                    // "by half", "of which" tie as well as "in June".
                    self.tied = true;
                    let another = meanings
                        .iter()
                        .any(|m| matches!(m, M::From | M::FromTo | M::To | M::OnBase | M::Base | M::Per));
                    if another {
                        continue;
                    }
                    return Some(to);
                }
                M::Up => What::Up,
                M::Down => What::Down,
                M::Flat => What::Flat,
                M::Not => What::Not,
                M::Top => What::Top,
                M::Bottom => What::Bottom,
                M::Ordinal(n) => What::Ordinal(*n),
                M::Next => What::Next,
                M::Never => {
                    self.fault(Fault::Rank, from, to);
                    return Some(to);
                }
                M::Future => {
                    self.fault(Fault::UnknownPeriod, from, to);
                    return Some(to);
                }
                M::Total => What::Total,
                M::Others => What::Others,
                M::Except => What::Except,
                M::Average => What::Average,
                M::Per if said != "a" || self.unit_of_time(to) => What::Per,
                M::Difference => What::Difference,
                M::Change => What::Change,
                M::Majority => What::Majority,
                M::Minority => What::Minority,
                M::Ratio(ratio) => What::Ratio(*ratio, hedge),
                M::Fraction(fraction) => What::Fraction(*fraction, hedge),
                M::Driver(role) if self.world.facts.iter().any(|fact| fact.fact.role == *role) => What::Driver(*role),
                M::Grain(grain) => What::Grain(*grain),
                M::Every => What::Every,
                M::Range => What::Range,
                M::Respectively => What::Respectively,
                M::And => What::Break(Break::And),
                M::Break => What::Break(Break::Clause),
                M::Base => What::Break(Break::Base),
                M::From => What::Break(Break::From),
                M::FromTo => What::Break(Break::FromTo),
                M::OverBase | M::OnBase => What::Break(Break::OnBase),
                M::To if self.goes_to(to) => What::Break(Break::To),
                M::UpBase | M::DownBase | M::FlatBase => {
                    let way = match meaning {
                        M::UpBase => What::Up,
                        M::DownBase => What::Down,
                        _ => What::Flat,
                    };
                    self.push(way, from, to);
                    What::Break(Break::Base)
                }
                _ => continue,
            };
            let tied = self.tied && matches!(what, What::Break(_));
            let loose = self.loose;
            self.push(what, from, to);
            if tied {
                self.tied = true;
                self.loose = loose.min(1);
            }
            return Some(to);
        }
        None
    }

    fn unit_of_time(&self, at: usize) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| self.lexicon.meanings(&token.folded).iter().any(|m| matches!(m, Meaning::Grain(_))))
    }

    /// A figure or a period follows: "to £5", "to June", not "to say".
    fn goes_to(&self, at: usize) -> bool {
        matches!(self.tokens.get(at).map(|token| token.kind), Some(Kind::Fact(..)))
            || self.reader().number(at, Hedge::Exact).is_some()
            || self.dates().read(at).is_some()
            || self.is_hedged(at + 1)
    }

    /// A figure follows, so that a word before it is no comparison of its own.
    fn is_hedged(&self, at: usize) -> bool {
        // "Less than 60 CAKE CASES"
        if matches!(self.name(at), Some((What::Member(_), _))) {
            return false;
        }
        let article = |place: usize| {
            self.tokens.get(place).is_some_and(|token| matches!(token.folded.as_str(), "a" | "an" | "the" | "half"))
        };
        matches!(self.tokens.get(at).map(|token| token.kind), Some(Kind::Fact(..)))
            || self.ratio_at(at)
            || (self.dates().year(at).is_none()
                && self
                    .reader()
                    .number(at, Hedge::Exact)
                    .is_some_and(|(number, _)| number.value != Decimal::ONE || self.tokens[at].kind != Kind::Word))
            || (article(at) && self.ratio_at(at))
            || self.tokens.get(at).is_some_and(|token| token.is_sign('~'))
    }

    fn ratio_at(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at).filter(|token| token.kind == Kind::Word) else { return false };
        let is_ratio = |text: &str| {
            self.lexicon.meanings(text).iter().any(|m| matches!(m, Meaning::Ratio(_) | Meaning::Fraction(_)))
        };
        let next = self.tokens.get(at + 1).filter(|next| next.kind == Kind::Word);
        is_ratio(&token.folded) || next.is_some_and(|next| is_ratio(&format!("{} {}", token.folded, next.folded)))
    }
}
