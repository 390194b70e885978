//! Ranked members: where a text names several of them, it names the first ones, in their order.

use serde_json::Value;

use super::{Finding, text::Text};

/// Looks at a reply to a question for the highest or the lowest of something.
pub(super) fn judge(reply: &Value, text: &Text, found: &mut Vec<Finding>) {
    if !reply["classification"]["groupBy"]["dimension"].is_string() || reply["classification"]["top"].is_null() {
        return;
    }
    let facts = reply["facts"].as_array().into_iter().flatten().filter(|fact| fact["role"] == "value");
    let ranked: Vec<String> = facts
        .filter_map(|fact| {
            Some(fact["filters"].as_array()?.last()?["members"].as_array()?.first()?.as_str()?.to_lowercase())
        })
        .collect();
    // The longest first: a name may be a part of another one.
    let mut longest: Vec<usize> = (0..ranked.len()).collect();
    longest.sort_by_key(|rank| std::cmp::Reverse(ranked[*rank].len()));
    let (mut left, mut places) = (text.clone(), vec![None; ranked.len()]);
    for rank in longest {
        let name: Vec<char> = ranked[rank].trim().chars().collect();
        let found = left.places(&name, false);
        places[rank] = found.first().copied();
        found.into_iter().for_each(|at| left.hide(at, at + name.len()));
    }
    let named = places.iter().flatten().count();
    let firsts: Vec<usize> = places.iter().take(named).flatten().copied().collect();
    if named > 1 && (firsts.len() < named || !firsts.is_sorted()) {
        found.push(Finding::new("order", ranked.join(", ")));
    }
}
