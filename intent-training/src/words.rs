//! Text as the tokens of `intent-model`.

use anyhow::{Result, bail};
use intent_model::PLACEHOLDERS;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The tokens of `text`, which has placeholders where something was linked.
///
/// # Errors
/// A placeholder that there is not, or one without an end.
pub fn words(text: &str) -> Result<Vec<String>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let Some(length) = rest[at..].find('>') else { bail!("{text}: a placeholder has no end") };
        let placeholder = &rest[at..=at + length];
        if !PLACEHOLDERS.contains(&placeholder) {
            bail!("{text}: there is no {placeholder}");
        }
        plain(&rest[..at], &mut tokens);
        tokens.push(placeholder.to_owned());
        rest = &rest[at + length + 1..];
    }
    plain(rest, &mut tokens);
    Ok(tokens)
}

fn plain(text: &str, tokens: &mut Vec<String>) {
    let mut word = String::new();
    for c in text.to_lowercase().nfd() {
        match c {
            '\'' | '’' => {}
            'ß' => word.push_str("ss"),
            'œ' => word.push_str("oe"),
            'æ' => word.push_str("ae"),
            _ if is_combining_mark(c) => {}
            _ if c.is_alphanumeric() => word.push(c),
            _ => tokens.extend((!word.is_empty()).then(|| std::mem::take(&mut word))),
        }
    }
    tokens.extend((!word.is_empty()).then_some(word));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_as_the_model_wants_them() {
        let tokens = words("What's <grain>-on-<grain> d’où, größte <measure>?").unwrap();
        assert_eq!(tokens, ["whats", "<grain>", "on", "<grain>", "dou", "grosste", "<measure>"]);
        assert!(words("<mesure>").is_err());
        assert!(words("< measure").is_err());
    }
}
