//! A plan that is being answered: what it asks for over one snapshot, and which kind of answer computes its facts.

use tenancy::TenantSession;

use super::{
    check::checked,
    each::for_each,
    error::QueryError,
    fact::Fact,
    kinds,
    plan::{GroupBy, Intent, Plan},
    read::FigureReader,
    shared::Shared,
    snapshot::Snapshot,
};
use crate::{
    catalogue::{Aggregate, Catalogue, Measure},
    period::{Grain, Period},
    rollup::Sets,
};

/// Computes the facts of `plan` over `snapshot`.
///
/// # Errors
/// [`QueryError`].
#[tracing::instrument(level = "debug", skip_all, name = "figures")]
pub async fn answer(session: &TenantSession, snapshot: &Snapshot, plan: &Plan) -> Result<Vec<Fact>, QueryError> {
    let plan = checked(snapshot, plan)?;
    match &plan.each {
        Some(each) => for_each(session, snapshot, &plan, each).await,
        None => one(session, snapshot, &plan, None).await,
    }
}

/// The facts of a checked plan that is answered as a whole.
pub(super) async fn one(
    session: &TenantSession,
    snapshot: &Snapshot,
    plan: &Plan,
    shared: Option<&Shared>,
) -> Result<Vec<Fact>, QueryError> {
    let question = Question::new(session, snapshot, plan, shared);
    match plan.intent {
        Intent::Lookup => kinds::lookup(&question).await,
        Intent::Series => kinds::series(&question).await,
        Intent::Compare => kinds::compare(&question).await,
        Intent::Rank => kinds::rank(&question).await,
        Intent::Breakdown => kinds::breakdown(&question).await,
        Intent::Share => kinds::share(&question).await,
        Intent::Average => kinds::average(&question).await,
        Intent::Cumulative => kinds::cumulative(&question).await,
        Intent::Growth => kinds::growth(&question).await,
        Intent::Why => kinds::why(&question).await,
        Intent::Summary => kinds::summary(&question).await,
        Intent::Expected => kinds::expected(&question).await,
        Intent::Forecast => kinds::forecast(&question).await,
    }
}

/// The sets that the figures of `plan` are sizes of: most of what is stored is sets, and most figures are not.
fn sets(snapshot: &Snapshot, plan: &Plan, measures: &[&Measure]) -> Sets {
    if matches!(plan.intent, Intent::Why | Intent::Summary) {
        // They look at other measures than the plan's.
        return Sets::All;
    }
    let per = match &plan.group_by {
        Some(GroupBy::Measure(name)) => snapshot.catalogue.catalogue.measure(name),
        _ => None,
    };
    let names = measures.iter().copied().chain(per).flat_map(|measure| match &measure.aggregate {
        Aggregate::Ratio { of, per } => vec![of, per],
        _ => vec![&measure.name],
    });
    Sets::Of(names.fold(0, |bits, name| match snapshot.components.sources.get(name).and_then(|source| source.set()) {
        Some(place) if place < 64 => bits | 1 << place,
        _ => bits,
    }))
}

/// A checked plan over a snapshot.
#[derive(Debug)]
pub(super) struct Question<'a> {
    pub(super) reader: FigureReader<'a>,
    pub(super) snapshot: &'a Snapshot,
    pub(super) plan: &'a Plan,
    /// The measures of the plan; what is read, is read once for all of them.
    pub(super) measures: Vec<&'a Measure>,
}

impl<'a> Question<'a> {
    /// Of a plan that was checked; `shared` when it is one of several answers.
    pub(super) fn new(
        session: &'a TenantSession,
        snapshot: &'a Snapshot,
        plan: &'a Plan,
        shared: Option<&'a Shared>,
    ) -> Self {
        let catalogue = &snapshot.catalogue.catalogue;
        let measures: Vec<&Measure> = plan.measures.iter().filter_map(|name| catalogue.measure(name)).collect();
        let reader = FigureReader { session, snapshot, sets: sets(snapshot, plan, &measures), shared };
        Self { reader, snapshot, plan, measures }
    }

    pub(super) fn catalogue(&self) -> &'a Catalogue {
        &self.snapshot.catalogue.catalogue
    }

    /// The period as asked, the whole data when none was.
    pub(super) fn asked(&self) -> Result<Period, QueryError> {
        let all = self.all_data();
        let asked = self.plan.period.clone().or(all);
        asked.ok_or_else(|| QueryError::NoData("there is no sales data yet".to_owned()))
    }

    /// The days from the first to the last of the data.
    pub(super) fn all_data(&self) -> Option<Period> {
        let (first, last) = (self.snapshot.head.first_day?, self.snapshot.head.last_day?);
        let label = format!("{} to {}", Period::day(first).label, Period::day(last).label);
        Some(Period { label, ..Period::range(first, last) })
    }

    /// The part of `period` that is to be read.
    ///
    /// The months that the data begins and ends in count as whole: their other days hold nothing, and their boards have all.
    /// (A period that begins on a later day than the first of its month is not drawn back to it: what is read is cut by days
    /// from there on.)
    pub(super) fn part(&self, period: &Period) -> Result<Period, QueryError> {
        let nothing = |days: String| QueryError::NoData(format!("there is no data for {}{days}", period.label));
        let data = self.all_data().ok_or_else(|| nothing(String::new()))?;
        if period.to < data.from || period.from > data.to {
            return Err(nothing(format!("; it covers {}", data.label)));
        }
        let from = period.from.max(data.from.first_of_month());
        let to = if period.to >= data.to { data.to.last_of_month() } else { period.to };
        Ok(Period { from, to, grain: Grain::Range, label: String::new() })
    }

    /// The unit of time that figures are split by.
    pub(super) fn grain(&self) -> Result<Grain, QueryError> {
        match &self.plan.group_by {
            Some(GroupBy::Grain(grain)) => Ok(*grain),
            _ => Err(QueryError::plan(
                "groupBy",
                "no unit of time was named",
                "set groupBy.grain to day, week, month, quarter, half or year",
            )),
        }
    }

    /// The calendar unit of `grain` that holds `date`; weeks begin as the catalogue says.
    pub(super) fn unit(&self, date: jiff::civil::Date, grain: Grain) -> Period {
        self.catalogue().unit(date, grain)
    }
}
