//! A question as numbers: hashed words, runs of words, and pieces of words.

use crate::{PLACEHOLDERS, known::Known};

/// Numbers that a feature may have.
pub const BUCKETS: usize = 1 << BUCKET_BITS;
/// Their size.
const BUCKET_BITS: u32 = 15;
/// Tokens looked at: a question has fewer, and the time has a bound.
const MOST_TOKENS: usize = 96;
/// Bytes of a word that are looked at for pieces.
const MOST_BYTES: usize = 20;
/// Lengths of pieces of words.
const PIECES: std::ops::RangeInclusive<usize> = 3..=5;

/// Ends of the question, for runs of words.
const EDGE: u64 = 0x9e37_79b9_7f4a_7c15;
/// A word that is in no two frames of a question that has an answer.
const UNKNOWN: u64 = 0xd1b5_4a32_d192_ed03;

/// Puts the features of `tokens` into `out`, in place of what it holds. Same tokens, same features, everywhere.
pub fn features(tokens: &[&str], known: &Known<'_>, out: &mut Vec<u16>) {
    out.clear();
    let tokens = &tokens[..tokens.len().min(MOST_TOKENS)];
    let mut before = [EDGE, EDGE];
    let mut rough_before = EDGE;
    let mut unknown = 0u64;
    let (mut skeleton, mut linked) = (EDGE, EDGE);
    let mask = mask(tokens);
    push(out, 11, &[mask]);
    for token in tokens {
        let word = hash(token.as_bytes());
        push(out, 1, &[word]);
        push(out, 2, &[before[1], word]);
        push(out, 3, &[before[0], before[1], word]);
        push(out, 4, &[before[0], word]);
        let placeholder = token.starts_with('<');
        let rough = if placeholder || known.contains(word) { word } else { UNKNOWN };
        if rough == UNKNOWN || rough_before == UNKNOWN {
            push(out, 5, &[rough_before, rough]);
        }
        if rough == UNKNOWN {
            unknown += 1;
        }
        if placeholder {
            push(out, 9, &[linked, word]);
            skeleton = skeleton.rotate_left(9) ^ word;
            linked = word;
        } else {
            push(out, 12, &[mask, word]);
            pieces(token, out);
        }
        before = [before[1], word];
        rough_before = rough;
    }
    push(out, 2, &[before[1], EDGE]);
    push(out, 3, &[before[0], before[1], EDGE]);
    push(out, 9, &[linked, EDGE]);
    push(out, 10, &[skeleton]);
    push(out, 6, &[unknown.min(4)]);
    push(out, 7, &[tokens.len().min(12) as u64]);
}

/// What was linked, in any order: each kind not at all, once, or more often.
fn mask(tokens: &[&str]) -> u64 {
    let mut counts = [0u64; PLACEHOLDERS.len()];
    for token in tokens {
        if let Some(place) = PLACEHOLDERS.iter().position(|placeholder| placeholder == token) {
            counts[place] = (counts[place] + 1).min(2);
        }
    }
    counts.iter().fold(1, |mask, count| mask << 2 | count)
}

/// Parts of a word with its ends marked: what is left of it when it is misspelt or inflected.
fn pieces(word: &str, out: &mut Vec<u16>) {
    let mut marked = [b'#'; MOST_BYTES + 2];
    let length = word.len().min(MOST_BYTES);
    marked[1..=length].copy_from_slice(&word.as_bytes()[..length]);
    let marked = &marked[..length + 2];
    for size in PIECES {
        for piece in marked.windows(size) {
            push(out, 8, &[hash(piece)]);
        }
    }
}

/// FNV-1a.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn push(out: &mut Vec<u16>, kind: u64, parts: &[u64]) {
    let mixed = parts.iter().fold(kind.wrapping_mul(0xff51_afd7_ed55_8ccd), |mixed, part| {
        let mixed = (mixed ^ part).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        mixed ^ (mixed >> 32)
    });
    let bucket = mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - BUCKET_BITS);
    out.push(bucket as u16);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(question: &str, known: &[&str]) -> Vec<u16> {
        let sorted = Known::encode(known.iter().copied());
        let tokens: Vec<&str> = question.split_whitespace().collect();
        let mut out = vec![7];
        features(&tokens, &Known::new(&sorted), &mut out);
        out
    }

    fn common(left: &[u16], right: &[u16]) -> usize {
        left.iter().filter(|feature| right.contains(feature)).count()
    }

    #[test]
    fn the_order_of_words_counts_and_nothing_else_does() {
        assert_eq!(of("<measure> by <dimension>", &[]), of("<measure>  by <dimension>", &[]));
        assert_ne!(of("<measure> by <dimension>", &[]), of("<dimension> by <measure>", &[]));
    }

    #[test]
    fn a_misspelt_word_keeps_some_of_its_features_and_another_word_none() {
        let right = of("cumulative", &[]);
        let (misspelt, other) = (common(&right, &of("cumulatve", &[])), common(&right, &of("hello", &[])));
        assert!(misspelt > 3 * other && misspelt * 2 > right.len(), "{misspelt} {other} of {}", right.len());
    }

    #[test]
    fn words_that_are_not_known_are_alike() {
        let known = ["what", "is"];
        let (one, other) = (of("what is zub", &known), of("what is mip", &known));
        assert!(common(&one, &other) > common(&of("what is zub", &["what", "is", "zub"]), &other));
    }

    #[test]
    fn a_long_question_has_a_bound() {
        let words = "incomprehensibilities ".repeat(MOST_TOKENS);
        assert_eq!(of(&words, &[]), of(&format!("{words} and more"), &[]));
        assert_eq!(of("", &[]).len(), of("", &["what"]).len());
    }

    #[test]
    fn words_of_other_scripts_are_taken_apart_by_bytes() {
        assert!(of("売上高 выручка ümläüt", &[]).len() > 30);
    }
}
