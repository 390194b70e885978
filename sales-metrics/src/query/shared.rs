//! What the answers for each of several read of the same: it is read once for all of them.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use tenancy::ApiError;
use tokio::sync::{Mutex, OnceCell};

use super::{plan::Filter, read::Cells, scan::Groups};
use crate::period::Period;

/// Of the answers to one plan's `each`.
#[derive(Debug, Default)]
pub(super) struct Shared {
    /// The dimension whose members the answers are for, and these.
    pub(super) each: Option<(String, Vec<String>)>,
    /// By partition and first and last sort key.
    pub(super) cells: Once<(String, String, String), Cells>,
    /// By the filters that are left, the dimension rows are added up by (days, when there is none), and the days.
    pub(super) scans: Once<(Vec<Filter>, Option<String>, Period), Scanned>,
}

/// The rows of some members, added up for each of these by itself, and the objects they were read from.
#[derive(Debug)]
pub(super) struct Scanned {
    /// By the numbers of the members.
    pub(super) members: HashMap<u32, Groups>,
    pub(super) keys: Vec<String>,
}

impl Shared {
    /// What is left of `filters` without the one that holds a single member of those that the answers are for, and that one.
    pub(super) fn within<'f>(&self, filters: &'f [Filter]) -> Option<(&'f str, Vec<Filter>)> {
        let (dimension, _) = self.each.as_ref()?;
        let (of, others): (Vec<&Filter>, Vec<&Filter>) =
            filters.iter().partition(|filter| filter.dimension == *dimension);
        let [Filter { members, exclude: false, .. }] = of.as_slice() else { return None };
        let [member] = members.as_slice() else { return None };
        Some((member, others.into_iter().cloned().collect()))
    }
}

/// Values that are made once, however many ask for them at the same time.
#[derive(Debug)]
pub(super) struct Once<K, V>(Mutex<HashMap<K, Arc<OnceCell<Arc<V>>>>>);

impl<K, V> Default for Once<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Hash + Eq, V> Once<K, V> {
    /// What `key` stands for; the first who asks makes it, and those who ask meanwhile wait.
    pub(super) async fn get(
        &self,
        key: K,
        make: impl AsyncFnOnce() -> Result<V, ApiError>,
    ) -> Result<Arc<V>, ApiError> {
        let cell = Arc::clone(self.0.lock().await.entry(key).or_default());
        cell.get_or_try_init(|| async { make().await.map(Arc::new) }).await.cloned()
    }
}
