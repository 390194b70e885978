//! One tenant's data looked through, and what is found told: all of it in one write, or nothing.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use chat_runtime::Teller;
use jiff::{Timestamp, civil::Date};
use rust_decimal::Decimal;
use sales_metrics::{
    dataset::{Dataset, DatasetStore},
    query::{
        Snapshots,
        fact::{Fact, FactRole},
    },
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use tenancy::{ApiError, ErrorCode, Services, TenantId, TenantSession, registry::TenantRecord};
use utoipa::ToSchema;

use crate::{
    choose::{Dismissals, choose},
    deliver::Delivery,
    find::{Finding, View, find, of_role, period_of, shown},
    insight::{Insight, InsightKind, InsightState},
    outlets::Outlets,
    rules::Rule,
    settings::Settings,
    store::{Head, Progress, Store},
    words::title,
};

/// Somebody else may be quicker so often.
const TRIES: usize = 3;
/// A transaction takes 100 items; what channels are to be told takes some.
const MOST_WRITTEN: usize = 80;

/// Looks through tenants' data; cheap to clone.
#[derive(Debug, Clone)]
pub struct Engine {
    pub(crate) services: Services,
    pub(crate) outlets: Outlets,
}

/// What came of looking through a tenant's data.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// What there was to tell.
    pub found: usize,
    /// What was told now that was not told before.
    pub told: usize,
    /// What was told before and has other figures now.
    pub updated: usize,
    /// What was told before and does not hold any more.
    pub withdrawn: usize,
    /// The version of the data.
    pub data_version: String,
}

impl Engine {
    /// An engine over `services`, which tells by `outlets`.
    #[must_use]
    pub fn new(services: Services, outlets: Outlets) -> Self {
        Self { services, outlets }
    }

    /// Looks through the data of `tenant`, if it has changed since, or if findings wait for another day.
    ///
    /// Delivered twice, in another order or to two processes at once, it tells everything once.
    ///
    /// # Errors
    /// The tenant does not serve, or AWS failed; nothing is stored then.
    pub async fn run(&self, tenant: &TenantId) -> Result<Outcome, ApiError> {
        let (record, session) = self.open(tenant).await?;
        self.look_through(&record, &session).await
    }

    /// The row of a tenant, which must be active, and the session that reaches its data.
    pub(crate) async fn open(&self, tenant: &TenantId) -> Result<(TenantRecord, Arc<TenantSession>), ApiError> {
        let record = self.services.registry.require_active(tenant).await?;
        let session = self.services.sessions.for_tenant(&record).await?;
        Ok((record, session))
    }

    /// The same as [`Engine::run`].
    #[tracing::instrument(level = "debug", skip_all)]
    pub(crate) async fn look_through(
        &self,
        record: &TenantRecord,
        session: &TenantSession,
    ) -> Result<Outcome, ApiError> {
        let most = self.services.plans.of(&record.plan)?.insights_per_day;
        for _ in 0..TRIES {
            match self.look(session, most).await {
                Err(error) if error.code == ErrorCode::Conflict => {}
                done => return done,
            }
        }
        Err(ApiError::new(ErrorCode::Unavailable, "the data keeps being looked through by somebody else")
            .remedy("try again in a minute"))
    }

    async fn look(&self, session: &TenantSession, most: u32) -> Result<Outcome, ApiError> {
        let store = Store(session);
        let (before, settings, data) = tokio::try_join!(store.progress(), store.state::<Settings>(), async {
            DatasetStore(session).load().await
        })?;
        let now = Timestamp::now();
        let (local, today) = (settings.local(now), settings.local(now).date());
        // What had to wait is told on another day of the tenant's, at the hour that it likes.
        let was_today = before.checked_at.is_some_and(|at| settings.local(at).date() == today);
        let may_tell = !was_today && local.hour() >= settings.hour;
        let same = (before.data_version, before.catalogue_version) == (data.data_version, data.catalogue_version);
        if same && !(before.waiting && may_tell) {
            // As it is for most tenants, most of the time: no more is read of them.
            return Ok(Outcome { data_version: data.data_version.to_string(), ..Outcome::default() });
        }
        // Each tenant is looked at once in a while: nothing is kept of it.
        let snapshot = match Snapshots::default().load(session).await {
            Ok(snapshot) => snapshot,
            Err(error) if error.code == ErrorCode::CatalogueMissing => return Ok(Outcome::default()),
            Err(error) => return Err(error),
        };
        let head = &snapshot.head;
        let mut outcome = Outcome { data_version: head.data_version.to_string(), ..Outcome::default() };
        let teller = Teller::new(&snapshot);
        let (heads, rules, channels) = tokio::try_join!(store.heads(), store.all(), store.all())?;
        let Some(view) = View::new(session, &snapshot, &teller, &rules) else { return Ok(outcome) };
        let mut found: BTreeMap<String, Finding> =
            find(&view).await?.into_iter().map(|finding| (id(&finding), finding)).collect();
        outcome.found = found.len();
        let mut old: HashMap<String, Finding> = heads.iter().filter_map(|head| found.remove_entry(&head.id)).collect();
        // What the tenant has asked to be told of is told, whatever else there is.
        let (asked_for, new): (Vec<Finding>, Vec<Finding>) =
            found.into_values().partition(|new| new.kind == InsightKind::Alert);
        let is_todays = |head: &&Head| head.day == today && head.kind != InsightKind::Alert;
        let told_today = heads.iter().filter(is_todays).count();
        let room = (most as usize).saturating_sub(told_today).min(MOST_WRITTEN / 2);
        let mut waiting = new.len() > room || asked_for.len() > MOST_WRITTEN / 2;
        let mut writes = Vec::new();
        let chosen = choose(new, &dismissals(&heads), room);
        for finding in asked_for.into_iter().take(MOST_WRITTEN / 2).chain(chosen) {
            writes.push(tell(&view, finding, today, now).await?);
        }
        outcome.told = writes.len();
        let deliveries = Delivery::of_insights(&channels, &writes, now);

        let mut withdrawn = Vec::new();
        for head in heads.iter().filter(|head| head.data_version < snapshot.head.data_version) {
            if writes.len() + withdrawn.len() >= MOST_WRITTEN {
                waiting = true;
                break;
            }
            let found = old.remove(&head.id);
            if found.is_none() && !is_touched(&head.reads, head.data_version, &snapshot.head) {
                continue;
            }
            let told_before = stored(&store, head).await?;
            let finding = match found {
                Some(finding) => Some(finding),
                None => again(&view, &told_before).await?,
            };
            let Some(finding) = finding else {
                withdrawn.push(head.id.clone());
                continue;
            };
            let retold = tell(&view, finding, head.day, now).await?;
            let changed = told_before.text != retold.text;
            outcome.updated += usize::from(changed);
            let updated_at = if changed { now } else { told_before.updated_at };
            writes.push(Insight { created_at: told_before.created_at, updated_at, ..retold });
        }
        outcome.withdrawn = withdrawn.len();
        let after = Progress {
            data_version: head.data_version,
            catalogue_version: snapshot.catalogue.version,
            waiting,
            checked_at: Some(now),
            revision: before.revision,
        };
        store.commit(&before, &after, &writes, &withdrawn, &deliveries).await?;
        Ok(outcome)
    }
}

/// How often insights of each kind were dismissed, less how often they were useful.
fn dismissals(heads: &[Head]) -> Dismissals {
    let mut dismissals = Dismissals::new();
    for head in heads {
        *dismissals.entry(head.kind).or_default() += match head.state {
            InsightState::Dismissed => 1,
            InsightState::Useful => -1,
            InsightState::New | InsightState::Seen => 0,
        };
    }
    dismissals
}

/// The day that a finding is about, its kind, and a hash of what it is about: the same for the same finding, however often it
/// is found.
fn id(finding: &Finding) -> String {
    let Finding { kind, about, plan, rule, .. } = finding;
    let rule = rule.as_ref().map(|(id, _)| id);
    let subject = serde_json::json!([plan.measures, plan.filters, about.from, about.to, rule]).to_string();
    let hash = hex::encode(&Sha256::digest(subject)[..8]);
    format!("{}-{}-{hash}", about.to, kind.name())
}

/// The finding in words.
async fn tell(view: &View<'_>, finding: Finding, day: Date, now: Timestamp) -> Result<Insight, ApiError> {
    let insight_id = id(&finding);
    let Finding { kind, severity, score, about, plan, facts, rule } = finding;
    let teller = view.teller;
    let language = view.catalogue().language;
    let shown = shown(kind, &plan, &about);
    let chart = if shown == plan || kind == InsightKind::Forecast {
        teller.chart(&plan, &facts)
    } else {
        view.answer(&shown).await?.and_then(|facts| teller.chart(&shown, &facts))
    };
    Ok(Insight {
        insight_id,
        kind,
        severity,
        score,
        state: InsightState::New,
        title: match &rule {
            Some((_, name)) => format!("{name}: {}", teller.period(&about)),
            None => title(kind, &facts, &teller.period(&about), language),
        },
        rule_id: rule.map(|(id, _)| id),
        text: teller.text(&plan, &facts),
        question: teller.question(&shown),
        measure: plan.measures.first().cloned().unwrap_or_default(),
        filters: plan.filters.clone(),
        period: about,
        chart,
        table: teller.table(&plan, &facts),
        data_version: view.snapshot.head.data_version.to_string(),
        plan,
        facts,
        day,
        created_at: now,
        updated_at: now,
    })
}

/// An insight that is not found any more, with the figures of now; none where it does not hold.
async fn again(view: &View<'_>, told: &Insight) -> Result<Option<Finding>, ApiError> {
    let Some(facts) = view.answer(&told.plan).await? else { return Ok(None) };
    let rule = view.rules.iter().find(|rule| Some(rule.rule_id) == told.rule_id);
    if !holds(told, &facts, rule) {
        return Ok(None);
    }
    let rule = rule.map(|rule| (rule.rule_id, rule.rule.name.clone()));
    let Insight { kind, severity, score, .. } = *told;
    Ok(Some(Finding { kind, severity, score, about: told.period.clone(), plan: told.plan.clone(), facts, rule }))
}

/// The insight of `head`; one that is gone was withdrawn by somebody who was quicker.
async fn stored(store: &Store<'_>, head: &Head) -> Result<Insight, ApiError> {
    store.get(&head.id).await.map_err(|error| match error.code {
        ErrorCode::NotFound => ApiError::new(ErrorCode::Conflict, error.detail),
        _ => error,
    })
}

/// Whether an insight is still one with the `facts` of now.
fn holds(insight: &Insight, facts: &[Fact], rule: Option<&Rule>) -> bool {
    let of = |role| of_role(facts, role);
    match insight.kind {
        InsightKind::Anomaly => {
            let range = of(FactRole::Low).zip(of(FactRole::High));
            let value = of(FactRole::Value).unwrap_or_default();
            range.is_some_and(|(low, high)| value < low || value > high)
        }
        InsightKind::Gap => of(FactRole::Value).is_none(),
        InsightKind::Record => facts.first().and_then(period_of).is_some_and(|best| best == insight.period),
        InsightKind::Alert => rule.is_some_and(|rule| rule.rule.still_tells(facts)),
        InsightKind::Returns => of(FactRole::Change).is_some_and(|change| change.is_sign_positive()),
        InsightKind::LevelShift => {
            let sign = |change: Option<Decimal>| change.map(|change| change.is_sign_positive());
            sign(of(FactRole::Change)) == sign(of_role(&insight.facts, FactRole::Change))
        }
        _ => true,
    }
}

/// Whether anything has been written to the units of time `reads` since `version`.
pub(crate) fn is_touched(reads: &[String], version: u64, data: &Dataset) -> bool {
    reads.iter().any(|bucket| {
        let within = |month: &&String| month.starts_with(bucket.as_str()) || bucket.starts_with(month.as_str());
        let mut months = data.partitions.iter().filter(|(month, _)| within(month)).peekable();
        // What was there and is not any more has no partition.
        months.peek().is_none() || months.any(|(_, partition)| partition.version > version)
    })
}
