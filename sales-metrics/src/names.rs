//! The values of a column, each with a number: members of dimensions, and ids that are counted.
//!
//! A list only grows: version `n` stores the names that import `n` brought, so numbers never change.

use std::collections::HashMap;

use tenancy::{ApiError, TenantSession};

use crate::{
    dataset::Dataset,
    table::{Stored, VersionedTable},
};

const PARTITION: &str = "NAMES#";
const ZSTD_LEVEL: i32 = 3;

/// Names in the order of their numbers.
#[derive(Debug, Clone, Default)]
pub struct NameList {
    names: Vec<String>,
    places: HashMap<String, u32>,
    /// How many are stored already.
    stored: usize,
}

impl NameList {
    /// The number of `name`, given to it now if it had none.
    pub fn place(&mut self, name: &str) -> u32 {
        if let Some(place) = self.places.get(name) {
            return *place;
        }
        let place = u32::try_from(self.names.len()).unwrap_or(crate::rollup::NONE);
        self.names.push(name.to_owned());
        self.places.insert(name.to_owned(), place);
        place
    }

    /// The number of `name`, if it has one.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<u32> {
        self.places.get(name).copied()
    }

    /// The name with the number `place`.
    #[must_use]
    pub fn name(&self, place: u32) -> Option<&str> {
        self.names.get(place as usize).map(String::as_str)
    }

    /// All names, in the order of their numbers.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The list called `column` as readers of `head` see it.
    ///
    /// # Errors
    /// DynamoDB failed, or the list is damaged.
    pub async fn load(session: &TenantSession, head: &Dataset, column: &str) -> Result<Self, ApiError> {
        let read = VersionedTable::new(session, head).read(&format!("{PARTITION}{column}"), "", "~").await?;
        let mut list = Self::default();
        // Keys are the versions that brought the names, so they come in order.
        for payload in read.payloads.into_values() {
            let damaged = |why: String| ApiError::internal("reading the names of a column", why);
            let plain = zstd::stream::decode_all(payload.as_slice()).map_err(|e| damaged(e.to_string()))?;
            let names: Vec<String> = postcard::from_bytes(&plain).map_err(|e| damaged(e.to_string()))?;
            for name in names {
                list.place(&name);
            }
        }
        list.stored = list.names.len();
        Ok(list)
    }

    /// What `version` has to store of the list of `column`; nothing when no name is new.
    ///
    /// # Errors
    /// Encoding failed.
    pub fn additions(&self, column: &str, version: u64) -> Result<Option<Stored>, ApiError> {
        let new = &self.names[self.stored..];
        if new.is_empty() {
            return Ok(None);
        }
        let plain = postcard::to_stdvec(new).map_err(|e| ApiError::internal("storing the names of a column", e))?;
        let payload = zstd::bulk::compress(&plain, ZSTD_LEVEL)
            .map_err(|e| ApiError::internal("storing the names of a column", e))?;
        Ok(Some(Stored { partition: format!("{PARTITION}{column}"), key: format!("{version:08}"), payload }))
    }
}
