//! Frames: questions with alternatives, by intent, in a text file for each language.
//!
//! ```text
//! # a remark
//! {when} = in <period>|for <period>||          what {when} stands for, empty too; of what was named before it
//! [lookup]                                     what follows is of this intent
//! what (was|is) our <measure> {when}           a frame
//! [lookup follow_up]                           what follows needs the question before it
//! and in <member>
//! ```

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use intent_model::Intent;

use crate::{random::Random, words::words};

/// One of these, in order.
type Choice = Vec<Vec<Part>>;

#[derive(Debug, Clone)]
enum Part {
    Token(String),
    Choice(Choice),
}

/// Many questions of one intent.
#[derive(Debug)]
pub struct Frame {
    /// What they want.
    pub intent: Intent,
    /// The line of the file.
    pub text: String,
    parts: Vec<Part>,
}

/// The frames of a language.
#[derive(Debug)]
pub struct Frames {
    /// All of them.
    pub frames: Vec<Frame>,
    names: BTreeMap<String, Choice>,
}

impl Frames {
    /// Reads a file.
    ///
    /// # Errors
    /// What is wrong, and in which line.
    pub fn parse(file: &str) -> Result<Self> {
        let mut read = Self { frames: Vec::new(), names: BTreeMap::new() };
        let mut intent = None;
        for (number, line) in file.lines().enumerate() {
            let line = line.trim();
            let wrong = || format!("line {}: {line}", number + 1);
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(label) = line.strip_prefix('[') {
                intent = Some(self::intent(label).with_context(wrong)?);
            } else if let Some((name, choice)) = line.split_once("} = ") {
                let choice = read.line(choice).with_context(wrong)?;
                read.names.insert(name.trim_start_matches('{').to_owned(), choice);
            } else {
                let intent = intent.context("no intent before it").with_context(wrong)?;
                let parts = vec![Part::Choice(read.line(line).with_context(wrong)?)];
                read.frames.push(Frame { intent, text: line.to_owned(), parts });
            }
        }
        Ok(read)
    }

    /// All of a line.
    fn line(&self, line: &str) -> Result<Choice> {
        if line.matches('(').count() != line.matches(')').count() {
            bail!("parentheses without the other");
        }
        self.choice(&mut &*line)
    }

    /// What is read up to the end of `rest`, or up to its closing parenthesis.
    fn choice(&self, rest: &mut &str) -> Result<Choice> {
        let mut choice = vec![Vec::new()];
        while let Some(end) = rest.find(['(', ')', '|', '{']) {
            let (text, after) = rest.split_at(end);
            let last = choice.last_mut().context("a choice has a part")?;
            last.extend(words(text)?.into_iter().map(Part::Token));
            *rest = &after[1..];
            match after.as_bytes()[0] {
                b'|' => choice.push(Vec::new()),
                b')' => return Ok(choice),
                b'(' => last.push(Part::Choice(self.choice(rest)?)),
                _ => {
                    let (name, after) = rest.split_once('}').context("a name has no end")?;
                    *rest = after;
                    let Some(named) = self.names.get(name) else { bail!("{{{name}}} is not there") };
                    last.push(Part::Choice(named.clone()));
                }
            }
        }
        let last = choice.last_mut().context("a choice has a part")?;
        last.extend(words(std::mem::take(rest))?.into_iter().map(Part::Token));
        Ok(choice)
    }

    /// One of what `name` stands for; nothing if it is not there.
    pub fn named(&self, name: &str, random: &mut Random) -> Vec<String> {
        let mut tokens = Vec::new();
        if let Some(choice) = self.names.get(name) {
            one(choice, random, &mut tokens);
        }
        tokens
    }
}

impl Frame {
    /// One of its questions.
    #[must_use]
    pub fn question(&self, random: &mut Random) -> Vec<String> {
        let mut tokens = Vec::new();
        all(&self.parts, random, &mut tokens);
        tokens
    }

    /// The words of all its questions.
    #[must_use]
    pub fn words(&self) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        let mut open: Vec<&Part> = self.parts.iter().collect();
        while let Some(part) = open.pop() {
            match part {
                Part::Token(token) => {
                    found.insert(token.as_str());
                }
                Part::Choice(choice) => open.extend(choice.iter().flatten()),
            }
        }
        found
    }
}

fn all(parts: &[Part], random: &mut Random, tokens: &mut Vec<String>) {
    for part in parts {
        match part {
            Part::Token(token) => tokens.push(token.clone()),
            Part::Choice(choice) => one(choice, random, tokens),
        }
    }
}

fn one(choice: &Choice, random: &mut Random, tokens: &mut Vec<String>) {
    let chosen: &Vec<Part> = random.of(choice);
    all(chosen, random, tokens);
}

/// Of `lookup]` or `lookup follow_up]`.
///
/// # Errors
/// There is no such intent.
pub fn intent(label: &str) -> Result<Intent> {
    let name = label.trim_end_matches(']').trim_end_matches("follow_up").trim();
    Intent::from_name(name).with_context(|| format!("there is no intent {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# of a test\n{when} = in <period>|\n{tail} = {when}|of <member> {when}\n[why]\nwhy (so|that (very|) low|) {tail}\n";

    #[test]
    fn a_frame_makes_all_its_questions_and_no_others() {
        let frames = Frames::parse(FILE).unwrap();
        let mut random = Random::new(1);
        let questions: BTreeSet<_> = (0..500).map(|_| frames.frames[0].question(&mut random).join(" ")).collect();
        assert_eq!(questions.len(), 16);
        assert!(questions.contains("why that very low of <member> in <period>"));
        assert!(questions.contains("why"));
        assert_eq!(frames.frames[0].intent, Intent::Why);
        assert!(frames.frames[0].words().contains("very"));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (file, line) in
            [("[nonsense]", 1), ("[why]\nwhy {when}", 2), ("why", 1), ("[why]\n<reason>", 2), ("[why]\nwhy (so", 2)]
        {
            let error = Frames::parse(file).unwrap_err().to_string();
            assert!(error.starts_with(&format!("line {line}: ")), "{error}");
        }
    }
}
