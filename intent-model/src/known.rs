//! Words that questions about sales are made of.

use crate::features::hash;

/// A set of words, by the upper halves of their hashes in ascending order, as the weights have them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a>(&'a [[u8; 4]]);

impl<'a> Known<'a> {
    /// Of what [`Known::encode`] made.
    #[must_use]
    pub fn new(sorted: &'a [[u8; 4]]) -> Self {
        Self(sorted)
    }

    /// What the set of `words` is made of.
    pub fn encode<'w>(words: impl IntoIterator<Item = &'w str>) -> Vec<[u8; 4]> {
        let mut sorted: Vec<_> = words.into_iter().map(|word| key(hash(word.as_bytes()))).collect();
        sorted.sort_unstable();
        sorted.dedup();
        sorted
    }

    /// Whether the word of that hash is in it.
    pub(crate) fn contains(&self, hash: u64) -> bool {
        self.0.binary_search(&key(hash)).is_ok()
    }
}

/// Big endian, so that the order of the bytes is that of the numbers.
fn key(hash: u64) -> [u8; 4] {
    ((hash >> 32) as u32).to_be_bytes()
}
