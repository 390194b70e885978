//! Training of the linear model: logistic regression by AdaGrad, a question at a time.

use intent_model::{BUCKETS, Intent, Linear, ROW, Scores};

use crate::{
    prepared::{Prepared, some},
    random::Random,
};

const EPOCHS: usize = 6;
const RATE: f32 = 0.2;
/// Part of the features that is hidden from each look at a question: what is learnt must not hang on one word.
const HIDDEN: f32 = 0.3;
/// Probability kept for the other intents.
const SMOOTHING: f32 = 0.05;

/// Weights as they were learnt.
#[derive(Debug)]
pub struct Trained {
    weights: Vec<[f32; ROW]>,
    biases: [f32; ROW],
}

impl Trained {
    /// Learns from `prepared`.
    #[must_use]
    pub fn new(prepared: &Prepared, seed: u64) -> Self {
        let mut random = Random::new(seed);
        let mut learnt = Self { weights: vec![[0.0; ROW]; BUCKETS], biases: [0.0; ROW] };
        let mut steepness = vec![[1e-2; ROW]; BUCKETS];
        let mut bias_steepness = [1e-2; ROW];
        let mut order: Vec<usize> = (0..prepared.examples.len()).collect();
        for epoch in 0..EPOCHS {
            random.shuffle(&mut order);
            let rate = RATE * (1.0 - epoch as f32 / EPOCHS as f32);
            for &place in &order {
                let (features, intent) = &prepared.examples[place];
                let seen = some(features, HIDDEN, &mut random);
                let norm = 1.0 / (seen.len().max(1) as f32).sqrt();
                let mut slopes = [0.0; ROW];
                let gradient = gradient(&Scores::from_logits(&learnt.logits(&seen, norm)), *intent, SMOOTHING);
                slopes[..Intent::COUNT].copy_from_slice(&gradient);
                descend(&mut learnt.biases, &mut bias_steepness, &slopes, rate);
                let slopes = slopes.map(|slope| slope * norm);
                for &feature in &seen {
                    let feature = usize::from(feature);
                    descend(&mut learnt.weights[feature], &mut steepness[feature], &slopes, rate);
                }
            }
        }
        learnt
    }

    fn logits(&self, seen: &[u16], norm: f32) -> [f32; Intent::COUNT] {
        let mut sums = [0.0; ROW];
        for &feature in seen {
            for (sum, weight) in sums.iter_mut().zip(&self.weights[usize::from(feature)]) {
                *sum += weight;
            }
        }
        std::array::from_fn(|at| sums[at] * norm + self.biases[at])
    }

    /// The model's bytes: one for each weight, and a scale for each intent, with the temperature in it.
    #[must_use]
    pub fn encode(&self, temperature: f32, known: &[[u8; 4]]) -> Vec<u8> {
        let mut steps = [0f32; ROW];
        for row in &self.weights {
            for (step, weight) in steps.iter_mut().zip(row) {
                *step = step.max(weight.abs() / 127.0);
            }
        }
        let byte = |row: &[f32; ROW], at: usize| if steps[at] > 0.0 { (row[at] / steps[at]).round() as i8 } else { 0 };
        let rows: Vec<[i8; ROW]> = self.weights.iter().map(|row| std::array::from_fn(|at| byte(row, at))).collect();
        let scales = std::array::from_fn(|at| steps[at] / temperature);
        let biases = std::array::from_fn(|at| self.biases[at] / temperature);
        Linear::encode(&scales, &biases, &rows, known)
    }
}

/// What the loss, cross entropy with smoothed labels, grows by with each logit.
#[must_use]
pub fn gradient(scores: &Scores, wanted: Intent, smoothing: f32) -> [f32; Intent::COUNT] {
    Intent::ALL.map(|intent| {
        let right = if intent == wanted { 1.0 - smoothing } else { 0.0 };
        scores.of(intent) - right - smoothing / Intent::COUNT as f32
    })
}

fn descend(weights: &mut [f32; ROW], steepness: &mut [f32; ROW], slopes: &[f32; ROW], rate: f32) {
    for ((weight, steep), slope) in weights.iter_mut().zip(steepness).zip(slopes) {
        *steep += slope * slope;
        *weight -= rate * slope / steep.sqrt();
    }
}
