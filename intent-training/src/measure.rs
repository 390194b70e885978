//! How good a model is.

use std::time::Instant;

use intent_model::{Intent, Scores};

use crate::data::{Example, LANGUAGES};

/// Part of the questions that have an answer that must not be turned away.
const ACCEPTED: f32 = 0.97;

/// What a model made of questions whose intents are known.
#[derive(Debug)]
pub struct Measured {
    /// Part that was right.
    pub accuracy: f32,
    /// Mean over intents of the harmonic mean of precision and recall.
    pub macro_f1: f32,
    /// Part of what is out of scope that is turned away when 97 % of the rest is not.
    pub out_of_scope: f32,
    /// The same of what is to be blocked.
    pub blocked: f32,
    /// The probability of being in scope that parts the two.
    pub threshold: f32,
    /// Mean difference of confidence and accuracy, over ten ranges of confidence.
    pub calibration: f32,
    /// Part of each language that was right.
    pub languages: [f32; LANGUAGES.len()],
    /// Right and all of each intent; and how often which other was said.
    pub confusion: [[u32; Intent::COUNT]; Intent::COUNT],
    /// Of one question, in ns.
    pub time: f32,
}

impl Measured {
    /// Of `model` on `examples`.
    #[must_use]
    pub fn of(examples: &[Example], model: &dyn Fn(&[&str]) -> Scores) -> Self {
        let questions: Vec<Vec<&str>> = examples.iter().map(Example::tokens).collect();
        let started = Instant::now();
        let scores: Vec<Scores> = questions.iter().map(|tokens| model(tokens)).collect();
        let time = started.elapsed().as_nanos() as f32 / questions.len().max(1) as f32;
        let mut confusion = [[0; Intent::COUNT]; Intent::COUNT];
        let mut languages = [(0, 0); LANGUAGES.len()];
        let mut ranges = [(0.0, 0.0); 10];
        for (example, scores) in examples.iter().zip(&scores) {
            let (said, confidence) = scores.best();
            let right = said == example.intent;
            confusion[example.intent as usize][said as usize] += 1;
            languages[example.language].0 += u32::from(right);
            languages[example.language].1 += 1;
            let range = &mut ranges[((confidence * 10.0) as usize).min(9)];
            range.0 += confidence;
            range.1 += f32::from(u8::from(right));
        }
        let refused = |intent| matches!(intent, Intent::OutOfScope | Intent::Blocked);
        let mut accepted: Vec<f32> = (examples.iter().zip(&scores))
            .filter(|(example, _)| !refused(example.intent))
            .map(|(_, scores)| scores.in_scope())
            .collect();
        accepted.sort_by(|a, b| b.total_cmp(a));
        let threshold = accepted.get((accepted.len() as f32 * ACCEPTED) as usize).copied().unwrap_or(0.0);
        let turned_away = |intent| {
            let all = examples.iter().zip(&scores).filter(|(example, _)| example.intent == intent);
            part(all.clone().filter(|(_, scores)| scores.in_scope() < threshold).count(), all.count())
        };
        Self {
            accuracy: part((0..Intent::COUNT).map(|at| confusion[at][at] as usize).sum(), examples.len()),
            macro_f1: macro_f1(&confusion),
            out_of_scope: turned_away(Intent::OutOfScope),
            blocked: turned_away(Intent::Blocked),
            threshold,
            calibration: ranges.iter().map(|(confidence, right)| (confidence - right).abs()).sum::<f32>()
                / examples.len().max(1) as f32,
            languages: languages.map(|(right, all)| part(right as usize, all as usize)),
            confusion,
            time,
        }
    }

    /// One line of the comparison.
    #[must_use]
    pub fn line(&self, name: &str, bytes: usize) -> String {
        let languages: Vec<String> = LANGUAGES
            .iter()
            .zip(self.languages)
            .map(|((name, ..), right)| format!("{name} {:.1}", 100.0 * right))
            .collect();
        format!(
            "{name:<24} accuracy {:.1} %, macro-F1 {:.1} %, out of scope {:.1} % and blocked {:.1} % turned away at {:.0} % \
             accepted (threshold {:.2}), calibration error {:.1} %, {} KB, {:.1} us; {}\n",
            100.0 * self.accuracy,
            100.0 * self.macro_f1,
            100.0 * self.out_of_scope,
            100.0 * self.blocked,
            100.0 * ACCEPTED,
            self.threshold,
            100.0 * self.calibration,
            bytes / 1000,
            self.time / 1000.0,
            languages.join(", "),
        )
    }

    /// Recall of each intent, and what it was most often taken for.
    #[must_use]
    pub fn intents(&self) -> String {
        let mut lines = String::new();
        for intent in Intent::ALL {
            let row = &self.confusion[intent as usize];
            let all: u32 = row.iter().sum();
            let mut others: Vec<_> =
                Intent::ALL.into_iter().filter(|other| *other != intent && row[*other as usize] > 0).collect();
            others.sort_by_key(|other| std::cmp::Reverse(row[*other as usize]));
            let others: Vec<_> =
                others.iter().take(4).map(|other| format!("{} {}", other.name(), row[*other as usize])).collect();
            lines +=
                &format!("  {:<13} {:>3} of {all:>3}  {}\n", intent.name(), row[intent as usize], others.join(", "));
        }
        lines
    }
}

fn macro_f1(confusion: &[[u32; Intent::COUNT]; Intent::COUNT]) -> f32 {
    let f1 = |at: usize| {
        let said: u32 = confusion.iter().map(|row| row[at]).sum();
        let meant: u32 = confusion[at].iter().sum();
        part(2 * confusion[at][at] as usize, (said + meant) as usize)
    };
    (0..Intent::COUNT).map(f1).sum::<f32>() / Intent::COUNT as f32
}

fn part(some: usize, all: usize) -> f32 {
    if all == 0 { 0.0 } else { some as f32 / all as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_are_what_they_say() {
        let example = |intent: Intent, language| Example { tokens: vec![intent.name().to_owned()], intent, language };
        let mut examples: Vec<Example> = (0..98).map(|_| example(Intent::Lookup, 0)).collect();
        examples.extend([example(Intent::Why, 1), example(Intent::Why, 1), example(Intent::OutOfScope, 1)]);
        // All is a lookup, but "why" half so sure, and what is out of scope is not quite.
        let model = |tokens: &[&str]| {
            let mut logits = [-50.0; Intent::COUNT];
            logits[Intent::Lookup as usize] = 1.0;
            logits[Intent::OutOfScope as usize] = if tokens == ["out_of_scope"] { 0.9 } else { -50.0 };
            logits[Intent::Why as usize] = if tokens == ["why"] { 0.9 } else { -50.0 };
            Scores::from_logits(&logits)
        };
        let measured = Measured::of(&examples, &model);
        assert!((measured.accuracy - 98.0 / 101.0).abs() < 1e-6);
        assert_eq!(measured.languages[..2], [1.0, 0.0]);
        assert_eq!(measured.out_of_scope, 1.0);
        assert_eq!(measured.blocked, 0.0);
        let f1 = 2.0 * 98.0 / (98.0 + 101.0);
        assert!((measured.macro_f1 - f1 / Intent::COUNT as f32).abs() < 1e-6);
        assert_eq!(measured.confusion[Intent::Why as usize][Intent::Lookup as usize], 2);
        assert!(measured.intents().contains("why             0 of   2  lookup 2"), "{}", measured.intents());
    }
}
