//! What is learnt besides the embeddings, and Adam, by which it is.

use intent_model::Intent;

use super::{
    STATE,
    net::{HIDDEN, State},
};
use crate::random::Random;

/// Weights of the layers and of the head.
#[derive(Debug, Clone)]
pub(super) struct Parameters {
    pub(super) first: Box<[[f32; HIDDEN]; STATE]>,
    pub(super) first_bias: [f32; HIDDEN],
    pub(super) second: Box<[State; HIDDEN]>,
    pub(super) head: Box<[State; Intent::COUNT]>,
    pub(super) head_bias: [f32; Intent::COUNT],
}

impl Parameters {
    /// Bytes of all of them.
    pub(super) const BYTES: usize = 4 * (2 * HIDDEN * STATE + HIDDEN + (STATE + 1) * Intent::COUNT);

    pub(super) fn zero() -> Self {
        Self {
            first: Box::new([[0.0; HIDDEN]; STATE]),
            first_bias: [0.0; HIDDEN],
            second: Box::new([[0.0; STATE]; HIDDEN]),
            head: Box::new([[0.0; STATE]; Intent::COUNT]),
            head_bias: [0.0; Intent::COUNT],
        }
    }

    /// To begin with: small, and different from each other.
    pub(super) fn new(random: &mut Random) -> Self {
        let mut new = Self::zero();
        let mut draw = |width: usize| (random.fraction() * 2.0 - 1.0) * (3.0 / width as f32).sqrt();
        new.first.as_flattened_mut().iter_mut().for_each(|weight| *weight = draw(STATE));
        new.second.as_flattened_mut().iter_mut().for_each(|weight| *weight = 0.5 * draw(HIDDEN));
        new.head.as_flattened_mut().iter_mut().for_each(|weight| *weight = draw(STATE));
        new
    }

    fn all(&mut self) -> [&mut [f32]; 5] {
        [
            self.first.as_flattened_mut(),
            &mut self.first_bias,
            self.second.as_flattened_mut(),
            self.head.as_flattened_mut(),
            &mut self.head_bias,
        ]
    }
}

/// Adam with decoupled weight decay.
#[derive(Debug)]
pub(super) struct Adam {
    mean: Parameters,
    square: Parameters,
    steps: i32,
}

impl Adam {
    pub(super) fn new() -> Self {
        Self { mean: Parameters::zero(), square: Parameters::zero(), steps: 0 }
    }

    /// One step against `slopes`, which are then none.
    pub(super) fn step(&mut self, parameters: &mut Parameters, slopes: &mut Parameters, rate: f32, decay: f32) {
        self.steps += 1;
        let (mean_part, square_part) = (1.0 - 0.9f32.powi(self.steps), 1.0 - 0.99f32.powi(self.steps));
        let lists = parameters.all().into_iter().zip(slopes.all()).zip(self.mean.all()).zip(self.square.all());
        for (((weights, slopes), means), squares) in lists {
            for (((weight, slope), mean), square) in weights.iter_mut().zip(slopes).zip(means).zip(squares) {
                *mean += 0.1 * (*slope - *mean);
                *square += 0.01 * (*slope * *slope - *square);
                let step = (*mean / mean_part) / ((*square / square_part).sqrt() + 1e-8);
                *weight -= rate * (step + decay * *weight);
                *slope = 0.0;
            }
        }
    }
}
