//! What a follow-up keeps of the turn before, and what it changes.

use sales_metrics::query::plan::{Filter, GroupBy, Intent, Order, Plan, Top};

use super::{Assembly, Cue};

impl Assembly<'_> {
    /// The filters said, and those of the turn before on other dimensions.
    pub(super) fn filters(&mut self) -> Vec<Filter> {
        let mut filters = self.reading.filters.clone();
        // "Not Germany, the Netherlands": what is wanted says enough.
        let wanted: Vec<String> = filters.iter().filter(|f| !f.exclude).map(|f| f.dimension.clone()).collect();
        filters.retain(|filter| !filter.exclude || !wanted.contains(&filter.dimension));
        let Some(before) = self.before else { return filters };
        self.give_up(&mut filters, before);
        self.join(&mut filters, before);
        if self.reading.says(Cue::Clear) {
            return filters;
        }
        for filter in &before.filters {
            let cleared = [&self.reading.cleared, &self.given_up].iter().any(|d| d.contains(&filter.dimension));
            if !cleared && !filters.iter().any(|f| f.dimension == filter.dimension) {
                filters.push(filter.clone());
                self.take("filters");
            }
        }
        filters
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
            if rest.is_empty() {
                self.given_up.push(filters.remove(place).dimension);
            } else {
                filters[place] = Filter { members: rest, ..kept.clone() };
                self.take("filters");
            }
        }
    }

    /// "Plus France", where the turn before was about Germany: both, added up.
    fn join(&mut self, filters: &mut [Filter], before: &Plan) {
        if !self.adds() {
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
        matches!(self.reading.cues.first(), Some(Cue::Together)) && self.before.is_some()
    }

    /// "Compare the two": the last two turns, which differ in one thing.
    pub(super) fn both(&mut self) -> Option<Plan> {
        let (last, earlier) = (self.context.plan?, self.context.earlier?);
        if last.measures != earlier.measures {
            return None;
        }
        let together = self.reading.says(Cue::Together);
        let intent = if together { Intent::Lookup } else { Intent::Compare };
        let mut plan = Plan { intent, group_by: None, top: None, compare_to: None, ..last.clone() };
        if last.filters == earlier.filters && last.period != earlier.period {
            if together {
                return None;
            }
            plan.period.clone_from(&earlier.period);
            plan.compare_to.clone_from(&last.period);
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

    /// A follow-up that says nothing of the kind of answer keeps that of the turn before.
    pub(super) fn carry_shape(&mut self, plan: &mut Plan, before: &Plan) {
        let reading = self.reading;
        let new_member = reading.filters.iter().any(|filter| !filter.exclude);
        let grouped_by_it = matches!(&before.group_by, Some(GroupBy::Dimension(d)) if reading.filters.iter().any(|f| f.dimension == *d && !f.exclude));
        match before.intent {
            Intent::Compare | Intent::Lookup => {}
            Intent::Rank | Intent::Breakdown if new_member && grouped_by_it => {}
            Intent::Share if plan.filters.is_empty() => {}
            intent => {
                plan.intent = intent;
                plan.group_by.clone_from(&before.group_by);
                plan.top = before.top;
                if before.group_by.is_some() {
                    self.take("groupBy");
                }
            }
        }
        if let Some(n) = reading.number
            && matches!(before.intent, Intent::Rank | Intent::Breakdown)
        {
            let order = reading.order.or(before.top.map(|top| top.order)).unwrap_or(Order::Highest);
            plan.intent = Intent::Rank;
            plan.top = Some(Top { n, order });
        }
        if let (Some(order), Intent::Rank) = (reading.order, before.intent) {
            let n = reading.number.or(before.top.map(|top| top.n)).unwrap_or(1);
            plan.top = Some(Top { n, order });
        }
    }
}
