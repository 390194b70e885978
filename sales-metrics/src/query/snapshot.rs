//! What a query needs to know of a tenant's data, loaded once per version and kept.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use tenancy::{ApiError, ErrorCode, TenantId, TenantSession};
use tokio::sync::Mutex;

use crate::{
    catalogue::{CatalogueStore, Versioned},
    dataset::{Dataset, DatasetStore},
    names::NameList,
    rollup::Components,
};

/// Tenants whose snapshots are kept at once.
const MOST_KEPT: usize = 256;
/// Head and catalogue are two items; between the two reads both may change, with one write. They are read again then.
const READS: usize = 4;

/// A tenant's catalogue and member names at one version of its data.
#[derive(Debug)]
pub struct Snapshot {
    /// The head of the data.
    pub head: Dataset,
    /// The catalogue.
    pub catalogue: Versioned,
    /// What is stored for its measures.
    pub components: Components,
    /// The members of each dimension, by its name.
    pub members: BTreeMap<String, NameList>,
}

/// Keeps the newest snapshot of each tenant.
#[derive(Debug, Default)]
pub struct Snapshots {
    kept: Mutex<HashMap<TenantId, Arc<Snapshot>>>,
}

impl Snapshots {
    /// The snapshot of the session's tenant as of now: one read when nothing changed.
    ///
    /// # Errors
    /// [`ErrorCode::CatalogueMissing`] before the first import, or DynamoDB failed.
    pub async fn load(&self, session: &TenantSession) -> Result<Arc<Snapshot>, ApiError> {
        let kept = self.kept.lock().await.get(&session.tenant).cloned();
        if let Some(kept) = kept {
            // A catalogue by which there are data is changed together with their head, which names its version.
            let head = DatasetStore(session).load().await?;
            let same = (head.data_version, head.catalogue_version) == (kept.head.data_version, kept.catalogue.version);
            if same && head.data_version > 0 {
                return Ok(kept);
            }
        }
        let (head, catalogue) = current(session).await?;
        let lists = futures::future::try_join_all(
            catalogue
                .catalogue
                .dimensions
                .iter()
                .map(|dimension| async { NameList::load(session, &head, &dimension.list()).await }),
        )
        .await?;
        let members = catalogue.catalogue.dimensions.iter().map(|d| d.name.clone()).zip(lists).collect();
        let components = Components::of(&catalogue.catalogue)?;
        let snapshot = Arc::new(Snapshot { head, catalogue, components, members });
        let mut kept = self.kept.lock().await;
        if kept.len() >= MOST_KEPT && !kept.contains_key(&session.tenant) {
            kept.clear();
        }
        kept.insert(session.tenant.clone(), Arc::clone(&snapshot));
        Ok(snapshot)
    }
}

/// The head and the catalogue that it was added up by.
async fn current(session: &TenantSession) -> Result<(Dataset, Versioned), ApiError> {
    let (data, catalogues) = (DatasetStore(session), CatalogueStore(session));
    for _ in 0..READS {
        let (head, catalogue) = tokio::try_join!(data.load(), catalogues.current())?;
        let catalogue = catalogue.ok_or_else(|| {
            ApiError::new(ErrorCode::CatalogueMissing, "there is no sales data yet")
                .remedy("import a file first: `salestalk import FILE --tenant ID`, or POST /imports")
        })?;
        if head.data_version == 0 || head.catalogue_version == catalogue.version {
            return Ok((head, catalogue));
        }
    }
    Err(ApiError::new(ErrorCode::Unavailable, "the catalogue is being changed").remedy("ask again"))
}
