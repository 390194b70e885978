//! What holds for any question, and for anything a model may say. Built for tests and for `cargo xtask fuzz` alone.

use std::sync::OnceLock;

use jiff::civil::date;
use sales_metrics::{
    catalogue::Language,
    period::Period,
    query::{
        fact::{Fact, FactRole, FactSource},
        plan::{Filter, Intent, Plan},
    },
};

use crate::{
    classify::{self, Outcome, Vocabulary, classify},
    guard::{Context, violations},
    period::{Calendar, find},
    render::{Piece, pieces, render},
    reply::ChatRequest,
};

const CATALOGUE: &str = include_str!("../../salestalk/demo/catalogue.json");
const COUNTRIES: [&str; 8] =
    ["United Kingdom", "France", "Germany", "EIRE", "USA", "Netherlands", "Channel Islands", "Unspecified"];
const PRODUCTS: [&str; 6] =
    ["WHITE HANGING HEART T-LIGHT HOLDER", "JUMBO BAG RED RETROSPOT", "?", "60 CAKE CASES", "POSTAGE", "Ünïcode \"x\""];
/// Turns of one dialogue; a longer one shows nothing else.
const MOST_TURNS: usize = 8;

fn vocabulary() -> &'static Vocabulary {
    static DEMO: OnceLock<Vocabulary> = OnceLock::new();
    DEMO.get_or_init(|| {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let members = [("country".to_owned(), owned(&COUNTRIES)), ("product".to_owned(), owned(&PRODUCTS))].into();
        let catalogue = serde_json::from_str(CATALOGUE).unwrap();
        Vocabulary::new(catalogue, members, Some(date(2010, 12, 1)), Some(date(2011, 12, 9)))
    })
}

/// A question a line, each the next turn of a dialogue: a plan asks for nothing that is not there.
pub fn dialogue(text: &str) {
    let vocabulary = vocabulary();
    let mut previous: Option<Plan> = None;
    for line in text.lines().take(MOST_TURNS) {
        periods(line);
        let classified = classify(
            line,
            Language::English,
            vocabulary,
            classify::Context { plan: previous.as_ref(), ..classify::Context::default() },
        );
        assert!((0.0..=1.0).contains(&classified.confidence), "{line:?}: {}", classified.confidence);
        assert_eq!(
            classified,
            classify(
                line,
                Language::English,
                vocabulary,
                classify::Context { plan: previous.as_ref(), ..classify::Context::default() }
            ),
            "{line:?}"
        );
        if let Outcome::Plan(plan) = classified.outcome {
            sound(line, vocabulary, &plan);
            previous = Some(*plan);
        }
    }
}

fn sound(line: &str, vocabulary: &Vocabulary, plan: &Plan) {
    assert!(!plan.measures.is_empty(), "{line:?}: {plan:?}");
    for measure in &plan.measures {
        assert!(vocabulary.catalogue().measure(measure).is_some(), "{line:?}: {measure}");
    }
    for filter in &plan.filters {
        let known = vocabulary.members(&filter.dimension);
        assert!(filter.members.iter().all(|member| known.contains(member)), "{line:?}: {filter:?}");
    }
    for period in plan.period.iter().chain(&plan.compare_to) {
        assert!(period.from <= period.to, "{line:?}: {period:?}");
    }
    assert!(plan.top.is_none_or(|top| (1..=100).contains(&top.n)), "{line:?}: {:?}", plan.top);
    let json = serde_json::to_vec(plan).unwrap();
    assert_eq!(serde_json::from_slice::<Plan>(&json).unwrap(), *plan, "{line:?}");
}

/// Periods lie within the text, on its characters, in order.
fn periods(text: &str) {
    let calendar = Calendar {
        today: date(2011, 12, 9),
        week_start: jiff::civil::Weekday::Monday,
        fiscal_year_start: 4,
        context_year: Some(2011),
    };
    for hit in find(text, Language::English, &calendar).periods {
        assert!(text.get(hit.span.clone()).is_some_and(|part| !part.is_empty()), "{text:?}: {:?}", hit.span);
        assert!(hit.period.from <= hit.period.to, "{text:?}: {hit:?}");
    }
}

/// What a model may say: what the guard lets through holds no digits but those of names and of facts, rounded at the most.
pub fn answer(text: &str) {
    let facts = [fact("F1", FactRole::Value, "691123.12", "£691,123.12"), {
        let fact = fact("F2", FactRole::Change, "-32210.39", "-£32,210.39");
        Fact { filters: Vec::new(), label: "May 2011".to_owned(), ..fact }
    }];
    let plan = Plan {
        measures: vec!["revenue".to_owned()],
        period: Some(Period::month(date(2011, 6, 1))),
        compare_to: Some(Period::month(date(2011, 5, 1))),
        filters: vec![filter()],
        ..Plan::new(Intent::Compare)
    };
    let shown = render(text, &facts);
    let vocabulary = vocabulary();
    let context = Context {
        language: Language::English,
        plan: &plan,
        facts: &facts,
        catalogue: vocabulary.catalogue(),
        terms: vocabulary.terms(),
        names: vocabulary,
        today: vocabulary.today(),
    };
    if !violations(text, &context).is_empty() {
        return;
    }
    // "4" and "5": the weeks of June.
    let carried =
        ["4", "691", "123", "12", "32", "210", "39", "60", "2011", "06", "05", "01", "30", "31", "1", "5", "6"];
    for piece in pieces(text, &facts) {
        let Piece::Text(written) = piece else { continue };
        // The numbers of a list are no figures.
        let lines = written.split('\n').map(|line| line.trim_start().trim_start_matches(|c: char| c.is_ascii_digit()));
        let written = &lines.collect::<Vec<_>>().join("\n");
        for number in written.split(|c: char| !c.is_numeric() && !matches!(c, '.' | ',')) {
            let mut runs = number.split(|c: char| !c.is_numeric()).filter(|run| !run.is_empty());
            let known = runs.all(|run| carried.contains(&run)) || facts.iter().any(|fact| is_rounded(number, fact));
            assert!(known, "{number:?} of {text:?} gets through as {shown:?}");
        }
    }
    assert!(!shown.contains("{F"), "{shown:?}");
}

/// Whether `number` may be a fact's figure, as it is or in thousands or millions, rounded.
fn is_rounded(number: &str, fact: &Fact) -> bool {
    let read = number.trim_matches(['.', ',']).replace(',', "").parse::<f64>();
    let value = fact.value.and_then(|value| value.abs().to_string().parse::<f64>().ok());
    let near = |read: f64, value: f64| [1.0, 1e3, 1e6].iter().any(|scale| (read * scale - value).abs() <= 0.35 * value);
    read.ok().zip(value).is_some_and(|(read, value)| near(read, value))
}

/// A body of `POST /chat` is refused or read.
pub fn chat_request(json: &[u8]) {
    let _ = serde_json::from_slice::<ChatRequest>(json);
}

fn filter() -> Filter {
    Filter { dimension: "product".to_owned(), members: vec!["60 CAKE CASES".to_owned()], exclude: false }
}

fn fact(id: &str, role: FactRole, value: &str, display: &str) -> Fact {
    Fact {
        id: id.to_owned(),
        role,
        value: value.parse().ok(),
        unit: "GBP".to_owned(),
        empty: None,
        display: display.to_owned(),
        measure: "revenue".to_owned(),
        label: "June 2011".to_owned(),
        period: "2011-06-01/2011-06-30".to_owned(),
        covered: None,
        filters: vec![filter()],
        source: FactSource { keys: Vec::new(), facts: Vec::new(), rows: 1, data_version: "1".to_owned() },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Texts of words that mean something to the classifier or the guard.
    fn said() -> impl Strategy<Value = String> {
        let words = "revenue orders units customers refunds top worst countries product by month vs compare with and in \
            March 2011 last year Germany UK excluding share of average per what instead 60 CAKE CASES {F1} {F2:abs} {F3} \
            £691,123.12 fell rose June May 12% double { } : . , ? \n ½ ٣ é two";
        let words: Vec<&'static str> = words.split(' ').filter(|word| !word.is_empty()).collect();
        let word = prop_oneof![
            9 => proptest::sample::select(words).prop_map(str::to_owned),
            1 => "\\PC{1,4}",
            1 => "[0-9.,]{1,9}"
        ];
        let gap = prop_oneof![6 => Just(" "), 1 => Just("")];
        proptest::collection::vec((word, gap), 0..16)
            .prop_map(|parts| parts.into_iter().map(|(word, gap)| format!("{word}{gap}")).collect())
    }

    proptest! {
        #[test]
        fn any_dialogue_is_understood_or_refused(text in any::<String>(), said in said()) {
            dialogue(&text);
            dialogue(&said);
        }

        #[test]
        fn no_figure_of_no_fact_gets_through(text in any::<String>(), said in said()) {
            answer(&text);
            answer(&said);
            answer(&format!("Revenue was {{F1}}, {said}"));
        }

        #[test]
        fn any_body_is_refused_or_read(text in any::<String>()) {
            chat_request(text.as_bytes());
            chat_request(format!("{{\"text\":{text:?}}}").as_bytes());
        }
    }
}
