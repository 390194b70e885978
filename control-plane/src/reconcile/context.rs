//! What a step works with: the services, and the tenant's row as this executor last wrote it.

use std::time::Duration;

use jiff::Timestamp;
use tenancy::{ErrorCode, Services, TenantId, registry::TenantRecord};
use tokio::sync::Mutex;

use super::StepError;

/// One executor's attempt to reconcile one tenant.
#[derive(Debug)]
pub struct Context<'a> {
    /// Names, registry, clients.
    pub services: &'a Services,
    /// The tenant at work.
    pub tenant: TenantId,
    row: Mutex<Row>,
}

#[derive(Debug)]
struct Row {
    record: TenantRecord,
    /// This executor wrote the row last.
    ours: bool,
}

impl<'a> Context<'a> {
    /// An attempt that starts from `record`, as just read.
    #[must_use]
    pub fn new(services: &'a Services, record: TenantRecord) -> Self {
        Self { services, tenant: record.tenant_id.clone(), row: Mutex::new(Row { record, ours: false }) }
    }

    /// The row as last read or written.
    pub async fn row(&self) -> TenantRecord {
        self.row.lock().await.record.clone()
    }

    /// The tenant's key, which an earlier stage has ensured.
    ///
    /// # Errors
    /// [`StepError::NotReady`] if it has not.
    pub async fn key_arn(&self) -> Result<String, StepError> {
        let arn = self.row.lock().await.record.observed.key_arn.clone();
        arn.ok_or_else(|| StepError::NotReady("the tenant's key is not there yet".to_owned()))
    }

    /// Changes the row and writes it, if `change` changes anything.
    ///
    /// # Errors
    /// [`StepError::Overtaken`] if somebody else has written it since.
    pub async fn write(&self, change: impl FnOnce(&mut TenantRecord)) -> Result<(), StepError> {
        let mut row = self.row.lock().await;
        let mut next = row.record.clone();
        change(&mut next);
        if next == row.record { Ok(()) } else { self.put(&mut row, next).await }
    }

    /// Writes the row as it is: it is now this executor's, unless somebody else has written it since.
    ///
    /// # Errors
    /// [`StepError::Overtaken`].
    pub async fn claim(&self) -> Result<(), StepError> {
        let mut row = self.row.lock().await;
        let next = row.record.clone();
        self.put(&mut row, next).await
    }

    /// Whether another executor wrote the row less than `within` ago, and may still be acting on it.
    pub async fn is_anothers(&self, within: Duration) -> bool {
        let row = self.row.lock().await;
        let age = Timestamp::now().duration_since(row.record.updated_at);
        !row.ours && age.unsigned_abs() < within
    }

    async fn put(&self, row: &mut Row, mut next: TenantRecord) -> Result<(), StepError> {
        self.services.registry.update(&mut next).await.map_err(|error| match error.code {
            ErrorCode::Conflict => StepError::Overtaken,
            _ => StepError::Row(Box::new(error)),
        })?;
        *row = Row { record: next, ours: true };
        Ok(())
    }
}
