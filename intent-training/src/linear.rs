//! Training of the linear model: logistic regression by AdaGrad, a question at a time.

use intent_model::{Intent, Linear, ROW, Scores};

use crate::{data::Data, prepared::Prepared, random::Random};

const EPOCHS: usize = 6;
const RATE: f32 = 0.5;
/// Part of the features that is hidden from each look at a question: what is learnt must not hang on one word.
const HIDDEN: f32 = 0.3;
/// Probability kept for the other intents.
const SMOOTHING: f32 = 0.05;

/// The model's bytes.
#[must_use]
pub fn train(data: &Data, prepared: &Prepared, seed: u64, temperature: f32) -> Vec<u8> {
    let mut random = Random::new(seed);
    let mut weights = vec![[0f32; ROW]; intent_model::BUCKETS];
    let mut steepness = vec![[1e-2f32; ROW]; intent_model::BUCKETS];
    let (mut biases, mut bias_steepness) = ([0f32; ROW], [1e-2f32; ROW]);
    let mut order: Vec<usize> = (0..prepared.examples.len()).collect();
    let mut seen = Vec::new();
    for epoch in 0..EPOCHS {
        random.shuffle(&mut order);
        let rate = RATE * (1.0 - epoch as f32 / EPOCHS as f32);
        for &place in &order {
            let (features, intent) = &prepared.examples[place];
            prepared.some(features, HIDDEN, &mut random, &mut seen);
            let norm = 1.0 / (seen.len().max(1) as f32).sqrt();
            let mut sums = [0f32; ROW];
            for &feature in &seen {
                add(&mut sums, &weights[usize::from(feature)], 1.0);
            }
            let mut logits = [0f32; Intent::COUNT];
            for (logit, (sum, bias)) in logits.iter_mut().zip(sums.iter().zip(&biases)) {
                *logit = sum * norm + bias;
            }
            let gradient = gradient(&Scores::from_logits(&logits), *intent, SMOOTHING);
            let mut row = [0f32; ROW];
            row[..Intent::COUNT].copy_from_slice(&gradient);
            descend(&mut biases, &mut bias_steepness, &row, rate * 0.1);
            let row = row.map(|slope| slope * norm);
            for &feature in &seen {
                let feature = usize::from(feature);
                descend(&mut weights[feature], &mut steepness[feature], &row, rate * 0.1);
            }
        }
    }
    quantised(&weights, &biases, temperature, &data.known)
}

/// What the loss grows by with each logit: cross entropy with smoothed labels.
#[must_use]
pub fn gradient(scores: &Scores, wanted: Intent, smoothing: f32) -> [f32; Intent::COUNT] {
    Intent::ALL.map(|intent| {
        let right = if intent == wanted { 1.0 - smoothing } else { 0.0 };
        scores.of(intent) - right - smoothing / Intent::COUNT as f32
    })
}

fn add(sums: &mut [f32; ROW], row: &[f32; ROW], factor: f32) {
    for (sum, weight) in sums.iter_mut().zip(row) {
        *sum += factor * weight;
    }
}

fn descend(weights: &mut [f32; ROW], steepness: &mut [f32; ROW], slopes: &[f32; ROW], rate: f32) {
    for ((weight, steep), slope) in weights.iter_mut().zip(steepness).zip(slopes) {
        *steep += slope * slope;
        *weight -= rate * slope / steep.sqrt();
    }
}

/// A byte for each weight, and one scale for each intent, with the temperature in it.
fn quantised(weights: &[[f32; ROW]], biases: &[f32; ROW], temperature: f32, known: &[[u8; 4]]) -> Vec<u8> {
    let mut steps = [0f32; ROW];
    for row in weights {
        for (step, weight) in steps.iter_mut().zip(row) {
            *step = step.max(weight.abs() / 127.0);
        }
    }
    let rows: Vec<[i8; ROW]> = weights
        .iter()
        .map(|row| std::array::from_fn(|at| if steps[at] > 0.0 { (row[at] / steps[at]).round() as i8 } else { 0 }))
        .collect();
    let scales = std::array::from_fn(|at| steps[at] / temperature);
    let biases = std::array::from_fn(|at| biases[at] / temperature);
    Linear::encode(&scales, &biases, &rows, known)
}
