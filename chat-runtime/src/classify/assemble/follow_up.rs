//! What a follow-up keeps of the turn before, and what it changes.

use sales_metrics::{
    period::Period,
    query::plan::{Filter, GroupBy, Intent, Order, Plan, Top},
};

use super::{Assembly, Cue};

impl Assembly<'_> {
    /// The filters said, and those of the turn before on other dimensions.
    pub(super) fn filters(&mut self) -> Vec<Filter> {
        let mut filters = self.reading.filters.clone();
        self.replace(&mut filters);
        self.readmit(&mut filters);
        // "Not Germany, the Netherlands": what is wanted says enough.
        let wanted: Vec<String> = filters.iter().filter(|f| !f.exclude).map(|f| f.dimension.clone()).collect();
        filters.retain(|filter| !filter.exclude || !wanted.contains(&filter.dimension));
        let Some(before) = self.before else { return filters };
        self.give_up(&mut filters, before);
        self.join(&mut filters, before);
        if self.reading.says(Cue::Clear) {
            return filters;
        }
        let readmits_all = self.reading.says(Cue::Readmit) && self.reading.filters.is_empty();
        for filter in before.filters.iter().filter(|filter| !(readmits_all && filter.exclude)) {
            let cleared = [&self.reading.cleared, &self.given_up].iter().any(|d| d.contains(&filter.dimension));
            let same = filters.iter_mut().find(|f| f.dimension == filter.dimension);
            match same {
                _ if cleared => {}
                None if self.reading.others.as_ref() == Some(&filter.dimension) => {
                    filters.push(Filter { exclude: true, ..filter.clone() });
                    self.take("filters");
                }
                None => {
                    filters.push(filter.clone());
                    self.take("filters");
                }
                // "Also without Germany", after "without the UK": without both.
                Some(same) if same.exclude && filter.exclude && !self.reading.only => {
                    let others = same.members.iter().filter(|member| !filter.members.contains(member)).cloned();
                    same.members = filter.members.iter().cloned().chain(others).collect();
                    self.take("filters");
                }
                Some(_) => {}
            }
        }
        filters
    }

    /// "Spain instead of France": in the place of France, where others stood beside it.
    fn replace(&mut self, filters: &mut [Filter]) {
        let Some(before) = self.before else { return };
        for gone in &self.reading.replaced {
            let kept = before.filters.iter().find(|f| f.dimension == gone.dimension && !f.exclude);
            let new = filters.iter_mut().find(|f| f.dimension == gone.dimension && !f.exclude);
            if let (Some(kept), Some(new)) = (kept, new)
                && kept.members.len() > 1
                && gone.members.iter().all(|member| kept.members.contains(member))
            {
                let rest = kept.members.iter().filter(|member| !gone.members.contains(member)).cloned();
                let others: Vec<String> = rest.filter(|member| !new.members.contains(member)).collect();
                new.members = others.into_iter().chain(new.members.iter().cloned()).collect();
                self.take("filters");
            }
        }
    }

    /// "Include the UK again", where it was left out: it is no longer.
    fn readmit(&mut self, filters: &mut Vec<Filter>) {
        let Some(before) = self.before.filter(|_| self.reading.says(Cue::Readmit) || self.adds()) else { return };
        for left_out in before.filters.iter().filter(|filter| filter.exclude) {
            let back = |filter: &Filter| {
                filter.dimension == left_out.dimension
                    && !filter.exclude
                    && filter.members.iter().all(|member| left_out.members.contains(member))
            };
            let Some(place) = filters.iter().position(back) else { continue };
            let back = filters.remove(place);
            let rest: Vec<String> =
                left_out.members.iter().filter(|member| !back.members.contains(member)).cloned().collect();
            self.given_up.push(back.dimension);
            if !rest.is_empty() {
                filters.push(Filter { members: rest, ..left_out.clone() });
            }
            self.joined = true;
        }
    }

    /// "Remove Germany", where the turn before was about Germany: it is no longer; of several members the others stay.
    fn give_up(&mut self, filters: &mut Vec<Filter>, before: &Plan) {
        for kept in before.filters.iter().filter(|filter| !filter.exclude) {
            let Some(place) = filters.iter().position(|f| f.exclude && f.dimension == kept.dimension) else { continue };
            let gone = &filters[place].members;
            if !gone.iter().all(|member| kept.members.contains(member)) {
                continue;
            }
            let rest: Vec<String> = kept.members.iter().filter(|member| !gone.contains(member)).cloned().collect();
            if rest.is_empty() && !self.reading.gives_up && !self.reading.says(Cue::Clear) {
                // "Except France", after France: all the others.
                continue;
            }
            if rest.is_empty() {
                self.given_up.push(filters.remove(place).dimension);
            } else {
                filters[place] = Filter { members: rest, ..kept.clone() };
                self.take("filters");
            }
        }
    }

    /// "Plus France", where the turn before was about Germany: both, added up. "Versus France": side by side.
    fn join(&mut self, filters: &mut [Filter], before: &Plan) {
        let one = filters.iter().filter(|filter| !filter.exclude).all(|filter| filter.members.len() == 1);
        let against = self.reading.says(Cue::Compare)
            && one
            && self.reading.order.is_none()
            && self.reading.dimensions.is_empty()
            && self.reading.periods().is_empty();
        if !self.adds() && !against && !self.reading.says(Cue::Readmit) {
            return;
        }
        let wanted = |filter: &&Filter| !filter.exclude;
        for kept in before.filters.iter().filter(wanted) {
            let same = filters.iter_mut().find(|filter| !filter.exclude && filter.dimension == kept.dimension);
            let Some(filter) = same else { continue };
            let others = filter.members.iter().filter(|member| !kept.members.contains(member)).cloned();
            filter.members = kept.members.iter().cloned().chain(others).collect();
            self.joined = true;
        }
    }

    /// Whether it begins with "plus" or "add".
    pub(super) fn adds(&self) -> bool {
        let first = self.reading.cues.iter().find(|cue| !matches!(cue, Cue::And | Cue::Again));
        first == Some(&Cue::Together) && self.before.is_some()
    }

    /// "Compare the two", and "compare the two in 2011".
    pub(super) fn both_at(&mut self, periods: &[Period]) -> Option<Plan> {
        let plan = self.both()?;
        match periods {
            [] => Some(plan),
            [one] if plan.compare_to.is_none() => Some(Plan { period: Some(one.clone()), ..plan }),
            _ => None,
        }
    }

    /// "Compare the two": the last two turns, which differ in one thing.
    pub(super) fn both(&mut self) -> Option<Plan> {
        let (last, earlier) = (self.context.plan?, self.context.earlier?);
        if last.measures != earlier.measures || self.context.refused {
            return None;
        }
        let together = self.reading.says(Cue::Together);
        let intent = if together { Intent::Lookup } else { Intent::Compare };
        let mut plan = Plan { intent, group_by: None, top: None, compare_to: None, ..last.clone() };
        if !self.reading.measures.is_empty() {
            // "Which of the two had more orders?"
            plan.measures.clone_from(&self.reading.measures);
        }
        if last.filters == earlier.filters && last.period != earlier.period {
            if together {
                return None;
            }
            plan.period.clone_from(&earlier.period);
            plan.compare_to.clone_from(&last.period);
            if self.reading.says(Cue::Difference) {
                // "Difference?": of the last to the one before it.
                std::mem::swap(&mut plan.period, &mut plan.compare_to);
            }
            if self.reading.explains() || self.reading.says(Cue::Change) {
                // What made the later one differ from the one before.
                if plan.period.as_ref().map(|period| period.from) < plan.compare_to.as_ref().map(|period| period.from) {
                    std::mem::swap(&mut plan.period, &mut plan.compare_to);
                }
                if self.reading.explains() {
                    plan.intent = Intent::Why;
                    plan.measures.truncate(1);
                }
            }
        } else if self.reading.explains() {
            return None;
        } else if last.period == earlier.period {
            let changed: Vec<&Filter> =
                last.filters.iter().filter(|filter| !earlier.filters.contains(filter)).collect();
            let [changed] = changed.as_slice() else { return None };
            let other = earlier.filters.iter().find(|filter| filter.dimension == changed.dimension)?;
            let filter = plan.filters.iter_mut().find(|filter| filter.dimension == changed.dimension)?;
            filter.members = [other.members.clone(), changed.members.clone()].concat();
        } else {
            return None;
        }
        for what in ["measures", "filters", "period"] {
            self.take(what);
        }
        Some(plan)
    }

    /// "The other way round": the sides of a comparison change places, a ranking begins at its other end.
    pub(super) fn swapped(&mut self) -> Option<Plan> {
        let mut plan = self.context.plan.filter(|_| !self.context.refused)?.clone();
        let beside = plan.filters.iter_mut().find(|filter| !filter.exclude && filter.members.len() > 1);
        if plan.compare_to.is_some() {
            std::mem::swap(&mut plan.period, &mut plan.compare_to);
        } else if let (Intent::Compare, Some(filter)) = (plan.intent, beside) {
            filter.members.reverse();
        } else if let (Intent::Rank, Some(top)) = (plan.intent, &mut plan.top) {
            top.order = if top.order == Order::Highest { Order::Lowest } else { Order::Highest };
        } else {
            return None;
        }
        for what in ["measures", "filters", "period"] {
            self.take(what);
        }
        Some(plan)
    }

    /// What there was an answer for each of, where no member of it is named now.
    fn each_again(&self, before: &Plan) -> Option<GroupBy> {
        let named = |name: &String| self.reading.filters.iter().any(|f| f.dimension == *name && !f.exclude);
        before.each.clone().filter(|each| !matches!(each, GroupBy::Dimension(name) if named(name)))
    }

    /// A follow-up that says nothing of the kind of answer keeps that of the turn before.
    pub(super) fn carry_shape(&mut self, plan: &mut Plan, before: &Plan) {
        let reading = self.reading;
        let new_member = !self.joined && reading.filters.iter().any(|filter| !filter.exclude);
        let grouped_by_it = matches!(&before.group_by, Some(GroupBy::Dimension(d)) if reading.filters.iter().any(|f| f.dimension == *d && !f.exclude));
        match before.intent {
            // "How many stores?", "and in 2024?"
            Intent::Lookup if before.group_by.is_some() && reading.measures.is_empty() && reading.implied.is_none() => {
                plan.group_by.clone_from(&before.group_by);
                plan.each = self.each_again(before);
                self.take("groupBy");
            }
            Intent::Compare | Intent::Lookup => {}
            Intent::Rank | Intent::Breakdown if new_member && grouped_by_it => {}
            Intent::Share if plan.filters.is_empty() && !matches!(before.group_by, Some(GroupBy::Measure(_))) => {}
            intent => {
                plan.intent = intent;
                plan.group_by.clone_from(&before.group_by);
                plan.top = before.top;
                plan.having = before.having;
                plan.each = self.each_again(before);
                if before.group_by.is_some() {
                    self.take("groupBy");
                }
            }
        }
        // "Only the top 3" of the bottom five are the three at their head.
        let keeps_order = reading.how_many_listed && before.intent == Intent::Rank && reading.number.is_some();
        if let Some(n) = reading.number
            && matches!(before.intent, Intent::Rank | Intent::Breakdown)
        {
            let listed = before.top.map(|top| top.order);
            let order = reading.order.filter(|_| !keeps_order).or(listed).unwrap_or(Order::Highest);
            // "Top 20?", of those that were added up: so many of them.
            let adds_up = before.intent == Intent::Breakdown && before.top.is_some() && !reading.how_many_listed;
            plan.intent = if adds_up { Intent::Breakdown } else { Intent::Rank };
            plan.top = Some(Top { n, order });
        }
        if let (Some(order), Intent::Series | Intent::Breakdown) = (reading.order, before.intent)
            && plan.intent == before.intent
            && before.top.is_none()
            && !reading.both_ends
        {
            // "And the quietest?", of a course in time.
            plan.intent = Intent::Rank;
            plan.top = Some(Top { n: reading.number.unwrap_or(1), order });
        }
        if let (Some(order), Intent::Rank, false) = (reading.order, before.intent, keeps_order) {
            let n = reading.number.or(before.top.map(|top| top.n)).unwrap_or(1);
            plan.top = Some(Top { n, order });
        }
    }
}

/// Whether two turns are of the same period and slice, and of other figures.
pub(super) fn differ_in_measures(last: &Plan, earlier: &Plan) -> bool {
    let same = last.period == earlier.period && last.filters == earlier.filters && last.group_by == earlier.group_by;
    same && last.compare_to == earlier.compare_to && last.measures != earlier.measures
}
