//! What kind of question is this? A small model, trained by `cargo xtask intent train`, whose weights are part of the program.
//!
//! It knows no tenant: it sees a question *delexicalised*, so that a tenant's names need no training. Its users make tokens
//! of a question like this:
//!
//! - A token is a run of letters and digits, in lower case, without accents (`ß` is `ss`, `œ` is `oe`). An apostrophe
//!   between letters is left out (`what's` is `whats`, `d'où` is `dou`); everything else parts tokens and is none.
//! - A run of words that was linked to something becomes one token:
//!
//! | token | what was linked |
//! |---|---|
//! | `<measure>` | a measure, by its name or a synonym: "revenue", "average order value" |
//! | `<member>` | a member of a dimension: "Germany", "white hanging heart" |
//! | `<dimension>`, `<dimensions>` | a dimension in the singular, in the plural: "country", "customers" |
//! | `<period>` | a time, without the preposition before it: "March 2011", "last month", "yesterday" |
//! | `<grain>` | a calendar unit as a noun, in singular or plural: "month" of "best month", "days" |
//! | `<each>` | each of a calendar unit: "monthly", "by month", "per week", "every day", "month by month" where it is one cue |
//! | `<number>` | any other number, in figures or as a word: "5" of "top 5" |
//!
//! - What was not linked stays, stop words too: it is what the model works with.
//!
//! "What's our revenue in Germany by month?" is `whats our <measure> in <member> <each>`.

mod features;
mod intent;
mod known;
mod linear;
mod scores;
mod weights;

use std::sync::LazyLock;

pub use features::{BUCKETS, features};
pub use intent::Intent;
pub use known::Known;
pub use linear::{Linear, ROW};
pub use scores::Scores;
pub use weights::Weights;

/// Tokens that stand for what was linked.
pub const PLACEHOLDERS: [&str; 8] =
    ["<measure>", "<member>", "<dimension>", "<dimensions>", "<period>", "<grain>", "<each>", "<number>"];

/// The weights in the program.
pub static FILE: &[u8] = include_bytes!("../weights.bin");

static MODEL: LazyLock<Option<Linear<'static>>> =
    LazyLock::new(|| Weights::decode(FILE).and_then(|weights| Linear::decode(weights.model)));

/// What kind of question `tokens` are. Tokens beyond the 96th are not looked at.
///
/// Were the weights in the program damaged, which the tests rule out, all intents would be equally probable.
#[must_use]
pub fn scores(tokens: &[&str]) -> Scores {
    MODEL.as_ref().map_or_else(|| Scores::from_logits(&[0.0; Intent::COUNT]), |model| model.scores(tokens))
}
