//! Runs of words as names are compared: lowercase letters and digits with one blank between, apostrophes left out.

use super::text::{Kind, Token, tokens};

/// A word as names have them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Its bytes in [`Phrases::text`].
    from: usize,
    to: usize,
    /// Its tokens.
    first: usize,
    pub(super) end: usize,
    /// It ends in `'s`.
    possessive: bool,
    /// No name goes on behind it.
    ends: bool,
}

/// A text's words in one string, so that every run of them is a slice of it.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    text: String,
    pub(super) words: Vec<Place>,
}

/// One name, as it is compared.
pub(super) fn phrase(name: &str) -> String {
    Phrases::of(&tokens(&name.replace('{', "{{"), &[])).text
}

impl Phrases {
    pub(super) fn of(tokens: &[Token]) -> Self {
        let mut phrases = Self::default();
        let mut at = 0;
        while at < tokens.len() {
            let token = &tokens[at];
            if !is_letter(token) {
                if matches!(token.kind, Kind::Line | Kind::Fact(..) | Kind::Sign('|' | ':'))
                    && let Some(last) = phrases.words.last_mut()
                {
                    last.ends = true;
                }
                at += 1;
                continue;
            }
            if !phrases.text.is_empty() {
                phrases.text.push(' ');
            }
            let (from, first) = (phrases.text.len(), at);
            let mut possessive = false;
            phrases.text.push_str(&token.plain);
            at += 1;
            while let Some(next) = tokens.get(at).filter(|next| next.glued) {
                if is_letter(next) {
                    phrases.text.push_str(&next.plain);
                    at += 1;
                } else if next.is_sign('\'')
                    && let Some(after) = tokens.get(at + 1).filter(|after| after.glued && after.kind == Kind::Word)
                    && !is_elided(&tokens[at - 1])
                {
                    possessive = after.plain == "s";
                    phrases.text.push_str(&after.plain);
                    at += 2;
                } else {
                    break;
                }
            }
            let to = phrases.text.len();
            phrases.words.push(Place { from, to, first, end: at, possessive, ends: false });
        }
        phrases
    }

    /// The word that begins at a token.
    pub(super) fn at(&self, token: usize) -> Option<usize> {
        self.words.binary_search_by_key(&token, |place| place.first).ok()
    }

    /// The runs of at most `most` words from `word` on, longest first, each with the token behind it; those that end in `'s`
    /// also without it.
    pub(super) fn runs(&self, word: usize, most: usize) -> impl Iterator<Item = (&str, usize)> {
        let open = self.words[word..].iter().take(most).position(|place| place.ends).map_or(most, |at| at + 1);
        let last = (word + open.min(most)).min(self.words.len());
        (word..last).rev().flat_map(move |end| {
            let place = self.words[end];
            let text = &self.text[self.words[word].from..place.to];
            let bare = text.strip_suffix('s').filter(|_| place.possessive).map(|text| (text, place.end));
            std::iter::once((text, place.end)).chain(bare)
        })
    }
}

fn is_letter(token: &Token) -> bool {
    token.is_alphanumeric() || (token.kind == Kind::Stranger && !token.raw.starts_with('{'))
}

/// "l'", "d'", "qu'": a word of its own before another.
fn is_elided(token: &Token) -> bool {
    matches!(token.folded.as_str(), "l" | "d" | "qu" | "n" | "s" | "j" | "m" | "t" | "c")
}
