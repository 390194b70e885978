//! The questions in a message.

/// Words that begin a question after "and".
const ASKING: [&str; 9] = ["what", "how", "which", "who", "when", "where", "why", "show", "compare"];
/// Letters of the shortest word after which a point ends a sentence; shorter ones are abbreviated: `vs.`, `No.`.
const SHORTEST_LAST: usize = 4;
/// Questions of one message that are answered.
const MOST: usize = 5;

/// The questions of a message, in order, each with its own words; at most five, the last of which has all the rest.
#[must_use]
pub fn questions(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let rest = &text[end..];
        let ends = match c {
            '?' | ';' | '\n' => true,
            '!' | '.' => ends_sentence(&text[start..at], rest),
            ' ' => is_and_before_a_question(rest),
            _ => false,
        };
        if ends && parts.len() + 1 < MOST && has_words(rest) {
            parts.push(text[start..end].trim());
            start = end;
        }
    }
    parts.push(text[start..].trim());
    let kept: Vec<&str> = parts.iter().copied().filter(|part| has_words(part)).collect();
    if kept.is_empty() { vec![text] } else { kept }
}

fn has_words(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// `before` is a sentence that ends here: its last word is no abbreviation, and a capital follows.
fn ends_sentence(before: &str, rest: &str) -> bool {
    let last = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let ended = last.chars().count() >= SHORTEST_LAST || last.chars().all(char::is_numeric) && last.len() > 2;
    let next = rest.trim_start();
    ended && rest.starts_with(char::is_whitespace) && next.starts_with(char::is_uppercase)
}

/// "revenue in May *and how many* orders in June": two questions.
fn is_and_before_a_question(rest: &str) -> bool {
    let mut words = rest.split_whitespace();
    words.next().is_some_and(|word| word.eq_ignore_ascii_case("and"))
        && words.next().is_some_and(|word| ASKING.iter().any(|asking| word.eq_ignore_ascii_case(asking)))
        && !rest.to_lowercase().starts_with("and what about")
        && !rest.to_lowercase().starts_with("and how about")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_question_stands_for_itself() {
        for (text, wanted) in [
            ("revenue in May?", vec!["revenue in May?"]),
            ("Revenue in May? And orders?", vec!["Revenue in May?", "And orders?"]),
            ("revenue in May and how many orders in June", vec!["revenue in May", "and how many orders in June"]),
            ("May vs. June", vec!["May vs. June"]),
            ("Good morning. What was revenue?", vec!["Good morning.", "What was revenue?"]),
            ("revenue in 2011. Orders too.", vec!["revenue in 2011.", "Orders too."]),
            ("No. 1 product", vec!["No. 1 product"]),
            ("???", vec!["???"]),
            ("a?b?c?d?e?f?", vec!["a?", "b?", "c?", "d?", "e?f?"]),
        ] {
            assert_eq!(questions(text), wanted, "{text}");
        }
    }
}
