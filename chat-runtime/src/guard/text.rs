//! A text as tokens: placeholders, runs of letters, runs of digits and signs, with what hides figures undone.
//!
//! Digits of other scripts become 0 to 9, invisible characters and inline mark-up go, and accents fold, so that nothing is
//! read by the guard otherwise than by a person.

use sales_metrics::query::fact::Fact;

use crate::render::{Piece, pieces};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters.
    Word,
    /// 0 to 9.
    Digits,
    /// Anything else but blanks.
    Sign(char),
    /// The end of a line.
    Line,
    /// A placeholder: the fact's place, and whether its sign is left out.
    Fact(usize, bool),
    /// What nobody can read for sure: a placeholder of no fact, a numeral of another kind, letters that look like others.
    Stranger,
}

/// One token.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Lowercase, accents folded.
    pub(super) folded: String,
    /// Lowercase, as written.
    pub(super) plain: String,
    /// As written.
    pub(super) raw: String,
    /// Nothing parts it from the token before.
    pub(super) glued: bool,
}

impl Token {
    pub(super) fn is_capital(&self) -> bool {
        self.raw.starts_with(char::is_uppercase)
    }

    pub(super) fn is_sign(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }

    pub(super) fn is_alphanumeric(&self) -> bool {
        matches!(self.kind, Kind::Word | Kind::Digits)
    }
}

/// Where the digits of other scripts begin (Unicode, general category Nd).
const ZEROS: [u32; 22] = [
    0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50, 0xED0, 0xF20, 0x1040,
    0x17E0, 0x1810, 0x1946, 0xA620, 0xABF0, 0xFF10,
];

/// The tokens of `text`.
pub(super) fn tokens(text: &str, facts: &[Fact]) -> Vec<Token> {
    let mut list = Tokens { list: Vec::with_capacity(text.len() / 4), glued: false };
    for piece in pieces(text, facts) {
        match piece {
            Piece::Text(written) => list.add(written),
            Piece::Figure { fact, absolute } => {
                let place = facts.iter().position(|one| one.id == fact.id).unwrap_or_default();
                list.push(Kind::Fact(place, absolute), format!("{{{}}}", fact.id));
            }
            Piece::Unknown(name) => list.push(Kind::Stranger, format!("{{{name}}}")),
        }
    }
    list.list
}

struct Tokens {
    list: Vec<Token>,
    glued: bool,
}

impl Tokens {
    fn push(&mut self, kind: Kind, raw: String) {
        let plain = if raw.is_ascii() { raw.to_ascii_lowercase() } else { raw.to_lowercase() };
        let folded = if plain.is_ascii() { plain.clone() } else { plain.chars().fold(String::new(), fold) };
        self.list.push(Token { kind, folded, plain, raw, glued: std::mem::replace(&mut self.glued, true) });
    }

    fn letter(&mut self, c: char, kind: Kind) {
        match self.list.last_mut().filter(|last| self.glued && last.kind == kind) {
            Some(last) => {
                last.raw.push(c);
                for lower in c.to_lowercase() {
                    last.plain.push(lower);
                    last.folded = fold(std::mem::take(&mut last.folded), lower);
                }
            }
            None => self.push(kind, c.to_string()),
        }
    }

    fn add(&mut self, written: &str) {
        let mut rest = written;
        while let Some(c) = rest.chars().next() {
            if let Some(after) = self.markup(rest) {
                rest = after;
                continue;
            }
            let is_open = self.glued && self.list.last().is_some_and(|last| last.kind == Kind::Word);
            if c.is_ascii_alphabetic() && !is_open {
                let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
                self.push(Kind::Word, rest[..end].to_owned());
                rest = &rest[end..];
                continue;
            }
            rest = &rest[c.len_utf8()..];
            match c {
                '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' => {
                    self.push(Kind::Line, "\n".to_owned());
                    self.glued = false;
                }
                '*' | '`' | '_' | '\\' => {}
                c if is_invisible(c) => {}
                c if c.is_whitespace() || c.is_control() => self.glued = false,
                c if digit(c).is_some() => self.letter(digit(c).unwrap_or(c), Kind::Digits),
                c if c.is_alphabetic() && is_latin(c) => self.letter(c, Kind::Word),
                c if c.is_alphanumeric() || is_bidirectional(c) => self.push(Kind::Stranger, c.to_string()),
                c => self.push(Kind::Sign(sign(c)), c.to_string()),
            }
        }
    }

    /// What follows a tag or an entity at the beginning of `rest`, if one is there.
    fn markup<'a>(&mut self, rest: &'a str) -> Option<&'a str> {
        if let Some(tag) = rest.strip_prefix('<') {
            let close = tag.find('>').filter(|close| *close <= 12)?;
            let name: String = tag[..close].trim_matches(['/', ' ']).to_lowercase();
            match name.as_str() {
                "b" | "i" | "em" | "strong" | "span" | "u" | "code" | "small" | "mark" => {}
                "td" | "th" => self.push(Kind::Sign('|'), "|".to_owned()),
                _ if name.chars().all(|c| c.is_ascii_alphabetic()) => {
                    self.push(Kind::Line, "\n".to_owned());
                    self.glued = false;
                }
                _ => return None,
            }
            return Some(&tag[close + 1..]);
        }
        let entities =
            [("&nbsp;", ' '), ("&pound;", '£'), ("&euro;", '€'), ("&yen;", '¥'), ("&amp;", '&'), ("&percnt;", '%')];
        let (name, c) = entities.into_iter().find(|(name, _)| rest.starts_with(name))?;
        if c == ' ' {
            self.glued = false
        } else {
            self.push(Kind::Sign(c), c.to_string())
        }
        Some(&rest[name.len()..])
    }
}

fn digit(c: char) -> Option<char> {
    if c.is_ascii_digit() {
        return Some(c);
    }
    let code = u32::from(c);
    let zero = if (0x1_D7CE..=0x1_D7FF).contains(&code) {
        0x1_D7CE + (code - 0x1_D7CE) / 10 * 10
    } else {
        *ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code))?
    };
    char::from_digit(code - zero, 10)
}

fn is_latin(c: char) -> bool {
    matches!(u32::from(c), 0x41..=0x24F | 0x1E00..=0x1EFF) || matches!(c, 'ª' | 'º')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{300}'..='\u{36f}')
}

/// Turns what stands behind it round for a reader.
fn is_bidirectional(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Signs that look alike are one.
fn sign(c: char) -> char {
    match c {
        '−' | '‐' | '‑' | '﹣' | '－' => '-',
        '—' | '―' => '–',
        '’' | '‘' | 'ʼ' | '´' => '\'',
        '％' | '٪' | '﹪' => '%',
        '，' | '٬' | '﹐' => ',',
        '．' | '٫' => '.',
        '￡' => '£',
        '￥' => '¥',
        '＄' => '$',
        '≈' | '≃' | '∼' => '~',
        '（' => '(',
        '）' => ')',
        '：' => ':',
        '＋' => '+',
        c => c,
    }
}

/// `folded` with `c`, without its accent.
fn fold(mut folded: String, c: char) -> String {
    match c {
        'ä' => folded.push_str("ae"),
        'ö' => folded.push_str("oe"),
        'ü' => folded.push_str("ue"),
        'ß' => folded.push_str("ss"),
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ª' => folded.push('a'),
        'ç' => folded.push('c'),
        'è' | 'é' | 'ê' | 'ë' => folded.push('e'),
        'ì' | 'í' | 'î' | 'ï' => folded.push('i'),
        'ñ' => folded.push('n'),
        'ò' | 'ó' | 'ô' | 'õ' | 'º' => folded.push('o'),
        'ù' | 'ú' | 'û' => folded.push('u'),
        'œ' => folded.push_str("oe"),
        'æ' => folded.push_str("ae"),
        c => folded.push(c),
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hides_a_digit() {
        for (written, read) in [
            ("£６８３", "683"),
            ("٦٨٣", "683"),
            ("6\u{200b}8\u{ad}3", "683"),
            ("6**8**3", "683"),
            ("<b>68</b>3", "683"),
            ("𝟔𝟖𝟑", "683"),
        ] {
            let list = tokens(written, &[]);
            assert!(list.iter().any(|token| token.kind == Kind::Digits && token.raw == read), "{written}: {list:?}");
        }
        for odd in ["½", "Ⅻ", "七", "Мay", "\u{202e}21"] {
            assert!(tokens(odd, &[]).iter().any(|token| token.kind == Kind::Stranger), "{odd}");
        }
    }

    #[test]
    fn words_fold() {
        let list = tokens("Höher: février, año_2 {x}", &[]);
        let folded: Vec<&str> = list.iter().map(|token| token.folded.as_str()).collect();
        assert_eq!(folded, ["hoeher", ":", "fevrier", ",", "ano", "2", "{x}"]);
        assert!(list[5].glued);
    }
}
