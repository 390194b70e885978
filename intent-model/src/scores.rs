//! What the model says of a question.

use crate::Intent;

/// A probability for each intent; together they make one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scores([f32; Intent::COUNT]);

impl Scores {
    /// By softmax.
    #[must_use]
    pub fn from_logits(logits: &[f32; Intent::COUNT]) -> Self {
        let highest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let mut scores = logits.map(|logit| (logit - highest).exp());
        let sum: f32 = scores.iter().sum();
        for score in &mut scores {
            *score /= sum;
        }
        Self(scores)
    }

    /// The most probable intent and its probability. The first of equals.
    #[must_use]
    pub fn best(&self) -> (Intent, f32) {
        let mut best = (Intent::ALL[0], self.0[0]);
        for (intent, &score) in Intent::ALL.into_iter().zip(&self.0) {
            if score > best.1 {
                best = (intent, score);
            }
        }
        best
    }

    /// The probability of `intent`.
    #[must_use]
    pub fn of(&self, intent: Intent) -> f32 {
        self.0[intent as usize]
    }

    /// The probability that the question may be answered: it is neither out of scope nor to be blocked.
    #[must_use]
    pub fn in_scope(&self) -> f32 {
        1.0 - self.of(Intent::OutOfScope) - self.of(Intent::Blocked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_make_one_and_large_logits_do_not_overflow() {
        let mut logits = [-900.0; Intent::COUNT];
        logits[Intent::Why as usize] = 1000.0;
        logits[Intent::Blocked as usize] = 1000.0;
        let scores = Scores::from_logits(&logits);
        assert_eq!(scores.best(), (Intent::Why, 0.5));
        assert_eq!(scores.in_scope(), 0.5);
        assert_eq!(scores.of(Intent::Help), 0.0);
    }
}
