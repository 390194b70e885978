//! The example data that a new tenant may start with.

use std::sync::Arc;

use bytes::Bytes;
use sales_metrics::import::import_file;
use tenancy::{ApiError, TenantSession, registry::UsageStore};

const SALES: &[u8] = include_bytes!("../example/sales.csv.zst");
const CATALOGUE: &str = include_str!("../example/catalogue.json");

/// Imports the example; done twice, it is there once.
///
/// # Errors
/// AWS failed, or the tenant has another catalogue.
pub(crate) async fn import(session: &Arc<TenantSession>, usage: &UsageStore) -> Result<(), ApiError> {
    let catalogue = serde_json::from_str(CATALOGUE).map_err(|e| ApiError::internal("reading the example", e))?;
    let done = import_file(session, &catalogue, "example.csv.zst", Bytes::from_static(SALES)).await?;
    if !done.unchanged {
        usage.add_imported_rows(&session.tenant, done.rows.imported).await?;
    }
    Ok(())
}
