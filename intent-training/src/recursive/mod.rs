//! A tiny recursive classifier, after "Less is More: Recursive Reasoning with Tiny Networks" (arXiv 2510.04871).
//!
//! The question is a sum of embeddings of its features, `x`. One network of two layers is applied again and again: it refines
//! what is thought, `z = net(x + y + z)`, several times, and then the answer, `y = net(y + z)`. Slopes go through the
//! last of these cycles alone, and the answer is judged after each improvement (deep supervision), which goes on from the
//! one before.

mod net;
mod parameters;

use intent_model::{BUCKETS, Intent, Known, Scores, features};

use self::{
    net::{Applied, State, add, apply, dot, learn},
    parameters::{Adam, Parameters},
};
use crate::{
    linear::gradient,
    prepared::{Prepared, some},
    random::Random,
};

/// Two features have an embedding together, for the size of the file.
const EMBEDDINGS: usize = BUCKETS / 2;
/// Width of a state.
const STATE: usize = 32;
/// Updates of the latent state in a cycle.
const THOUGHTS: usize = 3;
/// Cycles in an improvement.
const CYCLES: usize = 2;
/// Improvements of the answer.
const IMPROVEMENTS: usize = 3;

const EPOCHS: usize = 4;
const BATCH: usize = 32;
const RATE: f32 = 2e-3;
const DECAY: f32 = 0.3;
/// Of the embeddings, which AdaGrad learns.
const EMBEDDING_RATE: f32 = 0.05;
/// Part of the features that is hidden from each look at a question.
const HIDDEN_FEATURES: f32 = 0.3;
const SMOOTHING: f32 = 0.05;

/// A trained model.
#[derive(Debug)]
pub struct Recursive {
    embeddings: Vec<State>,
    parameters: Parameters,
}

impl Recursive {
    /// Bytes of a file of it: a byte for each weight of an embedding, four for each other.
    pub const BYTES: usize = EMBEDDINGS * STATE + Parameters::BYTES;

    /// Learns from `prepared`.
    #[must_use]
    pub fn train(prepared: &Prepared, seed: u64) -> Self {
        let mut random = Random::new(seed);
        let parameters = Parameters::new(&mut random);
        let embeddings = (0..EMBEDDINGS).map(|_| std::array::from_fn(|_| 0.2 * (random.fraction() - 0.5))).collect();
        let mut model = Self { embeddings, parameters };
        let mut steepness = vec![[1e-4f32; STATE]; EMBEDDINGS];
        let (mut adam, mut slopes) = (Adam::new(), Parameters::zero());
        let mut order: Vec<usize> = (0..prepared.examples.len()).collect();
        for epoch in 0..EPOCHS {
            random.shuffle(&mut order);
            for (batch, places) in order.chunks(BATCH).enumerate() {
                let done = (epoch as f32 + (batch * BATCH) as f32 / order.len() as f32) / EPOCHS as f32;
                let rate = 1.0 - done;
                let looks: Vec<Vec<u16>> = places
                    .iter()
                    .map(|&place| some(&prepared.examples[place].0, HIDDEN_FEATURES, &mut random))
                    .collect();
                let mut carried = vec![([0.0; STATE], [0.0; STATE]); places.len()];
                for _ in 0..IMPROVEMENTS {
                    for ((place, seen), (answer, thought)) in places.iter().zip(&looks).zip(&mut carried) {
                        let wanted = prepared.examples[*place].1;
                        let slope = model.improve(seen, wanted, (answer, thought), &mut slopes);
                        model.embed_better(seen, &slope, &mut steepness, EMBEDDING_RATE * rate);
                    }
                    adam.step(&mut model.parameters, &mut slopes, RATE * rate, DECAY);
                }
            }
        }
        model.round();
        model
    }

    /// What kind of question `tokens` are; logits are divided by `temperature`.
    #[must_use]
    pub fn scores(&self, tokens: &[&str], known: &Known<'_>, temperature: f32) -> Scores {
        let mut present = Vec::new();
        features(tokens, known, &mut present);
        let question = self.embed(&present);
        let (mut answer, mut thought) = ([0.0; STATE], [0.0; STATE]);
        for _ in 0..IMPROVEMENTS * CYCLES {
            for _ in 0..THOUGHTS {
                thought = apply(&self.parameters, sum(&[&question, &answer, &thought])).output;
            }
            answer = apply(&self.parameters, sum(&[&answer, &thought])).output;
        }
        Scores::from_logits(&self.head(&answer).map(|logit| logit / temperature))
    }

    fn embed(&self, features: &[u16]) -> State {
        let norm = 1.0 / (features.len().max(1) as f32).sqrt();
        let mut question = [0.0; STATE];
        for &feature in features {
            add(&mut question, &self.embeddings[usize::from(feature) % EMBEDDINGS], 1.0);
        }
        question.map(|value| value * norm)
    }

    fn head(&self, answer: &State) -> [f32; Intent::COUNT] {
        std::array::from_fn(|at| self.parameters.head_bias[at] + dot(&self.parameters.head[at], answer))
    }

    /// One improvement; returns the slope of the question.
    fn improve(
        &self,
        seen: &[u16],
        wanted: Intent,
        (answer, thought): (&mut State, &mut State),
        slopes: &mut Parameters,
    ) -> State {
        let question = self.embed(seen);
        let mut thoughts: Vec<Applied> = Vec::with_capacity(THOUGHTS);
        let mut answered = None;
        for _ in 0..CYCLES {
            thoughts.clear();
            for _ in 0..THOUGHTS {
                let applied = apply(&self.parameters, sum(&[&question, answer, thought]));
                *thought = applied.output;
                thoughts.push(applied);
            }
            let applied = apply(&self.parameters, sum(&[answer, thought]));
            *answer = applied.output;
            answered = Some(applied);
        }
        let slope =
            gradient(&Scores::from_logits(&self.head(answer)), wanted, SMOOTHING).map(|slope| slope / BATCH as f32);
        let mut of_answer = [0.0; STATE];
        for (at, slope) in slope.iter().enumerate() {
            add(&mut of_answer, &self.parameters.head[at], *slope);
            add(&mut slopes.head[at], answer, *slope);
            slopes.head_bias[at] += slope;
        }
        let mut of_question = [0.0; STATE];
        let Some(answered) = answered else { return of_question };
        let mut of_thought = learn(&self.parameters, &answered, &of_answer, slopes);
        for applied in thoughts.iter().rev() {
            of_thought = learn(&self.parameters, applied, &of_thought, slopes);
            add(&mut of_question, &of_thought, 1.0);
        }
        of_question
    }

    fn embed_better(&mut self, seen: &[u16], slope: &State, steepness: &mut [State], rate: f32) {
        let norm = BATCH as f32 / (seen.len().max(1) as f32).sqrt();
        for &feature in seen {
            let (row, steep) = (
                &mut self.embeddings[usize::from(feature) % EMBEDDINGS],
                &mut steepness[usize::from(feature) % EMBEDDINGS],
            );
            for ((weight, steep), slope) in row.iter_mut().zip(steep).zip(slope) {
                let slope = slope * norm;
                *steep += slope * slope;
                *weight -= rate * slope / steep.sqrt();
            }
        }
    }

    /// To what a byte can say.
    fn round(&mut self) {
        let most = self.embeddings.iter().flatten().fold(0f32, |most, weight| most.max(weight.abs()));
        let step = (most / 127.0).max(f32::MIN_POSITIVE);
        self.embeddings.iter_mut().flatten().for_each(|weight| *weight = (*weight / step).round() * step);
    }
}

fn sum(states: &[&State]) -> State {
    let mut sum = [0.0; STATE];
    states.iter().for_each(|state| add(&mut sum, state, 1.0));
    sum
}
