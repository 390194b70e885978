//! What a change is made of.

use sales_metrics::query::fact::{Fact, FactRole};

use super::{
    Speaker, all_of_role, escaped,
    languages::{capital, listed},
    of_role, signed,
};

/// Dimensions whose members are told; the others are in the table.
const MOST_DIMENSIONS: usize = 2;

impl Speaker<'_> {
    /// The change, its drivers, and the members that made the most of it.
    pub(super) fn why(&self, facts: &[&Fact]) -> Vec<String> {
        let [now, base, ..] = facts else { return Vec::new() };
        let mut sentences = vec![self.one_change(now, base, facts)];
        let colon = self.tongue.colon();
        let drivers: Vec<String> = [FactRole::Volume, FactRole::Price, FactRole::Mix]
            .into_iter()
            .filter_map(|role| Some(format!("{} {}", self.tongue.role(role), signed(of_role(facts, role)?))))
            .collect();
        if !drivers.is_empty() {
            sentences.push(format!("{}{colon}{}", self.tongue.of_change(), listed(self.tongue, &drivers)));
        }
        let parts = all_of_role(facts, FactRole::Contribution);
        for parts in by_dimension(&parts).into_iter().take(MOST_DIMENSIONS) {
            let Some(dimension) = parts.first().and_then(|part| part.filters.first()) else { continue };
            let items: Vec<String> =
                parts.iter().map(|part| format!("{} {}", self.member(part), signed(part))).collect();
            let by = capital(&self.tongue.by(&escaped(&dimension.dimension)));
            sentences.push(format!("{by}{colon}{}", listed(self.tongue, &items)));
        }
        sentences
    }
}

/// Contributions in runs of one dimension.
pub(crate) fn by_dimension<'f, 'a>(parts: &'f [&'a Fact]) -> Vec<&'f [&'a Fact]> {
    let dimension = |fact: &Fact| fact.filters.first().map(|filter| filter.dimension.clone());
    parts.chunk_by(|a, b| dimension(a) == dimension(b)).collect()
}
