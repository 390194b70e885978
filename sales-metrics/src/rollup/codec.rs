//! Blocks as bytes: postcard, ids as differences, zstd where it helps.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Block, Cell};

/// Level 3 is within a few percent of 9 on these blocks and several times faster.
const ZSTD_LEVEL: i32 = 3;
/// A block decodes to less than this, or is not ours.
const MOST_BYTES: usize = 256 << 20;
const PLAIN: u8 = 0;
const ZSTD: u8 = 1;

/// A block that cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum CodecError {
    /// The bytes are no block.
    #[error("the stored block is damaged: {0}")]
    Damaged(String),
    /// The block could not be encoded.
    #[error("the block could not be encoded")]
    Encode(#[source] postcard::Error),
    /// Compression failed.
    #[error("the block could not be compressed")]
    Compress(#[source] std::io::Error),
}

#[derive(Serialize, Deserialize)]
struct StoredCell {
    key: i32,
    rows: u64,
    /// Scale and mantissa.
    sums: Vec<(u32, i128)>,
    /// Differences from one id to the next.
    sets: Vec<Vec<u32>>,
}

/// The bytes of `block`.
///
/// # Errors
/// Encoding or compression failed.
pub fn encode(block: &Block) -> Result<Vec<u8>, CodecError> {
    let stored: Vec<StoredCell> = block
        .iter()
        .map(|(key, cell)| StoredCell {
            key: *key,
            rows: cell.rows,
            sums: cell.sums.iter().map(|sum| (sum.scale(), sum.mantissa())).collect(),
            sets: cell.sets.iter().map(|set| differences(set)).collect(),
        })
        .collect();
    let plain = postcard::to_extend(&stored, vec![PLAIN]).map_err(CodecError::Encode)?;
    let packed = zstd::bulk::compress(&plain[1..], ZSTD_LEVEL).map_err(CodecError::Compress)?;
    if packed.len() + 1 < plain.len() {
        let mut bytes = Vec::with_capacity(packed.len() + 1);
        bytes.push(ZSTD);
        bytes.extend(packed);
        return Ok(bytes);
    }
    Ok(plain)
}

/// The block in `bytes`.
///
/// # Errors
/// [`CodecError::Damaged`].
pub fn decode(bytes: &[u8]) -> Result<Block, CodecError> {
    let damaged = |why: &dyn std::fmt::Display| CodecError::Damaged(why.to_string());
    let stored: Vec<StoredCell> = match bytes.split_first() {
        Some((&PLAIN, rest)) => postcard::from_bytes(rest).map_err(|e| damaged(&e))?,
        Some((&ZSTD, rest)) => {
            let mut plain = Vec::new();
            let limit = MOST_BYTES as u64;
            let reader = zstd::stream::read::Decoder::new(rest).map_err(|e| damaged(&e))?;
            std::io::Read::read_to_end(&mut std::io::Read::take(reader, limit), &mut plain).map_err(|e| damaged(&e))?;
            postcard::from_bytes(&plain).map_err(|e| damaged(&e))?
        }
        _ => return Err(damaged(&"it has no known form")),
    };
    stored
        .into_iter()
        .map(|cell| {
            let sums: Result<Vec<Decimal>, _> =
                cell.sums.iter().map(|(scale, m)| Decimal::try_from_i128_with_scale(*m, *scale)).collect();
            let sets = cell.sets.into_iter().map(|set| sums_of(&set)).collect();
            Ok((cell.key, Cell { rows: cell.rows, sums: sums.map_err(|e| damaged(&e))?, sets }))
        })
        .collect()
}

fn differences(ids: &[u32]) -> Vec<u32> {
    let mut before = 0;
    ids.iter().map(|id| id - std::mem::replace(&mut before, *id)).collect()
}

fn sums_of(differences: &[u32]) -> Vec<u32> {
    let mut at = 0u32;
    differences
        .iter()
        .map(|difference| {
            at = at.wrapping_add(*difference);
            at
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cell() -> impl Strategy<Value = Cell> {
        let sums = proptest::collection::vec((any::<i64>(), 0u32..8).prop_map(|(m, s)| Decimal::new(m, s)), 0..4);
        let sets = proptest::collection::vec(proptest::collection::btree_set(any::<u32>(), 0..50), 0..3);
        (any::<u64>(), sums, sets).prop_map(|(rows, sums, sets)| Cell {
            rows,
            sums,
            sets: sets.into_iter().map(|s| s.into_iter().collect()).collect(),
        })
    }

    proptest! {
        #[test]
        fn blocks_survive(block in proptest::collection::btree_map(any::<i32>(), cell(), 0..40)) {
            prop_assert_eq!(decode(&encode(&block).unwrap()).unwrap(), block);
        }

        #[test]
        fn damaged_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&bytes);
        }
    }
}
