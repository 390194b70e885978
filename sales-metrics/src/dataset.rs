//! The head of a tenant's data: which version readers see, and which import is at work.
//!
//! Items carry the version that wrote them; readers pass over versions that were not committed. So an import becomes
//! visible in one write, or not at all.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use tenancy::{ApiError, ErrorCode, TenantSession, ids::ImportId};
use uuid::Uuid;

use crate::rollup::Bucket;

const PARTITION: &str = "DATASET";
const HEAD: &str = "HEAD";
/// An import that has not been heard of for this long is dead.
const LEASE_SECONDS: i64 = 60;

/// The head of a tenant's data.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Dataset {
    /// The newest version that readers see; 0 before the first import.
    pub data_version: u64,
    /// Versions of dead imports, whose items are never read.
    pub aborted: Vec<u64>,
    /// Items of versions before this are never read: everything was written anew.
    pub floor: u64,
    /// The catalogue that the data was rolled up by.
    pub catalogue_version: u64,
    /// The oldest day in the data.
    pub first_day: Option<Date>,
    /// The newest day in the data.
    pub last_day: Option<Date>,
    /// Rows in the data.
    pub rows: u64,
    /// How each dimension's slices are cut; one with too many members has none.
    pub buckets: BTreeMap<String, Option<Bucket>>,
    /// The rows of each month, by its name: `2011-03`. Stored as one text: each request reads the head, and ten years of months
    /// would be most of what it reads.
    #[serde(with = "lines")]
    pub partitions: BTreeMap<String, Partition>,
    /// The import at work.
    pub importing: Option<Lease>,
    /// When the newest version was committed, seconds since 1970.
    pub committed_at: Option<i64>,
    /// Advances with each write of the head.
    pub revision: u64,
}

/// The rows of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partition {
    /// The version that wrote them.
    pub version: u64,
    /// How many there are.
    pub rows: u64,
    /// The day of the first.
    pub first: Date,
    /// The day of the last.
    pub last: Date,
}

/// What changes the data.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Task {
    /// An import adds its rows.
    #[default]
    Import,
    /// An import's rows are taken away again.
    Undo,
    /// Everything is added up anew, by another catalogue.
    Rebuild,
}

/// An import's claim to be the only one at work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Lease {
    /// The import, or the rebuild.
    pub import_id: ImportId,
    /// What is done.
    #[serde(default)]
    pub task: Task,
    /// The version it writes.
    pub version: u64,
    /// The catalogue that it adds the file up by.
    #[serde(default)]
    pub catalogue_version: u64,
    /// The executor that holds it.
    pub owner: Uuid,
    /// Seconds since 1970 after which it is dead.
    pub until: i64,
}

impl Lease {
    fn does(&self, import_id: ImportId, task: Task) -> bool {
        self.import_id == import_id && self.task == task
    }

    /// Why another change cannot begin.
    pub(crate) fn busy(&self) -> ApiError {
        let what = match self.task {
            Task::Import => format!("the import {} is at work", self.import_id),
            Task::Undo => format!("the import {} is being undone", self.import_id),
            Task::Rebuild => "the data is being added up by a new catalogue".to_owned(),
        };
        ApiError::new(ErrorCode::Conflict, what)
            .remedy("wait until it is done (GET /imports/{id}, GET /catalogue), then send this one again")
    }
}

impl Dataset {
    /// Whether an import is at work now.
    #[must_use]
    pub fn is_importing(&self) -> bool {
        self.importing.as_ref().is_some_and(|lease| lease.until > Timestamp::now().as_second())
    }

    /// Whether items of `version` are to be read.
    #[must_use]
    pub fn is_committed(&self, version: u64) -> bool {
        (self.floor..=self.data_version).contains(&version) && !self.aborted.contains(&version)
    }

    /// Notes what the rows of `month` are now; `None` when there are none any more.
    pub fn set_partition(&mut self, month: &str, partition: Option<Partition>) {
        match partition {
            Some(partition) => self.partitions.insert(month.to_owned(), partition),
            None => self.partitions.remove(month),
        };
        self.rows = self.partitions.values().map(|partition| partition.rows).sum();
        self.first_day = self.partitions.values().map(|partition| partition.first).min();
        self.last_day = self.partitions.values().map(|partition| partition.last).max();
    }
}

/// Reads and writes the head.
#[derive(Debug)]
pub struct DatasetStore<'a>(pub &'a TenantSession);

impl DatasetStore<'_> {
    /// The head; an empty one before the first import.
    ///
    /// # Errors
    /// DynamoDB failed, or what is stored cannot be read.
    pub async fn load(&self) -> Result<Dataset, ApiError> {
        let reply = self
            .0
            .dynamodb
            .get_item()
            .table_name(&self.0.metrics_table)
            .key("pk", AttributeValue::S(PARTITION.to_owned()))
            .key("sk", AttributeValue::S(HEAD.to_owned()))
            .consistent_read(true)
            .send()
            .await
            .map_err(|e| ApiError::aws("reading the state of the data", e))?;
        let Some(item) = reply.item else { return Ok(Dataset::default()) };
        serde_dynamo::from_item(item).map_err(|e| ApiError::internal("reading the state of the data", e))
    }

    /// Claims the data for a change, and says which version it is to write.
    ///
    /// An import that comes back after a crash takes up its own version again: by the same catalogue, what it writes is the
    /// same, to the byte. A dead import of another file, or by another catalogue, is aborted.
    ///
    /// # Errors
    /// [`ErrorCode::Conflict`] while another import is at work.
    pub async fn claim(
        &self,
        import_id: ImportId,
        task: Task,
        catalogue_version: u64,
    ) -> Result<(Dataset, u64), ApiError> {
        let mut head = self.load().await?;
        let now = Timestamp::now().as_second();
        let version = match head.importing.take() {
            Some(lease) if lease.does(import_id, task) && lease.catalogue_version == catalogue_version => lease.version,
            Some(lease) if !lease.does(import_id, task) && lease.until > now => return Err(lease.busy()),
            Some(dead) => {
                head.aborted.push(dead.version);
                dead.version + 1
            }
            None => head.data_version.max(head.aborted.iter().copied().max().unwrap_or(0)) + 1,
        };
        let owner = Uuid::new_v4();
        head.importing = Some(Lease { import_id, task, version, catalogue_version, owner, until: now + LEASE_SECONDS });
        let put = self.replacing(&mut head)?;
        self.write(vec![put]).await?;
        Ok((head, version))
    }

    /// Keeps the claim of `owner` alive.
    ///
    /// # Errors
    /// [`ErrorCode::Conflict`] when another executor has taken over.
    pub async fn renew(&self, head: &mut Dataset) -> Result<(), ApiError> {
        if let Some(lease) = &mut head.importing {
            lease.until = Timestamp::now().as_second() + LEASE_SECONDS;
        }
        let put = self.replacing(head)?;
        self.write(vec![put]).await
    }

    /// Gives a claim up without a word in the import's record; the version is not used again.
    ///
    /// # Errors
    /// [`ErrorCode::Conflict`] when another executor has taken over.
    pub async fn release(&self, head: &mut Dataset) -> Result<(), ApiError> {
        self.abort(head);
        let put = self.replacing(head)?;
        self.write(vec![put]).await
    }

    /// Ends the import: `head` becomes what readers see, and `also` is written in the same transaction.
    ///
    /// # Errors
    /// [`ErrorCode::Conflict`] when another executor has taken over.
    pub async fn commit(&self, head: &mut Dataset, mut also: Vec<Put>) -> Result<(), ApiError> {
        head.importing = None;
        also.push(self.replacing(head)?);
        self.write(also).await
    }

    /// Stores a catalogue by which the data need not be added up anew: `puts` are its writes.
    ///
    /// # Errors
    /// [`ErrorCode::Conflict`] when the data or the catalogue were changed meanwhile.
    pub async fn relabel(&self, head: &mut Dataset, version: u64, puts: Vec<Put>) -> Result<(), ApiError> {
        head.catalogue_version = version;
        self.commit(head, puts).await
    }

    /// Gives the claim up, with nothing changed for readers; the version is not used again.
    ///
    /// # Errors
    /// [`ErrorCode::Conflict`] when another executor has taken over.
    pub async fn abandon(&self, head: &mut Dataset, also: Put) -> Result<(), ApiError> {
        self.abort(head);
        let put = self.replacing(head)?;
        self.write(vec![put, also]).await
    }

    fn abort(&self, head: &mut Dataset) {
        if let Some(lease) = head.importing.take() {
            head.aborted.push(lease.version);
        }
    }

    /// A write of the head that fails if it is not the one that was read.
    fn replacing(&self, head: &mut Dataset) -> Result<Put, ApiError> {
        let read = head.revision;
        head.revision += 1;
        let item: std::collections::HashMap<String, AttributeValue> =
            serde_dynamo::to_item(&*head).map_err(|e| ApiError::internal("recording the state of the data", e))?;
        Put::builder()
            .table_name(&self.0.metrics_table)
            .set_item(Some(item))
            .item("pk", AttributeValue::S(PARTITION.to_owned()))
            .item("sk", AttributeValue::S(HEAD.to_owned()))
            .condition_expression(if read == 0 { "attribute_not_exists(pk)" } else { "revision = :read" })
            .set_expression_attribute_values(
                (read > 0).then(|| {
                    std::collections::HashMap::from([(":read".to_owned(), AttributeValue::N(read.to_string()))])
                }),
            )
            .build()
            .map_err(|e| ApiError::internal("recording the state of the data", e))
    }

    async fn write(&self, puts: Vec<Put>) -> Result<(), ApiError> {
        let items = puts.into_iter().map(|put| TransactWriteItem::builder().put(put).build()).collect();
        self.0.dynamodb.transact_write_items().set_transact_items(Some(items)).send().await.map(|_| ()).map_err(|e| {
            if e.as_service_error().is_some_and(|e| e.is_transaction_canceled_exception()) {
                return ApiError::new(ErrorCode::Conflict, "the data was changed by somebody else meanwhile")
                    .remedy("send this one again");
            }
            ApiError::aws("recording the state of the data", e)
        })
    }
}

/// The rows of each month as lines of text: `2011-03 7 36748 2011-03-01 2011-03-31`.
mod lines {
    use std::{collections::BTreeMap, fmt::Write};

    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::Partition;

    pub(super) fn serialize<S: Serializer>(months: &BTreeMap<String, Partition>, to: S) -> Result<S::Ok, S::Error> {
        let mut text = String::new();
        for (month, Partition { version, rows, first, last }) in months {
            let _ = writeln!(text, "{month} {version} {rows} {first} {last}");
        }
        to.serialize_str(&text)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, Partition>, D::Error> {
        let text = String::deserialize(from)?;
        let parsed = text.lines().map(|line| parse(line).ok_or_else(|| D::Error::custom(format!("no month: {line}"))));
        parsed.collect()
    }

    fn parse(line: &str) -> Option<(String, Partition)> {
        let [month, version, rows, first, last] = line.split(' ').collect::<Vec<_>>().try_into().ok()?;
        let partition = Partition {
            version: version.parse().ok()?,
            rows: rows.parse().ok()?,
            first: first.parse().ok()?,
            last: last.parse().ok()?,
        };
        Some((month.to_owned(), partition))
    }
}
