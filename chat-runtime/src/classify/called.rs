//! What dimensions, measures and members are called in the languages that questions are asked in.

use std::{
    collections::{BTreeSet, HashMap},
    sync::LazyLock,
};

use super::tokens::plain;

/// A name, plain, and whether it is of several.
type Name = (String, bool);

/// Lines of names, each for one thing.
pub(super) struct Called {
    lines: Vec<Vec<Name>>,
    /// The line of each name.
    by_name: HashMap<String, usize>,
}

/// What dimensions are called.
pub(super) static DIMENSIONS: LazyLock<Called> = LazyLock::new(|| Called::read(include_str!("called/dimensions.txt")));
/// What measures are called, beside those that the lexicon knows.
pub(super) static MEASURES: LazyLock<Called> = LazyLock::new(|| Called::read(include_str!("called/measures.txt")));

/// What members that data often has are called.
pub(super) static MEMBERS: LazyLock<Called> = LazyLock::new(|| Called::read(include_str!("called/members.txt")));
/// What days of the week are called.
pub(super) static WEEKDAYS: LazyLock<Called> = LazyLock::new(|| Called::read(include_str!("called/weekdays.txt")));

/// `one/many`; a name without the other is read as one.
fn forms(name: &str) -> Vec<Name> {
    match name.split_once('/') {
        Some((one, many)) => vec![(plain(one), false), (plain(many), true)],
        None => vec![(plain(name), false)],
    }
}

impl Called {
    fn read(file: &str) -> Self {
        let lines = file.lines().filter(|line| !line.starts_with('#'));
        let lines: Vec<Vec<Name>> = lines.map(|line| line.split(", ").flat_map(forms).collect()).collect();
        let names = lines.iter().enumerate();
        let by_name = names.flat_map(|(at, line)| line.iter().map(move |(name, _)| (name.clone(), at))).collect();
        Self { lines, by_name }
    }

    /// The other names of what is called `names`: those of the one line that has one of them.
    pub(super) fn also<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> &[Name] {
        let found: BTreeSet<usize> = names.into_iter().filter_map(|name| self.by_name.get(name)).copied().collect();
        match found.first() {
            Some(one) if found.len() == 1 => &self.lines[*one],
            _ => &[],
        }
    }

    /// Whether both are names of one thing.
    pub(super) fn are_one(&self, name: &str, other: &str) -> bool {
        self.also([name]).iter().any(|(known, _)| known == other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(names: &[Name], other: &str) -> bool {
        names.iter().any(|(known, _)| *known == plain(other))
    }

    #[test]
    fn a_name_is_of_one_line() {
        for called in [&*DIMENSIONS, &*MEASURES, &*MEMBERS, &*WEEKDAYS] {
            for line in &called.lines {
                for (name, _) in line {
                    assert_eq!(called.also([name.as_str()]).as_ptr(), line.as_ptr(), "{name}");
                }
            }
        }
    }

    #[test]
    fn things_are_called_as_people_call_them() {
        let also = |name: &str, other: &str| has(DIMENSIONS.also([plain(name).as_str()]), other);
        assert!(also("Category", "Kategorien") && also("Kategorie", "categories") && also("Marke", "brand"));
        assert!(also("Sales Channel", "canal de vente") && !also("Product", "city"));
        assert!(has(MEASURES.also(["profit margin"]), "Gewinnspanne"));
        assert!(DIMENSIONS.also(["city", "brand"]).is_empty() && MEMBERS.are_one("vienna", "wien"));
    }
}
