//! What logits are divided by so that a confidence of 0.8 is right in 8 of 10 cases.

use intent_model::Scores;

use crate::data::Example;

/// The temperature at which the right intents of `examples` are most probable; `model` gives scores at a temperature.
pub fn temperature(examples: &[Example], model: &dyn Fn(&[&str], f32) -> Scores) -> f32 {
    let questions: Vec<_> = examples.iter().map(|example| (example.tokens(), example.intent)).collect();
    let loss = |temperature: f32| -> f32 {
        questions.iter().map(|(tokens, intent)| -model(tokens, temperature).of(*intent).max(1e-9).ln()).sum()
    };
    let tried = (6..60).map(|step| step as f32 * 0.05).map(|temperature| (loss(temperature), temperature));
    tried.min_by(|left, right| left.0.total_cmp(&right.0)).map_or(1.0, |(_, temperature)| temperature)
}

#[cfg(test)]
mod tests {
    use intent_model::Intent;

    use super::*;

    #[test]
    fn a_model_that_is_too_sure_is_made_less_so() {
        // Right in 3 of 4 cases, at any confidence: 0.75 is the confidence to have.
        let example = |intent| Example { tokens: Vec::new(), intent, language: 0 };
        let examples = [Intent::Why, Intent::Why, Intent::Why, Intent::Help].map(example);
        let model = |_: &[&str], temperature: f32| {
            let mut logits = [-100.0; Intent::COUNT];
            logits[Intent::Why as usize] = 2.0 / temperature;
            logits[Intent::Help as usize] = 0.0;
            Scores::from_logits(&logits)
        };
        let found = temperature(&examples, &model);
        assert!((model(&[], found).of(Intent::Why) - 0.75).abs() < 0.01, "{found}");
    }
}
