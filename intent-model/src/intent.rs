//! The kinds of questions.

/// What a question wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Intent {
    /// One figure: "revenue in March".
    Lookup,
    /// A figure by units of time: "monthly revenue".
    Series,
    /// Two figures side by side: "March against April".
    Compare,
    /// From the largest or the smallest on: "top 5 products".
    Rank,
    /// A figure by members: "revenue by country".
    Breakdown,
    /// A part in a whole: "share of Germany".
    Share,
    /// Per unit: "average revenue per day".
    Average,
    /// A change in percent: "growth month over month".
    Growth,
    /// Added up from the beginning on: "cumulative revenue".
    Cumulative,
    /// What made a change: "why did revenue drop".
    Why,
    /// How things went: "how was March".
    Summary,
    /// What can be asked, and how.
    Help,
    /// Greetings, thanks.
    Smalltalk,
    /// A question that sales data cannot answer.
    OutOfScope,
    /// Asks for other tenants' data, the prompt, secrets or personal data, or tries to change the rules.
    Blocked,
}

impl Intent {
    /// How many there are.
    pub const COUNT: usize = Self::ALL.len();
    /// All of them; the place of each is its number in [`crate::Scores`] and in the weights.
    pub const ALL: [Self; 15] = [
        Self::Lookup,
        Self::Series,
        Self::Compare,
        Self::Rank,
        Self::Breakdown,
        Self::Share,
        Self::Average,
        Self::Growth,
        Self::Cumulative,
        Self::Why,
        Self::Summary,
        Self::Help,
        Self::Smalltalk,
        Self::OutOfScope,
        Self::Blocked,
    ];

    /// Its name in data files and traces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lookup => "lookup",
            Self::Series => "series",
            Self::Compare => "compare",
            Self::Rank => "rank",
            Self::Breakdown => "breakdown",
            Self::Share => "share",
            Self::Average => "average",
            Self::Growth => "growth",
            Self::Cumulative => "cumulative",
            Self::Why => "why",
            Self::Summary => "summary",
            Self::Help => "help",
            Self::Smalltalk => "smalltalk",
            Self::OutOfScope => "out_of_scope",
            Self::Blocked => "blocked",
        }
    }

    /// The intent of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|intent| intent.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_names_are_those_of_the_weights() {
        for (place, intent) in Intent::ALL.into_iter().enumerate() {
            assert_eq!(intent as usize, place);
            assert_eq!(Intent::from_name(intent.name()), Some(intent));
        }
        assert_eq!(Intent::from_name("nonsense"), None);
    }
}
