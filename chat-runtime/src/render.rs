//! From placeholders to figures.

use sales_metrics::query::fact::Fact;

/// A text cut into what was written and what a fact fills in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// As written.
    Text(&'a str),
    /// A fact's figure.
    Figure {
        /// The fact.
        fact: &'a Fact,
        /// Without its sign.
        absolute: bool,
    },
    /// A placeholder of no fact.
    Unknown(&'a str),
}

/// Cuts `text` at its placeholders, `{F1}` and `{F1:abs}`. A doubled brace is a brace: names may have one.
pub(crate) fn pieces<'a>(text: &'a str, facts: &'a [Fact]) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        if let Some(after) = rest[open + 1..].strip_prefix('{') {
            pieces.push(Piece::Text(&rest[..=open]));
            rest = after;
            continue;
        }
        let Some(close) = rest[open..].find('}').map(|at| open + at) else { break };
        if open > 0 {
            pieces.push(Piece::Text(&rest[..open]));
        }
        let inner = &rest[open + 1..close];
        let (id, form) = inner.split_once(':').unwrap_or((inner, ""));
        let known = facts.iter().find(|fact| fact.id == id.trim()).filter(|_| matches!(form, "" | "abs"));
        pieces.push(known.map_or(Piece::Unknown(inner), |fact| Piece::Figure { fact, absolute: form == "abs" }));
        rest = &rest[close + 1..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// The text that a reader gets; placeholders of no fact are left out, which the guard refuses before.
pub(crate) fn render(text: &str, facts: &[Fact]) -> String {
    pieces(text, facts)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.to_owned(),
            Piece::Figure { fact, absolute: true } => fact.display.trim_start_matches('-').to_owned(),
            Piece::Figure { fact, absolute: false } => fact.display.clone(),
            Piece::Unknown(_) => String::new(),
        })
        .collect()
}
