//! What the narrator says of every kind in every language passes: as a draft, and with figures in place of the placeholders.
//! With two figures changed round it does not.

use sales_metrics::{
    catalogue::Language,
    query::fact::{Fact, FactRole},
};

use super::{fixtures::Dice, varied::varied};
use crate::{
    guard::{Context, Terms, violations},
    narrate::draft,
    render::{Piece, pieces, render},
    sample,
};

/// What is wrong with `text` as an answer of `sample`, in words.
fn found(text: &str, sample: &sample::Sample, language: Language) -> Vec<String> {
    let catalogue = sample::catalogue(language);
    let names = sample::vocabulary(language);
    let (plan, facts, today) = (&sample.plan, &sample.facts[..], names.today());
    let context =
        Context { plan, facts, catalogue: &catalogue, terms: &Terms::of(&catalogue), language, names: &names, today };
    violations(text, &context).iter().map(ToString::to_string).collect()
}

fn drafted(sample: &sample::Sample, language: Language) -> String {
    draft(&sample.plan, &sample::catalogue(language), &sample.facts, language)
}

fn number(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(default)
}

/// What a reader gets, as a text of the model's: a brace in a name is no placeholder's.
fn rendered(draft: &str, sample: &sample::Sample) -> String {
    render(draft, &sample.facts).replace('{', "{{")
}

/// Asserts that `text` of every sample passes; prints how many did.
fn all_pass(text: impl Fn(&sample::Sample, Language) -> String) {
    let mut alarms = Vec::new();
    for language in Language::ALL {
        let samples = sample::samples(language);
        let before = alarms.len();
        for sample in &samples {
            let text = text(sample, language);
            let found = found(&text, sample, language);
            if !found.is_empty() {
                alarms.push(format!("[{language:?}, {}] {text} <- {}", sample.name, found.join("; ")));
            }
        }
        println!("{language:?}: {} of {} pass", samples.len() - (alarms.len() - before), samples.len());
    }
    assert!(alarms.is_empty(), "{}", alarms.join("\n"));
}

#[test]
fn drafts_of_every_kind_pass() {
    all_pass(drafted);
}

#[test]
fn rendered_drafts_of_every_kind_pass() {
    all_pass(|sample, language| rendered(&drafted(sample, language), sample));
}

/// `draft` with two of its figures changed round, once for each two neighbours that a reader tells apart.
fn swapped(draft: &str, sample: &sample::Sample) -> Vec<String> {
    let parts: Vec<(String, Option<&Fact>)> = pieces(draft, &sample.facts)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => (text.replace('{', "{{"), None),
            Piece::Figure { fact, absolute } => {
                (format!("{{{}{}}}", fact.id, if absolute { ":abs" } else { "" }), Some(fact))
            }
            Piece::Unknown(name) => (format!("{{{name}}}"), None),
        })
        .collect();
    let figures: Vec<usize> = (0..parts.len()).filter(|at| parts[*at].1.is_some()).collect();
    let mut texts = Vec::new();
    for two in figures.windows(2) {
        let (Some(a), Some(b)) = (parts[two[0]].1, parts[two[1]].1) else { continue };
        // "5% (£9) more", "60% (£600)", "£250 for Germany, 25% of £1,000": the same, told the other way round. "+£150" is not.
        let is_plus = |at: usize| at > 0 && parts[at - 1].0.ends_with('+');
        let changes = [a.role, b.role].contains(&FactRole::Change);
        let is_same = (&a.measure, &a.period, &a.filters) == (&b.measure, &b.period, &b.filters)
            && (a.unit == "percent") != (b.unit == "percent")
            && (changes || !(is_plus(two[0]) || is_plus(two[1])));
        if !is_same && a.display.trim_start_matches('-') != b.display.trim_start_matches('-') {
            let mut list: Vec<&str> = parts.iter().map(|(text, _)| text.as_str()).collect();
            list.swap(two[0], two[1]);
            texts.push(list.concat());
        }
    }
    texts
}

#[test]
fn figures_changed_round_are_caught() {
    let (mut tried, mut through) = (0, Vec::new());
    for language in Language::ALL {
        for sample in &sample::samples(language) {
            for text in swapped(&drafted(sample, language), sample) {
                for text in [rendered(&text, sample), text] {
                    tried += 1;
                    if found(&text, sample, language).is_empty() {
                        through.push(format!("[{language:?}, {}] {text}", sample.name));
                    }
                }
            }
        }
    }
    println!("{} of {tried} are caught", tried - through.len());
    assert!(through.is_empty(), "{}", through.join("\n"));
}

/// Drafts of the samples in many forms: as they are, and rendered.
#[test]
fn drafts_of_other_figures_and_periods_pass() {
    let (mut tried, mut alarms) = (0, Vec::new());
    let mut dice = Dice(1);
    for language in Language::ALL {
        for sample in &varied(language, &mut dice, number("VARIED", 8)) {
            let draft = drafted(sample, language);
            for text in [rendered(&draft, sample), draft] {
                tried += 1;
                let found = found(&text, sample, language);
                if !found.is_empty() {
                    alarms.push(format!("[{language:?}, {}] {text} <- {}", sample.name, found.join("; ")));
                }
            }
        }
    }
    println!("varied: {} of {tried} pass", tried - alarms.len());
    assert!(alarms.is_empty(), "{}", alarms.join("\n"));
}

/// Two figures of these changed round.
#[test]
fn other_figures_changed_round_are_caught() {
    let (mut tried, mut through) = (0, Vec::new());
    let mut dice = Dice(2);
    for language in Language::ALL {
        for sample in &varied(language, &mut dice, number("VARIED", 2)) {
            for text in swapped(&drafted(sample, language), sample) {
                for text in [rendered(&text, sample), text] {
                    tried += 1;
                    if found(&text, sample, language).is_empty() {
                        through.push(format!("[{language:?}, {}] {text}", sample.name));
                    }
                }
            }
        }
    }
    println!("varied: {} of {tried} are caught", tried - through.len());
    assert!(through.is_empty(), "{}", through.join("\n"));
}

/// What the narrator's wordings must not open a way for.
#[test]
fn wordings_next_to_the_narrators_are_caught() {
    let english = Language::English;
    for (name, text) in [
        ("summary", "In EIRE, MUG brought {F10} of revenue in May 2011."),
        ("summary", "Revenue in May 2011: EIRE {F10}, MUG {F9}."),
        ("summary", "Revenue, top by country: France ({F9}), by product: MUG ({F10})."),
        ("summary", "Orders in May 2011 came to +{F5}."),
        ("why", "By country: EIRE {F10}, France {F11} and the rest {F14}."),
        ("why", "By product: {{MUG} 1.5 {F13} and the rest +{F12}."),
        ("why", "Of the change: volume +{F7}."),
        ("growth", "Revenue by month in Q1 2011: largest rise {F3:abs} ({F4:abs}) in February 2011."),
        ("growth", "Revenue by month in Q1 2011: largest fall {F3:abs} ({F4:abs}) in January 2011."),
        ("growth", "Revenue by month in Q1 2011: largest rise {F6:abs} ({F7:abs}) in February 2011."),
        ("rank without a first", "The highest revenue in May 2011: France ({F3}), EIRE ({F1}) and Netherlands ({F2})."),
        ("compare, more", "Revenue in May 2011 came to {F1}, the same as in April 2011."),
        ("nothing", "Revenue for France in May 2011: no sales."),
        ("nothing", "Revenue for Germany in June 2011: no sales."),
        ("nothing", "Revenue for Germany in May 2011."),
    ] {
        let sample = sample::samples(english).into_iter().find(|sample| sample.name == name).unwrap();
        assert!(!found(text, &sample, english).is_empty(), "{text}");
    }
}
