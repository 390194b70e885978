//! Words that make another question of one that would be answered without them: "large orders", "could we have sold", "customers who
//! bought in May and in June". What they say no plan can; passed over, they would make an answer to something else.

use super::Reader;
use crate::classify::{
    lexicon::{Concept, Cue},
    tokens::Token,
};

/// What begins a clause about what was counted.
const RELATIVE: [&str; 9] = ["that", "who", "which", "die", "welche", "qui", "que", "quem", "whose"];
/// What might be, and is not.
const MODAL: [&str; 4] = ["could", "should", "might", "would"];
/// What we pay for is in no sales.
const OWN_PURCHASES: [&str; 8] = ["buy", "bought", "purchase", "purchased", "spend", "spent", "acheter", "comprar"];
/// What was brought back, of things and people that are counted.
const BROUGHT_BACK: [&str; 9] = [
    "returned",
    "refunded",
    "rembourse",
    "rembourses",
    "retournes",
    "devueltos",
    "devueltas",
    "devolvidos",
    "devolvidas",
];

impl Reader<'_> {
    /// Notes them: what is unknown is refused.
    pub(super) fn narrowed(&mut self) {
        for at in 0..self.list.len() {
            let word = self.list[at].word.as_str();
            let counted = matches!(self.list[at].link, Some("<measure>" | "<dimensions>"));
            if counted && self.is_narrowed(at) {
                let first = if self.lexicon.word(self.before(at)) == Some(Cue::Narrow) { at - 1 } else { at - 2 };
                let written = self.written(first, 1).to_owned();
                self.reading.unknown.push(written);
            }
            let after = self.list.get(at + 1).map_or("", |next| next.word.as_str());
            self.reading.relative |= counted && RELATIVE.contains(&after);
            let ours = matches!(word, "we" | "wir" | "nous" | "nosotros") && OWN_PURCHASES.contains(&after);
            if ours || MODAL.contains(&word) && self.is_imagined(at) || word == "hope" && after == "to" {
                let written = self.written(at, 1).to_owned();
                self.reading.elsewhere.get_or_insert(written);
            }
        }
        // "Returned units" may be a measure.
        let is_part = |at: usize| {
            let goes_on = |at: usize| self.list.get(at).is_some_and(|token| token.link == Some(""));
            goes_on(at) || goes_on(at + 1)
        };
        let is_back = |(at, token): &(usize, &Token)| BROUGHT_BACK.contains(&token.word.as_str()) && !is_part(*at);
        let back = self.list.iter().enumerate().find(is_back).map(|(_, token)| token);
        let refunds = self.vocabulary.concept(Concept::Refunds);
        let counts = |name: &String| Some(name.as_str()) != refunds && self.is_count(name);
        if let Some(back) = back
            && self.reading.measures.iter().any(counts)
        {
            let written = self.text[back.span.clone()].to_owned();
            self.reading.elsewhere.get_or_insert(written);
        }
    }

    /// "Large orders", "high value customers": of what is counted at `at`.
    fn is_narrowed(&self, at: usize) -> bool {
        let says = |back: usize| at.checked_sub(back).and_then(|place| self.lexicon.word(&self.list[place].word));
        let bare = |back: usize| at.checked_sub(back).is_some_and(|place| self.list[place].link.is_none());
        let is_measure = self.list[at].link == Some("<measure>");
        // "First orders in May, then …" begins a list.
        let lists = at == 1 && self.list[0].word == "first" && self.list.iter().any(|token| token.word == "then");
        is_measure
            && !lists
            && (says(1) == Some(Cue::Narrow) && bare(1)
                || says(2) == Some(Cue::Narrow) && bare(2) && self.before(at) == "value")
    }

    /// "Could we have sold", "might Germany buy": not "could you tell", "would like".
    fn is_imagined(&self, at: usize) -> bool {
        let subject = self.list.get(at + 1);
        let is_subject =
            |token: &super::Token| matches!(token.word.as_str(), "we" | "they") || token.link == Some("<member>");
        let verb = self.list.iter().skip(at + 2).find(|token| !matches!(token.word.as_str(), "have" | "of"));
        let sells = |token: &super::Token| matches!(self.lexicon.word(&token.word), Some(Cue::Sell | Cue::Order));
        subject.is_some_and(is_subject) && verb.is_some_and(sells)
    }
}
