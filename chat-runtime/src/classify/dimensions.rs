//! What dimensions are called in the languages that questions are asked in.

use std::sync::LazyLock;

use super::tokens::plain;

/// A name, plain, and whether it is of several.
type Name = (String, bool);

/// Each line of the file.
static LINES: LazyLock<Vec<Vec<Name>>> = LazyLock::new(|| {
    let lines = include_str!("dimensions.txt").lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split(", ").flat_map(forms).collect()).collect()
});

/// `one/many`; a name without the other is read as one.
fn forms(name: &str) -> Vec<Name> {
    match name.split_once('/') {
        Some((one, many)) => vec![(plain(one), false), (plain(many), true)],
        None => vec![(plain(name), false)],
    }
}

/// The other names of a dimension that is called `names`: those of the one line that has one of them, or that has the last word
/// of one, as "customer city" has `city`.
pub(super) fn also_called(names: &[String]) -> &'static [Name] {
    let line = |has: &dyn Fn(&str) -> bool| {
        let mut found = LINES.iter().filter(|line| line.iter().any(|(known, _)| has(known)));
        found.next().filter(|_| found.next().is_none()).map(Vec::as_slice)
    };
    let whole = line(&|known| names.iter().any(|name| name == known));
    let last = || line(&|known| names.iter().any(|name| name.rsplit_once(' ').is_some_and(|(_, last)| last == known)));
    whole.or_else(last).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(name: &str, other: &str) -> bool {
        also_called(&[plain(name)]).iter().any(|(known, _)| *known == plain(other))
    }

    #[test]
    fn a_name_is_of_one_line() {
        for line in LINES.iter() {
            for (name, _) in line {
                assert_eq!(also_called(std::slice::from_ref(name)).as_ptr(), line.as_ptr(), "{name}");
            }
        }
    }

    #[test]
    fn a_dimension_is_called_as_people_call_it() {
        assert!(called("Category", "Kategorien") && called("Kategorie", "categories") && called("Marke", "brand"));
        assert!(called("Sales Channel", "canal de vente") && called("Ship City", "ville"));
        assert!(!called("Product", "city") && !called("Invoice Number", "numbers"));
    }
}
