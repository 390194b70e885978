//! What a report says: plans, their facts, and the narrator's words for them.

use std::collections::BTreeSet;

use chat_runtime::{Table, Teller};
use futures::future::try_join_all;
use jiff::civil::Date;
use sales_metrics::{
    catalogue::Language,
    period::{Grain, Period},
    query::{
        Snapshot,
        fact::Fact,
        plan::{GroupBy, Intent, Order, Plan, Top},
    },
};
use serde::Serialize;
use tenancy::{ApiError, ErrorCode, TenantSession, registry::TenantRecord};

use super::drawing::Drawing;
use crate::{
    find::View,
    insight::{Insight, InsightKind, InsightState},
    store::Store,
    words,
};

/// Members of a dimension that are named.
const MEMBERS: u32 = 8;
/// Insights of the time that are told again.
const MOST_NOTED: usize = 8;

/// A report.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Content {
    pub(super) tenant: String,
    pub(super) title: String,
    pub(super) language: Language,
    pub(super) period: Period,
    pub(super) data_version: String,
    pub(super) sections: Vec<Section>,
    pub(super) noted: Vec<Noted>,
}

/// One of its parts: an answer.
#[derive(Debug, Serialize)]
pub(super) struct Section {
    pub(super) title: String,
    pub(super) text: String,
    pub(super) plan: Plan,
    pub(super) facts: Vec<Fact>,
    #[serde(skip)]
    pub(super) table: Option<Table>,
    #[serde(skip)]
    pub(super) drawing: Option<Drawing>,
}

/// An insight of the time.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Noted {
    pub(super) insight_id: String,
    pub(super) title: String,
    pub(super) text: String,
    #[serde(skip)]
    reads: Vec<String>,
}

impl Content {
    /// The report of `period`.
    pub(super) async fn of(
        session: &TenantSession,
        snapshot: &Snapshot,
        record: &TenantRecord,
        period: &Period,
    ) -> Result<Self, ApiError> {
        let teller = Teller::new(snapshot);
        let view = View::new(session, snapshot, &teller, &[]).ok_or_else(|| {
            ApiError::new(ErrorCode::Conflict, "there is no sales data to report on")
                .remedy("import some first (POST /imports)")
        })?;
        let language = view.catalogue().language;
        let plans = plans(&view, period);
        let sections = plans.iter().map(|(title, plan)| section(&view, title, plan));
        let (sections, noted) = futures::try_join!(try_join_all(sections), noted(session, period))?;
        Ok(Self {
            tenant: record.name.clone(),
            title: teller.period(period),
            language,
            period: period.clone(),
            data_version: snapshot.head.data_version.to_string(),
            sections: sections.into_iter().flatten().collect(),
            noted,
        })
    }

    /// The units of time that its facts were read from.
    pub(super) fn reads(&self) -> Vec<String> {
        let facts = self.sections.iter().flat_map(|section| &section.facts).flat_map(|fact| fact.source.units());
        let noted = self.noted.iter().flat_map(|noted| &noted.reads).map(String::as_str);
        facts.chain(noted).collect::<BTreeSet<_>>().into_iter().map(str::to_owned).collect()
    }
}

/// What a report of `period` asks, with titles.
fn plans(view: &View<'_>, period: &Period) -> Vec<(String, Plan)> {
    let language = view.catalogue().language;
    let titled = |kind| words::of_kind(kind, &[], language).to_owned();
    let of =
        |intent| Plan { measures: vec![view.main.name.clone()], period: Some(period.clone()), ..Plan::new(intent) };
    let summary = Plan { measures: view.teller.vocabulary().summed_up(), ..of(Intent::Summary) };
    let course = Plan { group_by: Some(GroupBy::Grain(Grain::Day)), ..of(Intent::Series) };
    let mut plans = vec![
        (titled(InsightKind::Summary), summary),
        (titled(InsightKind::Mover), of(Intent::Why)),
        (words::day_by_day(language).to_owned(), course),
    ];
    for dimension in view.catalogue().dimensions.iter().filter(|dimension| dimension.part.is_none()) {
        let group_by = Some(GroupBy::Dimension(dimension.name.clone()));
        let top = Some(Top { n: MEMBERS, order: Order::Highest });
        plans.push((words::capital(&dimension.name), Plan { group_by, top, ..of(Intent::Rank) }));
    }
    // What comes next comes after the end of the data, and is of use in its last report alone.
    if period.to >= view.last_whole(period.grain).to {
        let ahead = Plan { period: None, group_by: Some(GroupBy::Grain(Grain::Day)), ..of(Intent::Forecast) };
        plans.push((titled(InsightKind::Forecast), ahead));
    }
    plans
}

async fn section(view: &View<'_>, title: &str, plan: &Plan) -> Result<Option<Section>, ApiError> {
    let Some(facts) = view.answer(plan).await? else { return Ok(None) };
    Ok(Some(Section {
        title: title.to_owned(),
        // Of a course, each day would be told: it is drawn, and is in the table.
        text: if plan.intent == Intent::Series { String::new() } else { view.teller.text(plan, &facts) },
        table: view.teller.table(plan, &facts),
        drawing: Drawing::of(plan, &facts, |period| view.teller.period(period)),
        plan: plan.clone(),
        facts,
    }))
}

/// What there was to tell about days of `period`, by the day; what the report says itself is not said twice.
async fn noted(session: &TenantSession, period: &Period) -> Result<Vec<Noted>, ApiError> {
    let store = Store(session);
    let about = |id: &str| id.get(..10).and_then(|day| day.parse::<Date>().ok());
    let mut heads = store.heads().await?;
    heads.retain(|head| {
        let said = [InsightKind::Summary, InsightKind::Mover, InsightKind::Forecast].contains(&head.kind);
        let within = about(&head.id).is_some_and(|day| period.from <= day && day <= period.to);
        within && !said && head.state != InsightState::Dismissed
    });
    heads.sort_by_key(|head| std::cmp::Reverse(head.rank));
    heads.truncate(MOST_NOTED);
    heads.sort_by(|one, other| one.id.cmp(&other.id));
    let ids: Vec<String> = heads.iter().map(|head| head.id.clone()).collect();
    let note = |insight: Insight| {
        let reads = insight.units().into_iter().map(str::to_owned).collect();
        let Insight { insight_id, title, text, .. } = insight;
        Noted { insight_id, title, text, reads }
    };
    Ok(store.read(&ids).await?.into_iter().map(note).collect())
}
