//! Whether a figure is told with its fact's sign, and which way the words around it go.

use rust_decimal::Decimal;
use sales_metrics::query::fact::FactRole;

use super::{
    bind::Check,
    number::Number,
    scan::{Break, What},
    structure::{Structure, is_figure},
    violation::Fault,
    world::Known,
};

impl Structure<'_> {
    /// A loss is told with a minus, or with a word for it.
    pub(super) fn has_sign(&self, at: usize, fact: &Known<'_>) -> Check {
        // "France £20 (-£5)": beside its figure a member's change stands in brackets, and its figure outside of them.
        let change = fact.fact.role == FactRole::Change && self.world.plan.compares_members();
        if change && !self.is_inner(at) && self.direction_of(at).is_none() && !self.tells_change(at) {
            return Err(Fault::Role);
        }
        let Some(value) = fact.fact.value.filter(|value| !value.is_zero()) else { return Ok(()) };
        let negative = value.is_sign_negative();
        let written = match &self.items[at].what {
            What::Number(Number { sign, value, .. }) => sign.or((value == &Decimal::ZERO).then_some(negative)),
            What::Fact(_, false) => Some(negative),
            _ => None,
        };
        let direction = self.direction_of(at).map(|(_, up)| up);
        let loses = |what: &What| matches!(what, What::Down);
        if !fact.is_derived() {
            let down = written == Some(true)
                || (written.is_none() && direction == Some(false) && negative && self.says(at, loses));
            // "+£9" is a change.
            let rises = matches!(&self.items[at].what, What::Number(Number { sign: Some(false), .. }));
            return if negative == down && !rises { Ok(()) } else { Err(Fault::Sign) };
        }
        if let Some(written) = written.filter(|_| matches!(self.items[at].what, What::Number(_)))
            && written != negative
        {
            return Err(Fault::Sign);
        }
        // Without any word for it, a figure is no change.
        let told = self.tells_change(at);
        if fact.fact.role == FactRole::Change && direction.is_none() && written.is_none() && !told {
            return Err(Fault::Role);
        }
        match direction {
            Some(up) if up == negative => Err(Fault::Direction),
            None if written.is_none()
                && negative
                && !self.says(at, |what| *what == What::Difference)
                && !self.says_before(at, |what| *what == What::Difference) =>
            {
                Err(Fault::Sign)
            }
            _ => Ok(()),
        }
    }

    fn tells_change(&self, at: usize) -> bool {
        let differs = |what: &What| matches!(what, What::Difference | What::Change);
        self.says(at, differs) || self.says_before(at, differs)
    }

    /// Which way the words around a figure say that it goes: the nearest in its clause, else the last before it in the sentence,
    /// or the first behind it.
    pub(super) fn direction_of(&self, at: usize) -> Option<(usize, bool)> {
        let way = |one: usize| match self.items[one].what {
            What::Up => Some((one, !self.is_negated(one))),
            What::Down => Some((one, self.is_negated(one))),
            _ => None,
        };
        let (clause, sentence) = (self.in_clause(at), self.in_sentence(at));
        let in_clause =
            clause.clone().filter_map(|one| Some((one.abs_diff(at), way(one)?))).min_by_key(|(distance, _)| *distance);
        if let Some((_, way)) = in_clause {
            return Some(way);
        }
        let mut before = (sentence.start..clause.start).rev();
        before.find_map(way).or_else(|| {
            let next = (clause.end..sentence.end)
                .take_while(|one| !is_figure(&self.items[*one].what) || self.is_close(at, *one));
            next.filter(|one| !self.is_base(*one) || matches!(self.items[*one].what, What::Up | What::Down))
                .find_map(way)
        })
    }

    /// "£5 (4%) less": the figure in brackets does not part the first from its word.
    fn is_close(&self, at: usize, other: usize) -> bool {
        other == at + 2 && self.items[at + 1].what == What::Break(Break::Open)
    }

    /// A "not" within a few words before.
    pub(super) fn is_negated(&self, at: usize) -> bool {
        let clause = self.in_clause(at);
        (clause.start..at).rev().take(2).any(|one| self.items[one].what == What::Not)
    }
}
