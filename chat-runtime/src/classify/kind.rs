//! What the intent model adds to the words that are understood: a second opinion on what kind of question it is.
//!
//! The words decide. Where they lead to nothing, the model tells a question that nobody may ask from one that the data cannot
//! answer; where they lead to a plan, how sure it is of that kind goes into the confidence.

use intent_model::{Intent as Kind, Scores};
use sales_metrics::query::plan::Intent;

use super::{Classified, Outcome, Refusal, read::Reading};

/// From here on the model's opinion decides what a question is that the words lead to nothing for.
const SURE: f32 = 0.9;
/// Words that a question has at least for the model to have an opinion.
const FEWEST_WORDS: usize = 3;

/// `classified` with the second opinion.
pub(super) fn weighed(mut classified: Classified, reading: &Reading) -> Classified {
    let Some(scores) = reading.kind.as_ref().filter(|_| reading.words >= FEWEST_WORDS) else { return classified };
    let (best, probability) = scores.best();
    let lost = match &classified.outcome {
        Outcome::Plan(plan) => {
            if classified.carried.is_empty() {
                classified.confidence *= f64::midpoint(1.0, likely(scores, plan.intent));
            }
            return classified;
        }
        Outcome::NoData(Refusal::Unknown(_)) | Outcome::OutOfScope(Refusal::NotSales) => probability >= SURE,
        _ => false,
    };
    let is_about_nothing = matches!(classified.outcome, Outcome::OutOfScope(_));
    match best {
        Kind::Blocked if lost => classified.outcome = Outcome::Blocked,
        Kind::Help if lost && is_about_nothing => classified.outcome = Outcome::Help,
        Kind::Smalltalk if lost && is_about_nothing => classified.outcome = Outcome::SmallTalk,
        _ => {}
    }
    classified
}

/// How likely the model finds the kind of a plan.
fn likely(scores: &Scores, intent: Intent) -> f64 {
    let kind = match intent {
        Intent::Lookup => Kind::Lookup,
        Intent::Series => Kind::Series,
        Intent::Compare => Kind::Compare,
        Intent::Rank => Kind::Rank,
        Intent::Breakdown => Kind::Breakdown,
        Intent::Share => Kind::Share,
        Intent::Average => Kind::Average,
        Intent::Cumulative => Kind::Cumulative,
        Intent::Growth => Kind::Growth,
        Intent::Why => Kind::Why,
        Intent::Summary => Kind::Summary,
        // It was not trained on these.
        Intent::Expected | Intent::Forecast => return 1.0,
    };
    f64::from(scores.of(kind))
}
