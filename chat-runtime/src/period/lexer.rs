//! Text to [`Item`]s: words, numbers and marks with their meaning and their place.

use super::{
    table::{Language, Vocabulary},
    vocabulary::Sense,
};
use crate::language::{accent, fold};

/// A word, phrase, number or mark. A word that says several things is several items in one place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    pub(super) sense: Sense,
    /// Byte offsets in the text.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Nothing stands between this item and the one before it.
    pub(super) glued: bool,
    /// A word that starts with a capital while another letter of it is small.
    pub(super) capital: bool,
    /// More than one word.
    pub(super) phrase: bool,
    /// A word all in capitals.
    pub(super) shouted: bool,
    /// A month's name cut short: `Jun`.
    pub(super) short: bool,
    /// A month's name that is also a verb: `may`.
    pub(super) doubtful: bool,
    /// A unit in the plural: `semaines`.
    pub(super) plural: bool,
}

enum Raw {
    /// A word in small letters, with its accents and without.
    Word(String, String),
    Number(u32, u8),
    Mark(char),
}

struct Token {
    raw: Raw,
    start: usize,
    end: usize,
    glued: bool,
}

/// The meanings of a token and how many tokens they take.
enum Read {
    Table(&'static [Sense]),
    One(Sense),
    Joined(&'static [Sense], i8),
}

/// Reads `text`; the offsets of the items lie on character boundaries and ascend.
pub(super) fn items(text: &str, vocabulary: &Vocabulary) -> Vec<Item> {
    let tokens = tokens(text, vocabulary.language);
    let mut items = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let (read, taken) = match &token.raw {
            Raw::Mark(mark) => (Read::One(Sense::Mark(*mark)), 1),
            Raw::Number(value, digits) => match ordinal_suffix(&tokens, at + 1, vocabulary.language) {
                Some(taken) if *digits <= 2 => (Read::One(Sense::Nth(*value)), taken + 1),
                _ => (Read::One(Sense::Number(*value, *digits)), 1),
            },
            Raw::Word(word, plain) => word_at(&tokens, at, word, plain, vocabulary),
        };
        let end = tokens.get(at + taken - 1).map_or(token.end, |last| last.end);
        let written = text.get(token.start..end).unwrap_or_default();
        let item = |sense, glued| Item {
            sense,
            start: token.start,
            end,
            glued,
            capital: written.chars().next().is_some_and(char::is_uppercase) && written.chars().any(char::is_lowercase),
            shouted: written.len() > 1 && written.chars().all(char::is_uppercase),
            phrase: taken > 1,
            short: short(sense, written, vocabulary.language),
            plural: matches!((sense, &token.raw), (Sense::Unit(_), Raw::Word(_, plain))
                if vocabulary.language.plural_units.contains(&plain.as_str())),
            doubtful: matches!((sense, &token.raw), (Sense::Month(_), Raw::Word(_, plain))
                if vocabulary.language.doubtful_months.contains(&plain.as_str())),
        };
        match read {
            Read::One(sense) => items.push(item(sense, token.glued)),
            Read::Table(senses) => {
                items.extend(senses.iter().enumerate().map(|(index, sense)| item(*sense, token.glued && index == 0)));
            }
            Read::Joined(senses, month) => {
                items.extend(senses.iter().map(|sense| item(*sense, false)));
                items.push(item(Sense::Month(month), token.glued && senses.is_empty()));
            }
        }
        at += taken;
    }
    items
}

fn word_at(tokens: &[Token], at: usize, word: &str, plain: &str, vocabulary: &Vocabulary) -> (Read, usize) {
    let look_up = |first: &str| vocabulary.look_up(first, |rest| follows(tokens, at + 1, rest));
    let known = look_up(word).or_else(|| if plain == word { None } else { look_up(plain) });
    if let Some((senses, taken)) = known {
        return (Read::Table(senses), taken);
    }
    if let Some((senses, month)) = vocabulary.joined_month(plain) {
        return (Read::Joined(senses, month), 1);
    }
    (Read::One(vocabulary.misspelt_month(plain).map_or(Sense::Other, Sense::Month)), 1)
}

/// Whether `written` is a month's name cut short.
fn short(sense: Sense, written: &str, language: &Language) -> bool {
    let Sense::Month(month) = sense else { return false };
    let full = usize::try_from(month - 1).ok().and_then(|index| language.months.get(index));
    let length = written.chars().count();
    full.is_some_and(|full| length <= 5 && length < full.chars().count())
}

/// How many tokens after a number make it an ordinal: `th`, `º`, `.º`.
fn ordinal_suffix(tokens: &[Token], at: usize, language: &Language) -> Option<usize> {
    let suffix = |at: usize| match tokens.get(at) {
        Some(Token { raw: Raw::Word(_, plain), glued: true, .. }) => {
            language.ordinal_suffixes.contains(&plain.as_str())
        }
        _ => false,
    };
    if suffix(at) {
        return Some(1);
    }
    let dotted = matches!(tokens.get(at), Some(Token { raw: Raw::Mark('.'), glued: true, .. }));
    (dotted && !language.dot_is_ordinal && suffix(at + 1)).then_some(2)
}

/// How many tokens a phrase takes whose words after the first are `rest`; a hyphen, a stroke or an apostrophe between
/// words does not matter.
fn follows(tokens: &[Token], mut at: usize, rest: &[String]) -> Option<usize> {
    let first = at;
    for word in rest {
        if matches!(tokens.get(at), Some(Token { raw: Raw::Mark('-' | '/' | '\''), glued: true, .. })) {
            at += 1;
        }
        match tokens.get(at) {
            Some(Token { raw: Raw::Word(_, found), .. }) if found == word => at += 1,
            _ => return None,
        }
    }
    Some(at - first + 1)
}

fn tokens(text: &str, language: &Language) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::with_capacity(text.len() / 4 + 1);
    let mut at = 0;
    let mut glued = false;
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = &text[at..];
        let length = if ordinal_sign(first) {
            first.len_utf8()
        } else if first.is_alphabetic() {
            rest.find(|c: char| !c.is_alphabetic() && !accent(c) || ordinal_sign(c)).unwrap_or(rest.len())
        } else if first.is_ascii_digit() {
            rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let end = at + length;
        if first.is_whitespace() || first.is_control() {
            glued = false;
            at = end;
            continue;
        }
        if let (true, Some(Token { raw: Raw::Word(_, plain), end: word_end, .. })) = (glued, tokens.last_mut()) {
            let elided = apostrophe(first) && language.elisions.contains(&plain.as_str());
            let taken = if elided || first == '.' && language.dotted.contains(&plain.as_str()) {
                Some(length)
            } else {
                possessive(rest)
            };
            if let Some(taken) = taken {
                *word_end = at + taken;
                at += taken;
                glued = !elided;
                continue;
            }
        }
        let raw = if ordinal_sign(first) {
            let sign = if first == '°' { 'º' } else { first };
            Raw::Word(sign.to_string(), sign.to_string())
        } else if first.is_alphabetic() {
            let word = rest[..length].to_lowercase();
            let plain = fold(&word);
            Raw::Word(word, plain)
        } else if first.is_ascii_digit() {
            Raw::Number(rest[..length].parse().unwrap_or(u32::MAX), u8::try_from(length).unwrap_or(u8::MAX))
        } else {
            Raw::Mark(match first {
                mark if apostrophe(mark) => '\'',
                '–' | '‑' | '−' => '-',
                other => other,
            })
        };
        tokens.push(Token { raw, start: at, end, glued });
        glued = true;
        at = end;
    }
    tokens
}

/// `1º`, `1ª`, and the degree sign that is typed for them.
fn ordinal_sign(mark: char) -> bool {
    matches!(mark, 'º' | 'ª' | '°')
}

fn apostrophe(mark: char) -> bool {
    matches!(mark, '\'' | '’' | '‘' | '`' | '´')
}

/// The length of a `'s` that ends a word.
fn possessive(rest: &str) -> Option<usize> {
    let mut chars = rest.char_indices();
    let (_, apostrophe) = chars.next()?;
    let (_, letter) = chars.next()?;
    let next = chars.next();
    let ends = next.is_none_or(|(_, c)| !c.is_alphanumeric());
    (matches!(apostrophe, '\'' | '’') && matches!(letter, 's' | 'S') && ends)
        .then(|| next.map_or(rest.len(), |(offset, _)| offset))
}
