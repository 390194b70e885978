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
                let mut out = Vec::new();
                features(&example.tokens(), &known, &mut out);
                (out, example.intent)
            })
            .collect();
        Self { examples }
    }
}

/// Those of `features` that are not hidden.
#[must_use]
pub fn some(features: &[u16], hidden: f32, random: &mut Random) -> Vec<u16> {
    features.iter().copied().filter(|_| !random.chance(hidden)).collect()
}
