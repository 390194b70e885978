//! The guard against answers that are right, and against the same answers made wrong.
//!
//! `cargo xtask guard` is the long form: 20,000 mutations, 5,000 correct answers.

mod adversarial;
mod corpus;
mod customers;
mod fixtures;
mod mutations;
mod rankings;
mod samples;
mod small_model;
mod varied;

use std::collections::BTreeMap;

use sales_metrics::catalogue::Language;

use self::{
    corpus::{Part, filled, templates, written},
    fixtures::{Dice, Fixture, fixture},
    mutations::mutated,
};
use super::violations;

/// What came of one kind of mutation.
#[derive(Debug, Default)]
struct Tally {
    tried: usize,
    let_through: Vec<String>,
}

/// A correct answer of any kind and language; half of them English.
fn answer(dice: &mut Dice) -> (Fixture, Vec<Part>) {
    loop {
        let language = if dice.below(2) == 0 { Language::English } else { *dice.pick(&Language::ALL) };
        let kind = *dice.pick(&fixtures::KINDS);
        let fixture = fixture(kind, language, dice);
        let template = *dice.pick(&templates(kind, language));
        if let Some(parts) = filled(template, &fixture, dice) {
            return (fixture, parts);
        }
    }
}

/// One answer's plan and facts, of any kind.
pub(crate) fn sample(seed: u64) -> Fixture {
    answer(&mut Dice(seed)).0
}

/// Revenue of a month, in English.
pub(crate) fn lookup() -> Fixture {
    let mut dice = Dice(0);
    loop {
        let fixture = fixture("lookup", Language::English, &mut dice);
        if fixture.plan.measures == ["revenue"] {
            return fixture;
        }
    }
}

fn table(mutations: usize, answers: usize, seed: u64) -> (BTreeMap<&'static str, Tally>, Tally) {
    let mut dice = Dice(seed);
    let mut right = Tally::default();
    while right.tried < answers {
        let (fixture, parts) = answer(&mut dice);
        let text = written(&parts);
        right.tried += 1;
        let found = violations(&text, &fixture.context());
        if !found.is_empty() {
            right.let_through.push(format!(
                "[{}] {text}  <- {}",
                fixture.kind,
                found.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
            ));
        }
    }
    let mut wrong: BTreeMap<&'static str, Tally> = BTreeMap::new();
    for kind in mutations::KINDS {
        let tally = wrong.entry(kind).or_default();
        while tally.tried < mutations / mutations::KINDS.len() + 1 {
            let (fixture, parts) = answer(&mut dice);
            let Some(mutant) = mutated(kind, &parts, &fixture, &mut dice) else { continue };
            let text = written(&mutant);
            tally.tried += 1;
            if violations(&text, &fixture.context()).is_empty() {
                tally.let_through.push(format!("[{}] {text}  <- was: {}", fixture.kind, written(&parts)));
            }
        }
    }
    (wrong, right)
}

fn holds(mutations: usize, answers: usize, seed: u64) {
    let (wrong, right) = table(mutations, answers, seed);
    let percent = |part: usize, of: usize| part as f64 * 100.0 / of as f64;
    let mut failed = false;
    println!("{:<12}{:>8}{:>9}", "kind", "tried", "caught");
    for (kind, tally) in &wrong {
        let caught = percent(tally.tried - tally.let_through.len(), tally.tried);
        failed |= caught < 99.5;
        println!("{kind:<12}{:>8}{caught:>8.2}%", tally.tried);
        tally.let_through.iter().take(8).for_each(|text| println!("    let through: {text:?}"));
    }
    let alarms = percent(right.let_through.len(), right.tried);
    println!("{:<12}{:>8}{alarms:>8.2}% false alarms", "correct", right.tried);
    right.let_through.iter().take(60).for_each(|text| println!("    alarm: {text:?}"));
    assert!(!failed && alarms <= 0.5, "the guard does not hold");
}

#[test]
fn mutations_are_caught_and_correct_answers_pass() {
    holds(2_000, 500, 1);
}

/// What the narrator says passes: else an answer would have no words left.
#[test]
fn drafts_of_the_narrator_pass() {
    let mut alarms = Vec::new();
    for seed in 0..400 {
        let fixture = sample(seed);
        let text = crate::narrate::draft(&fixture.plan, &fixture.catalogue, &fixture.facts, fixture.catalogue.language);
        let found = violations(&text, &fixture.context());
        if !found.is_empty() {
            alarms.push(format!(
                "[{}] {text} <- {}",
                fixture.kind,
                found.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
            ));
        }
    }
    assert!(alarms.is_empty(), "{}", alarms.join("\n"));
}

/// Three hundred words about sixty facts; `cargo xtask guard` measures a release build.
#[test]
#[ignore = "a measurement: cargo xtask guard"]
fn three_hundred_words_take_less_than_a_millisecond() {
    let mut dice = Dice(5);
    let mut fixture = fixture("growth", Language::English, &mut dice);
    let facts: Vec<_> = fixture.facts.iter().cycle().take(60).cloned().collect();
    fixture.facts = facts;
    for (place, fact) in fixture.facts.iter_mut().enumerate() {
        fact.id = format!("F{}", place + 1);
    }
    let mut text = String::new();
    while text.split_whitespace().count() < 300 {
        let template = *dice.pick(&templates("growth", Language::English));
        text.extend(filled(template, &fixture, &mut dice).map(|parts| written(&parts) + " "));
    }
    let mut times: Vec<std::time::Duration> = (0..2_000)
        .map(|_| {
            let began = std::time::Instant::now();
            std::hint::black_box(violations(&text, &fixture.context()));
            began.elapsed()
        })
        .collect();
    times.sort_unstable();
    println!(
        "{} words, {} facts: p50 {:?}, p99 {:?}",
        text.split_whitespace().count(),
        fixture.facts.len(),
        times[1_000],
        times[1_980]
    );
    // The last hundredth of a busy machine is the scheduler's: the median is what is held, the rest is printed.
    assert!(cfg!(debug_assertions) || times[1_000] < std::time::Duration::from_millis(1));
}

#[test]
#[ignore = "the long form: cargo xtask guard"]
fn mutations_are_caught_at_length() {
    let number = |name: &str, default| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(default);
    holds(number("GUARD_MUTATIONS", 20_000), number("GUARD_ANSWERS", 5_000), number("GUARD_SEED", 1) as u64);
}
