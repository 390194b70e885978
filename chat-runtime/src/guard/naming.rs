//! Names among tokens: periods, members, measures and dimensions.

use rust_decimal::Decimal;
use sales_metrics::query::plan::Order;

use super::{
    lexicon::Meaning,
    number::{Hedge, Number, UnitOf},
    scan::{Item, Scan, What},
    text::{Kind, Token},
    when::{Days, When},
};

/// What begins a list, whichever end it is of: "the first 10".
const HEAD: [&str; 9] =
    ["first", "ersten", "erste", "premiers", "premieres", "primeros", "primeras", "primeiros", "primeiras"];
/// What those are called that stand at the low end.
const TAIL: [&str; 6] = ["last", "letzten", "derniers", "dernieres", "ultimos", "ultimas"];

impl<'a> Scan<'a> {
    /// A name that holds what nobody can read, such as "½ PINT".
    pub(super) fn named(&mut self, at: usize) -> Option<usize> {
        let (what, end) = self.name(at)?;
        Some(self.push(what, at, end))
    }

    pub(super) fn is_own(&self, dimension: usize, name: &str) -> bool {
        let slices = self.world.facts.iter().flat_map(|fact| &fact.slices).chain(&self.world.own_slices);
        slices.into_iter().any(|slice| slice.dimension == dimension && slice.names.contains(name))
    }

    /// A period that begins here, runs of days as one where a fact is about that run.
    pub(super) fn period(&self, at: usize) -> Option<(When, usize)> {
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
    /// "The top 10", "die ersten drei": the members that a fact is about together.
    pub(super) fn group(&self, at: usize) -> Option<(Vec<(usize, String)>, usize)> {
        let end = if self.world.order() == Order::Highest { Meaning::Top } else { Meaning::Bottom };
        let is_end = |at: usize| {
            self.tokens.get(at).is_some_and(|token| {
                HEAD.contains(&token.folded.as_str())
                    || end == Meaning::Bottom && TAIL.contains(&token.folded.as_str())
                    || self.lexicon.meanings(&token.folded).contains(&end)
                    || self.lexicon.by_stem(&token.folded).as_ref() == Some(&end)
            })
        };
        let of = |number: &Number| {
            let is = |group: &&Vec<(usize, String)>| number.value == Decimal::from(group.len());
            let bare = number.unit == UnitOf::Bare && number.sign.is_none() && !number.scaled;
            self.world.groups.iter().find(is).filter(|_| bare).cloned()
        };
        let number = |at: usize| self.reader().number(at, Hedge::Exact);
        if self.world.groups.is_empty() {
            return None;
        }
        if is_end(at) {
            let (read, end) = number(at + 1)?;
            return Some((of(&read)?, end));
        }
        let (read, end) = number(at)?;
        is_end(end).then(|| Some((of(&read)?, end + 1)))?
    }

    pub(super) fn name(&self, at: usize) -> Option<(What, usize)> {
        let word = self.phrases.at(at)?;
        let (world, terms) = (self.world, self.world.terms);
        let most = world.longest.max(terms.longest()).max(self.names.longest());
        let begins = |is: &dyn Fn(&str) -> bool| self.phrases.runs(word, 1).any(|(first, _)| is(first));
        let is_own = begins(&|first| world.first_words.contains(first));
        let is_term = begins(&|first| terms.begin_with(first));
        for (run, end) in self.phrases.runs(word, most) {
            let own = if is_own { world.names.get(run) } else { None };
            let term = if is_term { terms.get(run) } else { None };
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
            }
            if let Some(term) = term {
                if !term.measures.is_empty() && !self.is_driver(run) {
                    return Some((What::Measure(term.measures.clone()), end));
                }
                if let Some(dimension) = term.dimension {
                    return Some((What::Dimension(dimension), end));
                }
            }
            let members = self.members(run, at, end, own.is_some() || term.is_some());
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
    pub(super) fn members(&self, run: &str, at: usize, end: usize, known: bool) -> Vec<(usize, String)> {
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
}
