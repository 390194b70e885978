//! A question as words, each with its place in the text.

use std::ops::Range;

/// Words looked at; a question has fewer.
const MOST_TOKENS: usize = 300;

/// What the sign of a diameter stands for.
const AVERAGE: &str = "avg";

/// One word.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// Lowercase letters without accents, and digits.
    pub(super) word: String,
    /// Bytes of the text.
    pub(super) span: Range<usize>,
    /// It is written with a capital.
    pub(super) capital: bool,
    /// It is explained by something.
    pub(super) used: bool,
    /// What it was linked as, `<measure>`; nothing for the further words of the same link.
    pub(super) link: Option<&'static str>,
}

/// The words of `text`: runs of letters and digits; an apostrophe parts them (`Germany's`, `d'avril`).
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut list: Vec<Token> = Vec::new();
    let mut open: Option<Token> = None;
    for (at, c) in text.char_indices() {
        let accent = open.is_some() && ('\u{300}'..='\u{36f}').contains(&c);
        if c.is_alphanumeric() || accent {
            let token = open.get_or_insert_with(|| Token {
                word: String::new(),
                span: at..at,
                capital: c.is_uppercase(),
                used: false,
                link: None,
            });
            fold(c, &mut token.word);
            token.span.end = at + c.len_utf8();
        } else {
            list.extend(open.take());
            if list.len() >= MOST_TOKENS {
                return list;
            }
        }
    }
    list.extend(open);
    for token in list.iter_mut().filter(|token| matches!(&text[token.span.clone()], "Ø" | "ø")) {
        AVERAGE.clone_into(&mut token.word);
    }
    list
}

/// Adds `c` in lowercase and without accents, as Latin script has them.
fn fold(c: char, word: &mut String) {
    for c in c.to_lowercase() {
        match c {
            'a'..='z' | '0'..='9' => word.push(c),
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ą' => word.push('a'),
            'ç' | 'ć' | 'č' => word.push('c'),
            'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' => word.push('e'),
            'ì' | 'í' | 'î' | 'ï' | 'ī' => word.push('i'),
            'ñ' | 'ń' => word.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' => word.push('o'),
            'ù' | 'ú' | 'û' | 'ü' | 'ū' => word.push('u'),
            'ý' | 'ÿ' => word.push('y'),
            'š' | 'ś' => word.push('s'),
            'ž' | 'ź' | 'ż' => word.push('z'),
            'ł' => word.push('l'),
            'ß' => word.push_str("ss"),
            'œ' => word.push_str("oe"),
            'æ' => word.push_str("ae"),
            // The accent of a letter that was written apart from it.
            '\u{300}'..='\u{36f}' => {}
            other => word.push(other),
        }
    }
}

/// The words of `text` with one blank between them: how names are compared.
pub(super) fn plain(text: &str) -> String {
    tokens(text).into_iter().map(|token| token.word).collect::<Vec<_>>().join(" ")
}

/// Words of a camelCase name: `averageOrderValue` is `average order value`.
pub(super) fn spoken(name: &str) -> String {
    let mut out = String::new();
    let mut before = ' ';
    for c in name.chars() {
        if c.is_uppercase() && before.is_lowercase() {
            out.push(' ');
        }
        out.push(c);
        before = c;
    }
    plain(&out)
}
