//! What is kept in the tenant's metrics table: insights (`INSIGHT`, `<day>-<kind>-<hash>`), how far its data has been looked
//! through (`INSIGHTS`, `STATE`), what is to be delivered (`DELIVERY`, `<id>`), and small things that are [`Kept`] whole.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, TransactWriteItem, Update, builders::PutBuilder};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use tenancy::{
    ApiError, ErrorCode, TenantSession,
    item::{Item, condition_failed, n, s},
};

use crate::{
    deliver::Delivery,
    insight::{Insight, InsightKind, InsightState},
    report::KeptReport,
};

const INSIGHTS: &str = "INSIGHT";
/// The sort key of what there is one of.
pub(crate) const STATE: &str = "STATE";
const READING: &str = "reading insights";
const STORING: &str = "storing insights";

/// A small thing that is kept whole: as JSON, under a partition and a sort key.
pub(crate) trait Kept: Serialize + DeserializeOwned {
    /// The partition of its kind.
    const PK: &'static str;
    /// What it is called in errors.
    const NAME: &'static str;

    /// What tells it from others of its kind.
    fn sk(&self) -> String;

    /// Attributes beside its JSON, which conditions are about.
    fn attributes(&self) -> Vec<(&'static str, AttributeValue)> {
        Vec::new()
    }
}

/// How far a tenant's data has been looked through.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Progress {
    /// The version of the data that was looked through.
    pub(crate) data_version: u64,
    /// The catalogue that it was told by.
    pub(crate) catalogue_version: u64,
    /// Findings wait for another day.
    pub(crate) waiting: bool,
    /// When.
    pub(crate) checked_at: Option<Timestamp>,
    /// Advances with each write.
    pub(crate) revision: u64,
}

/// What is to know of an insight without reading all of it.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub(crate) id: String,
    pub(crate) kind: InsightKind,
    pub(crate) state: InsightState,
    pub(crate) day: Date,
    /// Its score in parts of a million: what it is listed by.
    pub(crate) rank: u32,
    pub(crate) data_version: u64,
    /// The months, or other units, that its facts were read from: `2011-03`.
    pub(crate) reads: Vec<String>,
}

/// A tenant's insights.
#[derive(Debug)]
pub(crate) struct Store<'a>(pub(crate) &'a TenantSession);

impl Store<'_> {
    /// How far the data has been looked through.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub(crate) async fn progress(&self) -> Result<Progress, ApiError> {
        let get =
            self.0.dynamodb.get_item().table_name(&self.0.metrics_table).key("pk", s("INSIGHTS")).key("sk", s(STATE));
        let reply = get.consistent_read(true).send().await.map_err(|e| ApiError::aws(READING, e))?;
        let Some(item) = reply.item else { return Ok(Progress::default()) };
        serde_dynamo::from_item(item).map_err(|e| ApiError::internal(READING, e))
    }

    /// The heads of all insights, the newest first.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub(crate) async fn heads(&self) -> Result<Vec<Head>, ApiError> {
        let mut pages = self
            .0
            .dynamodb
            .query()
            .table_name(&self.0.metrics_table)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", s(INSIGHTS))
            .projection_expression("sk, kind, #state, #day, #rank, dataVersion, readFrom")
            .expression_attribute_names("#state", "state")
            .expression_attribute_names("#day", "day")
            .expression_attribute_names("#rank", "rank")
            .scan_index_forward(false)
            .consistent_read(true)
            .into_paginator()
            .items()
            .send();
        let mut heads = Vec::new();
        while let Some(item) = pages.next().await {
            heads.push(head(&item.map_err(|e| ApiError::aws(READING, e))?)?);
        }
        Ok(heads)
    }

    /// The insights called `ids`, in their order; those that are gone are left out.
    ///
    /// # Errors
    /// DynamoDB failed, or an item is not ours.
    pub(crate) async fn read(&self, ids: &[String]) -> Result<Vec<Insight>, ApiError> {
        let reads = ids.iter().map(|id| self.find(id));
        Ok(futures::future::try_join_all(reads).await?.into_iter().flatten().collect())
    }

    /// The insight called `id`.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`], or DynamoDB failed.
    pub(crate) async fn get(&self, id: &str) -> Result<Insight, ApiError> {
        self.find(id).await?.ok_or_else(|| there_is_no("insight"))
    }

    async fn find(&self, id: &str) -> Result<Option<Insight>, ApiError> {
        let get = self.0.dynamodb.get_item().table_name(&self.0.metrics_table).key("pk", s(INSIGHTS)).key("sk", s(id));
        let reply = get.consistent_read(true).send().await.map_err(|e| ApiError::aws(READING, e))?;
        reply.item.map(|item| insight(&item)).transpose()
    }

    /// Sets what became of an insight.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`], or DynamoDB failed.
    pub(crate) async fn set_state(&self, id: &str, state: InsightState) -> Result<Insight, ApiError> {
        let update = self
            .0
            .dynamodb
            .update_item()
            .table_name(&self.0.metrics_table)
            .key("pk", s(INSIGHTS))
            .key("sk", s(id))
            .update_expression("SET #state = :state")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":state", named(&state)?)
            .send()
            .await;
        match update {
            Ok(_) => self.get(id).await,
            Err(error) if condition_failed(&error) => Err(there_is_no("insight")),
            Err(error) => Err(ApiError::aws(STORING, error)),
        }
    }

    /// All that is kept of a kind, by sort key.
    ///
    /// # Errors
    /// DynamoDB failed, or an item is not ours.
    pub(crate) async fn all<K: Kept>(&self) -> Result<Vec<K>, ApiError> {
        let query = self.0.dynamodb.query().table_name(&self.0.metrics_table).key_condition_expression("pk = :pk");
        let query = query.expression_attribute_values(":pk", s(K::PK)).consistent_read(true);
        let mut pages = query.into_paginator().items().send();
        let mut all = Vec::new();
        while let Some(item) = pages.next().await {
            all.push(body(&item.map_err(|e| ApiError::aws(READING, e))?)?);
        }
        Ok(all)
    }

    /// What is kept under `sk`.
    ///
    /// # Errors
    /// DynamoDB failed, or the item is not ours.
    pub(crate) async fn kept<K: Kept>(&self, sk: &str) -> Result<Option<K>, ApiError> {
        let get = self.0.dynamodb.get_item().table_name(&self.0.metrics_table).key("pk", s(K::PK)).key("sk", s(sk));
        let reply = get.consistent_read(true).send().await.map_err(|e| ApiError::aws(READING, e))?;
        reply.item.map(|item| body(&item)).transpose()
    }

    /// The one that there is of a kind whose sort key is [`STATE`].
    ///
    /// # Errors
    /// DynamoDB failed, or the item is not ours.
    pub(crate) async fn state<K: Kept + Default>(&self) -> Result<K, ApiError> {
        Ok(self.kept(STATE).await?.unwrap_or_default())
    }

    /// Keeps `one`, in place of what was kept under its sort key.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub(crate) async fn keep<K: Kept>(&self, one: &K) -> Result<(), ApiError> {
        let put = self.0.dynamodb.put_item().table_name(&self.0.metrics_table).set_item(Some(item_of(one)?));
        put.send().await.map(|_| ()).map_err(|e| ApiError::aws(STORING, e))
    }

    /// Forgets what is kept under `sk`.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`], or DynamoDB failed.
    pub(crate) async fn forget<K: Kept>(&self, sk: &str) -> Result<(), ApiError> {
        let delete =
            self.0.dynamodb.delete_item().table_name(&self.0.metrics_table).key("pk", s(K::PK)).key("sk", s(sk));
        match delete.condition_expression("attribute_exists(pk)").send().await {
            Ok(_) => Ok(()),
            Err(error) if condition_failed(&error) => Err(there_is_no(K::NAME)),
            Err(error) => Err(ApiError::aws(STORING, error)),
        }
    }

    /// Keeps `one` in place of what was kept with the number `seen` of attempts; whether it was that.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub(crate) async fn replace_delivery(&self, one: &Delivery, seen: u32) -> Result<bool, ApiError> {
        let put = self.0.dynamodb.put_item().table_name(&self.0.metrics_table).set_item(Some(item_of(one)?));
        let put = put.condition_expression("attempts = :seen").expression_attribute_values(":seen", n(seen));
        match put.send().await {
            Ok(_) => Ok(true),
            Err(error) if condition_failed(&error) => Ok(false),
            Err(error) => Err(ApiError::aws(STORING, error)),
        }
    }

    /// Keeps a report with what is to be delivered of it, unless there is one of the same or newer data; whether it was kept.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub(crate) async fn keep_unless_newer(&self, one: &KeptReport, deliveries: &[Delivery]) -> Result<bool, ApiError> {
        let mut put = self.put(item_of(one)?).condition_expression(
            "attribute_not_exists(pk) OR dataVersion < :dataVersion OR (dataVersion = :dataVersion \
             AND catalogueVersion < :catalogueVersion)",
        );
        for (name, value) in one.attributes() {
            put = put.expression_attribute_values(format!(":{name}"), value);
        }
        let put = put.build().map_err(|e| ApiError::internal(STORING, e))?;
        let mut items = vec![TransactWriteItem::builder().put(put).build()];
        items.extend(self.puts(deliveries)?);
        match self.write(items).await {
            Ok(()) => Ok(true),
            Err(error) if error.code == ErrorCode::Conflict => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Stores `told` and what is to be delivered of it, removes `withdrawn`, and notes how far the data was looked through: all
    /// of it or nothing, and nothing where somebody else was quicker.
    ///
    /// # Errors
    /// [`ErrorCode::Conflict`] for that, or DynamoDB failed.
    pub(crate) async fn commit(
        &self,
        read: &Progress,
        now: &Progress,
        told: &[Insight],
        withdrawn: &[String],
        deliveries: &[Delivery],
    ) -> Result<(), ApiError> {
        let failed = |e| ApiError::internal(STORING, e);
        let item: Item = serde_dynamo::to_item(now).map_err(|e| ApiError::internal(STORING, e))?;
        let state = self
            .put(item)
            .item("pk", s("INSIGHTS"))
            .item("sk", s(STATE))
            .item("revision", n(read.revision + 1))
            .condition_expression(if read.revision == 0 { "attribute_not_exists(pk)" } else { "revision = :read" })
            .set_expression_attribute_values(
                (read.revision > 0).then(|| HashMap::from([(":read".to_owned(), n(read.revision))])),
            );
        let mut items = vec![TransactWriteItem::builder().put(state.build().map_err(failed)?).build()];
        for insight in told {
            // What somebody thinks of it may be noted at the same time: that is left as it is.
            let update = Update::builder()
                .table_name(&self.0.metrics_table)
                .key("pk", s(INSIGHTS))
                .key("sk", s(&insight.insight_id))
                .update_expression(
                    "SET #state = if_not_exists(#state, :state), kind = :kind, #day = :day, #rank = :rank, \
                     dataVersion = :version, readFrom = :reads, body = :body",
                )
                .expression_attribute_names("#state", "state")
                .expression_attribute_names("#day", "day")
                .expression_attribute_names("#rank", "rank")
                .expression_attribute_values(":state", named(&insight.state)?)
                .expression_attribute_values(":kind", named(&insight.kind)?)
                .expression_attribute_values(":day", s(insight.day.to_string()))
                .expression_attribute_values(":rank", n(rank(insight.score)))
                .expression_attribute_values(":version", n(&insight.data_version))
                .expression_attribute_values(":reads", AttributeValue::Ss(reads(insight)))
                .expression_attribute_values(":body", json(insight)?)
                .build();
            items.push(TransactWriteItem::builder().update(update.map_err(failed)?).build());
        }
        for id in withdrawn {
            let delete =
                Delete::builder().table_name(&self.0.metrics_table).key("pk", s(INSIGHTS)).key("sk", s(id)).build();
            items.push(TransactWriteItem::builder().delete(delete.map_err(failed)?).build());
        }
        items.extend(self.puts(deliveries)?);
        self.write(items).await
    }

    fn put(&self, item: Item) -> PutBuilder {
        Put::builder().table_name(&self.0.metrics_table).set_item(Some(item))
    }

    fn puts(&self, deliveries: &[Delivery]) -> Result<Vec<TransactWriteItem>, ApiError> {
        let put = |one: &Delivery| {
            let put = self.put(item_of(one)?).build().map_err(|e| ApiError::internal(STORING, e))?;
            Ok(TransactWriteItem::builder().put(put).build())
        };
        deliveries.iter().map(put).collect()
    }

    /// Writes all of `items` or none.
    ///
    /// # Errors
    /// [`ErrorCode::Conflict`] where a condition does not hold, or DynamoDB failed.
    async fn write(&self, items: Vec<TransactWriteItem>) -> Result<(), ApiError> {
        self.0.dynamodb.transact_write_items().set_transact_items(Some(items)).send().await.map(|_| ()).map_err(|e| {
            if e.as_service_error().is_some_and(|e| e.is_transaction_canceled_exception()) {
                return ApiError::new(ErrorCode::Conflict, "the data is being looked through by somebody else");
            }
            ApiError::aws(STORING, e)
        })
    }
}

/// The units of time that an insight's facts were read from.
fn reads(insight: &Insight) -> Vec<String> {
    let units = insight.units();
    // A set of DynamoDB's is never empty: what was read from nothing is touched by anything.
    if units.is_empty() { vec!["-".to_owned()] } else { units.into_iter().map(str::to_owned).collect() }
}

/// A score in parts of a million.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn rank(score: f64) -> u32 {
    (score.clamp(0.0, 1.0) * 1e6) as u32
}

fn head(item: &Item) -> Result<Head, ApiError> {
    let text = |name: &str| item.get(name).and_then(|value| value.as_s().ok());
    let unknown = || ApiError::internal(READING, "an item is not of the known form");
    Ok(Head {
        id: text("sk").ok_or_else(unknown)?.clone(),
        kind: of_name(text("kind").ok_or_else(unknown)?)?,
        state: of_name(text("state").ok_or_else(unknown)?)?,
        day: text("day").and_then(|day| day.parse().ok()).ok_or_else(unknown)?,
        rank: tenancy::item::number(item, "rank"),
        data_version: tenancy::item::number(item, "dataVersion"),
        reads: item.get("readFrom").and_then(|reads| reads.as_ss().ok()).cloned().unwrap_or_default(),
    })
}

/// The insight in `item`; its state stands beside its body, where it is changed.
fn insight(item: &Item) -> Result<Insight, ApiError> {
    Ok(Insight { state: head(item)?.state, ..body(item)? })
}

fn item_of<K: Kept>(one: &K) -> Result<Item, ApiError> {
    let own = one.attributes().into_iter().map(|(name, value)| (name.to_owned(), value));
    let all = [("pk", s(K::PK)), ("sk", s(one.sk())), ("body", json(one)?)];
    Ok(all.map(|(name, value)| (name.to_owned(), value)).into_iter().chain(own).collect())
}

pub(crate) fn there_is_no(name: &str) -> ApiError {
    ApiError::new(ErrorCode::NotFound, format!("there is no such {name}"))
}

/// What the JSON in an item's body says.
fn body<T: DeserializeOwned>(item: &Item) -> Result<T, ApiError> {
    let body = item.get("body").and_then(|body| body.as_s().ok()).map_or("", String::as_str);
    serde_json::from_str(body).map_err(|e| ApiError::internal(READING, e))
}

fn json(value: &impl Serialize) -> Result<AttributeValue, ApiError> {
    serde_json::to_string(value).map(AttributeValue::S).map_err(|e| ApiError::internal(STORING, e))
}

/// How the API writes a kind or a state.
fn named(value: &impl Serialize) -> Result<AttributeValue, ApiError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => Ok(s(name)),
        _ => Err(ApiError::internal(STORING, "a name is no text")),
    }
}

fn of_name<T: DeserializeOwned>(name: &str) -> Result<T, ApiError> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).map_err(|e| ApiError::internal(READING, e))
}
