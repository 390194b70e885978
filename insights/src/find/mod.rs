//! What there is to tell: each kind of finding in a file of its own, each a plan whose facts tell it.

mod alerts;
mod changes;
mod customers;
mod forecasts;
mod members;
mod periods;
mod unusual;

use chat_runtime::Teller;
use futures::{future::try_join_all, try_join};
use jiff::{ToSpan, civil::Date};
use rust_decimal::{Decimal, prelude::ToPrimitive};
use sales_metrics::{
    catalogue::{Catalogue, Measure},
    period::{Grain, Period},
    query::{
        QueryError, Snapshot, answer,
        fact::{Fact, FactRole},
        plan::{Filter, GroupBy, Intent, Order, Plan, Top},
    },
};
use tenancy::{ApiError, TenantSession};

use uuid::Uuid;

use crate::{
    insight::{InsightKind, Severity},
    rules::Rule,
};

/// Members of a dimension that are looked at one by one: those with the most of the main measure.
const MOST_MEMBERS: u32 = 10;

/// What ended longer ago than this is no news, in days before the end of the data.
const NEWS: u16 = 28;

/// What is looked through.
pub(crate) struct View<'a> {
    pub(crate) session: &'a TenantSession,
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) teller: &'a Teller,
    /// The first measure of a summary: money, where there is any.
    pub(crate) main: &'a Measure,
    /// First and last day of the data.
    pub(crate) days: (Date, Date),
    /// The tenant's own.
    pub(crate) rules: &'a [Rule],
}

/// Something to tell.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    pub(crate) kind: InsightKind,
    pub(crate) severity: Severity,
    /// From 0 to 1.
    pub(crate) score: f64,
    /// What tells it from others of its kind, beside its plan's measure and filters.
    pub(crate) about: Period,
    pub(crate) plan: Plan,
    pub(crate) facts: Vec<Fact>,
    /// The rule that it is of, and its name.
    pub(crate) rule: Option<(Uuid, String)>,
}

/// Days before an unusual one that are shown with it: eight weeks.
const SHOWN_BEFORE: i64 = 55;
/// Months before the best one that are shown with it.
const MONTHS_SHOWN: i64 = 23;

/// The plan whose answer shows what an answer to `plan` tells, and whose question asks for it: the days or months around, where
/// the answer itself is about one of them or a few.
pub(crate) fn shown(kind: InsightKind, plan: &Plan, about: &Period) -> Plan {
    let series = |period: Period, grain: Grain| Plan {
        measures: plan.measures.clone(),
        filters: plan.filters.clone(),
        period: Some(period),
        group_by: Some(GroupBy::Grain(grain)),
        ..Plan::new(Intent::Series)
    };
    let days_before = |day: Date| day.saturating_sub(SHOWN_BEFORE.days());
    match (kind, &plan.group_by, &plan.compare_to) {
        (InsightKind::Record, Some(GroupBy::Grain(Grain::Month)), _) => {
            let from = about.from.saturating_sub(MONTHS_SHOWN.months());
            series(Period::range(from, about.to), Grain::Month)
        }
        (InsightKind::Anomaly | InsightKind::Gap | InsightKind::Record, _, _) => {
            series(Period::range(days_before(about.from), about.to), Grain::Day)
        }
        (InsightKind::LevelShift, _, Some(base)) => series(Period::range(base.from, about.to), Grain::Day),
        (InsightKind::Forecast, _, _) => {
            let before = plan.period.as_ref().map_or(about.from, |period| period.from).saturating_sub(1.day());
            series(Period::range(days_before(before), before), Grain::Day)
        }
        _ => plan.clone(),
    }
}

/// Everything there is to tell, in no order.
///
/// # Errors
/// The data could not be read.
pub(crate) async fn find(view: &View<'_>) -> Result<Vec<Finding>, ApiError> {
    let (alerts, periods, changes, unusual, forecasts, members, customers) = try_join!(
        alerts::find(view),
        periods::find(view),
        changes::find(view),
        unusual::find(view),
        forecasts::find(view),
        members::find(view),
        customers::find(view)
    )?;
    Ok([alerts, periods, changes, unusual, forecasts, members, customers].concat())
}

impl<'a> View<'a> {
    /// What is looked through of the data of `snapshot`; none where there is no data, or nothing to measure.
    pub(crate) fn new(
        session: &'a TenantSession,
        snapshot: &'a Snapshot,
        teller: &'a Teller,
        rules: &'a [Rule],
    ) -> Option<Self> {
        let main = snapshot.catalogue.catalogue.measure(teller.vocabulary().summed_up().first()?)?;
        let days = snapshot.head.first_day.zip(snapshot.head.last_day)?;
        Some(Self { session, snapshot, teller, main, days, rules })
    }

    pub(crate) fn catalogue(&self) -> &Catalogue {
        &self.snapshot.catalogue.catalogue
    }

    /// The facts of `plan`; none where the data cannot tell, or where the catalogue has no use for such a plan.
    pub(crate) async fn answer(&self, plan: &Plan) -> Result<Option<Vec<Fact>>, ApiError> {
        match answer(self.session, self.snapshot, plan).await {
            Ok(facts) => Ok((!facts.is_empty()).then_some(facts)),
            Err(QueryError::NoData(_) | QueryError::Plan { .. }) => Ok(None),
            Err(QueryError::Read(error)) => Err(error),
        }
    }

    /// A plan about the main measure.
    fn plan(&self, intent: Intent) -> Plan {
        Plan { measures: vec![self.main.name.clone()], ..Plan::new(intent) }
    }

    /// The last calendar month that the data has to its end.
    fn month(&self) -> Period {
        self.last_whole(Grain::Month)
    }

    /// The last calendar unit that the data has to its end.
    pub(crate) fn last_whole(&self, grain: Grain) -> Period {
        last_whole(self.catalogue(), self.days.1, grain)
    }

    /// Whether the data has all of `period`.
    fn has(&self, period: &Period) -> bool {
        self.days.0 <= period.from && period.to <= self.days.1
    }

    /// Whether the data has so many months before `period`.
    fn has_before(&self, period: &Period, months: i64) -> bool {
        self.days.0 <= period.from.saturating_sub(months.months())
    }

    /// For each dimension the members with the most of the main measure, each as a filter.
    async fn leading(&self) -> Result<Vec<Filter>, ApiError> {
        let dimensions = self.catalogue().dimensions.iter().filter(|dimension| dimension.part.is_none());
        let top = Some(Top { n: MOST_MEMBERS, order: Order::Highest });
        let plans: Vec<Plan> = dimensions
            .map(|dimension| Plan {
                group_by: Some(GroupBy::Dimension(dimension.name.clone())),
                top,
                ..self.plan(Intent::Rank)
            })
            .collect();
        let ranked = try_join_all(plans.iter().map(|plan| self.answer(plan))).await?;
        Ok(ranked.into_iter().flatten().flatten().filter_map(|fact| fact.filters.into_iter().next()).collect())
    }
}

/// The last calendar unit that is over by the end of the day `last`.
pub(crate) fn last_whole(catalogue: &Catalogue, last: Date, grain: Grain) -> Period {
    let unit = catalogue.unit(last, grain);
    if unit.to <= last { unit } else { catalogue.unit(unit.from.saturating_sub(1.day()), grain) }
}

/// The days of a fact.
pub(crate) fn period_of(fact: &Fact) -> Option<Period> {
    let (from, to) = fact.period.split_once('/')?;
    Some(Period::named(from.parse().ok()?, to.parse().ok()?))
}

/// The value of the first fact of `role`.
pub(crate) fn of_role(facts: &[Fact], role: FactRole) -> Option<Decimal> {
    facts.iter().find(|fact| fact.role == role)?.value
}

/// A figure that something is ranked by.
fn float(value: Option<Decimal>) -> Option<f64> {
    value?.to_f64()
}

/// Severity and score of a change of so many percent, of which `notable` are worth a word.
fn weight(percent: f64, notable: f64) -> (Severity, f64) {
    let size = (percent.abs() / notable).max(1.0);
    let severity = match size {
        3.0.. => Severity::High,
        1.5.. => Severity::Medium,
        _ => Severity::Low,
    };
    // Towards 1, and half way there at twice what is notable.
    (severity, size / (size + 2.0))
}
