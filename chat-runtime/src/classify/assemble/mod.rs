//! From what a question says to a plan; what a follow-up leaves unsaid is taken from the turn before.

mod follow_up;
mod having;
mod periods;
mod refuse;
mod resolve;
mod shape;
mod splits;
mod together;

use sales_metrics::{
    catalogue::{Language, Unit},
    query::plan::{GroupBy, Intent, Plan},
};

use super::{
    Asked, Classified, Context, Outcome, Refusal,
    lexicon::Cue,
    read::{GrainForm, Reading, Reference},
    vocabulary::Vocabulary,
};

/// Longer questions without a measure are no follow-ups.
const LONGEST_FOLLOW_UP: usize = 12;
/// Nor are longer ones with a measure that say no time.
const LONGEST_FRAGMENT: usize = 9;
/// Taken off the confidence for each word read as another, and for what was taken over.
const DOUBT: f64 = 0.1;

/// What a question is put together from.
pub(super) struct Assembly<'a> {
    pub(super) reading: &'a Reading,
    pub(super) vocabulary: &'a Vocabulary,
    /// What choices are offered in.
    language: Language,
    /// The turn before, when this one goes on with it.
    before: Option<&'a Plan>,
    context: Context<'a>,
    /// What was taken from the turn before.
    carried: Vec<String>,
    /// Dimensions whose filter of the turn before is given up.
    given_up: Vec<String>,
    /// The period is the unit that the one of the turn before lies in: "the whole week".
    widened: bool,
    /// Members were added to those of the turn before.
    joined: bool,
}

/// Puts the plan together, or says why there is none. `follows` when the question begins as a follow-up does.
pub(super) fn assemble(
    reading: &Reading,
    vocabulary: &Vocabulary,
    language: Language,
    (context, follows): (Context<'_>, bool),
) -> Classified {
    let names_measure = !reading.measures.is_empty() || reading.implied.is_some();
    let unsaid = reading.periods().is_empty() && reading.found.as_ref().is_none_or(|found| found.all_time.is_none());
    // "How many orders?" after another figure: of the same period and slice.
    let is_fragment = unsaid && reading.words <= LONGEST_FRAGMENT && !reading.says(Cue::Clear);
    let goes_on = follows
        || is_fragment
        || reading.says(Cue::Again)
        || reading.says(Cue::Both)
        || reading.says(Cue::Table) && !names_measure
        || !reading.references.is_empty()
        || !reading.replaced.is_empty()
        || !names_measure && reading.words <= LONGEST_FOLLOW_UP && !reading.says(Cue::Summary);
    let refused = refuse::refusal(reading, vocabulary, context.plan);
    let resolved = match refused.map_or_else(|| resolve::resolved(reading, context), Err) {
        Ok(resolved) => resolved,
        Err(outcome) => return Classified { outcome, confidence: 1.0, carried: Vec::new() },
    };
    let before = resolved.as_ref().or(context.plan).filter(|_| goes_on || resolved.is_some());
    let mut assembly = Assembly {
        reading,
        vocabulary,
        language,
        before,
        context,
        carried: Vec::new(),
        given_up: Vec::new(),
        widened: false,
        joined: false,
    };
    let outcome = assembly.plan().map_or_else(|other| other, |plan| Outcome::Plan(Box::new(plan)));
    let doubts = reading.notes.len() + usize::from(!assembly.carried.is_empty());
    let confidence = (1.0 - DOUBT * doubts as f64).max(0.1);
    Classified { outcome, confidence, carried: assembly.carried }
}

impl Assembly<'_> {
    fn plan(&mut self) -> Result<Plan, Outcome> {
        // "And Berlin?", then "together?"
        let together = self.reading.says(Cue::Together) && !self.reading.is_about_sales() && self.reading.words <= 3;
        let pair = self.reading.says(Cue::Both) || self.reading.says(Cue::Difference) || together || self.changed();
        if pair && let Some(plan) = self.both_at(&self.reading.periods()) {
            return Ok(plan);
        }
        let alone = !self.reading.is_about_sales() && self.reading.periods().is_empty() && self.reading.grain.is_none();
        if self.context.refused && self.before.is_some() && alone && self.reading.order.is_some() {
            // "And the worst?", after a question that got no answer: the worst of what it was about.
            return Err(Outcome::NoData(Refusal::NoReference));
        }
        if self.reading.says(Cue::Swap) {
            return self.swapped().ok_or(Outcome::NoData(Refusal::NoChange));
        }
        let measures = self.measures()?;
        let filters = self.filters();
        let periods = self.periods()?;
        let (period, compare_to) = self.same_days(periods);
        let mut plan = Plan { measures, period, compare_to, filters, ..Plan::new(Intent::Lookup) };
        self.shape(&mut plan)?;
        self.unused(&plan)?;
        if plan.period.is_none() && self.looks_back(&plan) {
            return Err(Outcome::Clarify { asked: Asked::When, choices: Vec::new() });
        }
        Ok(plan)
    }

    /// Whether it asks who was new, or lost, in a time that is to be named: all are new to all of the data.
    fn looks_back(&self, plan: &Plan) -> bool {
        let by_time = |group_by: &Option<GroupBy>| matches!(group_by, Some(GroupBy::Grain(_)));
        let catalogue = self.vocabulary.catalogue();
        let looks_back =
            |name: &String| catalogue.measure(name).is_some_and(|measure| measure.looks_back_at().is_some());
        !by_time(&plan.group_by) && !by_time(&plan.each) && plan.measures.iter().any(looks_back)
    }

    /// "Growth in percent?", "why did it fall?", after November, and then December: of the later on the earlier.
    fn changed(&self) -> bool {
        let reading = self.reading;
        let (Some(last), Some(earlier)) = (self.context.plan, self.context.earlier) else { return false };
        let two = [last, earlier].iter().all(|plan| plan.intent == Intent::Lookup) && last.filters == earlier.filters;
        let short = reading.words <= LONGEST_FRAGMENT && !reading.is_about_sales();
        let alone = reading.order.is_none() && reading.grain.is_none();
        let grain = |plan: &Plan| plan.period.as_ref().map(|period| period.grain);
        let asks = if reading.explains() {
            grain(last) == grain(earlier) && reading.filters.is_empty() && reading.dimensions.is_empty()
        } else {
            reading.says(Cue::Change) && !reading.says(Cue::Compare)
        };
        two && short && alone && asks
    }

    /// What was said and is not in the plan makes a refusal: a figure of something else is worse than none.
    fn unused(&self, plan: &Plan) -> Result<(), Outcome> {
        let reading = self.reading;
        let counts = plan.top.is_none() && reading.number.is_some_and(|number| number > 2);
        if counts || reading.numbers > 1 {
            return Err(Outcome::NoData(Refusal::Bound));
        }
        // "Compared to the average month", "the number of days with sales": of one period, nothing but its own figure is told.
        let plain = matches!(plan.intent, Intent::Lookup | Intent::Compare);
        let unit =
            plain && reading.grain.is_some_and(|(_, form)| form == GrainForm::Noun) && !self.widened && !reading.totals;
        let divisible = |name: &String| self.vocabulary.catalogue().measure(name).is_some_and(|m| m.is_divisible());
        let averages = reading.grain.is_some() || plan.compare_to.is_some() && plan.measures.iter().any(divisible);
        let average = plan.intent == Intent::Compare && reading.says(Cue::Average) && averages;
        if average || unit && reading.periods().is_empty() {
            return Err(Outcome::NoData(if self.before.is_some() { Refusal::NoChange } else { Refusal::NotRanked }));
        }
        let per = reading.per_measure.is_some() && !matches!(plan.group_by, Some(GroupBy::Measure(_)));
        let ends = reading.both_ends || reading.order.is_some() && plan.top.is_none() && !reading.explains();
        if per || ends {
            return Err(Outcome::NoData(Refusal::NotRanked));
        }
        // The same follow-up again is the same question; one that says nothing of its own is none that was understood.
        let adds = self.adds() && !self.joined && !reading.totals;
        let is_same = self.context.plan == Some(plan) && !reading.says_something();
        // "What percentage is that?", "growth in %", "which had more?": the answer has it, and is given again.
        let repeats = reading.says(Cue::Table)
            || reading.shares() && matches!(plan.intent, Intent::Share | Intent::Breakdown)
            || [Cue::Both, Cue::Change, Cue::Compare].iter().any(|cue| reading.says(*cue))
                && plan.intent == Intent::Compare
                && reading.order.is_none();
        if (is_same && !repeats || adds) && !reading.explains() {
            return Err(Outcome::NoData(Refusal::NoChange));
        }
        Ok(())
    }

    fn take(&mut self, what: &str) {
        if self.carried.iter().all(|taken| taken != what) {
            self.carried.push(what.to_owned());
        }
    }

    fn measures(&mut self) -> Result<Vec<String>, Outcome> {
        let reading = self.reading;
        if let Some(left_out) = reading.without.first() {
            return self.measures_without(left_out);
        }
        if !reading.measures.is_empty() {
            return Ok(reading.measures.clone());
        }
        if refuse::counted_members(reading, self.vocabulary).is_some() {
            let first = self.vocabulary.catalogue().measures.first().map(|measure| measure.name.as_str());
            return Ok(self.vocabulary.money().or(first).map(str::to_owned).into_iter().collect());
        }
        // "Which store sold the most of it?", of what was counted: so many of it.
        let counted = |name: &String| {
            self.vocabulary.catalogue().measure(name).is_some_and(|measure| measure.unit == Unit::Count)
        };
        let of_it = reading.references.contains(&Reference::It)
            && self.before.is_some_and(|before| before.measures.iter().all(counted));
        if let Some(implied) = reading.implied.as_ref().filter(|_| !of_it) {
            return Ok(vec![implied.clone()]);
        }
        if let Some(before) = self.before {
            self.take("measures");
            return Ok(before.measures.clone());
        }
        if self.is_summary() {
            return Ok(self.vocabulary.summed_up());
        }
        self.measure_left_out()
    }

    /// "Leave out the customers", of several figures: the others.
    fn measures_without(&mut self, left_out: &str) -> Result<Vec<String>, Outcome> {
        let reading = self.reading;
        if reading.measures.is_empty()
            && let Some(before) = self.before.filter(|before| before.measures.iter().any(|name| name == left_out))
        {
            let rest: Vec<String> =
                before.measures.iter().filter(|name| !reading.without.contains(name)).cloned().collect();
            if !rest.is_empty() {
                self.take("measures");
                return Ok(rest);
            }
        }
        let label = self.vocabulary.catalogue().measure(left_out).map_or(left_out, |measure| measure.label());
        Err(Outcome::NoData(Refusal::MeasureLeftOut(label.to_owned())))
    }

    /// Whether it asks how something went, and names no figure.
    fn is_summary(&self) -> bool {
        let reading = self.reading;
        reading.says(Cue::Summary)
            || reading.says(Cue::HowWas) && reading.order.is_none() && reading.dimensions.is_empty()
    }

    /// A question without a measure: about money if it names a slice, a ranking or a comparison, else it is asked back.
    fn measure_left_out(&self) -> Result<Vec<String>, Outcome> {
        let reading = self.reading;
        let says_slice = !reading.filters.is_empty()
            || !reading.dimensions.is_empty()
            || reading.having.is_some()
            || reading.order.is_some() && (reading.grain.is_some() || !reading.periods().is_empty())
            || (reading.says(Cue::Compare) || reading.says(Cue::Change)) && !reading.periods().is_empty()
            || self.is_trend()
            || reading.says(Cue::Why);
        match self.vocabulary.money() {
            Some(money) if says_slice && !self.context.refused => Ok(vec![money.to_owned()]),
            _ if reading.periods().is_empty() && !says_slice => Err(Outcome::OutOfScope(Refusal::NotSales)),
            _ => {
                let labels = self.vocabulary.catalogue().measures.iter().map(|m| m.label().to_owned());
                Err(Outcome::Clarify { asked: Asked::Measure, choices: labels.collect() })
            }
        }
    }
}
