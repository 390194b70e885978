//! The file of the weights: what they were trained from, a checksum, the model.

/// First bytes of the file: what it is, and the version of its format and of the features.
const MAGIC: [u8; 8] = *b"INTENT\x00\x01";
/// Bytes before the model.
const HEADER: usize = 32;

/// A file of weights, taken apart.
#[derive(Debug, Clone, Copy)]
pub struct Weights<'a> {
    /// Hash of all that the training data was generated from.
    pub data: u64,
    /// Seed of the training.
    pub seed: u64,
    /// The model's own bytes.
    pub model: &'a [u8],
}

impl<'a> Weights<'a> {
    /// `None` if the file is of another version, cut short, or changed.
    #[must_use]
    pub fn decode(file: &'a [u8]) -> Option<Self> {
        let (header, model) = file.split_at_checked(HEADER)?;
        let (fields, _) = header.as_chunks();
        let [magic, data, seed, sum] = fields else { return None };
        let weights = Self { data: u64::from_le_bytes(*data), seed: u64::from_le_bytes(*seed), model };
        (*magic == MAGIC && u64::from_le_bytes(*sum) == weights.checksum()).then_some(weights)
    }

    /// The file.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let fields = [MAGIC, self.data.to_le_bytes(), self.seed.to_le_bytes(), self.checksum().to_le_bytes()];
        [fields.as_flattened(), self.model].concat()
    }

    /// By eight bytes at once: the file is read at every start of the process.
    fn checksum(&self) -> u64 {
        let (words, rest) = self.model.as_chunks();
        let mut sum = (self.data ^ self.seed.rotate_left(32)).wrapping_add(self.model.len() as u64);
        for word in words {
            sum = (sum ^ u64::from_le_bytes(*word)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
        }
        rest.iter().fold(sum, |sum, &byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_changed_or_cut_is_refused() {
        let file = Weights { data: 7, seed: 9, model: b"twenty bytes, or so." }.encode();
        let read = Weights::decode(&file).expect("what was written");
        assert_eq!((read.data, read.seed, read.model), (7, 9, b"twenty bytes, or so.".as_slice()));
        for at in 0..file.len() {
            let mut changed = file.clone();
            changed[at] ^= 0x10;
            assert!(Weights::decode(&changed).is_none(), "byte {at}");
            assert!(Weights::decode(&file[..at]).is_none(), "the first {at}");
        }
    }
}
