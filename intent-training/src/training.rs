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
