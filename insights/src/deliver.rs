//! What is told by a tenant's channels: noted in the transaction that tells it in the app, sent afterwards, and tried again
//! until the other side has it.

use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use futures::{StreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tenancy::{ApiError, TenantSession, item::n, queue::LONGEST_DELAY, registry::TenantRecord};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    channel::{Channel, KeptChannel, Tells},
    insight::Insight,
    outlets::Message,
    report::{self, KeptReport, Report},
    run::Engine,
    store::{Kept, Store},
};

/// How long after each attempt the next one is made, in minutes; after the last nobody tries again unless told to.
const PAUSES: [i64; 7] = [1, 5, 30, 120, 300, 600, 600];
/// Messages sent at once.
const AT_ONCE: usize = 8;
/// What nobody could deliver is kept so long.
const KEPT: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Something that a channel is to tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Delivery {
    pub(crate) delivery_id: Uuid,
    pub(crate) channel_id: Uuid,
    pub(crate) tells: Tells,
    /// The insights that are told.
    #[serde(default)]
    pub(crate) insights: Vec<String>,
    /// The report that is.
    pub(crate) report: Option<String>,
    pub(crate) attempts: u32,
    /// When to try next; nobody tries what has none.
    pub(crate) next_at: Option<Timestamp>,
    /// Why the other side does not have it.
    pub(crate) error: Option<String>,
    pub(crate) created_at: Timestamp,
}

impl Kept for Delivery {
    const PK: &'static str = "DELIVERY";
    const NAME: &'static str = "delivery";

    fn sk(&self) -> String {
        self.delivery_id.to_string()
    }

    fn attributes(&self) -> Vec<(&'static str, AttributeValue)> {
        vec![("attempts", n(self.attempts))]
    }
}

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DeliveryState {
    /// It is tried again.
    Waiting,
    /// It was tried often enough.
    Dead,
}

/// What is not delivered, as the tenant sees it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeliveryView {
    #[schema(value_type = String, format = Uuid)]
    delivery_id: Uuid,
    #[schema(value_type = String, format = Uuid)]
    channel_id: Uuid,
    /// The channel's address.
    to: String,
    /// What it tells.
    tells: Tells,
    state: DeliveryState,
    /// How often it was tried.
    attempts: u32,
    /// Why the other side does not have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    /// When it is tried again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    next_at: Option<Timestamp>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// Whether the other side has it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Sent {
    delivered: bool,
    /// Why it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl Sent {
    pub(crate) fn of(error: Option<String>) -> Self {
        Self { delivered: error.is_none(), error }
    }
}

impl Delivery {
    fn new(channel: &Channel, tells: Tells, now: Timestamp) -> Self {
        Self {
            delivery_id: Uuid::now_v7(),
            channel_id: channel.channel_id,
            tells,
            insights: Vec::new(),
            report: None,
            attempts: 0,
            next_at: Some(now),
            error: None,
            created_at: now,
        }
    }

    /// What `channels` are to tell of insights that are told now.
    pub(crate) fn of_insights(channels: &[KeptChannel], told: &[Insight], now: Timestamp) -> Vec<Self> {
        let of_one = |channel: &Channel, tells: Tells| {
            let told = told.iter().filter(|insight| insight.tells() == tells);
            let insights: Vec<String> = told.map(|insight| insight.insight_id.clone()).collect();
            let wanted = channel.tells.contains(&tells) && !insights.is_empty();
            wanted.then(|| Self { insights, ..Self::new(channel, tells, now) })
        };
        let each = channels.iter().map(|kept| &kept.channel);
        each.flat_map(|channel| {
            [Tells::Alerts, Tells::Insights].into_iter().filter_map(move |tells| of_one(channel, tells))
        })
        .collect()
    }

    /// What `channels` are to tell of a report that is made for the first time.
    pub(crate) fn of_report(channels: &[KeptChannel], report: &Report, now: Timestamp) -> Vec<Self> {
        let wanted =
            channels.iter().map(|kept| &kept.channel).filter(|channel| channel.tells.contains(&Tells::Reports));
        wanted
            .map(|channel| Self { report: Some(report.report_id.clone()), ..Self::new(channel, Tells::Reports, now) })
            .collect()
    }

    /// After one more attempt, which begins `now`.
    fn tried(&self, now: Timestamp) -> Self {
        let pause = usize::try_from(self.attempts).ok().and_then(|tried| PAUSES.get(tried));
        let next_at = pause.and_then(|minutes| now.checked_add(SignedDuration::from_mins(*minutes)).ok());
        Self { attempts: self.attempts + 1, next_at, ..self.clone() }
    }

    fn is_old(&self, now: Timestamp) -> bool {
        self.next_at.is_none() && now.duration_since(self.created_at) > KEPT
    }
}

impl Engine {
    /// Sends what is to be delivered to a tenant's channels by now.
    ///
    /// # Errors
    /// AWS failed. That a channel does not answer is none.
    #[tracing::instrument(level = "debug", skip_all)]
    pub(crate) async fn deliver(&self, record: &TenantRecord, session: &TenantSession) -> Result<(), ApiError> {
        let store = Store(session);
        let now = Timestamp::now();
        let deliveries: Vec<Delivery> = store.all().await?;
        if deliveries.is_empty() {
            return Ok(());
        }
        // One that fails keeps no other from being sent.
        let sends = deliveries.into_iter().map(|delivery| self.send_due(record, session, delivery, now));
        let done: Vec<Result<(), ApiError>> = stream::iter(sends).buffer_unordered(AT_ONCE).collect().await;
        // The schedule comes too late for a first try again.
        let waiting = store.all::<Delivery>().await?.into_iter().filter_map(|delivery| delivery.next_at).min();
        if let Some(wait) = waiting.and_then(|at| Duration::try_from(at.duration_since(now)).ok())
            && wait <= LONGEST_DELAY
        {
            self.services.remind_after(&record.tenant_id, wait + Duration::from_secs(1)).await;
        }
        done.into_iter().collect()
    }

    async fn send_due(
        &self,
        record: &TenantRecord,
        session: &TenantSession,
        delivery: Delivery,
        now: Timestamp,
    ) -> Result<(), ApiError> {
        if delivery.is_old(now) {
            return Store(session).forget::<Delivery>(&delivery.sk()).await;
        }
        if delivery.next_at.is_some_and(|at| at <= now) {
            self.attempt(record, session, &delivery).await?;
        }
        Ok(())
    }

    /// Tries to deliver once, unless somebody else does; why the other side does not have it.
    ///
    /// # Errors
    /// AWS failed.
    pub(crate) async fn attempt(
        &self,
        record: &TenantRecord,
        session: &TenantSession,
        delivery: &Delivery,
    ) -> Result<Option<String>, ApiError> {
        let store = Store(session);
        let tried = delivery.tried(Timestamp::now());
        if !store.replace_delivery(&tried, delivery.attempts).await? {
            return Ok(Some("somebody else is delivering it".to_owned()));
        }
        let channel: Option<KeptChannel> = store.kept(&delivery.channel_id.to_string()).await?;
        let message = message(record, session, delivery).await?;
        // The channel is deleted, or there is nothing left to tell.
        let Some((channel, message)) = channel.zip(message) else {
            store.forget::<Delivery>(&delivery.sk()).await?;
            return Ok(None);
        };
        match self.outlets.send(&channel, &message).await {
            Ok(()) => {
                store.forget::<Delivery>(&delivery.sk()).await?;
                Ok(None)
            }
            Err(error) => {
                tracing::warn!(tenant.id = %record.tenant_id, attempts = tried.attempts, error, "not delivered");
                let failed = Delivery { error: Some(error.clone()), ..tried.clone() };
                store.replace_delivery(&failed, tried.attempts).await?;
                Ok(Some(error))
            }
        }
    }

    /// Tells a channel that it works.
    pub(crate) async fn test(&self, record: &TenantRecord, channel: &KeptChannel) -> Option<String> {
        let message = Message {
            id: Uuid::now_v7().to_string(),
            kind: "channel.tested",
            data: json!({"tenantId": record.tenant_id, "channelId": channel.channel.channel_id}),
            subject: format!("{}: a test", record.name),
            text: "This channel works.".to_owned(),
            page: None,
        };
        self.outlets.send(channel, &message).await.err()
    }
}

/// What a delivery says; nothing where what it was about has been withdrawn.
async fn message(
    record: &TenantRecord,
    session: &TenantSession,
    delivery: &Delivery,
) -> Result<Option<Message>, ApiError> {
    let store = Store(session);
    let (tenant, id) = (&record.tenant_id, delivery.delivery_id.to_string());
    if let Some(report_id) = &delivery.report {
        let Some(kept) = store.kept::<KeptReport>(report_id).await? else { return Ok(None) };
        let (text, page) = futures::try_join!(report::text(session, &kept), report::page(session, &kept))?;
        let report = kept.report;
        return Ok(Some(Message {
            id,
            kind: "report.made",
            data: json!({"tenantId": tenant, "report": report, "markdown": text}),
            subject: format!("{}: {}", record.name, report.title),
            page: Some((format!("{}.html", report.report_id), page)),
            text,
        }));
    }
    let insights = store.read(&delivery.insights).await?;
    let Some(first) = insights.first() else { return Ok(None) };
    let more = if insights.len() > 1 { format!(" (+{})", insights.len() - 1) } else { String::new() };
    let kind = if delivery.tells == Tells::Alerts { "alerts.told" } else { "insights.told" };
    let told = insights.iter().map(|insight| {
        json!({"insightId": insight.insight_id, "kind": insight.kind, "severity": insight.severity, "title": insight.title,
            "text": insight.text, "question": insight.question, "measure": insight.measure, "filters": insight.filters,
            "period": insight.period, "ruleId": insight.rule_id, "dataVersion": insight.data_version})
    });
    let text: Vec<String> = insights.iter().map(|insight| format!("{}\n{}\n", insight.title, insight.text)).collect();
    Ok(Some(Message {
        id,
        kind,
        data: json!({"tenantId": tenant, "insights": told.collect::<Vec<_>>()}),
        subject: format!("{}: {}{more}", record.name, first.title),
        text: text.join("\n"),
        page: None,
    }))
}

/// What is not delivered, the newest first.
pub(crate) async fn list(session: &TenantSession) -> Result<Vec<DeliveryView>, ApiError> {
    let store = Store(session);
    let (deliveries, channels) = futures::try_join!(store.all::<Delivery>(), store.all::<KeptChannel>())?;
    let to = |id: Uuid| channels.iter().map(|kept| &kept.channel).find(|channel| channel.channel_id == id);
    let view = |one: Delivery| DeliveryView {
        delivery_id: one.delivery_id,
        channel_id: one.channel_id,
        to: to(one.channel_id).map(|channel| channel.to.clone()).unwrap_or_default(),
        tells: one.tells,
        state: if one.next_at.is_some() { DeliveryState::Waiting } else { DeliveryState::Dead },
        attempts: one.attempts,
        error: one.error,
        next_at: one.next_at,
        created_at: one.created_at,
    };
    Ok(deliveries.into_iter().rev().map(view).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_delivered_is_tried_for_a_day_and_no_longer() {
        let channel = Channel {
            channel_id: Uuid::now_v7(),
            kind: crate::channel::ChannelKind::Webhook,
            to: "https://acme.example".to_owned(),
            tells: [Tells::Alerts].into(),
            created_at: Timestamp::UNIX_EPOCH,
        };
        let mut delivery = Delivery::new(&channel, Tells::Alerts, Timestamp::UNIX_EPOCH);
        while let Some(at) = delivery.next_at {
            delivery = delivery.tried(at);
        }
        assert_eq!(delivery.attempts as usize, PAUSES.len() + 1);
        let begun = Timestamp::UNIX_EPOCH;
        assert!(!delivery.is_old(begun + KEPT) && delivery.is_old(begun + KEPT + SignedDuration::from_secs(1)));
    }
}
