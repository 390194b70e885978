//! Whether a figure is told of the members that its fact is about.

use std::collections::BTreeSet;

use sales_metrics::query::{fact::FactRole, plan::Intent};

use super::{
    bind::Check,
    scan::{Break, What},
    structure::{Aspect, How, Structure, Told, is_figure},
    violation::Fault,
    world::{Known, Slice},
};

impl Structure<'_> {
    pub(super) fn has_member(&self, at: usize, place: usize, dimension: usize, told: &Told, ranked: bool) -> Check {
        let fact = &self.world.facts[place];
        let own = fact.slice(dimension);
        let total = self.is_total(at) || self.is_of(at);
        let default = self.world.own_slices.iter().find(|slice| slice.dimension == dimension);
        let is_plans = own == default;
        let fits = match told.how {
            How::Unnamed => {
                let peers = self
                    .world
                    .facts
                    .iter()
                    .filter(|one| one.measure == fact.measure && one.fact.role == fact.fact.role);
                // The one place of a ranking is no total.
                let is_place =
                    !is_plans && self.world.plan.intent == Intent::Rank && self.world.grouped_by() == Some(dimension);
                // What some come to together is told of them by name.
                let is_part = fact.fact.role == FactRole::Together;
                let same = !is_place && !is_part && peers.clone().all(|one| one.slice(dimension) == own);
                let whole = total
                    && self
                        .world
                        .facts
                        .iter()
                        .any(|one| one.measure == fact.measure && one.slices.len() < fact.slices.len());
                (is_plans && !whole)
                    || same
                    || (own.is_none() && total)
                    || (ranked && self.world.grouped_by() == Some(dimension))
                    || (fact.is_derived() && peers.count() == 1)
            }
            // "Sweden came to £4, £3 more than Denmark (£1); together £5": of all that the plan names.
            _ if told.how != How::Own && self.is_total(at) && self.adds_up(fact, dimension) => {
                fact.fact.role == FactRole::Together
            }
            _ if is_plans && fact.fact.role == FactRole::Together && total => true,
            // "The rest" of the products is of the same country.
            _ if is_plans && self.is_rest_of_another(fact, dimension, told) => true,
            How::Base => is_plans || self.is_base_fact(place),
            // "Orders in June came to 5": a sentence that begins anew is about the whole again.
            How::Topic if is_plans && self.begins_anew(at) => true,
            How::Topic if fact.is_derived() && self.is_only(fact) => true,
            How::Own if own.is_some() && self.is_told_total(at) && self.has_whole(fact, dimension) => false,
            _ if told.how != How::Own
                && own.is_some()
                && self.is_whole_of_figure(at)
                && self.has_whole(fact, dimension) =>
            {
                false
            }
            _ => {
                let named = self.slice_of(&told.items, dimension);
                let this = own.is_some_and(|own| self.same_slice(own, &named, &told.items));
                let both = fact.is_derived() && self.names_both(fact, dimension, &named);
                let is_group = self
                    .world
                    .groups
                    .iter()
                    .any(|group| group.len() == named.len() && group.iter().all(|(_, name)| named.contains(name)));
                let whole = (own.is_none() || is_plans)
                    && !is_group
                    && (total || told.how == How::Behind || fact.fact.role == FactRole::Whole && told.how != How::Own);
                // Several of the plan's own filters: "in Germany" of mugs in Germany.
                this || both || (whole && (told.how != How::Own || total))
            }
        };
        if fits { Ok(()) } else { Err(Fault::Member) }
    }

    /// "By country: France £5, by product: mugs £9": a name that has a figure of its own, of a dimension that no fact has together
    /// with the one named after it, is not this figure's.
    pub(super) fn is_of_another(&self, fact: &Known<'_>, dimension: usize, name: &Told, all: &[(usize, Told)]) -> bool {
        let together = |other: usize| {
            let both = |one: &Known<'_>| one.slice(other).is_some() && one.slice(dimension).is_some();
            self.world.facts.iter().any(both)
        };
        let has_figure = |told: &Told| {
            let (Some(from), Some(to)) = (name.items.last(), told.items.first()) else { return false };
            (*from..*to).any(|one| is_figure(&self.items[one].what))
        };
        matches!(name.how, How::Before | How::Topic)
            && fact.slice(dimension).is_none()
            && all.iter().any(|(other, told)| {
                matches!(told.how, How::Own | How::Before)
                    && *other != dimension
                    && fact.slice(*other).is_some()
                    && has_figure(told)
                    && !together(*other)
            })
    }

    /// Whether the members that the plan sets side by side have a figure together.
    fn adds_up(&self, of: &Known<'_>, dimension: usize) -> bool {
        let own = self.world.own_slices.iter().find(|slice| slice.dimension == dimension);
        let is_sum = |one: &Known<'_>| one.fact.role == FactRole::Together && one.slice(dimension) == own;
        own.is_some() && self.world.facts.iter().any(|one| one.measure == of.measure && is_sum(one))
    }

    /// "The rest", of a fact that leaves members of another dimension out.
    fn is_rest_of_another(&self, fact: &Known<'_>, dimension: usize, told: &Told) -> bool {
        let leaves_out = fact.slices.iter().any(|slice| slice.exclude && slice.dimension != dimension);
        leaves_out && !told.items.is_empty() && told.items.iter().all(|item| self.items[*item].what == What::Others)
    }

    /// Whether the figure's sentence names a measure and a period of its own.
    fn begins_anew(&self, at: usize) -> bool {
        let names = |aspect| (self.in_sentence(at).start..at).any(|one| self.names(one, aspect));
        names(Aspect::Measure) && names(Aspect::Period)
    }

    /// Whether the facts have what `fact` is a part of.
    fn has_whole(&self, fact: &Known<'_>, dimension: usize) -> bool {
        let all = self.world.facts.iter().filter(|one| one.measure == fact.measure && !one.is_derived());
        all.into_iter().any(|one| one.slice(dimension).is_none() && one.days == fact.days)
    }

    /// The only change of its kind.
    pub(super) fn is_only(&self, fact: &Known<'_>) -> bool {
        self.world.facts.iter().filter(|one| one.measure == fact.measure && one.fact.role == fact.fact.role).count()
            == 1
    }

    /// The members that items name together.
    pub(super) fn slice_of(&self, items: &[usize], dimension: usize) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for item in items {
            if let What::Member(of) = &self.items[*item].what {
                names.extend(of.iter().filter(|(one, _)| *one == dimension).map(|(_, name)| name.clone()));
            }
        }
        names
    }

    pub(super) fn same_slice(&self, own: &Slice, named: &BTreeSet<String>, items: &[usize]) -> bool {
        let others = items.iter().any(|item| self.items[*item].what == What::Others);
        let except = items.first().is_some_and(|first| self.is_excepted(*first));
        let same = *named == own.names || (self.goes_on(items) && named.is_subset(&own.names));
        if others || except {
            return own.exclude && (named.is_empty() || same);
        }
        !own.exclude && same
    }

    /// "France, Italy, …"
    fn goes_on(&self, list: &[usize]) -> bool {
        let behind = |by: usize| list.last().and_then(|last| self.items.get(last + by)).map(|item| &item.what);
        list.len() > 1 && behind(1) == Some(&What::Break(Break::Comma)) && behind(2) == Some(&What::More)
    }

    /// "All but Germany": the word stands directly before the name.
    fn is_excepted(&self, item: usize) -> bool {
        item > 0 && self.items[item - 1].what == What::Except && self.items[item].loose == 0
    }

    fn names_both(&self, fact: &Known<'_>, dimension: usize, named: &BTreeSet<String>) -> bool {
        let Some(base) = fact.base.map(|base| &self.world.facts[base]) else { return false };
        let (Some(a), Some(b)) = (fact.slice(dimension), base.slice(dimension)) else { return false };
        a != b && a.names.union(&b.names).eq(named.iter())
    }

    /// "In total": of the figure that is next to it.
    fn is_total(&self, at: usize) -> bool {
        let parts = |one: usize| is_figure(&self.items[one].what);
        self.in_clause(at).any(|one| self.items[one].what == What::Total && !(one.min(at) + 1..one.max(at)).any(parts))
    }

    /// "5% of the total £9"
    fn is_told_total(&self, at: usize) -> bool {
        let clause = self.in_clause(at);
        let figure = || (clause.start..at).any(|one| is_figure(&self.items[one].what));
        at > clause.start && self.items[at - 1].what == What::Total && self.items[at].loose == 0 && figure()
    }

    /// "£5 of £9": the second is the whole.
    pub(super) fn is_whole_of_figure(&self, at: usize) -> bool {
        at > 0 && self.items[at].tied && self.items[at].loose == 0 && {
            let idle = |item: &usize| !matches!(self.items[*item].what, What::Break(Break::From | Break::FromTo));
            (0..at).rev().find(idle).is_some_and(|before| is_figure(&self.items[before].what))
        }
    }

    /// "£5 of £9", "of the total": the figure behind "of" is the whole.
    fn is_of(&self, at: usize) -> bool {
        let idle =
            |item: &usize| !matches!(self.items[*item].what, What::Break(Break::From | Break::FromTo | Break::Comma));
        let before = (0..at).rev().find(idle).map(|before| &self.items[before].what);
        self.items[at].tied
            && matches!(
                before,
                Some(What::Fact(..) | What::Number(_) | What::Break(Break::Close | Break::Colon)) | None
            )
            || (self.items[at].tied && self.items[at].loose <= 1 && self.in_clause(at).start == at)
    }

    pub(super) fn is_base_fact(&self, place: usize) -> bool {
        self.world.facts[place].fact.role == FactRole::Base
            || self.world.facts.iter().any(|one| one.base == Some(place))
    }
}
