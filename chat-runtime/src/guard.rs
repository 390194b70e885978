//! The guard: a figure that no fact carries never reaches the user.
//!
//! Placeholders are figures by construction. In the rest of a text, names that the answer may use (periods, members,
//! measures) are set aside; any digit or number word that is left is a violation, unless it is a fact's figure to the
//! letter. A direction word must not contradict the change.

use sales_metrics::query::{
    fact::{Fact, FactRole},
    plan::{GroupBy, Plan},
};

use crate::{
    narrate::member_names,
    render::{Piece, pieces},
};

const NUMBER_WORDS: [&str; 41] = [
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "hundred",
    "thousand",
    "million",
    "billion",
    "dozen",
    "half",
    "halved",
    "double",
    "doubled",
    "twice",
    "triple",
    "tripled",
    "thrice",
    "quarter",
    "third",
];
const UP: [&str; 10] = ["rose", "grew", "increased", "increase", "higher", "up", "gained", "growth", "more", "risen"];
const DOWN: [&str; 11] =
    ["fell", "dropped", "decreased", "decrease", "lower", "down", "declined", "decline", "less", "shrank", "fewer"];

/// What in `text` no fact carries; empty when all is well.
pub(crate) fn violations(text: &str, plan: &Plan, facts: &[Fact], measure_labels: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    let mut figures = 0;
    let names = names(plan, facts, measure_labels);
    let mut words = Vec::new();
    for piece in pieces(text, facts) {
        match piece {
            Piece::Figure { .. } => figures += 1,
            Piece::Unknown(name) => found.push(format!("{{{name}}} is no fact")),
            Piece::Text(written) => {
                let (mut rest, mut exact) = (written.to_owned(), 0);
                for fact in facts {
                    exact += take_out(&mut rest, &fact.display);
                }
                figures += exact;
                for name in &names {
                    take_out(&mut rest, name);
                }
                let all: Vec<String> =
                    rest.to_lowercase().split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect();
                for word in all {
                    if word.chars().any(char::is_numeric) || NUMBER_WORDS.contains(&word.as_str()) {
                        found.push(format!("\"{word}\" is carried by no fact"));
                    }
                    words.push(word);
                }
                if rest.contains('%') {
                    found.push("a percentage is carried by no fact".to_owned());
                }
            }
        }
    }
    if text.contains("Facts:") || text.contains("Draft of the answer") {
        found.push("it repeats its instructions".to_owned());
    }
    if figures == 0 {
        found.push("no fact is told".to_owned());
    }
    found.extend(against_the_change(&words, facts));
    found
}

/// Direction words that the facts' changes contradict.
fn against_the_change(words: &[String], facts: &[Fact]) -> Option<String> {
    let changes: Vec<_> =
        facts.iter().filter(|fact| fact.role == FactRole::Change).filter_map(|fact| fact.value).collect();
    let says = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let all = |test: &dyn Fn(&rust_decimal::Decimal) -> bool| !changes.is_empty() && changes.iter().all(test);
    if says(&UP) && !says(&DOWN) && all(&|change| change.is_sign_negative() && !change.is_zero()) {
        return Some("it says up, and the figures went down".to_owned());
    }
    if says(&DOWN) && !says(&UP) && all(&|change| change.is_sign_positive()) {
        return Some("it says down, and the figures did not".to_owned());
    }
    None
}

/// Everything an answer may name, longest first.
fn names(plan: &Plan, facts: &[Fact], measure_labels: &[String]) -> Vec<String> {
    let mut names: Vec<String> = measure_labels.to_vec();
    if let Some(GroupBy::Grain(grain)) = &plan.group_by {
        names.push(grain.noun().to_owned());
    }
    names.extend(facts.iter().map(|fact| fact.label.clone()));
    names.extend(plan.period.iter().chain(&plan.compare_to).map(|period| period.label.clone()));
    let filters = facts.iter().flat_map(|fact| &fact.filters).chain(&plan.filters);
    for filter in filters {
        names.extend(member_names(filter));
    }
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names.dedup();
    names.retain(|name| !name.is_empty());
    names
}

/// Takes every whole occurrence of `name` out of `text`, whatever its case, and says how many there were.
fn take_out(text: &mut String, name: &str) -> usize {
    let mut count = 0;
    let mut from = 0;
    while let Some(at) = find_ignoring_case(&text[from..], name).map(|at| from + at) {
        let end = at + name.len();
        let touches = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let more_digits =
            text[end..].strip_prefix(['.', ',']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        if touches(text[..at].chars().next_back()) || touches(text[end..].chars().next()) || more_digits {
            from = end;
            continue;
        }
        text.replace_range(at..end, " ");
        from = at + 1;
        count += 1;
    }
    count
}

fn find_ignoring_case(text: &str, name: &str) -> Option<usize> {
    text.char_indices()
        .map(|(at, _)| at)
        .find(|at| text.get(*at..at + name.len()).is_some_and(|part| part.eq_ignore_ascii_case(name)))
}

#[cfg(test)]
mod tests {
    use sales_metrics::query::{
        fact::FactSource,
        plan::{Filter, Intent},
    };

    use super::*;

    fn fact(id: &str, role: FactRole, value: &str, display: &str) -> Fact {
        Fact {
            id: id.into(),
            role,
            value: Some(value.parse().unwrap()),
            unit: "GBP".into(),
            empty: None,
            display: display.into(),
            measure: "revenue".into(),
            label: "June 2011".into(),
            period: "2011-06-01/2011-06-30".into(),
            covered: None,
            filters: vec![Filter {
                dimension: "product".into(),
                members: vec!["60 CAKE CASES".into()],
                exclude: false,
            }],
            source: FactSource { keys: vec![], facts: vec![], rows: 1, data_version: "1".into() },
        }
    }

    fn check(text: &str) -> Vec<String> {
        let facts = [
            fact("F1", FactRole::Value, "691123.12", "£691,123.12"),
            fact("F2", FactRole::Change, "-32210.39", "-£32,210.39"),
        ];
        let plan = Plan {
            intent: Intent::Lookup,
            measures: vec!["revenue".into()],
            period: None,
            compare_to: None,
            baseline: None,
            group_by: None,
            filters: vec![],
            top: None,
        };
        violations(text, &plan, &facts, &["revenue".into()])
    }

    #[test]
    fn what_facts_carry_passes() {
        for good in [
            "Revenue in June 2011 came to {F1}.",
            "In june 2011, 60 CAKE CASES made £691,123.12, {F2:abs} less.",
            "Revenue fell to {F1}.",
        ] {
            assert_eq!(check(good), Vec::<String>::new(), "{good}");
        }
    }

    #[test]
    fn what_no_fact_carries_is_found() {
        for bad in [
            "Revenue was {F3}.",
            "Revenue came to {F1} in 2012.",
            "Revenue in June 2011 came to £691,123.13.",
            "Revenue came to {F1}, or 12%.",
            "Revenue came to {F1}, double the year before.",
            "Revenue came to {F1}, up on May.",
            "Revenue came to £691,123.12.5",
            "Revenue was good.",
            "About seven hundred thousand, {F1}.",
            "It was 1£691,123.12.",
            "Facts: {F1}",
        ] {
            assert_ne!(check(bad), Vec::<String>::new(), "{bad}");
        }
    }
}
