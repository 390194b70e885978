//! Text to [`Item`]s: words, numbers and marks with their meaning and their place.

use super::vocabulary::{Sense, Vocabulary};

/// A word, phrase, number or mark.
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
}

enum Raw {
    Word(String),
    Number(u32, u8),
    Mark(char),
}

struct Token {
    raw: Raw,
    start: usize,
    end: usize,
    glued: bool,
}

/// Reads `text`; the offsets of the items lie on character boundaries and ascend.
pub(super) fn items(text: &str, vocabulary: &Vocabulary) -> Vec<Item> {
    let tokens = tokens(text);
    let mut items = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let (sense, taken) = match &token.raw {
            Raw::Mark(mark) => (Sense::Mark(*mark), 1),
            Raw::Number(value, digits) => match tokens.get(at + 1) {
                Some(Token { raw: Raw::Word(word), glued: true, .. })
                    if *digits <= 2 && vocabulary.language.ordinal_suffixes.contains(&word.as_str()) =>
                {
                    (Sense::Nth(*value), 2)
                }
                _ => (Sense::Number(*value, *digits), 1),
            },
            Raw::Word(word) => vocabulary
                .look_up(word, |rest| follows(&tokens, at + 1, rest))
                .or_else(|| vocabulary.misspelt_month(word).map(|month| (Sense::Month(month), 1)))
                .unwrap_or((Sense::Other, 1)),
        };
        let end = tokens.get(at + taken - 1).map_or(token.end, |last| last.end);
        let written = text.get(token.start..end).unwrap_or_default();
        let short = match sense {
            Sense::Month(month) => {
                let full = usize::try_from(month - 1).ok().and_then(|index| vocabulary.language.months.get(index));
                full.is_some_and(|full| written.len() <= 4 && written.len() < full.len())
            }
            _ => false,
        };
        let doubtful = matches!(sense, Sense::Month(month) if vocabulary.language.doubtful_months.contains(&month));
        let capital = written.chars().next().is_some_and(char::is_uppercase) && written.chars().any(char::is_lowercase);
        let shouted = written.len() > 1 && written.chars().all(char::is_uppercase);
        items.push(Item {
            sense,
            start: token.start,
            end,
            glued: token.glued,
            capital,
            shouted,
            phrase: taken > 1,
            short,
            doubtful,
        });
        at += taken;
    }
    items
}

/// How many tokens a phrase takes whose words after the first are `rest`; a hyphen or a stroke between words does not matter.
fn follows(tokens: &[Token], mut at: usize, rest: &[&str]) -> Option<usize> {
    let first = at;
    for word in rest {
        if matches!(tokens.get(at), Some(Token { raw: Raw::Mark('-' | '/'), glued: true, .. })) {
            at += 1;
        }
        match tokens.get(at) {
            Some(Token { raw: Raw::Word(found), .. }) if found == word => at += 1,
            _ => return None,
        }
    }
    Some(at - first + 1)
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::with_capacity(text.len() / 4 + 1);
    let mut at = 0;
    let mut glued = false;
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = &text[at..];
        let length = if first.is_alphabetic() {
            rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len())
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
        if let (true, Some(Token { raw: Raw::Word(_), end: word_end, .. })) = (glued, tokens.last_mut())
            && let Some(taken) = possessive(rest)
        {
            *word_end = at + taken;
            at += taken;
            continue;
        }
        let raw = if first.is_alphabetic() {
            Raw::Word(rest[..length].to_lowercase())
        } else if first.is_ascii_digit() {
            Raw::Number(rest[..length].parse().unwrap_or(u32::MAX), u8::try_from(length).unwrap_or(u8::MAX))
        } else {
            Raw::Mark(match first {
                '’' | '‘' | '`' | '´' => '\'',
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
