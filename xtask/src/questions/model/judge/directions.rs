//! Words of direction: each must agree with a change among the facts.

use super::{
    Finding,
    carried::Carried,
    text::Text,
    words::{Words, any},
};

/// What makes "plus" or "mayor" a superlative.
const ARTICLES: [&str; 13] = ["le", "la", "les", "el", "los", "las", "o", "a", "os", "as", "lo", "il", "the"];

/// Looks at every word.
pub(super) fn judge(carried: &Carried, languages: &[Words], text: &Text, found: &mut Vec<Finding>) {
    let change = |holds: &dyn Fn(f64) -> bool| carried.changes.iter().any(|(_, value)| holds(*value));
    let percent = |wanted: f64| {
        carried.changes.iter().any(|(role, value)| role == "percent" && (value - wanted).abs() < wanted.abs() / 20.0)
    };
    let tokens = text.tokens();
    let mut invites = false;
    for (place, token) in tokens.iter().enumerate() {
        // "Ask for the top or the bottom ones instead." claims nothing.
        if place == 0 || matches!(tokens[place - 1].text.as_str(), "." | "?" | "!") {
            invites = any(languages, "invites", &token.text);
        }
        if invites {
            continue;
        }
        let is = |list: &str| any(languages, list, &token.text);
        let article = place > 0 && ARTICLES.contains(&tokens[place - 1].text.as_str());
        // "made up 3.09% of revenue"
        if token.text == "up" && place > 0 && tokens[place - 1].text.starts_with("ma") {
            continue;
        }
        // Something is the most of several, which were asked for in this order or stand beside it: whether it is that one, is
        // for whoever reads the text.
        let of_several = |order: &str| match &carried.order {
            Some(asked) => asked == order,
            None => carried.values > 1,
        };
        let kinds: [(&str, &dyn Fn() -> bool); 8] = [
            ("up", &|| change(&|value| value > 0.0) || article && of_several("highest")),
            ("down", &|| change(&|value| value < 0.0) || article && of_several("lowest")),
            ("flat", &|| change(&|value| value == 0.0)),
            ("twice", &|| percent(100.0)),
            ("thrice", &|| percent(200.0)),
            ("halved", &|| percent(-50.0)),
            ("most", &|| of_several("highest")),
            ("least", &|| of_several("lowest")),
        ];
        let claimed: Vec<_> = kinds.iter().filter(|(list, _)| is(list)).collect();
        if !claimed.is_empty() && !claimed.iter().any(|(_, holds)| holds()) {
            found.push(Finding::new("direction", token.text.as_str()));
        }
    }
}
