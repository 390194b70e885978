//! The account's quotas, shared by all that this process does at once: who would exceed one waits.

use std::time::Duration;

use tenancy::Quotas;
use tokio::{
    sync::{Mutex, Semaphore, SemaphorePermit},
    time::Instant,
};

/// The quotas in use.
#[derive(Debug)]
pub(crate) struct Limits {
    table_operations: Semaphore,
    create_key_every: Duration,
    next_create_key: Mutex<Instant>,
}

impl Limits {
    pub(crate) fn new(quotas: Quotas) -> Self {
        Self {
            table_operations: Semaphore::new(quotas.table_operations.max(1)),
            create_key_every: Duration::from_secs(1).div_f64(quotas.create_key_per_second.max(1) as f64),
            next_create_key: Mutex::new(Instant::now()),
        }
    }

    /// The right to create, change or delete one table, from the call until the table is active again.
    pub(crate) async fn table_operation(&self) -> Option<SemaphorePermit<'_>> {
        // Closed never: there is no call of `close`.
        self.table_operations.acquire().await.ok()
    }

    /// Returns when a key may be asked for.
    pub(crate) async fn create_key(&self) {
        let turn = {
            let mut next = self.next_create_key.lock().await;
            let turn = (*next).max(Instant::now());
            *next = turn + self.create_key_every;
            turn
        };
        tokio::time::sleep_until(turn).await;
    }
}
