//! From tokens to claims in their order: figures, periods, members, measures, directions, ranks, and what parts clauses.

use rust_decimal::Decimal;
use sales_metrics::{catalogue::Language, period::Grain, query::fact::FactRole};

use super::{
    Names,
    lexicon::{Lexicon, Meaning},
    number::{Hedge, Number, Reader},
    phrases::Phrases,
    text::{Kind, Token},
    violation::{Fault, Violation},
    when::{Dates, When},
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
    /// "The percentage", beside a figure that is one.
    Portion,
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
    /// "Over", "at most" before it.
    pub(super) hedge: Hedge,
}

/// What a text claims.
pub(super) struct Scan<'a> {
    pub(super) world: &'a World<'a>,
    pub(super) names: &'a dyn Names,
    pub(super) tokens: &'a [Token],
    pub(super) items: Vec<Item>,
    pub(super) violations: Vec<Violation>,
    pub(super) lexicon: &'static Lexicon,
    pub(super) language: Language,
    pub(super) phrases: Phrases,
    /// Words that mean nothing since the last claim.
    pub(super) loose: usize,
    /// A preposition stands before what comes.
    pub(super) tied: bool,
    pub(super) hedge: Hedge,
    /// Words of the sentence that answers have no need of.
    pub(super) foreign: usize,
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
            foreign: 0,
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

    pub(super) fn fault(&mut self, fault: Fault, from: usize, to: usize) {
        self.violations.push(Violation { fault, said: self.said(from, to), fact: None });
    }

    pub(super) fn push(&mut self, what: What, from: usize, to: usize) -> usize {
        if matches!(what, What::Break(Break::Sentence | Break::Line)) {
            self.foreign = 0;
        }
        self.items.push(Item { what, from, to, loose: self.loose, tied: self.tied, hedge: self.hedge });
        (self.loose, self.tied, self.hedge) = (0, false, Hedge::Exact);
        to
    }

    pub(super) fn reader(&self) -> Reader<'a> {
        Reader {
            tokens: self.tokens,
            lexicon: self.lexicon,
            language: self.language,
            marks: self.world.catalogue.language,
        }
    }

    pub(super) fn dates(&self) -> Dates<'a> {
        Dates { tokens: self.tokens, lexicon: self.lexicon }
    }

    pub(super) fn step(&mut self, at: usize) -> usize {
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
        // "Panorama 34 {F1}": the digits are the name's.
        let is_name = matches!(self.items.last(), Some(Item { what: What::Member(_), to, .. }) if *to == at);
        let spoilt_before = before.is_some_and(|token| {
            (glued && spoils(token))
                || matches!(token.kind, Kind::Sign('£' | '$' | '€'))
                || token.kind == Kind::Digits && !is_name && self.dates().year(at - 1).is_none()
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
                || means(&|m| matches!(m, Meaning::Scale(_) | Meaning::Hundred | Meaning::Times))
                    && token.folded.len() > 1
                || means(&|m| *m == Meaning::Percent) && unit != "percent"
                || means(&|m| *m == Meaning::Points) && unit != "points" && token.folded.len() > 1
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

    pub(super) fn sign(&mut self, at: usize, c: char) -> usize {
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
        if let Some((group, end)) = self.group(at) {
            return self.push(What::Member(group), at, end);
        }
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
}
