//! Blocks as bytes: columns of short numbers, zstd where it helps.

use std::{borrow::Cow, cell::RefCell};

use serde::{Deserialize, Serialize};

use super::{Block, DIGITS, MISSING, Shape, block::Lists};

/// Level 3 is within a few percent of 9 on these blocks and several times faster.
const ZSTD_LEVEL: i32 = 3;
/// Shorter payloads are not worth packing.
const LEAST_PACKED: usize = 128;
/// A payload unpacks to less than this, or is not ours.
const MOST_BYTES: usize = 1 << 30;
const PLAIN: u8 = 2;
const ZSTD: u8 = 3;

thread_local! {
    /// A compressor's tables take longer to make than a small block to pack.
    static PACKER: RefCell<Option<zstd::bulk::Compressor<'static>>> = const { RefCell::new(None) };
}

/// Bytes that cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum CodecError {
    /// The bytes are not ours.
    #[error("what is stored is damaged: {0}")]
    Damaged(String),
    /// They could not be encoded.
    #[error("it could not be encoded")]
    Encode(#[source] postcard::Error),
    /// Compression failed.
    #[error("it could not be compressed")]
    Compress(#[source] std::io::Error),
}

/// A column of amounts, in units of 10^-`digits`.
#[derive(Serialize, Deserialize)]
pub(crate) struct Amounts {
    digits: u8,
    values: Units,
}

#[derive(Serialize, Deserialize)]
enum Units {
    Narrow(Vec<i64>),
    Wide(Vec<i128>),
    /// With the places of those that are missing left as [`MISSING`].
    Sparse(Vec<Option<i128>>),
}

#[derive(Serialize, Deserialize)]
struct StoredColumns {
    shape: Shape,
    /// Differences from one to the next.
    keys: Vec<i32>,
    rows: Vec<u64>,
    sums: Vec<Amounts>,
    extremes: Vec<Amounts>,
}

/// The bytes of a block are its columns', then its sets', which are most of it: who wants none need not read them.
#[derive(Serialize, Deserialize)]
struct StoredBlock {
    columns: StoredColumns,
    sets: StoredSets,
}

/// Per set component: lengths, and differences from one id of a list to the next.
type StoredSets = Vec<(Vec<u32>, Vec<u32>)>;

/// The set components that are wanted of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sets {
    /// Every one.
    All,
    /// Those whose bits are set; the first 64 can be told apart, the others are all read.
    Of(u64),
}

impl Sets {
    fn has(self, place: usize) -> bool {
        match self {
            Self::All => true,
            Self::Of(bits) => place >= 64 || bits >> place & 1 == 1,
        }
    }
}

fn damaged(why: impl std::fmt::Display) -> CodecError {
    CodecError::Damaged(why.to_string())
}

impl Amounts {
    pub(crate) fn of(amounts: &[i128]) -> Self {
        if amounts.contains(&MISSING) {
            let values = amounts.iter().map(|amount| (*amount != MISSING).then_some(*amount)).collect();
            return Self { digits: DIGITS as u8, values: Units::Sparse(values) };
        }
        let narrow: Option<Vec<i64>> = amounts.iter().map(|amount| i64::try_from(*amount).ok()).collect();
        let Some(mut narrow) = narrow else {
            return Self { digits: DIGITS as u8, values: Units::Wide(amounts.to_vec()) };
        };
        let mut digits = DIGITS;
        for amount in &narrow {
            while digits > 0 && amount % 10_i64.pow(digits) != 0 {
                digits -= 1;
            }
        }
        // `digits` zeros can be left out at the end of each.
        let unit = 10_i64.pow(digits);
        narrow.iter_mut().for_each(|amount| *amount /= unit);
        Self { digits: (DIGITS - digits) as u8, values: Units::Narrow(narrow) }
    }

    pub(crate) fn amounts(self) -> Result<Vec<i128>, CodecError> {
        match self.values {
            Units::Wide(values) => Ok(values),
            Units::Sparse(values) => Ok(values.into_iter().map(|value| value.unwrap_or(MISSING)).collect()),
            Units::Narrow(values) => {
                let zeros = DIGITS.checked_sub(self.digits.into()).ok_or_else(|| damaged("an amount is too fine"))?;
                let unit = 10_i128.pow(zeros);
                Ok(values.into_iter().map(|value| i128::from(value) * unit).collect())
            }
        }
    }
}

/// `value` as bytes.
///
/// # Errors
/// Encoding or compression failed.
pub(crate) fn pack<T: Serialize>(value: &T) -> Result<Vec<u8>, CodecError> {
    let plain = postcard::to_extend(value, vec![PLAIN]).map_err(CodecError::Encode)?;
    if plain.len() < LEAST_PACKED {
        return Ok(plain);
    }
    PACKER.with_borrow_mut(|packer| {
        let packer = match packer {
            Some(packer) => packer,
            None => packer.insert(zstd::bulk::Compressor::new(ZSTD_LEVEL).map_err(CodecError::Compress)?),
        };
        let packed = packer.compress(&plain[1..]).map_err(CodecError::Compress)?;
        if packed.len() + 1 >= plain.len() {
            return Ok(plain);
        }
        let mut bytes = Vec::with_capacity(packed.len() + 1);
        bytes.push(ZSTD);
        bytes.extend(packed);
        Ok(bytes)
    })
}

/// The value in `bytes`.
///
/// # Errors
/// [`CodecError::Damaged`].
pub(crate) fn unpack<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, CodecError> {
    postcard::from_bytes(&plain(bytes)?).map_err(damaged)
}

/// What was packed, as bytes.
fn plain(bytes: &[u8]) -> Result<Cow<'_, [u8]>, CodecError> {
    match bytes.split_first() {
        Some((&PLAIN, rest)) => Ok(rest.into()),
        Some((&ZSTD, rest)) => {
            let mut plain = Vec::new();
            let reader = zstd::stream::read::Decoder::with_buffer(rest).map_err(damaged)?;
            std::io::Read::read_to_end(&mut std::io::Read::take(reader, MOST_BYTES as u64), &mut plain)
                .map_err(damaged)?;
            Ok(plain.into())
        }
        _ => Err(damaged("it has no known form")),
    }
}

/// The bytes of `block`.
///
/// # Errors
/// Encoding or compression failed.
pub fn encode(block: &Block) -> Result<Vec<u8>, CodecError> {
    let mut before = 0;
    let columns = StoredColumns {
        shape: block.shape,
        keys: block.keys.iter().map(|key| key.wrapping_sub(std::mem::replace(&mut before, *key))).collect(),
        rows: block.rows.clone(),
        sums: block.sums.iter().map(|column| Amounts::of(column)).collect(),
        extremes: block.extremes.iter().map(|column| Amounts::of(column)).collect(),
    };
    let lists = block.sets.iter().map(|lists| (0..block.len()).map(|cell| lists.of(cell)));
    let sets = lists
        .map(|lists| (lists.clone().map(|ids| ids.len() as u32).collect(), lists.flat_map(differences).collect()))
        .collect();
    pack(&StoredBlock { columns, sets })
}

/// The block in `bytes`, with the sets that are `wanted`.
///
/// # Errors
/// [`CodecError::Damaged`].
pub fn decode(bytes: &[u8], wanted: Sets) -> Result<Block, CodecError> {
    let plain = plain(bytes)?;
    let (stored, rest): (StoredColumns, _) = postcard::take_from_bytes(&plain).map_err(damaged)?;
    let (shape, cells) = (stored.shape, stored.keys.len());
    // Each set takes bytes, so that a damaged shape cannot ask for more of them than there are.
    if (stored.sums.len(), stored.extremes.len()) != (shape.sums, shape.extremes) || shape.sets > rest.len() {
        return Err(damaged("it has other columns than it says"));
    }
    let columns = |stored: Vec<Amounts>| stored.into_iter().map(Amounts::amounts).collect::<Result<Vec<_>, _>>();
    let mut key = 0i32;
    let mut next = |step: i32| {
        key = key.wrapping_add(step);
        key
    };
    let mut block = Block {
        shape,
        keys: stored.keys.into_iter().map(&mut next).collect(),
        rows: stored.rows,
        sums: columns(stored.sums)?,
        extremes: columns(stored.extremes)?,
        sets: vec![Lists::default(); shape.sets],
    };
    if (0..shape.sets).any(|place| wanted.has(place)) {
        let sets: StoredSets = postcard::from_bytes(rest).map_err(damaged)?;
        if sets.len() != shape.sets || sets.iter().any(|(lengths, _)| lengths.len() != cells) {
            return Err(damaged("its sets do not fit"));
        }
        for (place, (lengths, steps)) in sets.into_iter().enumerate().filter(|(place, _)| wanted.has(*place)) {
            block.sets[place] = lists(&lengths, steps)?;
        }
    }
    let columns = block.sums.iter().chain(&block.extremes).map(Vec::len);
    if !columns.chain([block.rows.len()]).all(|n| n == cells) || !block.keys.is_sorted() {
        return Err(damaged("its columns do not fit"));
    }
    Ok(block)
}

fn lists(lengths: &[u32], mut ids: Vec<u32>) -> Result<Lists, CodecError> {
    let mut lists = Lists::default();
    let mut end = 0usize;
    for length in lengths {
        let start = end;
        end = end.saturating_add(*length as usize);
        let list = ids.get_mut(start..end).ok_or_else(|| damaged("a list is cut off"))?;
        let mut id = 0u32;
        for step in list {
            id = id.wrapping_add(*step);
            *step = id;
        }
        lists.ends.push(end);
    }
    if end != ids.len() {
        return Err(damaged("a list is too long"));
    }
    lists.ids = ids;
    Ok(lists)
}

fn differences(ids: &[u32]) -> impl Iterator<Item = u32> {
    let mut before = 0;
    ids.iter().map(move |id| id - std::mem::replace(&mut before, *id))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{
        super::{NONE, Rows},
        *,
    };

    prop_compose! {
        fn block()(
            cells in proptest::collection::btree_map(any::<i32>(), proptest::collection::vec(
                (any::<i64>(), any::<i128>(), proptest::option::of(any::<i128>()), any::<u32>()), 1..6), 0..30),
        ) -> Block {
            let shape = Shape { sums: 2, extremes: 1, greatest: 1, sets: 1 };
            let mut block = Block::empty(shape);
            for (key, cell) in cells {
                let mut rows = Rows::empty(0, shape);
                for (narrow, wide, extreme, id) in &cell {
                    rows.days.push(0);
                    rows.sums[0].push(i128::from(*narrow) * 1_000);
                    rows.sums[1].push(*wide >> 8);
                    rows.extremes[0].push(extreme.unwrap_or(MISSING));
                    rows.sets[0].push(if id % 5 == 0 { NONE } else { *id });
                }
                block.push(key, &rows, &rows.ordered(|_| Some(0)));
            }
            block
        }
    }

    proptest! {
        #[test]
        fn blocks_survive(block in block()) {
            prop_assert_eq!(decode(&encode(&block).unwrap(), Sets::All).unwrap(), block);
        }

        #[test]
        fn sets_that_are_not_wanted_are_not_read(block in block()) {
            let read = decode(&encode(&block).unwrap(), Sets::Of(0)).unwrap();
            prop_assert_eq!((&read.keys, &read.sums, &read.extremes), (&block.keys, &block.sums, &block.extremes));
            prop_assert_eq!(&read.sets, &[Lists::default()]);
        }

        #[test]
        fn damaged_bytes_never_panic(block in block(), flips in proptest::collection::vec(any::<(u16, u8)>(), 1..4)) {
            let mut bytes = encode(&block).unwrap();
            for (place, flip) in flips {
                let place = usize::from(place) % bytes.len();
                bytes[place] ^= flip;
            }
            let _ = decode(&bytes, Sets::All);
            let _ = decode(&bytes, Sets::Of(0));
        }
    }

    #[test]
    fn zeros_at_the_end_are_left_out() {
        for (amounts, digits) in
            [(vec![2_550_000_000, 3_000_000_000], 2), (vec![0, 5_000_000_000], 0), (vec![1, 0], 9), (vec![0], 0)]
        {
            let stored = Amounts::of(&amounts);
            assert_eq!(stored.digits, digits, "{amounts:?}");
            assert_eq!(stored.amounts().unwrap(), amounts);
        }
    }
}
