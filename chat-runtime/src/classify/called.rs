//! What dimensions, measures and members are called in the languages that questions are asked in.

use std::sync::LazyLock;

use super::tokens::plain;

/// A name, plain, and whether it is of several.
type Name = (String, bool);

/// Lines of names, each for one thing.
pub(super) struct Called(Vec<Vec<Name>>);

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
        Self(lines.map(|line| line.split(", ").flat_map(forms).collect()).collect())
    }

    /// The other names of what is called `names`: those of the one line that has one of them.
    pub(super) fn also(&self, names: &[String]) -> &[Name] {
        self.line(&|known| names.iter().any(|name| name == known))
    }

    /// The same of the last word of one of `names`, as "customer city" has `city`.
    pub(super) fn by_last_word(&self, names: &[String]) -> &[Name] {
        self.line(&|known| names.iter().any(|name| name.rsplit_once(' ').is_some_and(|(_, last)| last == known)))
    }

    /// Whether both are names of one thing.
    pub(super) fn are_one(&self, name: &str, other: &str) -> bool {
        self.also(&[name.to_owned()]).iter().any(|(known, _)| known == other)
    }

    fn line(&self, has: &dyn Fn(&str) -> bool) -> &[Name] {
        let mut found = self.0.iter().filter(|line| line.iter().any(|(known, _)| has(known)));
        found.next().filter(|_| found.next().is_none()).map_or(&[], Vec::as_slice)
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
            for line in &called.0 {
                for (name, _) in line {
                    assert_eq!(called.also(std::slice::from_ref(name)).as_ptr(), line.as_ptr(), "{name}");
                }
            }
        }
    }

    #[test]
    fn things_are_called_as_people_call_them() {
        let also = |name: &str, other: &str| has(DIMENSIONS.also(&[plain(name)]), other);
        assert!(also("Category", "Kategorien") && also("Kategorie", "categories") && also("Marke", "brand"));
        assert!(also("Sales Channel", "canal de vente") && !also("Product", "city"));
        let last = |name: &str| DIMENSIONS.by_last_word(&[plain(name)]);
        assert!(has(last("Ship City"), "ville") && last("Invoice Number").is_empty());
        assert!(has(MEASURES.also(&[plain("profit margin")]), "Gewinnspanne"));
    }
}
