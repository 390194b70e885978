//! The two layers that refine the model's latent state and its answer, and how they learn.

use super::{STATE, parameters::Parameters};

/// Width between the two layers.
pub(super) const HIDDEN: usize = 64;

/// A state: of the question, of what is thought of it, or of the answer.
pub(super) type State = [f32; STATE];

/// What one application leaves behind for learning.
#[derive(Debug, Clone)]
pub(super) struct Applied {
    input: State,
    hidden: [f32; HIDDEN],
    size: f32,
    /// What came out.
    pub(super) output: State,
}

/// `norm(input + second(relu(first(input))))`.
pub(super) fn apply(parameters: &Parameters, input: State) -> Applied {
    let mut hidden = parameters.first_bias;
    for (value, row) in input.iter().zip(parameters.first.iter()) {
        add(&mut hidden, row, *value);
    }
    let mut output = input;
    for (value, row) in hidden.iter_mut().zip(parameters.second.iter()) {
        *value = value.max(0.0);
        if *value > 0.0 {
            add(&mut output, row, *value);
        }
    }
    let size = (dot(&output, &output) / STATE as f32 + 1e-6).sqrt();
    output.iter_mut().for_each(|value| *value /= size);
    Applied { input, hidden, size, output }
}

/// Adds what the parameters should change by to `slopes`, and returns the slope of the input.
pub(super) fn learn(parameters: &Parameters, applied: &Applied, slope: &State, slopes: &mut Parameters) -> State {
    let common = dot(slope, &applied.output) / STATE as f32;
    let mut inner: State = std::array::from_fn(|at| (slope[at] - applied.output[at] * common) / applied.size);
    let mut hidden = [0f32; HIDDEN];
    for (at, value) in applied.hidden.iter().enumerate() {
        if *value > 0.0 {
            hidden[at] = dot(&parameters.second[at], &inner);
            add(&mut slopes.second[at], &inner, *value);
        }
    }
    add(&mut slopes.first_bias, &hidden, 1.0);
    for (at, value) in applied.input.iter().enumerate() {
        inner[at] += dot(&parameters.first[at], &hidden);
        add(&mut slopes.first[at], &hidden, *value);
    }
    inner
}

/// Adds `factor` times `row` to `sums`.
pub(super) fn add<const N: usize>(sums: &mut [f32; N], row: &[f32; N], factor: f32) {
    for (sum, value) in sums.iter_mut().zip(row) {
        *sum += factor * value;
    }
}

/// Eight sums at once: an order that a processor is fast with, and always the same.
pub(super) fn dot<const N: usize>(left: &[f32; N], right: &[f32; N]) -> f32 {
    let mut sums = [0f32; 8];
    let (lefts, _) = left.as_chunks::<8>();
    let (rights, _) = right.as_chunks::<8>();
    for (left, right) in lefts.iter().zip(rights) {
        for ((sum, left), right) in sums.iter_mut().zip(left).zip(right) {
            *sum += left * right;
        }
    }
    sums.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn slopes_are_those_of_small_steps() {
        let mut random = Random::new(5);
        let parameters = Parameters::new(&mut random);
        let mut draw = || -> State { std::array::from_fn(|_| random.fraction() - 0.5) };
        let (input, weights) = (draw(), draw());
        let loss = |parameters: &Parameters, input| dot(&apply(parameters, input).output, &weights);
        let mut slopes = Parameters::zero();
        let slope = learn(&parameters, &apply(&parameters, input), &weights, &mut slopes);
        let close = |before: f32, after: f32, slope: f32| {
            let seen = (after - before) / 2e-3;
            assert!((seen - slope).abs() < 2e-2 * slope.abs().max(0.3), "{seen} {slope}");
        };
        for at in 0..STATE {
            let at_step = |step: f32| {
                let mut input = input;
                input[at] += step;
                loss(&parameters, input)
            };
            close(at_step(-1e-3), at_step(1e-3), slope[at]);
            let at_step = |step: f32| {
                let mut parameters = parameters.clone();
                parameters.first[at][at] += step;
                loss(&parameters, input)
            };
            close(at_step(-1e-3), at_step(1e-3), slopes.first[at][at]);
            let at_step = |step: f32| {
                let mut parameters = parameters.clone();
                parameters.second[at][at] += step;
                loss(&parameters, input)
            };
            close(at_step(-1e-3), at_step(1e-3), slopes.second[at][at]);
        }
    }
}
