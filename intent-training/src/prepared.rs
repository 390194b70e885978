//! Questions as features, made once for all epochs.

use intent_model::{Intent, Known, features};

use crate::{data::Example, random::Random};

/// Examples as numbers.
#[derive(Debug)]
pub struct Prepared {
    /// Features and what is wanted.
    pub examples: Vec<(Vec<u16>, Intent)>,
}

impl Prepared {
    /// Of `examples`.
    #[must_use]
    pub fn new(examples: &[Example], known: &[[u8; 4]]) -> Self {
        let known = Known::new(known);
        let examples = examples
            .iter()
            .map(|example| {
                let tokens: Vec<&str> = example.tokens.iter().map(String::as_str).collect();
                let mut out = Vec::new();
                features(&tokens, &known, &mut out);
                (out, example.intent)
            })
            .collect();
        Self { examples }
    }

    /// Puts those of `features` that are not hidden into `seen`.
    pub fn some(&self, features: &[u16], hidden: f32, random: &mut Random, seen: &mut Vec<u16>) {
        seen.clear();
        seen.extend(features.iter().filter(|_| !random.chance(hidden)));
    }
}
