use std::collections::BTreeSet;

use proptest::prelude::*;
use sales_metrics::{period::Period, query::fact::Fact};

use super::*;
use crate::{
    render::{Piece, pieces, render},
    sample::{self, Sample},
};

/// `language, kind: text` lines. `GOLDEN=1` writes the file anew, to be read before it is kept.
const GOLDEN: &str = include_str!("golden.txt");

fn told(sample: &Sample, language: Language) -> String {
    render(&draft(&sample.plan, &sample::catalogue(language), &sample.facts, language), &sample.facts)
}

#[test]
fn every_kind_reads_as_it_should_in_every_language() {
    let mut lines = Vec::new();
    for language in Language::ALL {
        for sample in sample::samples(language) {
            lines.push(format!("{language:?}, {}: {}", sample.name, told(&sample, language)));
        }
    }
    let lines = format!("{}\n", lines.join("\n"));
    if std::env::var_os("GOLDEN").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/src/narrate/golden.txt"), &lines).unwrap();
        return;
    }
    for (line, wanted) in lines.lines().zip(GOLDEN.lines()) {
        assert_eq!(line, wanted);
    }
    assert_eq!(lines.lines().count(), GOLDEN.lines().count());
}

#[test]
fn a_period_without_all_its_days_is_told() {
    let days = Some(("2010-12-01".parse().unwrap(), "2011-12-09".parse().unwrap()));
    let note =
        |sample: &Sample, language| coverage(&sample.plan, &sample::catalogue(language), &sample.facts, days, language);
    for (language, wanted) in [
        (Language::English, "December 2011 is incomplete: the data ends on 9 December 2011."),
        (Language::German, "Dezember 2011 ist unvollständig: die Daten enden am 9. Dezember 2011."),
        (Language::French, "Période incomplète (décembre 2011)\u{a0}: les données s'arrêtent au 9 décembre 2011."),
        (Language::Spanish, "Periodo incompleto (diciembre de 2011): los datos terminan el 9 de diciembre de 2011."),
        (Language::Portuguese, "Período incompleto (dezembro de 2011): os dados terminam em 9 de dezembro de 2011."),
    ] {
        let mut sample = sample::samples(language).remove(0);
        assert_eq!(note(&sample, language), None);
        let december = sample::period("2011-12-01", "2011-12-31");
        sample.facts[0].period = "2011-12-01/2011-12-31".to_owned();
        sample.plan.period = Some(december);
        assert_eq!(note(&sample, language).as_deref(), Some(wanted));
        // All of the past has no beginning that could be missing; November of 2010 does.
        sample.facts[0].period = "0001-01-01/2011-03-31".to_owned();
        assert_eq!(note(&sample, language), None);
        sample.facts[0].period = "2010-11-01/2010-12-31".to_owned();
        assert!(note(&sample, language).is_some_and(|note| note.contains("2010")));
    }
}

/// What a text may say with digits in it: the periods and members of facts and plan, and the measures.
fn names(sample: &Sample, language: Language) -> Vec<String> {
    let mut periods: Vec<Period> = sample.facts.iter().filter_map(labels::period_of).collect();
    periods.extend(sample.plan.period.iter().chain(&sample.plan.compare_to).cloned());
    let mut names: BTreeSet<String> = periods
        .iter()
        .flat_map(|period| [labels::name(period, language), labels::when(period, language)])
        .flat_map(|name| [capital(&name), name])
        .collect();
    let filters = sample.facts.iter().flat_map(|fact| &fact.filters).chain(&sample.plan.filters);
    names.extend(filters.flat_map(member_names));
    // "The top 10"
    let together = sample.facts.iter().filter(|fact| fact.role == FactRole::Together);
    names.extend(together.flat_map(|fact| &fact.filters).map(|filter| filter.members.len().to_string()));
    let mut names: Vec<String> = names.into_iter().collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names
}

/// The words of a draft without its placeholders and the names that it may use.
fn words_alone(draft: &str, names: &[String], facts: &[Fact]) -> String {
    let mut text = String::new();
    for piece in pieces(draft, facts) {
        match piece {
            Piece::Text(written) => text.push_str(written),
            Piece::Figure { .. } => text.push('\u{1}'),
            Piece::Unknown(name) => panic!("{{{name}}} is no fact: {draft}"),
        }
    }
    names.iter().fold(text, |text, name| text.replace(name, " "))
}

fn number() -> impl Strategy<Value = Option<Decimal>> {
    let figure = (-3_000_000i64..3_000_000, 0u32..4).prop_map(|(value, scale)| Decimal::new(value, scale));
    prop_oneof![8 => figure.prop_map(Some), 1 => Just(Some(Decimal::ZERO)), 2 => Just(None)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_figure_is_told_but_by_a_fact(values in proptest::collection::vec(number(), 24)) {
        for language in Language::ALL {
            let catalogue = sample::catalogue(language);
            for mut sample in sample::samples(language) {
                for (fact, value) in sample.facts.iter_mut().zip(&values) {
                    fact.value = *value;
                }
                let draft = draft(&sample.plan, &catalogue, &sample.facts, language);
                let rest = words_alone(&draft, &names(&sample, language), &sample.facts);
                prop_assert!(!rest.contains(char::is_numeric), "{}: {rest:?} of {draft}", sample.name);
                prop_assert!(draft.ends_with('.') && !draft.contains("  ") && !draft.contains(".."), "{draft}");
            }
        }
    }

    #[test]
    fn more_is_more_and_less_is_less(a in number(), b in number()) {
        let (Some(a), Some(b)) = (a, b) else { return Ok(()) };
        for sample in sample::samples(Language::English).iter_mut().filter(|sample| sample.name == "compare, more") {
            let percent = (a - b).checked_div(b.abs());
            for (fact, value) in sample.facts.iter_mut().zip([Some(a), Some(b), Some(a - b), percent]) {
                fact.value = value;
            }
            let said = draft(&sample.plan, &sample::catalogue(Language::English), &sample.facts, Language::English);
            prop_assert_eq!(said.contains(" more than "), a > b, "{}", said);
            prop_assert_eq!(said.contains(" less than "), a < b, "{}", said);
            prop_assert_eq!(said.contains(" the same as "), a == b, "{}", said);
            prop_assert_eq!(said.contains("{F4"), a != b && b > Decimal::ZERO, "{}", said);
        }
    }
}
