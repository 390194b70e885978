//! The guard's view of the vocabulary: which members a phrase names.

use super::Vocabulary;
use crate::guard::{Meant, Names};

impl Names for Vocabulary {
    fn members(&self, phrase: &str) -> Vec<Meant<'_>> {
        let named = self.named(phrase).iter();
        named.map(|named| Meant { dimension: &named.dimension, members: &named.members, free: named.free }).collect()
    }

    fn longest(&self) -> usize {
        Vocabulary::longest(self)
    }
}
