//! What the short names of countries and of their states stand for.

use std::{collections::HashMap, sync::LazyLock};

/// Whether it is of countries, and what each code stands for.
type Set = (bool, HashMap<&'static str, &'static str>);

static SETS: LazyLock<Vec<Set>> = LazyLock::new(|| {
    let lines = include_str!("codes.txt").lines().filter_map(|line| line.split_once(": "));
    let lines = lines.filter(|(kind, _)| !kind.starts_with('#'));
    lines
        .map(|(kind, codes)| (kind == "country", codes.split(", ").filter_map(|code| code.split_once(' ')).collect()))
        .collect()
});
/// What dimensions of states are called, among other words.
const STATES: [&str; 8] = ["state", "province", "region", "land", "estado", "provinc", "prefecture", "uf"];

/// What each of `members` of the dimension `called` so stands for: where all of them are codes of one set. A dimension of states
/// has states before it has countries: `CA` is California in it.
pub(super) fn meanings(called: &str, members: &[String]) -> Option<&'static HashMap<&'static str, &'static str>> {
    let are_states =
        STATES.iter().any(|word| called.to_lowercase().contains(word)) && !called.to_lowercase().contains("country");
    let has_all =
        |(_, set): &&Set| !members.is_empty() && members.iter().all(|member| set.contains_key(member.as_str()));
    let preferred = SETS.iter().filter(|(countries, _)| *countries != are_states);
    let others = SETS.iter().filter(|(countries, _)| *countries == are_states);
    preferred.chain(others).find(has_all).map(|(_, set)| set)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_of_one_set() {
        let meant = |called: &str, members: &[&str], code: &str| {
            let members: Vec<String> = members.iter().map(|member| (*member).to_owned()).collect();
            meanings(called, &members).and_then(|set| set.get(code).copied())
        };
        assert_eq!(meant("ship country", &["US", "CA"], "CA"), Some("Canada"));
        assert_eq!(meant("ship state", &["TX", "CA", "BC"], "CA"), Some("California"));
        assert_eq!(meant("Bundesland", &["BY", "NW"], "BY"), Some("Bayern"));
        assert_eq!(meant("market", &["DE", "FR", "UK"], "DE"), Some("Germany"));
        assert_eq!(meant("state", &["TX", "Elsewhere"], "TX"), None);
        assert_eq!(meant("state", &[], "TX"), None);
    }
}
