//! Words of the question that an answer repeats in quotation marks because it does not understand them: `I do not find "million"
//! in your data.`

use super::{
    text::{Text, Token},
    words::{Words, any},
};

/// Takes them out of the text. In any other sentence, quotation marks make no difference.
pub(super) fn hide(ask: &str, languages: &[Words], text: &mut Text) {
    let asked: Vec<String> = Text::new(ask).tokens().into_iter().map(|token| token.text).collect();
    let tokens = text.tokens();
    for sentence in tokens.split_inclusive(|token| matches!(token.text.as_str(), "." | "?" | "!")) {
        if !sentence.iter().any(|token| any(languages, "not-understood", &token.text)) {
            continue;
        }
        let quoted: Vec<&[Token]> = sentence.split(|token| "\"“”„«»".contains(&token.text)).collect();
        // What stands between the marks is every second part.
        for part in quoted.into_iter().skip(1).step_by(2) {
            if let (Some(first), Some(last)) = (part.first(), part.last())
                && part.iter().all(|token| asked.contains(&token.text))
            {
                text.hide(first.start, last.end);
            }
        }
    }
}
