//! The kind of answer, and what it is split by.

use sales_metrics::{
    period::{Grain, Period},
    query::plan::{Filter, GroupBy, Intent, Order, Plan, Top},
};

use super::{
    super::lexicon::Concept,
    Asked, Assembly, Cue, Outcome, Refusal,
    periods::{run_grain, shifted},
    refuse::counted_members,
    splits::Splits,
};
use crate::classify::{
    lexicon::{PLACES, THINGS},
    read::GrainForm,
    wording::{DAY, MONTH, PER_DAY, PER_MONTH, PER_ORDER, fixed},
};
use crate::period::RelativeToPrevious;

/// What "top countries" lists.
pub(super) const TOP_OF_SEVERAL: u32 = 5;
/// What "in order of revenue" lists at most.
const MOST_SORTED: u32 = 20;
/// A period of up to this many days is added up by day.
const DAYS_OF_A_MONTH: i64 = 31;

impl Assembly<'_> {
    /// Sets the plan's intent and what goes with it.
    pub(super) fn shape(&mut self, plan: &mut Plan) -> Result<(), Outcome> {
        let reading = self.reading;
        if let Some(said) = &reading.having {
            return self.having(plan, said);
        }
        let Splits { dimension: named, grain, each } = self.splits(plan)?;
        plan.each = each;
        let listed = plan.each.is_some() && reading.each_listed;
        let by_member = listed || plan.each.is_some() && named.is_some();
        // "Add Sweden" to what stood side by side: it stands beside them.
        let compared = self.before.is_some_and(|before| before.intent == Intent::Compare);
        let beside = self.joined && (compared || reading.says(Cue::Compare));
        let several = several(&plan.filters) && (beside || !self.as_one(plan)) && !by_member;
        if let Some(dimension) = counted_members(reading, self.vocabulary) {
            if plan.compare_to.is_some() {
                return Err(Outcome::NoData(Refusal::NotRanked));
            }
            plan.group_by = Some(GroupBy::Dimension(dimension.to_owned()));
            return Ok(());
        }
        let explained = self.before.is_some_and(|before| before.intent == Intent::Why);
        if reading.explains() || explained && reading.says(Cue::Contribute) && !reading.dimensions.is_empty() {
            return self.why(plan);
        }
        if let Some(before) = self.before.filter(|before| before.intent == Intent::Breakdown)
            && reading.shares()
            && !reading.is_about_sales()
        {
            // "In percent", of what was split: its parts have their shares.
            self.carry_shape(plan, before);
            return Ok(());
        }
        if let Some(of) = self.whole_measure(plan) {
            let is_else = named.is_some() || grain.is_some() || plan.compare_to.is_some() || reading.order.is_some();
            if is_else {
                return Err(Outcome::NoData(Refusal::NotRanked));
            }
            plan.intent = Intent::Share;
            plan.group_by = Some(GroupBy::Measure(of));
            return Ok(());
        }
        if self.together(plan, named.as_ref(), grain) {
            return Ok(());
        }
        let free = plan.filters.is_empty() && reading.dimensions.is_empty();
        if let Some((dimension, plural)) = &named
            && self.changes(plan, dimension, *plural)?
        {
            return Ok(());
        }
        if self.same_changes(plan) {
            return Ok(());
        }
        if reading.shares() && (free || several) && plan.compare_to.is_none() {
            return Err(Outcome::Clarify { asked: Asked::Part, choices: Vec::new() });
        }
        let grows = reading.says(Cue::Change) && (named.is_some() || grain.is_some() || reading.says(Cue::When));
        if reading.order.is_some() && (reading.shares() || grows) {
            return Err(Outcome::NoData(Refusal::NotRanked));
        }
        if several && plan.compare_to.is_some() && !reading.filters.is_empty() && self.before.is_none() {
            return Err(Outcome::Clarify { asked: Asked::Periods, choices: Vec::new() });
        }
        if self.rank(plan, named.clone(), grain)? || self.sort(plan, named.as_ref()) {
            return Ok(());
        }
        if named.is_some() && reading.per_measure.is_some() {
            // "Countries by revenue per customer"
            return Err(Outcome::NoData(Refusal::TwoSplits));
        }
        if named.is_some() && (reading.says(Cue::Change) || reading.says(Cue::Average) && reading.per_measure.is_none())
        {
            return Err(Outcome::NoData(Refusal::NotRanked));
        }
        if self.is_summary_of(plan) {
            plan.intent = Intent::Summary;
        } else if reading.says(Cue::Cumulative) {
            plan.intent = Intent::Cumulative;
            plan.group_by = Some(GroupBy::Grain(grain.map_or_else(|| unit_of(plan), |(grain, _)| grain)));
            plan.compare_to = None;
        } else if let Some(grain) = self.growth(plan) {
            plan.intent = Intent::Growth;
            plan.group_by = Some(GroupBy::Grain(grain));
            plan.compare_to = None;
        } else if plan.compare_to.is_some() {
            plan.intent = Intent::Compare;
        } else if reading.shares() && !plan.filters.is_empty() && !several {
            self.share(plan)?;
        } else if let Some(per) = reading.per_measure.as_ref().filter(|per| plan.measures.contains(per)) {
            // "And per customer?", of the number of customers.
            let others = self.vocabulary.catalogue().measures.iter().filter(|measure| measure.name != *per);
            let choices = others.map(|measure| measure.label().to_owned()).collect();
            return Err(Outcome::Clarify { asked: Asked::Measure, choices });
        } else if let Some(per) = &reading.per_measure {
            plan.intent = Intent::Average;
            plan.group_by = Some(GroupBy::Measure(per.clone()));
        } else if let Some(grain) = self.same_average() {
            plan.intent = Intent::Average;
            plan.group_by = Some(GroupBy::Grain(grain));
        } else if let (true, Some((grain, _))) = (reading.says(Cue::Average), grain) {
            plan.intent = Intent::Average;
            plan.group_by = Some(GroupBy::Grain(grain));
        } else if self.is_average_of_nothing(plan) {
            let orders = self.vocabulary.concept(Concept::Orders).map(|_| PER_ORDER);
            let choices = [PER_DAY, PER_MONTH].into_iter().chain(orders).map(|per| fixed(self.language, per)).collect();
            return Err(Outcome::Clarify { asked: Asked::Per, choices });
        } else if let Some((name, plural)) = named {
            self.split(plan, name, plural);
        } else if let Some((grain, _)) = grain.filter(|(_, form)| *form == GrainForm::Each || reading.says(Cue::Series))
        {
            plan.intent = Intent::Series;
            plan.group_by = Some(GroupBy::Grain(grain));
            if self.carried.iter().any(|carried| carried == "period") && is_one_unit(plan, grain) {
                // "By year", after one year alone: all of them.
                plan.period = None;
                self.carried.retain(|carried| carried != "period");
            }
        } else if reading.says(Cue::Series) || run_grain(reading).is_some() {
            plan.intent = Intent::Series;
            plan.group_by = Some(GroupBy::Grain(run_grain(reading).unwrap_or_else(|| unit_of(plan))));
        } else if let Some(before) =
            self.before.filter(|before| !several || before.group_by.is_some() && reading.filters.is_empty())
            && !self.is_whole()
        {
            self.carry_shape(plan, before);
        } else if several {
            plan.intent = Intent::Compare;
        } else if reading.says(Cue::Compare) && self.is_one_sided(plan) {
            return Err(Outcome::Clarify { asked: Asked::Base, choices: Vec::new() });
        }
        Ok(())
    }

    /// "Germany and France together", "weekends"; and what was of one figure in the turn before.
    fn as_one(&self, plan: &Plan) -> bool {
        let reading = self.reading;
        let was = |before: &Plan| before.intent == Intent::Lookup && before.filters == plan.filters;
        reading.says(Cue::Together)
            || reading.as_one
            || self.before.is_some_and(was) && reading.filters.is_empty() && !reading.says(Cue::Compare)
    }

    /// Whether the question says by itself what is asked, of whom and when, and goes on with nothing.
    fn is_whole(&self) -> bool {
        let reading = self.reading;
        let goes_on = matches!(reading.cues.first(), Some(Cue::And | Cue::Again)) || !reading.references.is_empty();
        let named = !reading.measures.is_empty() || reading.says(Cue::Sell);
        named
            && !goes_on
            && !reading.only
            && !reading.periods().is_empty()
            && reading.filters.iter().any(|f| !f.exclude)
    }

    /// "Which region grew most?", "growth by region", "which countries sold less in May than in April": each member in both periods,
    /// by its change; whether it is that.
    fn changes(&mut self, plan: &mut Plan, dimension: &str, plural: bool) -> Result<bool, Outcome> {
        let reading = self.reading;
        let said =
            reading.says(Cue::Change) || plan.compare_to.is_some() && !self.carried.iter().any(|c| c == "compareTo");
        let is_else = reading.grain.is_some()
            || reading.says(Cue::Average)
            || reading.per_measure.is_some()
            || several(&plan.filters)
            || reading.growth().is_some();
        if !said || is_else {
            return Ok(false);
        }
        if plan.period.is_none() && reading.says(Cue::Trend) {
            // "Which brands are growing?"
            (plan.period, plan.compare_to) = self.trend();
        }
        let Some(period) = &plan.period else {
            return Err(Outcome::Clarify { asked: Asked::When, choices: Vec::new() });
        };
        let before = || shifted(period, &RelativeToPrevious::PreviousPeriod);
        if let (None, Some((first, second))) = (&plan.compare_to, reading.ends()) {
            // "Which fell most from October to November": of the later on the earlier.
            (plan.period, plan.compare_to) = (Some(second), Some(first));
        } else {
            // What was compared just now, with the same.
            let same = self.before.filter(|before| before.period == plan.period).and_then(|b| b.compare_to.clone());
            plan.compare_to = Some(plan.compare_to.clone().or(same).unwrap_or_else(before));
        }
        plan.intent = Intent::Compare;
        plan.group_by = Some(GroupBy::Dimension(dimension.to_owned()));
        plan.by_percent = reading.fast || reading.shares();
        let one = if plural || reading.order.is_none() { TOP_OF_SEVERAL } else { 1 };
        let is_some = reading.order.is_some() || reading.falls || reading.number.is_some();
        plan.top = is_some.then(|| self.top_change(one));
        Ok(true)
    }

    /// "Declined most" is the lowest change, "declined least" the highest.
    fn top_change(&self, unsaid: u32) -> Top {
        let up = (self.reading.order == Some(Order::Lowest)) == self.reading.falls;
        Top { n: self.reading.number.unwrap_or(unsaid), order: if up { Order::Highest } else { Order::Lowest } }
    }

    /// "And in 2023?", "only furniture", "which one fell most?", after members were compared with another period: so again.
    fn same_changes(&mut self, plan: &mut Plan) -> bool {
        let Some(before) = self.before.filter(|before| before.compares_members()) else { return false };
        let reading = self.reading;
        let own = |filter: &Filter| {
            !filter.exclude && matches!(&before.group_by, Some(GroupBy::Dimension(name)) if *name == filter.dimension)
        };
        let other = [Cue::Summary, Cue::Average, Cue::Series, Cue::Cumulative].iter().any(|cue| reading.says(*cue));
        let is_else = other
            || reading.grain.is_some()
            || reading.explains()
            || reading.shares()
            || reading.per_measure.is_some()
            || !reading.dimensions.is_empty() && !reading.says(Cue::Again)
            || plan.filters.iter().any(own);
        if is_else {
            return false;
        }
        if let (None, Some(now), Some(then)) = (&plan.compare_to, &plan.period, &before.period) {
            let year_ago = RelativeToPrevious::SamePeriodLastYear;
            let by_year = before.compare_to.as_ref() == Some(&shifted(then, &year_ago));
            plan.compare_to = Some(shifted(now, if by_year { &year_ago } else { &RelativeToPrevious::PreviousPeriod }));
        }
        plan.intent = Intent::Compare;
        plan.group_by = match reading.dimensions.first() {
            Some((name, _)) => Some(GroupBy::Dimension(name.clone())),
            None => before.group_by.clone(),
        };
        plan.by_percent = before.by_percent;
        plan.top = if reading.order.is_some() { Some(self.top_change(1)) } else { before.top };
        self.take("groupBy");
        true
    }

    /// The dimension that is asked for: named, or what "where" and "bestsellers" mean.
    pub(super) fn ranked_dimension(&self) -> Option<(String, bool)> {
        let reading = self.reading;
        let called =
            |names: &[&str], plural| self.vocabulary.dimension_called(names).map(|name| (name.to_owned(), plural));
        // "the country Germany": the name of the dimension only says what Germany is.
        let open = |(name, _): &&(String, bool)| {
            reading.filters.iter().all(|filter| filter.dimension != *name || filter.exclude)
        };
        let named = reading.dimensions.iter().find(open).cloned();
        if reading.says(Cue::Bestsellers) && named.is_none() {
            return called(&THINGS, true);
        }
        if reading.says(Cue::Where) && named.is_none() && reading.order.is_some() {
            return called(&PLACES, false);
        }
        named
    }

    /// "And the growth?", "which one grew most?", of what was split by a dimension: of each of its members.
    pub(super) fn grown_dimension(&self) -> Option<(String, bool)> {
        let reading = self.reading;
        let alone = !reading.is_about_sales() && reading.grain.is_none() && !reading.explains() && !reading.shares();
        let before = self.before.filter(|_| alone && reading.says(Cue::Change))?;
        match (before.intent, &before.group_by) {
            (Intent::Breakdown | Intent::Rank | Intent::Compare, Some(GroupBy::Dimension(name))) => {
                Some((name.clone(), reading.order.is_none()))
            }
            _ => None,
        }
    }

    /// A ranking of members or of units of time; whether it is one.
    fn rank(
        &mut self,
        plan: &mut Plan,
        dimension: Option<(String, bool)>,
        grain: Option<(Grain, GrainForm)>,
    ) -> Result<bool, Outcome> {
        let reading = self.reading;
        let Some(order) = reading.order else { return Ok(false) };
        let by_time = grain.map(|(grain, _)| grain).or_else(|| reading.says(Cue::When).then_some(Grain::Month));
        let (group_by, plural) = match (dimension, by_time) {
            (Some(_), Some(_)) => return Err(Outcome::NoData(Refusal::TwoSplits)),
            (Some((name, plural)), None) => (GroupBy::Dimension(name), plural),
            (None, Some(grain)) => (GroupBy::Grain(grain), false),
            (None, None) if self.ranks_what(plan) => {
                return Err(Outcome::Clarify { asked: Asked::Ranked, choices: self.rankable(plan) });
            }
            (None, None) => return Ok(false),
        };
        if plan.compare_to.is_some() && self.before.is_none_or(|_| !reading.periods().is_empty()) {
            return Err(Outcome::NoData(Refusal::TwoSplits));
        }
        if reading.says(Cue::Per) && several(&plan.filters) && plan.each.is_none() {
            return Err(Outcome::NoData(Refusal::TwoSplits));
        }
        let one = |grain: Grain| plan.period.as_ref().is_some_and(|period| period.grain == grain);
        if matches!(group_by, GroupBy::Grain(grain) if one(grain)) {
            // "Was 14 November our best day": of one day.
            return Err(Outcome::NoData(Refusal::NotRanked));
        }
        if reading.says(Cue::Together) && reading.number.is_some_and(|number| number > 1) {
            // Figures that do not add up.
            return Err(Outcome::NoData(Refusal::NotRanked));
        }
        plan.compare_to = None;
        plan.intent = Intent::Rank;
        plan.group_by = Some(group_by);
        plan.top = Some(Top { n: reading.number.unwrap_or(if plural { TOP_OF_SEVERAL } else { 1 }), order });
        Ok(true)
    }

    /// "Rank the months by orders", "countries, lowest first": all of them in order; whether it is that.
    fn sort(&mut self, plan: &mut Plan, dimension: Option<&(String, bool)>) -> bool {
        let reading = self.reading;
        let Some(up) = reading.cues.iter().find_map(|cue| if let Cue::Sorted(up) = cue { Some(*up) } else { None })
        else {
            return false;
        };
        let is_all = !reading.says(Cue::Average) && !reading.says(Cue::Change) && !reading.shares();
        let group_by = match (dimension, reading.grain) {
            (None, Some((grain, _))) if is_all => GroupBy::Grain(grain),
            // "All countries in order of units"
            (None, None) if is_all && !reading.cleared.is_empty() => GroupBy::Dimension(reading.cleared[0].clone()),
            // "Sort it, lowest first"
            (None, None) if is_all => match self.before.map(|before| (before.intent, before.group_by.clone())) {
                Some((Intent::Breakdown | Intent::Rank, Some(group_by))) => group_by,
                _ => return false,
            },
            // Without an order members are told from the largest on, with the rest of them.
            (Some((name, _)), None) if is_all && up => GroupBy::Dimension(name.clone()),
            _ => return false,
        };
        let order = if up { Order::Lowest } else { Order::Highest };
        plan.intent = Intent::Rank;
        plan.compare_to = None;
        plan.top = Some(Top { n: reading.number.unwrap_or(MOST_SORTED), order });
        plan.group_by = Some(group_by);
        true
    }

    /// "The best in March", "top 5 by revenue": of what? Single orders and customers are in no ranking.
    fn ranks_what(&self, plan: &Plan) -> bool {
        let reading = self.reading;
        let single = [Concept::Orders, Concept::Customers].map(|concept| self.vocabulary.concept(concept));
        let alone = self.before.is_none() && plan.compare_to.is_none() && plan.filters.is_empty();
        alone && !reading.both_ends && plan.measures.iter().all(|name| !single.contains(&Some(name.as_str())))
    }

    /// What has an order in the plan's period: members, and units of time that it has several of.
    fn rankable(&self, plan: &Plan) -> Vec<String> {
        let dimensions = self.vocabulary.catalogue().dimensions.iter().map(|dimension| dimension.name.clone());
        let days = plan.period.as_ref().map_or(i64::MAX, |period| period.days());
        let units = [(DAY, 1), (MONTH, DAYS_OF_A_MONTH)].into_iter().filter(|(_, one)| days > *one);
        dimensions.chain(units.map(|(unit, _)| fixed(self.language, unit))).collect()
    }

    /// "Compare Germany", "compare the months of 2011": with what?
    fn is_one_sided(&self, plan: &Plan) -> bool {
        let members = plan.filters.iter().filter(|filter| !filter.exclude).count();
        self.reading.grain.is_some() && plan.period.is_some()
            || members == 1 && self.reading.cues.first() == Some(&Cue::Compare)
    }

    fn is_summary_of(&self, plan: &Plan) -> bool {
        let reading = self.reading;
        let plain = reading.dimensions.is_empty() && reading.grain.is_none() && !reading.shares();
        let unnamed = reading.measures.is_empty() && reading.implied.is_none();
        let went = reading.says(Cue::HowWas) && unnamed && self.before.is_none() && !reading.says(Cue::Series);
        plain
            && !several(&plan.filters)
            && (reading.says(Cue::Summary) && !reading.says(Cue::Change)
                || went && !reading.says(Cue::Change) && !reading.says(Cue::Compare))
    }

    /// The unit whose growth is asked for: "month over month", "growth by month".
    fn growth(&self, plan: &Plan) -> Option<Grain> {
        let reading = self.reading;
        if reading.periods().len() > 1 && reading.on_each_before().is_none() {
            return None;
        }
        if let Some(grain) = reading.growth() {
            // "revenue in May month over month" is the change on April; over a longer period it is one for each month.
            let longer = plan.period.as_ref().is_none_or(|period| period.grain > grain);
            return longer.then_some(grain);
        }
        let (grain, form) = reading.grain?;
        (reading.says(Cue::Change) && form == GrainForm::Each && !reading.says(Cue::Average)).then_some(grain)
    }

    /// "And orders per day?", after an average per day: an average again.
    fn same_average(&self) -> Option<Grain> {
        let before = self.before.filter(|before| before.intent == Intent::Average)?;
        let (grain, _) = self.reading.grain?;
        let is_same = before.group_by == Some(GroupBy::Grain(grain)) && !self.reading.says(Cue::Series);
        is_same.then_some(grain)
    }

    fn is_average_of_nothing(&self, plan: &Plan) -> bool {
        let averaged = |name: &String| self.vocabulary.catalogue().measure(name).is_some_and(|m| m.is_divisible());
        self.reading.says(Cue::Average) && self.reading.dimensions.is_empty() && plan.measures.iter().any(averaged)
    }

    /// A part in a whole. Of two filters the one that is the part is told by the word before it.
    fn share(&mut self, plan: &mut Plan) -> Result<(), Outcome> {
        plan.intent = Intent::Share;
        if plan.filters.len() == 1 {
            return Ok(());
        }
        let before = |name: &str| {
            let said = self.reading.prepositions.iter().find(|(dimension, _)| dimension == name);
            said.map_or("", |(_, before)| before.as_str())
        };
        let part = |word: &str| {
            matches!(
                word,
                "from"
                    | "by"
                    | "is"
                    | "was"
                    | "are"
                    | "were"
                    | "does"
                    | "did"
                    | "do"
                    | "via"
                    | "through"
                    | "aus"
                    | "auf"
                    | "durch"
                    | "uber"
            )
        };
        let parts: Vec<&Filter> = plan.filters.iter().filter(|filter| part(before(&filter.dimension))).collect();
        let whole = |word: &str| matches!(word, "in" | "within" | "for" | "innerhalb");
        let is_whole = |filter: &&Filter| whole(before(&filter.dimension));
        let mut wholes: Vec<&Filter> = plan.filters.iter().filter(is_whole).collect();
        // "Of Volt's revenue, what share was sold on the web?"
        if let [one, other] = plan.filters.as_slice() {
            let of = |filter: &Filter| matches!(before(&filter.dimension), "of" | "vom");
            let on = |filter: &Filter| matches!(before(&filter.dimension), "on" | "at" | "");
            wholes.extend([(one, other), (other, one)].iter().filter(|(a, b)| of(a) && on(b)).map(|(a, _)| *a));
        }
        let chosen = match (parts.as_slice(), wholes.as_slice()) {
            ([one], _) => Some(one.dimension.clone()),
            (_, [whole]) if plan.filters.len() == 2 => plan
                .filters
                .iter()
                .find(|filter| filter.dimension != whole.dimension)
                .map(|filter| filter.dimension.clone()),
            _ => None,
        };
        let Some(dimension) = chosen else {
            let choices = plan.filters.iter().filter_map(|filter| filter.members.first().cloned()).collect();
            return Err(Outcome::Clarify { asked: Asked::Part, choices });
        };
        plan.group_by = Some(GroupBy::Dimension(dimension));
        Ok(())
    }

    /// Split by a dimension without an order.
    fn split(&self, plan: &mut Plan, name: String, plural: bool) {
        let bare_number = self.reading.number.filter(|_| self.before.is_none() && plural);
        plan.group_by = Some(GroupBy::Dimension(name));
        plan.intent = Intent::Breakdown;
        if let Some(n) = bare_number {
            plan.intent = Intent::Rank;
            plan.top = Some(Top { n, order: Order::Highest });
        }
    }

    /// Why a figure changed. Without a period there is nothing to explain.
    fn why(&mut self, plan: &mut Plan) -> Result<(), Outcome> {
        if plan.period.is_none() {
            return Err(Outcome::Clarify { asked: Asked::When, choices: Vec::new() });
        }
        plan.intent = Intent::Why;
        plan.group_by = self.reading.dimensions.first().map(|(name, _)| GroupBy::Dimension(name.clone()));
        if let (Some(n), Some(_)) = (self.reading.number, &plan.group_by) {
            plan.top = Some(Top { n, order: Order::Highest });
        }
        plan.measures.truncate(1);
        Ok(())
    }
}

/// Whether the plan's period is no longer than one unit of `grain`.
fn is_one_unit(plan: &Plan, grain: Grain) -> bool {
    plan.period.as_ref().is_some_and(|period| Period::containing(period.from, grain).to >= period.to)
}

/// Days for a period of a month, months for a longer one.
fn unit_of(plan: &Plan) -> Grain {
    let short = plan.period.as_ref().is_some_and(|period| period.days() <= DAYS_OF_A_MONTH);
    if short { Grain::Day } else { Grain::Month }
}

/// Whether a filter has members that can stand side by side.
pub(super) fn several(filters: &[Filter]) -> bool {
    filters.iter().any(|filter| !filter.exclude && distinct(&filter.members) > 1)
}

/// Members that differ in blanks or case alone count once.
fn distinct(members: &[String]) -> usize {
    let mut plain: Vec<String> = members.iter().map(|member| crate::classify::tokens::plain(member)).collect();
    plain.sort();
    plain.dedup();
    plain.len()
}
