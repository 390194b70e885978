//! The members of a dimension, in the order of a measure's figures.

use rust_decimal::Decimal;

use super::{
    answer::Question,
    error::QueryError,
    plan::{Filter, GroupBy, Order},
    slice::Members,
};
use crate::{catalogue::Measure, rollup::Accumulator};

/// A member with its figure.
#[derive(Debug)]
pub(super) struct Ranked<'a> {
    /// Its number.
    pub(super) member: u32,
    pub(super) name: &'a str,
    pub(super) value: Decimal,
    pub(super) sum: &'a Accumulator,
}

impl<'a> Question<'a> {
    /// The dimension that figures are split by.
    pub(super) fn dimension(&self) -> Result<&'a str, QueryError> {
        match &self.plan.group_by {
            Some(GroupBy::Dimension(name)) => Ok(name),
            _ => {
                let names: Vec<_> = self.catalogue().dimensions.iter().map(|d| d.name.as_str()).collect();
                let remedy = format!("set groupBy.dimension to one of {}", names.join(", "));
                Err(QueryError::plan("groupBy", "no dimension was named", remedy))
            }
        }
    }

    /// The members that have a figure, in no order.
    pub(super) fn with_figures<'m>(
        &'m self,
        measure: &Measure,
        dimension: &str,
        members: &'m Members,
    ) -> Vec<Ranked<'m>> {
        let Some(list) = self.snapshot.members.get(dimension) else { return Vec::new() };
        let ranked = members.sums.iter().filter_map(|(member, sum)| {
            Some(Ranked { member: *member, name: list.name(*member)?, value: self.figure(measure, sum).ok()?, sum })
        });
        ranked.collect()
    }

    /// The filters of the plan with that on `dimension` replaced: `members`, or all but them.
    pub(super) fn filters_with(&self, dimension: &str, members: Vec<String>, exclude: bool) -> Vec<Filter> {
        let own = Filter { dimension: dimension.to_owned(), members, exclude };
        let others = self.plan.filters.iter().filter(|filter| filter.dimension != dimension);
        std::iter::once(own).chain(others.cloned()).collect()
    }
}

/// Puts the `n` highest or lowest first, in order, equal figures by name; what comes behind them stays in none: of thousands of
/// members few are told.
pub(super) fn put_first(ranked: &mut [Ranked<'_>], n: usize, order: Order) {
    let in_order = |a: &Ranked<'_>, b: &Ranked<'_>| {
        let by_value = if order == Order::Highest { b.value.cmp(&a.value) } else { a.value.cmp(&b.value) };
        by_value.then_with(|| a.name.cmp(b.name))
    };
    if n > 0 && n < ranked.len() {
        ranked.select_nth_unstable_by(n - 1, in_order);
    }
    let first = n.min(ranked.len());
    ranked[..first].sort_unstable_by(in_order);
}
