//! The words of a language that say a period, a number or a direction: `words/*.txt`, a kind a line.

use std::collections::HashMap;

use super::Language;

/// Those of one language, in small letters.
#[derive(Debug)]
pub(super) struct Words {
    lists: HashMap<&'static str, Vec<String>>,
    values: HashMap<&'static str, HashMap<String, f64>>,
}

impl Words {
    /// Those that an answer to a question in `language` may hold: a model may answer in English whatever it is asked.
    pub(super) fn of(language: Language) -> Vec<Self> {
        let own = match language {
            Language::English => None,
            Language::German => Some(include_str!("words/german.txt")),
            Language::French => Some(include_str!("words/french.txt")),
            Language::Spanish => Some(include_str!("words/spanish.txt")),
            Language::Portuguese => Some(include_str!("words/portuguese.txt")),
        };
        own.into_iter().chain([include_str!("words/english.txt")]).map(Self::read).collect()
    }

    fn read(text: &'static str) -> Self {
        let (mut lists, mut values) = (HashMap::new(), HashMap::new());
        for (name, words) in text.lines().filter_map(|line| line.split_once(':')) {
            let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
            let valued = words.iter().filter_map(|word| {
                let (word, value) = word.split_once('=')?;
                Some((word.to_owned(), value.parse().ok()?))
            });
            values.insert(name, valued.collect());
            lists.insert(name, words);
        }
        Self { lists, values }
    }

    /// Whether `word` is in a list.
    pub(super) fn is(&self, list: &str, word: &str) -> bool {
        self.lists.get(list).is_some_and(|words| words.iter().any(|one| one == word))
    }

    /// The place of `word` in a list, from one.
    pub(super) fn place(&self, list: &str, word: &str) -> Option<u32> {
        let place = self.lists.get(list)?.iter().position(|one| one == word)?;
        u32::try_from(place + 1).ok()
    }

    /// What `word` is worth in a list of values.
    pub(super) fn value(&self, list: &str, word: &str) -> Option<f64> {
        self.values.get(list)?.get(word).copied()
    }

    /// Whether `word` is put together of number words alone, as German does.
    pub(super) fn is_compound_number(&self, word: &str) -> bool {
        let parts = self.values.get("numbers");
        let part = |rest: &str| -> Vec<usize> {
            let known = parts.into_iter().flatten().map(|(part, _)| part.as_str()).chain(["und", "ein"]);
            known.filter(|part| part.len() > 2 && rest.starts_with(part)).map(str::len).collect()
        };
        let mut ends = vec![0];
        while let Some(at) = ends.pop() {
            if at == word.len() {
                return !matches!(word, "und" | "ein" | "einen");
            }
            ends.extend(part(&word[at..]).into_iter().map(|length| at + length));
        }
        false
    }
}

/// Whether any of `languages` has `word` in a list.
pub(super) fn any(languages: &[Words], list: &str, word: &str) -> bool {
    languages.iter().any(|words| words.is(list, word))
}
