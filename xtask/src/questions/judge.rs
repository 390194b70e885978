//! Whether an answer is right, silently wrong, or withheld.

use std::fmt;

use serde::Deserialize;
use serde_json::Value;

use super::numbers::{Number, numbers};

/// A question, and what its answer must contain.
#[derive(Debug, Deserialize)]
pub(super) struct Turn {
    /// The question.
    pub(super) ask: String,
    /// Figures, at the precision the answer prints; `null` asks for nothing.
    #[serde(default)]
    n: Vec<Option<f64>>,
    /// Words, in any case.
    #[serde(default)]
    s: Vec<String>,
    /// Words, in this order.
    #[serde(default)]
    order: Vec<String>,
    /// Nothing may be given as an answer.
    #[serde(default)]
    pub(super) refuse: bool,
}

/// What the system replied.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Reply {
    /// `ANSWERED`, another verdict, or `HTTP <status>`.
    #[serde(default)]
    pub(super) verdict: Option<String>,
    /// The answer, for people.
    #[serde(default)]
    pub(super) text: Option<String>,
    /// The conversation.
    #[serde(default)]
    pub(super) session_id: Option<String>,
    /// How the question was understood.
    #[serde(default)]
    pub(super) classification: Value,
    /// Every figure of the answer.
    #[serde(default)]
    pub(super) facts: Value,
    /// What the guard made of the wording.
    #[serde(default)]
    pub(super) guard: Value,
}

/// What an answer is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    /// Everything asked for is in it; or it had to be withheld, and was.
    Right,
    /// Given as an answer, without what was asked for. The one outcome that must never be.
    Wrong,
    /// Withheld, though there was an answer.
    Refused,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Right => "right",
            Self::Wrong => "wrong",
            Self::Refused => "refused",
        })
    }
}

impl Reply {
    /// The answer; empty when there is none.
    pub(super) fn text(&self) -> &str {
        self.text.as_deref().unwrap_or_default()
    }
}

impl Turn {
    /// What the answer must contain, for people.
    pub(super) fn wanted(&self) -> String {
        if self.refuse {
            return "refusal".to_owned();
        }
        let figures = self.n.iter().flatten().map(|n| ((n * 100.0).round() / 100.0).to_string());
        let words = self.s.iter().chain(&self.order).map(|word| format!("{word:?}"));
        format!("[{}]", figures.chain(words).collect::<Vec<_>>().join(", "))
    }
}

/// Judges `reply` by what `turn` asks for.
pub(super) fn judge(turn: &Turn, reply: &Reply) -> Verdict {
    let answered = reply.verdict.as_deref() == Some("ANSWERED");
    if turn.refuse {
        return if answered { Verdict::Wrong } else { Verdict::Right };
    }
    match (answered, contains(turn, reply.text())) {
        (true, true) => Verdict::Right,
        (true, false) => Verdict::Wrong,
        (false, _) => Verdict::Refused,
    }
}

fn contains(turn: &Turn, text: &str) -> bool {
    let (lower, found) = (text.to_lowercase(), numbers(text));
    turn.n.iter().flatten().all(|n| stands(*n, &found))
        && turn.s.iter().all(|word| lower.contains(&word.to_lowercase()))
        && in_order(&turn.order, &lower)
}

/// Whether `n` is printed: within half a unit of the last digit, with three significant digits unless it is small or exact.
fn stands(n: f64, found: &[Number]) -> bool {
    let n = n.abs();
    let exact: f64 = format!("{n:.6}").parse().unwrap_or(n);
    found.iter().any(|number| {
        (number.value - n).abs() <= number.half_unit * 1.0001 + 1e-9
            && (number.significant >= 3 || number.value == exact || n < 100.0)
    })
}

/// Whether each word begins after the place where the one before it begins.
fn in_order(words: &[String], lower: &str) -> bool {
    let mut from = 0;
    words.iter().all(|word| {
        let rest = lower.get(from..).unwrap_or_default();
        let Some(at) = rest.find(&word.to_lowercase()) else { return false };
        from += at + rest[at..].chars().next().map_or(1, char::len_utf8);
        true
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Case {
        turn: Turn,
        reply: Reply,
        verdict: String,
    }

    /// The verdicts are the reference scorer's.
    #[test]
    fn judges_as_the_reference_scorer_does() {
        let cases: Vec<Case> = serde_json::from_str(include_str!("../../fixtures/verdicts.json")).unwrap();
        assert!(cases.len() > 90);
        for case in cases {
            let verdict = judge(&case.turn, &case.reply).to_string();
            assert_eq!(verdict, case.verdict, "{:?} {:?}", case.turn, case.reply);
        }
    }
}
