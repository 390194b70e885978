//! The guard: a claim that no fact carries never reaches the user.
//!
//! A text is read into claims (`text`, `lexicon`, `number`, `when`, `phrases`; `scan` with `naming`, `figure`, `meaning`), these
//! are put into their clauses (`structure`), and each is bound to a fact (`bind` with `member`, `span`, `sign`; `rank`, `trend`): a figure by its value at the precision that it is told
//! with, its unit, its sign, and the period, member and measure that are named for it. That a figure is some fact's is not
//! enough. What cannot be read for sure is a violation, too: it costs a repair, or the narrator's words, and no wrong figure.

mod bind;
mod figure;
mod lexicon;
mod meaning;
mod member;
mod naming;
mod number;
mod phrases;
mod rank;
mod scan;
mod sign;
mod span;
mod structure;
mod terms;
mod text;
mod trend;
mod violation;
mod when;
mod world;

use std::fmt;

use crate::{prompt, render::render};
use jiff::civil::Date;
use sales_metrics::{
    catalogue::{Catalogue, Language},
    query::{fact::Fact, plan::Plan},
};

use self::{
    rank::Ranks,
    scan::{Scan, What},
    structure::Structure,
    text::Kind,
    world::World,
};
pub(crate) use self::{
    terms::Terms,
    violation::{Fault, Violation},
};

/// Words that an answer may have, whatever it tells: a model that goes on and on says what nobody asked.
const MOST_WORDS: usize = 45;
/// And for each fact, the words of its names among them.
const MOST_WORDS_A_FACT: usize = 25;

/// Members that a phrase names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Meant<'a> {
    /// The dimension's name.
    pub(crate) dimension: &'a str,
    /// As they stand in the data.
    pub(crate) members: &'a [String],
    /// One word of a text may mean it wherever it stands: its dimension has few members.
    pub(crate) free: bool,
}

/// The names of all members of the tenant's data.
pub(crate) trait Names: fmt::Debug + Send + Sync {
    /// What `phrase` names: lowercase letters and digits with one blank between words, apostrophes left out.
    fn members(&self, phrase: &str) -> Vec<Meant<'_>>;
    /// Words of the longest name.
    fn longest(&self) -> usize;
}

/// What an answer is checked against.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    /// What was asked for.
    pub(crate) plan: &'a Plan,
    /// All that may be told.
    pub(crate) facts: &'a [Fact],
    /// What there is, and how figures are written.
    pub(crate) catalogue: &'a Catalogue,
    /// What is called how in the catalogue.
    pub(crate) terms: &'a Terms,
    /// What the answer is in.
    pub(crate) language: Language,
    /// Members that no fact may be about.
    pub(crate) names: &'a dyn Names,
    /// What "last month" is last of.
    pub(crate) today: Option<Date>,
}

/// What in `text`, with or without placeholders, no fact carries; empty when all is well.
pub(crate) fn violations(text: &str, context: &Context<'_>) -> Vec<Violation> {
    let of = |fault, said: &str| Violation { fault, said: said.to_owned(), fact: None };
    let world = World::new(context);
    let tokens = text::tokens(text, context.facts);
    let words = tokens.iter().filter(|token| token.kind == Kind::Word).map(|token| token.folded.as_str());
    let language = lexicon::language_of(words, context.language);
    let scan = Scan::of(&world, context.names, &tokens, language);
    let structure = Structure::of(&world, &scan.items, scan.trailing());
    let ranks = Ranks::of(&world);
    let bound = structure.bind(&ranks);
    let (ranked, shown_ranks) = ranks.faults(&structure, &bound);
    let (trends, shown_trends) = structure.trends(&bound);

    let said = |item: usize| scan.said(scan.items[item].from, scan.items[item].to);
    let mut found = scan.violations.clone();
    for (item, fault, fact) in &bound.faults {
        let fact = fact.map(|place| context.facts[place].id.clone());
        found.push(Violation { fault: *fault, said: said(*item), fact });
    }
    for (item, fault) in ranked.iter().chain(&trends) {
        found.push(of(*fault, &said(*item)));
    }
    found.extend(structure.portions(&bound).map(|item| of(Fault::Unit, &said(item))));
    for (place, item) in scan.items.iter().enumerate() {
        if let What::When(when) = &item.what
            && !world.knows(when)
        {
            found.push(of(Fault::UnknownPeriod, &said(place)));
        }
    }
    if let Some(part) = prompt::repeated(text) {
        found.push(of(Fault::Instructions, &part));
    }
    if text.split_whitespace().count() > MOST_WORDS + MOST_WORDS_A_FACT * context.facts.len() {
        found.push(of(Fault::Length, text.split_whitespace().next().unwrap_or_default()));
    }
    // Digits of other scripts are read by people, and by nothing here, unless a name has them.
    let strange = |c: &char| c.is_numeric() && !c.is_ascii_digit();
    let in_name = |c: char| {
        let members = context.facts.iter().flat_map(|fact| &fact.filters).flat_map(|filter| &filter.members);
        members.chain(context.facts.iter().map(|fact| &fact.label)).any(|name| name.contains(c))
    };
    if let Some(digit) = text.chars().filter(strange).find(|c| !in_name(*c)) {
        found.push(of(Fault::Unreadable, &digit.to_string()));
    }
    if render(text, context.facts).contains("{F") {
        // A placeholder that does not end would be shown as it stands.
        found.push(of(Fault::Unreadable, "{F"));
    }
    let told = bound.facts.iter().flatten().count();
    let is_empty = |fact: &Fact| fact.value.is_none() && text.to_lowercase().contains(&fact.display.to_lowercase());
    if told + shown_ranks + shown_trends == 0 && found.is_empty() && !context.facts.iter().any(is_empty) {
        found.push(of(Fault::Nothing, ""));
    }
    found
}

#[cfg(test)]
pub(crate) mod tests;
