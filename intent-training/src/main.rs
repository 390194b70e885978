//! The command.
use intent_training::{data::{self, Data, SEED}, linear, measure::Measured, prepared::Prepared};
use intent_model::Linear;
fn main() -> anyhow::Result<()> {
    let start = std::time::Instant::now();
    let data = Data::generate(true)?;
    let held = data::held_out()?;
    println!("{} training, {} validation, {} held out, {} known, {:x} {:?}", data.training.len(), data.validation.len(), held.len(), data.known.len(), data.hash(), start.elapsed());
    let prepared = Prepared::new(&data.training, &data.known);
    let bytes = linear::train(&data, &prepared, SEED, 1.0);
    println!("{:?}", start.elapsed());
    let Some(model) = Linear::decode(&bytes) else { anyhow::bail!("bytes") };
    let m = Measured::of(&data.validation, &|t| model.scores(t));
    println!("{}", m.line("linear validation", bytes.len()));
    let m = Measured::of(&held, &|t| model.scores(t));
    println!("{}", m.line("linear held-out", bytes.len()));
    println!("{}", m.intents());
    Ok(())
}
