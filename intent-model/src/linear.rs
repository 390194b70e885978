//! Multinomial logistic regression over hashed features, its weights in a byte each.

use crate::{
    Intent, Scores,
    features::{BUCKETS, features},
    known::Known,
};

/// Bytes of a feature's weights: one for each intent, and one so that rows lie at multiples of 16.
pub const ROW: usize = 16;
const _: () = assert!(Intent::COUNT <= ROW);
/// Four bytes for each intent.
const COLUMN: usize = 4 * Intent::COUNT;

/// A trained model. Its bytes: the scale of each intent's weights, then the bias of each, as `f32`; the weights, a row for
/// each feature; the known words.
#[derive(Debug, Clone, Copy)]
pub struct Linear<'a> {
    scales: [f32; Intent::COUNT],
    biases: [f32; Intent::COUNT],
    rows: &'a [[u8; ROW]],
    known: Known<'a>,
}

impl<'a> Linear<'a> {
    /// Reads what [`Linear::encode`] wrote; `None` if it is not as long as that.
    #[must_use]
    pub fn decode(bytes: &'a [u8]) -> Option<Self> {
        let (scales, rest) = bytes.split_at_checked(COLUMN)?;
        let (biases, rest) = rest.split_at_checked(COLUMN)?;
        let (rows, known) = rest.split_at_checked(BUCKETS * ROW)?;
        let (rows, _) = rows.as_chunks();
        let (known, []) = known.as_chunks() else { return None };
        Some(Self { scales: numbers(scales), biases: numbers(biases), rows, known: Known::new(known) })
    }

    /// The bytes of a model. `rows` has a row for each feature.
    #[must_use]
    pub fn encode(
        scales: &[f32; Intent::COUNT],
        biases: &[f32; Intent::COUNT],
        rows: &[[i8; ROW]],
        known: &[[u8; 4]],
    ) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(2 * COLUMN + rows.len() * ROW + known.len() * 4);
        bytes.extend(scales.iter().chain(biases).flat_map(|number| number.to_le_bytes()));
        bytes.extend(rows.iter().flatten().map(|weight| weight.cast_unsigned()));
        bytes.extend(known.iter().flatten());
        bytes
    }

    /// Its words.
    #[must_use]
    pub fn known(&self) -> Known<'a> {
        self.known
    }

    /// What kind of question `tokens` are.
    #[must_use]
    pub fn scores(&self, tokens: &[&str]) -> Scores {
        self.scores_at(tokens, 1.0)
    }

    /// The same with logits divided by `temperature`, to find the one that the weights are to have in them.
    #[must_use]
    pub fn scores_at(&self, tokens: &[&str], temperature: f32) -> Scores {
        let mut present = Vec::with_capacity(512);
        features(tokens, &self.known, &mut present);
        let mut sums = [0i32; ROW];
        for &feature in &present {
            let row = &self.rows[usize::from(feature)];
            for (sum, &weight) in sums.iter_mut().zip(row) {
                *sum += i32::from(weight.cast_signed());
            }
        }
        let norm = 1.0 / (present.len() as f32).sqrt();
        let mut logits = self.biases;
        for ((logit, sum), scale) in logits.iter_mut().zip(sums).zip(self.scales) {
            *logit += sum as f32 * norm * scale;
        }
        Scores::from_logits(&logits.map(|logit| logit / temperature))
    }
}

fn numbers(bytes: &[u8]) -> [f32; Intent::COUNT] {
    let (chunks, _) = bytes.as_chunks();
    std::array::from_fn(|place| f32::from_le_bytes(chunks[place]))
}
