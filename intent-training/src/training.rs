//! From the repository's frames to the file of the weights, and the comparison of the two models.

use anyhow::{Context, Result};
use intent_model::{FILE, Known, Linear, Weights};

use crate::{
    calibrate::temperature,
    data::{Data, Example, SEED, held_out},
    linear::Trained,
    measure::Measured,
    prepared::Prepared,
    recursive::Recursive,
};

/// What both models came to, and the file of the better.
#[derive(Debug)]
pub struct Outcome {
    /// To be read.
    pub report: String,
    /// The file of the linear model, learnt from all frames.
    pub file: Vec<u8>,
    /// The linear model is the better one on questions written by hand. Where it is not, `intent-model` should run the other.
    pub linear_is_better: bool,
}

/// Trains both models without the frames that are tuned by, measures them, and trains the linear one with all frames.
///
/// # Errors
/// The data is wrong.
pub fn run() -> Result<Outcome> {
    let data = Data::generate(true)?;
    let prepared = Prepared::new(&data.training, &data.known);
    let held_out = held_out()?;
    let mut report = format!(
        "{} questions to learn from, {} to tune by, {} written by hand; {} known words\n",
        data.training.len(),
        data.validation.len(),
        held_out.len(),
        data.known.len()
    );

    let trained = Trained::new(&prepared, SEED);
    let linear_temperature = linear_temperature(&trained, &data)?;
    let bytes = trained.encode(linear_temperature, &data.known);
    let linear = Linear::decode(&bytes).context("the linear model cannot be read")?;
    let linear_on = |examples: &[Example]| Measured::of(examples, &|tokens| linear.scores(tokens));

    let recursive = Recursive::train(&prepared, SEED);
    let known = Known::new(&data.known);
    let recursive_temperature =
        temperature(&data.validation, &|tokens, temperature| recursive.scores(tokens, &known, temperature));
    let recursive_on = |examples: &[Example]| {
        Measured::of(examples, &|tokens| recursive.scores(tokens, &known, recursive_temperature))
    };

    report += &format!("temperatures: linear {linear_temperature:.2}, recursive {recursive_temperature:.2}\n");
    report += &linear_on(&data.validation).line("linear, tuning", bytes.len());
    report += &recursive_on(&data.validation).line("recursive, tuning", Recursive::BYTES);
    let (ours, other) = (linear_on(&held_out), recursive_on(&held_out));
    report += &ours.line("linear, by hand", bytes.len());
    report += &other.line("recursive, by hand", Recursive::BYTES);

    let file = with_all_frames(linear_temperature)?;
    report += &shipped(&file)?.line("linear, all frames", file.len());
    Ok(Outcome { report, file, linear_is_better: ours.macro_f1 > other.macro_f1 })
}

/// What the weights of `file` make of the questions written by hand.
///
/// # Errors
/// The file or the data is wrong.
pub fn shipped(file: &[u8]) -> Result<Measured> {
    let weights = Weights::decode(file).context("the file of the weights is damaged")?;
    let model = Linear::decode(weights.model).context("the file of the weights is of another size")?;
    Ok(Measured::of(&held_out()?, &|tokens| model.scores(tokens)))
}

/// That of the program.
///
/// # Errors
/// As [`shipped`].
pub fn of_the_program() -> Result<Measured> {
    shipped(FILE)
}

fn linear_temperature(trained: &Trained, data: &Data) -> Result<f32> {
    let bytes = trained.encode(1.0, &data.known);
    let model = Linear::decode(&bytes).context("the linear model cannot be read")?;
    Ok(temperature(&data.validation, &|tokens, temperature| model.scores_at(tokens, temperature)))
}

fn with_all_frames(temperature: f32) -> Result<Vec<u8>> {
    let data = Data::generate(false)?;
    let trained = Trained::new(&Prepared::new(&data.training, &data.known), SEED);
    let model = trained.encode(temperature, &data.known);
    Ok(Weights { data: data.hash(), seed: SEED, model: &model }.encode())
}

#[cfg(test)]
mod tests {
    use intent_model::{Intent, features};

    use super::*;

    /// What the weights of the repository reach, less a point or two. None of these questions was learnt from or tuned by.
    #[test]
    fn the_program_understands_questions_written_by_hand() {
        let measured = of_the_program().unwrap();
        let line = measured.line("", 0);
        assert!(measured.accuracy > 0.78 && measured.macro_f1 > 0.78, "{line}");
        assert!(measured.languages[0] > 0.81, "{line}");
        assert!(measured.languages.iter().all(|right| *right > 0.71), "{line}");
        assert!(measured.out_of_scope > 0.70 && measured.blocked > 0.92, "{line}");
        assert!(measured.calibration < 0.06, "{line}");
    }

    /// Some questions of three intents, told apart by their words.
    fn small() -> Prepared {
        let questions = [
            (Intent::Why, "why did it drop"),
            (Intent::Why, "why is that"),
            (Intent::Share, "what percentage is that"),
            (Intent::Share, "share of the total"),
            (Intent::Series, "trend over time"),
            (Intent::Series, "show that over time"),
        ];
        let known = Known::encode(["that", "is"]);
        let examples = questions.into_iter().cycle().take(600).map(|(intent, question)| {
            let mut present = Vec::new();
            features(&question.split(' ').collect::<Vec<_>>(), &Known::new(&known), &mut present);
            (present, intent)
        });
        Prepared { examples: examples.collect() }
    }

    #[test]
    fn both_models_learn_and_learn_the_same_again() {
        let prepared = small();
        let known = Known::encode(["that", "is"]);
        let bytes = Trained::new(&prepared, 1).encode(1.0, &known);
        assert_eq!(bytes, Trained::new(&prepared, 1).encode(1.0, &known));
        assert_ne!(bytes, Trained::new(&prepared, 2).encode(1.0, &known));
        let linear = Linear::decode(&bytes).unwrap();
        let (recursive, again) = (Recursive::train(&prepared, 1), Recursive::train(&prepared, 1));
        let known = Known::new(&known);
        for (tokens, intent) in [
            (["why", "is", "it"].as_slice(), Intent::Why),
            (&["percentage", "of", "that"], Intent::Share),
            (&["that", "over", "time"], Intent::Series),
        ] {
            assert_eq!(linear.scores(tokens).best().0, intent);
            let scores = recursive.scores(tokens, &known, 1.0);
            assert_eq!(scores.best().0, intent);
            assert_eq!(scores, again.scores(tokens, &known, 1.0));
        }
    }
}
