//! Old conversations, moved to S3 before DynamoDB forgets them: what expires on one day is one object of compressed lines, each
//! an item as DynamoDB's own JSON, a message or the session that it belongs to.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | up to which day of expiry everything is archived | `ARCHIVE` | `STATE` |
//! | what is archived of a day | `ARCHIVE` | `DAY#2026-11-30` |
//!
//! A message expires once, on a day that is known when it is written, and none is written that expires within the next
//! [`tenancy::plans::SHORTEST_RETENTION`] days, which is more than [`AHEAD`]. So a day that is archived gets no more messages,
//! and whoever archives it, once or twice, alone or not, archives the same.

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use std::{
    collections::{BTreeMap, HashMap, HashSet, btree_map::Entry},
    io::{BufRead, BufReader, Write},
};

use aws_sdk_dynamodb::types::AttributeValue;
use futures::{StreamExt, TryStreamExt, stream};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};
use tenancy::{ApiError, ErrorCode, TenantSession, ids::SessionId, objects::BINARY};
use utoipa::ToSchema;

use super::{
    Conversations,
    item::{self, Item, condition_failed, n, number, s, text},
};

const ARCHIVE: &str = "ARCHIVE";
const STATE: &str = "STATE";
const DAY: &str = "DAY#";
const ARCHIVING: &str = "archiving conversations";
const RESTORING: &str = "restoring conversations";
/// Up to so many days ahead everything is archived, once there are less than so many left: two whole days remain for whatever
/// fails to be mended, and one for a turn that began before midnight to be stored.
const AHEAD: i64 = 4;
const LEFT: i64 = 3;
/// What is restored stays so long.
const RESTORED_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);
const WRITES_AT_ONCE: usize = 32;
/// An item that is there again is not archived again.
const RESTORED: &str = "restoredFrom";

/// What is archived of one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ArchivedDay {
    /// The day on which it was to be forgotten.
    #[schema(value_type = String, format = Date)]
    pub(crate) day: Date,
    /// When the first of its messages was written, ISO 8601.
    #[schema(format = DateTime)]
    pub(crate) first_at: String,
    /// When the last of them was.
    #[schema(format = DateTime)]
    pub(crate) last_at: String,
    /// Conversations that they are of.
    pub(crate) conversations: usize,
    /// Messages.
    pub(crate) messages: u64,
    /// Of the compressed object.
    pub(crate) bytes: usize,
}

/// What was put back.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Restored {
    /// Conversations that are among those of their users again.
    conversations: u64,
    /// Their messages.
    messages: u64,
    /// When they are forgotten again.
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
}

/// Archives what a tenant's messages table forgets within the next days, if that is not done yet.
///
/// # Errors
/// AWS failed; what is not archived then is tried again.
pub async fn archive(session: &TenantSession, now: Timestamp) -> Result<(), ApiError> {
    let today = now.to_zoned(TimeZone::UTC).date();
    let conversations = Conversations(session);
    let through = conversations.archived_through().await?;
    if through.is_some_and(|through| through >= today.saturating_add(LEFT.days())) {
        return Ok(());
    }
    let until = today.saturating_add(AHEAD.days());
    let known: HashSet<Date> = conversations.archived(None, None).await?.into_iter().map(|day| day.day).collect();
    let mut days = conversations.expiring(through, until).await?;
    // A day that is archived is whole, and by now DynamoDB may have begun to forget it.
    days.retain(|day, _| !known.contains(day));
    conversations.add_sessions(&mut days).await?;
    for (day, lines) in days {
        let (archived, body) = lines.done(day)?;
        session.put_object(&object(day), BINARY, body.into()).await?;
        conversations.note(&archived).await?;
    }
    conversations.note_through(until).await
}

/// The object of a day.
fn object(day: Date) -> String {
    format!("conversations/{day}.ndjson.zst")
}

/// The lines of a day, compressed as they come.
struct Lines {
    zstd: zstd::stream::write::Encoder<'static, Vec<u8>>,
    sessions: HashSet<String>,
    messages: u64,
    first_at: String,
    last_at: String,
}

impl Lines {
    fn new() -> Result<Self, ApiError> {
        let zstd = zstd::stream::write::Encoder::new(Vec::new(), 0).map_err(|e| ApiError::internal(ARCHIVING, e))?;
        Ok(Self { zstd, sessions: HashSet::new(), messages: 0, first_at: String::new(), last_at: String::new() })
    }

    fn write(&mut self, item: &Item) -> Result<(), ApiError> {
        let json = tenancy::item::to_json(item).ok_or_else(|| ApiError::internal(ARCHIVING, "an unknown attribute"))?;
        writeln!(self.zstd, "{json}").map_err(|e| ApiError::internal(ARCHIVING, e))
    }

    fn message(&mut self, item: &Item) -> Result<(), ApiError> {
        let at = text(item, "sk");
        if self.messages == 0 || at < self.first_at.as_str() {
            at.clone_into(&mut self.first_at);
        }
        if at > self.last_at.as_str() {
            at.clone_into(&mut self.last_at);
        }
        self.messages += 1;
        self.sessions.insert(text(item, "sessionId").to_owned());
        self.write(item)
    }

    fn done(self, day: Date) -> Result<(ArchivedDay, Vec<u8>), ApiError> {
        let Self { zstd, sessions, messages, first_at, last_at } = self;
        let body = zstd.finish().map_err(|e| ApiError::internal(ARCHIVING, e))?;
        let conversations = sessions.len();
        Ok((ArchivedDay { day, first_at, last_at, conversations, messages, bytes: body.len() }, body))
    }
}

/// The items of a day's object.
fn items(body: &[u8]) -> Result<Vec<Item>, ApiError> {
    let failed = |e: &dyn std::fmt::Display| ApiError::internal(RESTORING, e.to_string());
    let lines = BufReader::new(zstd::stream::read::Decoder::new(body).map_err(|e| failed(&e))?).lines();
    lines
        .map(|line| {
            let json = serde_json::from_str(&line.map_err(|e| failed(&e))?).map_err(|e| failed(&e))?;
            tenancy::item::from_json(json).ok_or_else(|| failed(&"a line is no item"))
        })
        .collect()
}

fn is_message(item: &Item) -> bool {
    text(item, "pk").starts_with(item::MESSAGE)
}

/// The session that an archived item is, or is a message of.
fn session_of(item: &Item) -> &str {
    match text(item, "sk").strip_prefix(item::SESSION) {
        Some(session) => session,
        None => text(item, "sessionId"),
    }
}

impl Conversations<'_> {
    /// What was archived, the newest first: with a message from `from` to `to`, where these are given.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub(crate) async fn archived(&self, from: Option<Date>, to: Option<Date>) -> Result<Vec<ArchivedDay>, ApiError> {
        let query = self.0.dynamodb.query().table_name(&self.0.messages_table).consistent_read(true);
        let found: Vec<Item> = query
            .key_condition_expression("pk = :archive AND begins_with(sk, :day)")
            .expression_attribute_values(":archive", s(ARCHIVE))
            .expression_attribute_values(":day", s(DAY))
            .scan_index_forward(false)
            .into_paginator()
            .items()
            .send()
            .try_collect()
            .await
            .map_err(|e| ApiError::aws("listing archived conversations", e))?;
        let mut days = Vec::new();
        for item in found {
            let day: ArchivedDay = serde_dynamo::from_item(item).map_err(|e| ApiError::internal(ARCHIVING, e))?;
            let date = |at: &str| at.get(..10).and_then(|date| date.parse::<Date>().ok());
            let is_before = from.zip(date(&day.last_at)).is_some_and(|(from, last)| last < from);
            let is_after = to.zip(date(&day.first_at)).is_some_and(|(to, first)| first > to);
            if !is_before && !is_after {
                days.push(day);
            }
        }
        Ok(days)
    }

    /// Puts the conversations of a day back where they were, for another 30 days; those that are still there stay as they are.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`]: nothing is archived of the day; or AWS failed.
    pub(crate) async fn restore(&self, day: Date, now: Timestamp) -> Result<Restored, ApiError> {
        self.archived_day(day).await?;
        let body = self.0.get_object(RESTORING, &object(day)).await?;
        let until = now.saturating_add(RESTORED_FOR).unwrap_or(now);
        let items = items(&body)?;
        let messages = items.iter().filter(|item| is_message(item)).count() as u64;
        let conversations = items.len() as u64 - messages;
        let writes = items.into_iter().map(|item| self.put_back(item, day, until));
        stream::iter(writes).buffer_unordered(WRITES_AT_ONCE).try_collect::<()>().await?;
        Ok(Restored { conversations, messages, until })
    }

    /// Takes the session out of what is archived of `days`: what is deleted is deleted everywhere.
    pub(super) async fn forget_archived(&self, session: SessionId, days: HashSet<Date>) -> Result<(), ApiError> {
        let session = session.to_string();
        for day in days {
            let archived = match self.archived_day(day).await {
                Err(error) if error.code == ErrorCode::NotFound => continue,
                archived => archived?,
            };
            let body = self.0.get_object(RESTORING, &object(day)).await?;
            let mut lines = Lines::new()?;
            for item in items(&body)?.iter().filter(|item| session_of(item) != session) {
                if is_message(item) { lines.message(item)? } else { lines.write(item)? }
            }
            let (now, body) = lines.done(day)?;
            if now.messages < archived.messages {
                self.0.put_object(&object(day), BINARY, body.into()).await?;
                self.note(&now).await?;
            }
        }
        Ok(())
    }

    /// The messages that expire before `until`, and not before `since`, by the day on which they do.
    async fn expiring(&self, since: Option<Date>, until: Date) -> Result<BTreeMap<Date, Lines>, ApiError> {
        let scan = self.0.dynamodb.scan().table_name(&self.0.messages_table).consistent_read(true);
        let mut pages = scan
            .filter_expression(format!(
                "begins_with(pk, :message) AND expiresAt >= :since AND expiresAt < :until AND attribute_not_exists({RESTORED})"
            ))
            .expression_attribute_values(":message", s(item::MESSAGE))
            .expression_attribute_values(":since", n(since.map_or(0, seconds)))
            .expression_attribute_values(":until", n(seconds(until)))
            .into_paginator()
            .items()
            .send();
        let mut days = BTreeMap::new();
        while let Some(item) = pages.next().await {
            let item = item.map_err(|e| ApiError::aws(ARCHIVING, e))?;
            let Some(day) = expires_on(&item) else { continue };
            let lines = match days.entry(day) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(Lines::new()?),
            };
            lines.message(&item)?;
        }
        Ok(days)
    }

    /// Adds to each day the sessions that its messages are of: one lives at least as long as its messages.
    async fn add_sessions(&self, days: &mut BTreeMap<Date, Lines>) -> Result<(), ApiError> {
        if days.is_empty() {
            return Ok(());
        }
        let scan = self.0.dynamodb.scan().table_name(&self.0.messages_table).consistent_read(true);
        let scan = scan.filter_expression("begins_with(sk, :session)");
        let mut pages = scan.expression_attribute_values(":session", s(item::SESSION)).into_paginator().items().send();
        while let Some(session) = pages.next().await {
            let session = session.map_err(|e| ApiError::aws(ARCHIVING, e))?;
            let id = session_of(&session).to_owned();
            for lines in days.values_mut().filter(|lines| lines.sessions.contains(&id)) {
                lines.write(&session)?;
            }
        }
        Ok(())
    }

    async fn archived_through(&self) -> Result<Option<Date>, ApiError> {
        let state = self.archive_item(STATE).await?;
        Ok(state.and_then(|state| text(&state, "through").parse().ok()))
    }

    async fn archived_day(&self, day: Date) -> Result<ArchivedDay, ApiError> {
        let item = self.archive_item(&format!("{DAY}{day}")).await?;
        let item = item.ok_or_else(|| {
            ApiError::new(ErrorCode::NotFound, format!("no conversations of {day} are archived"))
                .remedy("GET /archive has the days there are")
        })?;
        serde_dynamo::from_item(item).map_err(|e| ApiError::internal(RESTORING, e))
    }

    async fn archive_item(&self, sk: &str) -> Result<Option<Item>, ApiError> {
        let get = self.0.dynamodb.get_item().table_name(&self.0.messages_table).consistent_read(true);
        let reply = get.key("pk", s(ARCHIVE)).key("sk", s(sk)).send().await;
        Ok(reply.map_err(|e| ApiError::aws(ARCHIVING, e))?.item)
    }

    async fn note(&self, day: &ArchivedDay) -> Result<(), ApiError> {
        let item: HashMap<String, AttributeValue> =
            serde_dynamo::to_item(day).map_err(|e| ApiError::internal(ARCHIVING, e))?;
        self.put_archive_item(item, format!("{DAY}{}", day.day)).await
    }

    async fn note_through(&self, until: Date) -> Result<(), ApiError> {
        self.put_archive_item([("through".to_owned(), s(until.to_string()))].into(), STATE.to_owned()).await
    }

    async fn put_archive_item(&self, item: Item, sk: String) -> Result<(), ApiError> {
        let put = self.0.dynamodb.put_item().table_name(&self.0.messages_table).set_item(Some(item));
        let put = put.item("pk", s(ARCHIVE)).item("sk", s(sk));
        put.send().await.map(|_| ()).map_err(|e| ApiError::aws(ARCHIVING, e))
    }

    /// Puts an item back, or, where it is still there, has it stay as long.
    async fn put_back(&self, mut item: Item, day: Date, until: Timestamp) -> Result<(), ApiError> {
        let key = ["pk", "sk"].map(|name| s(text(&item, name)));
        item.insert("expiresAt".to_owned(), n(until.as_second()));
        item.insert(RESTORED.to_owned(), s(day.to_string()));
        let put = self.0.dynamodb.put_item().table_name(&self.0.messages_table).set_item(Some(item));
        match put.condition_expression("attribute_not_exists(pk)").send().await {
            Ok(_) => return Ok(()),
            Err(error) if condition_failed(&error) => {}
            Err(error) => return Err(ApiError::aws(RESTORING, error)),
        }
        let [pk, sk] = key;
        let update = self.0.dynamodb.update_item().table_name(&self.0.messages_table).key("pk", pk).key("sk", sk);
        let update = update
            .update_expression(format!("SET expiresAt = :until, {RESTORED} = :day"))
            .condition_expression("expiresAt < :until")
            .expression_attribute_values(":until", n(until.as_second()))
            .expression_attribute_values(":day", s(day.to_string()));
        match update.send().await {
            Err(error) if !condition_failed(&error) => Err(ApiError::aws(RESTORING, error)),
            _ => Ok(()),
        }
    }
}

/// The day under which a message is archived, or will be.
pub(super) fn archived_on(item: &Item) -> Option<Date> {
    text(item, RESTORED).parse().ok().or_else(|| expires_on(item))
}

/// The day on which DynamoDB is to forget an item.
fn expires_on(item: &Item) -> Option<Date> {
    let at = Timestamp::from_second(number(item, "expiresAt")).ok()?;
    Some(at.to_zoned(TimeZone::UTC).date())
}

/// The first second of a day.
fn seconds(day: Date) -> i64 {
    day.to_zoned(TimeZone::UTC).map_or(0, |day| day.timestamp().as_second())
}
