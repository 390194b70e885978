//! Days, levels and gaps that an analyst would ask about: of the whole, and of the members that make most of it.

use futures::{StreamExt, TryStreamExt, stream};
use jiff::ToSpan;
use rust_decimal::Decimal;
use sales_metrics::{
    estimate::{
        floats,
        unusual::{self, Kind, Unusual},
    },
    period::Period,
    query::{
        Daily, QueryError, daily,
        figure::has_parts,
        plan::{Filter, Intent, Plan},
    },
};
use tenancy::ApiError;

use super::{Finding, NEWS, View};
use crate::insight::{InsightKind, Severity};

/// Slices read at once.
const AT_ONCE: usize = 4;
/// What a finding of a member counts for beside one of the whole.
const OF_A_MEMBER: f64 = 0.7;
/// The part of the whole's median day by which a member's day must be off: most members sell in bursts.
const PART: f64 = 0.10;
/// The part of the whole's days with rows on which a member must have some to be looked at, and for a gap of its own to be one.
const OFTEN: f64 = 0.5;
const ALWAYS: f64 = 0.8;

pub(super) async fn find(view: &View<'_>) -> Result<Vec<Finding>, ApiError> {
    let summed_up = view.teller.vocabulary().summed_up();
    let catalogue = view.catalogue();
    let measures: Vec<String> =
        summed_up.into_iter().filter(|name| catalogue.measure(name).is_some_and(has_parts)).collect();
    let whole = series(view, &measures, &[]).await?;
    let Some(main) = whole.first() else { return Ok(Vec::new()) };
    let mut found = look(view, &whole, &[], None).await?;
    let members = view.leading().await?;
    let of_members: Vec<Vec<Finding>> = stream::iter(members)
        .map(|filter| async {
            let filters = [filter];
            let series = series(view, std::slice::from_ref(&main.measure), &filters).await?;
            look(view, &series, &filters, Some(main)).await
        })
        .buffered(AT_ONCE)
        .try_collect()
        .await?;
    let told: Vec<(Period, InsightKind)> = found.iter().map(|finding| (finding.about.clone(), finding.kind)).collect();
    // What a member did is told by the whole where that did the same.
    let is_told = |finding: &Finding| told.iter().any(|(about, kind)| *about == finding.about && *kind == finding.kind);
    found.extend(of_members.into_iter().flatten().filter(|finding| !is_told(finding)));
    Ok(found)
}

async fn series(view: &View<'_>, measures: &[String], filters: &[Filter]) -> Result<Vec<Daily>, ApiError> {
    match daily(view.session, view.snapshot, measures, filters).await {
        Ok(series) => Ok(series),
        Err(QueryError::Read(error)) => Err(error),
        Err(_) => Ok(Vec::new()),
    }
}

/// What is unusual in one slice: of several measures on the same days, the first. Of a part of the `whole`, what matters to that.
async fn look(
    view: &View<'_>,
    series: &[Daily],
    filters: &[Filter],
    whole: Option<&Daily>,
) -> Result<Vec<Finding>, ApiError> {
    // On a day on which nothing at all was sold, that is told of the whole.
    let closed: Option<Vec<bool>> = whole.map(|whole| whole.values.iter().map(Option::is_none).collect());
    let least = whole.map_or(0.0, |whole| PART * median(&whole.values));
    let mut found: Vec<Finding> = Vec::new();
    for of_measure in series {
        let days = of_measure.values.len();
        let often = whole.map_or(1.0, |whole| with_rows(of_measure) / with_rows(whole));
        if often < OFTEN {
            continue;
        }
        let figures = floats(&of_measure.values);
        let matters = |one: &Unusual| match one.kind {
            Kind::Spike | Kind::Drop => (figures[one.peak].unwrap_or_default() - one.range.expected).abs() >= least,
            Kind::Gap => often >= ALWAYS,
            Kind::LevelShift => one.range.expected >= least,
        };
        // The last day may have more rows to come: that it is low is told when there is another.
        let is_news =
            |one: &Unusual| one.from + usize::from(NEWS) >= days && (one.kind != Kind::Drop || one.peak + 1 < days);
        let unusual = unusual::find(&figures, of_measure.first.weekday(), closed.as_deref());
        for one in unusual.into_iter().filter(|one| is_news(one) && matters(one)) {
            let Some(finding) = told(view, of_measure, &one, filters).await? else { continue };
            if found.iter().all(|other| (other.kind, &other.about) != (finding.kind, &finding.about)) {
                found.push(finding);
            }
        }
    }
    Ok(found)
}

/// The median of the days with rows.
fn median(values: &[Option<Decimal>]) -> f64 {
    let mut known: Vec<f64> = floats(values).into_iter().flatten().collect();
    known.sort_by(f64::total_cmp);
    known.get(known.len() / 2).copied().unwrap_or_default()
}

/// Days with rows.
#[allow(clippy::cast_precision_loss)]
fn with_rows(series: &Daily) -> f64 {
    series.values.iter().flatten().count() as f64
}

async fn told(view: &View<'_>, series: &Daily, one: &Unusual, filters: &[Filter]) -> Result<Option<Finding>, ApiError> {
    let about = match one.kind {
        Kind::Spike | Kind::Drop => Period::day(series.day(one.peak)),
        Kind::LevelShift | Kind::Gap => Period::range(series.day(one.from), series.day(one.to)),
    };
    let base = || {
        let days = about.days();
        Period::range(about.from.saturating_sub(days.days()), about.from.saturating_sub(1.day()))
    };
    let (kind, intent, compare_to) = match one.kind {
        Kind::Spike | Kind::Drop => (InsightKind::Anomaly, Intent::Expected, None),
        // As many days of the old level as there are of the new one.
        Kind::LevelShift => (InsightKind::LevelShift, Intent::Compare, Some(base())),
        Kind::Gap => (InsightKind::Gap, Intent::Lookup, None),
    };
    let plan = Plan {
        measures: vec![series.measure.clone()],
        period: Some(about.clone()),
        compare_to,
        filters: filters.to_vec(),
        ..Plan::new(intent)
    };
    let Some(facts) = view.answer(&plan).await? else { return Ok(None) };
    let size = one.score.abs();
    let severity = match size {
        8.0.. => Severity::High,
        5.0.. => Severity::Medium,
        _ => Severity::Low,
    };
    let part = if filters.is_empty() { 1.0 } else { OF_A_MEMBER };
    Ok(Some(Finding { kind, severity, score: part * size / (size + 4.0), about, plan, facts, rule: None }))
}
