//! What stands around a piece: its preposition, the words between it and the next, what the question does with it.

use std::ops::Range;

use sales_metrics::period::Grain;

use super::Parser;
use crate::period::vocabulary::Sense::{self, *};

impl Parser<'_> {
    /// The bytes of `items` with the filler and the preposition before them, back to item `floor` at most.
    pub(in crate::period) fn span(&self, items: &Range<usize>, floor: usize) -> Range<usize> {
        let lowest = floor.max(items.start.saturating_sub(4));
        let mut first = items.start;
        while first > lowest && matches!(self.sense(first - 1), The | Fill) {
            first -= 1;
        }
        // "in the month of June".
        if first >= lowest + 2 && self.is(first - 1, Of) && matches!(self.sense(items.start), Month(_)) {
            let unit = self.is(first - 2, Unit(Grain::Month));
            let article = first >= lowest + 3 && self.is(first - 3, The);
            first -= if unit { 2 + usize::from(article) } else { 0 };
        }
        if first > lowest && matches!(self.sense(first - 1), In | On | From | Over | Between) {
            first -= 1;
        }
        let start = self.items.get(first).map_or(0, |item| item.start);
        let end = items.end.checked_sub(1).and_then(|last| self.items.get(last)).map_or(start, |item| item.end);
        start..end.max(start)
    }

    /// Whether "excluding", "except" and the like stand before `items`.
    pub(in crate::period) fn excluded(&self, items: &Range<usize>) -> bool {
        let lead = |at: &usize| matches!(self.before(*at), The | In | Fill);
        let first = (0..3).fold(items.start, |at, _| if lead(&at) { at - 1 } else { at });
        self.before(first) == Except
    }

    /// A word that joins two periods as equals.
    pub(in crate::period) fn joins(&self, i: usize) -> bool {
        matches!(self.sense(i), And | Or | With | Versus | Than | To | Mark('&' | '+' | '/' | ','))
            && !(self.is(i, Mark(',')) && matches!(self.sense(i + 1), In | Other))
    }

    /// A word that may stand between two periods that share a year.
    pub(in crate::period) fn coordinates(&self, i: usize) -> bool {
        self.joins(i) || matches!(self.sense(i), Compare | The | In | On | Mark(',' | '-' | '('))
    }

    /// Whether "compare" stands before item `i`.
    pub(in crate::period) fn compare_before(&self, i: usize) -> bool {
        self.first_compare.is_some_and(|at| at < i)
    }

    /// Whether a share of a period is asked for: the period is then part of the question.
    pub(in crate::period) fn asks_share(&self) -> bool {
        self.share
    }

    /// Whether the words right before item `i` set it against another period.
    pub(in crate::period) fn compared(&self, i: usize) -> bool {
        let against = |sense: Sense| matches!(sense, Versus | Than | Compare);
        let at = (0..3).fold(i, |at, _| if matches!(self.before(at), The | In | Figure) { at - 1 } else { at });
        against(self.before(at)) || matches!(self.before(at), With | To) && self.compare_before(at)
    }

    /// Whether the words right before item `i` say a change on it: "against the previous month", "on the previous quarter".
    pub(in crate::period) fn changed_on(&self, i: usize) -> bool {
        let at = if self.before(i) == The { i - 1 } else { i };
        matches!(self.before(at), Versus | Than | On)
    }
}
