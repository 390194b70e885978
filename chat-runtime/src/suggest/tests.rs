use super::*;
use crate::sample;

/// Languages whose questions the classifier reads.
const UNDERSTOOD: [Language; 1] = [Language::English];

#[test]
fn what_is_offered_is_read_as_what_was_meant() {
    for language in UNDERSTOOD {
        let vocabulary = sample::vocabulary(language);
        for sample in sample::samples(language).iter().filter(|sample| sample.name != "nothing") {
            let focus = Focus::of(&sample.plan, &sample.facts, &vocabulary).unwrap();
            for plan in &focus.next_to(&sample.plan) {
                let text = question(plan, vocabulary.catalogue(), language).unwrap();
                for previous in [None, Some(&sample.plan)] {
                    let read = classify(&text, language, &vocabulary, Context { plan: previous, ..Context::default() })
                        .outcome;
                    assert!(is_understood(&text, plan, &vocabulary, previous, language), "{text}: {plan:?}\n{read:?}");
                }
            }
            let offered = follow_ups(&sample.plan, &sample.facts, &vocabulary, language);
            assert_eq!(offered.len(), OFFERED, "{}: {offered:?}", sample.name);
            for text in &offered {
                let Outcome::Plan(read) =
                    classify(text, language, &vocabulary, Context { plan: Some(&sample.plan), ..Context::default() })
                        .outcome
                else {
                    panic!("{text}")
                };
                assert_ne!(normal(&read), normal(&sample.plan), "{text} was just answered");
            }
        }
        assert_eq!(openers(&vocabulary, language).len(), OFFERED);
    }
}

#[test]
fn questions_are_worded_in_every_language() {
    for (language, wanted) in [
        (
            Language::English,
            "Compare revenue in May 2011 with April 2011|Revenue by country in May 2011|Revenue by month in 2011|\
             Why did revenue change in May 2011?|Top 5 products by revenue in May 2011|Best day by revenue in May 2011",
        ),
        (
            Language::German,
            "Vergleiche Umsatz im Mai 2011 mit April 2011|Umsatz nach Land im Mai 2011|Umsatz nach Monat im Jahr 2011|\
             Warum die Veränderung bei Umsatz im Mai 2011?|Top 5 Produkte nach Umsatz im Mai 2011|Bester Tag nach Umsatz im Mai 2011",
        ),
        (
            Language::French,
            "Comparer chiffre d'affaires en mai 2011 avec avril 2011|Chiffre d'affaires par pays en mai 2011|\
             Chiffre d'affaires par mois en 2011|Pourquoi la variation\u{a0}: chiffre d'affaires en mai 2011\u{a0}?|\
             Top 5 produits par chiffre d'affaires en mai 2011|Meilleur jour par chiffre d'affaires en mai 2011",
        ),
        (
            Language::Spanish,
            "Comparar ingresos en mayo de 2011 con abril de 2011|Ingresos por país en mayo de 2011|Ingresos por mes en 2011|\
             ¿Por qué el cambio en ingresos en mayo de 2011?|Top 5 productos por ingresos en mayo de 2011|\
             Mejor día por ingresos en mayo de 2011",
        ),
        (
            Language::Portuguese,
            "Comparar receita em maio de 2011 com abril de 2011|Receita por país em maio de 2011|Receita por mês em 2011|\
             Por que a variação em receita em maio de 2011?|Top 5 produtos por receita em maio de 2011|\
             Melhor dia por receita em maio de 2011",
        ),
    ] {
        let (vocabulary, sample) = (sample::vocabulary(language), sample::samples(language).remove(0));
        let plans = Focus::of(&sample.plan, &sample.facts, &vocabulary).unwrap().next_to(&sample.plan);
        let said: Vec<_> = plans.iter().filter_map(|plan| question(plan, vocabulary.catalogue(), language)).collect();
        for wanted in wanted.split('|') {
            assert!(said.iter().any(|said| said == wanted), "{wanted:?} in {said:?}");
        }
    }
}

#[test]
fn help_names_what_there_is() {
    for language in Language::ALL {
        let vocabulary = sample::vocabulary(language);
        let help = help(&vocabulary, language);
        let catalogue = vocabulary.catalogue();
        assert!(catalogue.measures.iter().all(|measure| help.contains(measure.label())), "{help}");
        assert!(catalogue.dimensions.iter().all(|dimension| help.contains(&dimension.name)), "{help}");
        assert!(help.contains("2010") && help.contains("2011") && help.ends_with('.'), "{help}");
    }
}
