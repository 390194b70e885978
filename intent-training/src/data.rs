//! What is learnt from, what is tuned by, and what is judged by: three sets that share no frame.

use anyhow::{Context, Result};
use intent_model::{Intent, Known};

use crate::{
    frames::{self, Frames},
    noise::noisy,
    random::Random,
    words::words,
};

/// Seed of the data and of the training.
pub const SEED: u64 = 20_111_209;
/// Questions made for each language and intent.
const TRAINING: usize = 1200;
/// The same for those that are tuned by.
const VALIDATION: usize = 60;
/// One frame in so many is kept for tuning.
const KEPT: u64 = 7;
/// A word of that many frames about sales is known.
const FRAMES_OF_A_KNOWN_WORD: usize = 2;

/// Its name, its frames, its questions written by hand.
pub const LANGUAGES: [(&str, &str, &str); 5] = [
    ("en", include_str!("../data/frames/en.txt"), include_str!("../data/held-out/en.txt")),
    ("de", include_str!("../data/frames/de.txt"), include_str!("../data/held-out/de.txt")),
    ("fr", include_str!("../data/frames/fr.txt"), include_str!("../data/held-out/fr.txt")),
    ("es", include_str!("../data/frames/es.txt"), include_str!("../data/held-out/es.txt")),
    ("pt", include_str!("../data/frames/pt.txt"), include_str!("../data/held-out/pt.txt")),
];

/// A question whose intent is known.
#[derive(Debug, Clone)]
pub struct Example {
    /// As `intent-model` wants it.
    pub tokens: Vec<String>,
    /// What it wants.
    pub intent: Intent,
    /// Its place in [`LANGUAGES`].
    pub language: usize,
}

impl Example {
    /// As `intent-model` takes them.
    #[must_use]
    pub fn tokens(&self) -> Vec<&str> {
        self.tokens.iter().map(String::as_str).collect()
    }
}

/// What a model is trained from.
#[derive(Debug)]
pub struct Data {
    /// To learn from.
    pub training: Vec<Example>,
    /// To tune by: of other frames. Empty when all frames are learnt from.
    pub validation: Vec<Example>,
    /// Words of questions about sales, for [`Known::new`].
    pub known: Vec<[u8; 4]>,
}

impl Data {
    /// Makes questions of the repository's frames; `keep` some of the frames for tuning, or learn from all.
    ///
    /// # Errors
    /// A file of frames is wrong.
    pub fn generate(keep: bool) -> Result<Self> {
        let mut random = Random::new(SEED);
        let mut data = Self { training: Vec::new(), validation: Vec::new(), known: Vec::new() };
        let mut seen = std::collections::BTreeMap::<String, usize>::new();
        for (language, (name, file, _)) in LANGUAGES.into_iter().enumerate() {
            let read = Frames::parse(file).with_context(|| format!("data/frames/{name}.txt"))?;
            for intent in Intent::ALL {
                let of_intent = read.frames.iter().filter(|frame| frame.intent == intent);
                let (kept, learnt): (Vec<_>, Vec<_>) =
                    of_intent.partition(|frame| keep && hash(SEED, frame.text.as_bytes()).is_multiple_of(KEPT));
                for (list, frames, count) in
                    [(&mut data.training, &learnt, TRAINING), (&mut data.validation, &kept, VALIDATION)]
                {
                    for place in 0..if frames.is_empty() { 0 } else { count } {
                        let tokens = noisy(&read, frames[place % frames.len()], &mut random);
                        list.push(Example { tokens, intent, language });
                    }
                }
                if !matches!(intent, Intent::OutOfScope | Intent::Blocked) {
                    for word in learnt.iter().flat_map(|frame| frame.words()) {
                        *seen.entry(word.to_owned()).or_default() += 1;
                    }
                }
            }
        }
        let known = seen.iter().filter(|(_, frames)| **frames >= FRAMES_OF_A_KNOWN_WORD);
        data.known = Known::encode(known.map(|(word, _)| word.as_str()));
        Ok(data)
    }

    /// A number that changes with any question that is learnt from.
    #[must_use]
    pub fn hash(&self) -> u64 {
        self.training.iter().fold(SEED, |sum, example| {
            let sum = hash(sum, &[example.intent as u8, example.language as u8]);
            example.tokens.iter().fold(sum, |sum, token| hash(hash(sum, token.as_bytes()), b" "))
        })
    }
}

/// The questions that were written by hand, of all languages.
///
/// # Errors
/// A file of them is wrong.
pub fn held_out() -> Result<Vec<Example>> {
    let mut examples = Vec::new();
    for (language, (name, _, file)) in LANGUAGES.into_iter().enumerate() {
        let mut intent = None;
        for line in file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(label) = line.strip_prefix('[') {
                intent = Some(frames::intent(label)?);
                continue;
            }
            let intent = intent.with_context(|| format!("data/held-out/{name}.txt: no intent before {line}"))?;
            examples.push(Example { tokens: words(line)?, intent, language });
        }
    }
    Ok(examples)
}

fn hash(start: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(start ^ 0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3).rotate_left(23)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use intent_model::{FILE, Weights};

    use super::*;

    #[test]
    fn the_weights_are_of_these_frames() {
        let weights = Weights::decode(FILE).expect("weights");
        let data = Data::generate(false).unwrap();
        assert_eq!((weights.seed, weights.data), (SEED, data.hash()), "cargo xtask intent train");
    }

    #[test]
    fn a_single_changed_word_changes_the_hash() {
        let mut data = Data::generate(false).unwrap();
        let before = data.hash();
        data.training[4_711].tokens[0].push('s');
        assert_ne!(data.hash(), before);
    }

    #[test]
    fn every_intent_has_its_frames_and_its_questions_by_hand_in_every_language() {
        let mut by_hand = BTreeMap::<_, BTreeSet<_>>::new();
        for example in held_out().unwrap() {
            by_hand.entry((example.language, example.intent)).or_default().insert(example.tokens);
        }
        for (language, (name, file, _)) in LANGUAGES.into_iter().enumerate() {
            let frames = Frames::parse(file).unwrap().frames;
            let (least, least_by_hand) = if name == "en" { (40, 30) } else { (20, 12) };
            for intent in Intent::ALL {
                let different: BTreeSet<_> =
                    frames.iter().filter(|frame| frame.intent == intent).map(|frame| &frame.text).collect();
                assert!(different.len() >= least, "{name} {}: {} frames", intent.name(), different.len());
                let questions = by_hand[&(language, intent)].len();
                assert!(questions >= least_by_hand, "{name} {}: {questions} questions", intent.name());
            }
        }
    }

    #[test]
    fn sets_share_nothing() {
        let data = Data::generate(true).unwrap();
        assert_eq!(data.training.len(), LANGUAGES.len() * Intent::COUNT * TRAINING);
        assert_eq!(data.validation.len(), LANGUAGES.len() * Intent::COUNT * VALIDATION);
        let learnt: BTreeSet<_> =
            Data::generate(false).unwrap().training.into_iter().map(|example| example.tokens).collect();
        let shared: Vec<_> = held_out()
            .unwrap()
            .into_iter()
            .filter(|example| learnt.contains(&example.tokens))
            .map(|example| format!("{} {}", LANGUAGES[example.language].0, example.tokens.join(" ")))
            .collect();
        assert!(shared.is_empty(), "learnt and judged by: {shared:#?}");
    }
}
