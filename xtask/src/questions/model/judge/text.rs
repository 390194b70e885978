//! A text of which parts are taken away once they are understood.

/// It.
#[derive(Debug, Clone)]
pub(super) struct Text {
    chars: Vec<char>,
    lower: Vec<char>,
    hidden: Vec<bool>,
}

/// A word, a run of digits, or another character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// In small letters.
    pub(super) text: String,
    /// Whether it begins with a capital.
    pub(super) capital: bool,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Token {
    /// Its number, if it is one of digits.
    pub(super) fn number(&self) -> Option<u32> {
        self.text.parse().ok()
    }
}

impl Text {
    pub(super) fn new(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let lower = chars.iter().map(|char| char.to_lowercase().next().unwrap_or(*char)).collect();
        let hidden = vec![false; chars.len()];
        Self { chars, lower, hidden }
    }

    pub(super) fn holds_any(&self, chars: &[char]) -> bool {
        self.chars.iter().any(|char| chars.contains(char))
    }

    /// What is left, by character.
    pub(super) fn left(&self) -> Vec<char> {
        self.chars.iter().zip(&self.hidden).map(|(char, hidden)| if *hidden { '\u{0}' } else { *char }).collect()
    }

    /// The characters from `start` to `end`.
    pub(super) fn part(&self, start: usize, end: usize) -> String {
        self.chars[start..end.min(self.chars.len())].iter().collect()
    }

    pub(super) fn hide(&mut self, start: usize, end: usize) {
        self.hidden[start..end].fill(true);
    }

    /// Where `phrase` stands as whole words in what is left; in any case unless `exact`.
    pub(super) fn places(&self, phrase: &[char], exact: bool) -> Vec<usize> {
        let (Some(first), chars) = (phrase.first(), if exact { &self.chars } else { &self.lower }) else {
            return Vec::new();
        };
        let whole = |at: usize, end: usize| {
            let joins = |a: usize, b: usize| self.lower[a].is_alphanumeric() && self.lower[b].is_alphanumeric();
            (at == 0 || !joins(at - 1, at)) && (end == chars.len() || !joins(end - 1, end))
        };
        let ends = chars.len().saturating_sub(phrase.len().saturating_sub(1));
        (0..ends)
            .filter(|at| {
                chars[*at] == *first
                    && chars[*at..at + phrase.len()] == *phrase
                    && whole(*at, at + phrase.len())
                    && !self.hidden[*at..at + phrase.len()].contains(&true)
            })
            .collect()
    }

    /// The tokens of what is left; white space is none, and hidden parts are one `\0` each.
    pub(super) fn tokens(&self) -> Vec<Token> {
        let left = self.left();
        let kind = |char: char| match char {
            char if char.is_alphabetic() => 1,
            char if char.is_ascii_digit() => 2,
            '\u{0}' => 3,
            _ => 0,
        };
        let mut found = Vec::new();
        let mut at = 0;
        while at < left.len() {
            let one = kind(left[at]);
            let end = if one == 0 { at + 1 } else { at + left[at..].iter().take_while(|c| kind(**c) == one).count() };
            if !left[at].is_whitespace() {
                let lower = if one == 3 { "\u{0}".to_owned() } else { self.lower[at..end].iter().collect() };
                found.push(Token { text: lower, capital: left[at].is_uppercase(), start: at, end });
            }
            at = end;
        }
        found
    }
}
