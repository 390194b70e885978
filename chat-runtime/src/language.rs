//! The language that a question is in, of the five that are understood.
//!
//! Told from function words, months, words of sales and accents, each with a weight a language. A name in capitals is
//! no evidence: products are sold in every language under an English name.

mod words;

use std::{collections::HashMap, sync::LazyLock};

use sales_metrics::catalogue::Language;
use words::{LETTERS, WORDS};

/// Evidence for English, German, French, Spanish and Portuguese.
type Weights = [u32; 5];

/// The evidence of a Portuguese "no T3".
const IN_THE_QUARTER: u32 = 3;
/// What Portuguese has a period begin with after "no"; a Spanish "no" is followed by a verb.
const ORDINALS_AND_UNITS: [&str; 8] =
    ["primeiro", "segundo", "terceiro", "quarto", "último", "trimestre", "semestre", "ano"];
/// Less evidence than this is none.
const LEAST: u32 = 2;

static WEIGHTS: LazyLock<HashMap<String, Weights>> = LazyLock::new(|| {
    let listed = || WORDS.iter().flat_map(|(row, words)| words.split_whitespace().map(move |word| (word, row)));
    let mut weights: HashMap<String, Weights> = HashMap::new();
    for (word, row) in listed() {
        raise(weights.entry(word.to_owned()).or_default(), row);
    }
    let mut plain: HashMap<String, Weights> = HashMap::new();
    for (word, row) in listed().filter(|(word, _)| !word.is_ascii()) {
        raise(plain.entry(fold(word)).or_default(), row);
    }
    for (word, row) in plain {
        weights.entry(word).or_insert(row);
    }
    weights
});

fn raise(weights: &mut Weights, row: &Weights) {
    for (weight, other) in weights.iter_mut().zip(row) {
        *weight = (*weight).max(*other);
    }
}

/// The language of `text`; `default` when the evidence is weak or tied.
#[must_use]
pub fn detect(text: &str, default: Language) -> Language {
    let tokens: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric() && !accent(c)).filter(|word| !word.is_empty()).collect();
    // "2e" and "1T11" hold no words.
    let words: Vec<&str> = tokens.iter().copied().filter(|word| !word.contains(|c: char| c.is_ascii_digit())).collect();
    // A question all in capitals is one; one in which some words are is about a product.
    let shouting = words.iter().filter(|word| word.chars().count() > 2).all(|word| shouted(word));
    let mut sum: Weights = [0; 5];
    let mut add = |weights: &Weights| {
        for (total, weight) in sum.iter_mut().zip(weights) {
            *total += weight;
        }
    };
    for (at, word) in words.iter().enumerate() {
        if shouted(word) && !shouting {
            continue;
        }
        let small = word.to_lowercase();
        if let Some(weights) = WEIGHTS.get(&small) {
            add(weights);
        }
        // The accents of a name say where it is from, not what is asked.
        if at == 0 || shouting || !word.starts_with(char::is_uppercase) {
            letters(&small, &mut add);
        }
    }
    letters(&text.chars().filter(|c| matches!(c, '¿' | '¡')).collect::<String>(), &mut add);
    // "No T3" is in the third quarter; no other language has a "no" there.
    let is_quarter = |word: &str| matches!(word.as_bytes(), [b't' | b'T', b'1'..=b'4']);
    // Neither has another a "no" before "2º trimestre", "segundo trimestre".
    let is_ordinal = |word: &str| word.starts_with(|c: char| c.is_ascii_digit()) && word.ends_with(['º', 'o']);
    let is_unit = |word: &str| ORDINALS_AND_UNITS.contains(&&*word.to_lowercase());
    let is_in = |pair: &[&str]| {
        pair[0].eq_ignore_ascii_case("no") && (is_quarter(pair[1]) || is_ordinal(pair[1]) || is_unit(pair[1]))
    };
    if tokens.windows(2).any(is_in) {
        sum[4] += IN_THE_QUARTER;
    }
    let best = sum.into_iter().max().unwrap_or(0);
    let mut leaders = Language::ALL.into_iter().zip(sum).filter(|(_, total)| *total == best);
    match (leaders.next(), leaders.next()) {
        (Some((language, total)), None) if total >= LEAST => language,
        _ => default,
    }
}

fn letters(word: &str, add: &mut impl FnMut(&Weights)) {
    for (row, letters) in LETTERS {
        if word.contains(|c| letters.contains(c)) {
            add(row);
        }
    }
}

fn shouted(word: &str) -> bool {
    word.chars().nth(1).is_some() && word.chars().all(|c| !c.is_lowercase())
}

/// An accent that follows its letter.
pub(crate) fn accent(mark: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&mark)
}

/// A lower-case word without accents.
pub(crate) fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_owned();
    }
    let mut folded = String::with_capacity(word.len());
    for letter in word.chars() {
        let plain = match letter {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
            'ç' => 'c',
            'è' | 'é' | 'ê' | 'ë' => 'e',
            'ì' | 'í' | 'î' | 'ï' => 'i',
            'ñ' => 'n',
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
            'ù' | 'ú' | 'û' | 'ü' => 'u',
            'ß' => {
                folded.push('s');
                's'
            }
            'œ' => {
                folded.push('o');
                'e'
            }
            mark if accent(mark) => continue,
            other => other,
        };
        folded.push(plain);
    }
    folded
}

#[cfg(test)]
mod tests;
