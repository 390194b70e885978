//! Words among tokens: what a phrase claims, and whether it does so where it stands.

use rust_decimal::Decimal;
use sales_metrics::{catalogue::Language, period::Grain};

use super::{
    lexicon::Meaning,
    number::Hedge,
    scan::{Break, Scan, What},
    text::{Kind, Token},
    violation::Fault,
};

/// So many words that nobody expects in an answer may a sentence have: one with more is about something else.
const MOST_FOREIGN: usize = 3;

impl<'a> Scan<'a> {
    /// A hedge before a figure, any other phrase that means something, or a word that does not.
    pub(super) fn phrase(&mut self, at: usize) -> usize {
        let token = &self.tokens[at];
        if token.kind == Kind::Digits {
            return self.figure(at).unwrap_or_else(|| {
                // "2005,691,123.12": digits that make no figure are none of any fact.
                self.fault(Fault::Unreadable, at, at + 1);
                at + 1
            });
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
        if !self.lexicon.is_plain(&token.folded) && !self.is_company(token) {
            // "1,051 customers were new": only as a part of a measure's name can it be checked.
            if self.world.terms.tells_apart(&token.folded) {
                self.fault(Fault::Measure, at, at + 1);
            }
            self.foreign += 1;
            if self.foreign > MOST_FOREIGN {
                self.fault(Fault::Topic, at, at + 1);
            }
        }
        self.loose += 1;
        self.hedge = Hedge::Exact;
        at + 1
    }

    /// "Revenue in Atlantis": a name that nothing has. German writes any noun so.
    fn is_stray(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        // A sentence begins with a capital, too.
        let begins = self.loose == 0
            && self.items.last().is_none_or(|item| {
                matches!(
                    item.what,
                    What::Break(Break::Sentence | Break::Line | Break::Colon | Break::Open | Break::Cell)
                )
            });
        let named = token.is_capital() && token.raw.chars().count() > 3 && !begins;
        let abbreviation = token.raw.chars().all(char::is_uppercase);
        named
            && !abbreviation
            && self.language != Language::German
            && self.lexicon.meanings(&token.folded).is_empty()
            && !self.is_company(token)
    }

    /// A word of the name that the data have.
    fn is_company(&self, token: &Token) -> bool {
        self.world.catalogue.name.to_lowercase().contains(&token.plain)
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
                M::Verdict => {
                    self.fault(Fault::Verdict, from, to);
                    return Some(to);
                }
                M::Portion => What::Portion,
                M::Total => What::Total,
                M::Others => What::Others,
                M::Except => What::Except,
                M::Average => What::Average,
                M::Per if said != "a" || self.unit_of_time(to).is_some() => What::Per,
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

    pub(super) fn unit_of_time(&self, at: usize) -> Option<Grain> {
        let token = self.tokens.get(at)?;
        let grain = |meaning: &Meaning| if let Meaning::Grain(grain) = meaning { Some(*grain) } else { None };
        self.lexicon.meanings(&token.folded).iter().find_map(grain)
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
