//! What countries are called in the languages that questions are asked in.

use std::{collections::HashMap, sync::LazyLock};

use super::tokens::plain;

/// The lines of the file, by each plain name in them.
static LINES: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("countries.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(|line| line.split(", ").map(move |name| (plain(name), line))).collect()
});

/// All names of the country called `name`; none when it is no country.
pub(super) fn names(name: &str) -> impl Iterator<Item = &'static str> {
    LINES.get(&plain(name)).into_iter().flat_map(|line| line.split(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_of_one_country() {
        let lines = include_str!("countries.txt").lines().filter(|line| !line.starts_with('#'));
        for (line, name) in lines.flat_map(|line| line.split(", ").map(move |name| (line, name))) {
            assert_eq!(LINES.get(&plain(name)), Some(&line), "{name}");
        }
        assert!(names("EIRE").any(|name| name == "Irlande"));
        assert_eq!(names("Atlantis").count(), 0);
    }
}
