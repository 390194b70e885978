//! When what was deleted leaves the disk. Deleting overwrites at once most of what SQLite had; the rest (`sqlite::scrub`)
//! goes
//!
//! - about a second after a `DeleteTable`, an `UpdateTable`, or an `UntagResource` of DynamoDB, after any delete of
//!   objects, versions, uploads or buckets of S3, and after a `DeleteAlias`, `UntagResource`, `UpdateKeyDescription` or
//!   `PutKeyPolicy` of KMS;
//! - every minute, which is when deleted and overwritten items and overwritten objects are due;
//! - when the stack is stopped.
//!
//! A process that is killed leaves it to the next one's first minute. The file of DynamoDB's last table of a group, and
//! the bodies of objects, are files of their own and deleted with them. What the file system keeps of deleted files is
//! beyond this.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::{MissedTickBehavior, interval_at, sleep};

use crate::dynamodb::DynamoDb;
use crate::sqlite;

/// Expired items are deleted this often (AWS promises days), and traces erased.
const SWEEP_EVERY: Duration = Duration::from_secs(60);

/// What is deleted in one go is erased in one go.
const ERASE_AFTER: Duration = Duration::from_secs(1);

/// Asks for an early sweep.
#[derive(Debug, Clone, Default)]
pub(crate) struct Erasure(Arc<Notify>);

impl Erasure {
    /// Something was deleted that is to leave no trace.
    pub(crate) fn soon(&self) {
        self.0.notify_one();
    }
}

/// What is swept.
#[derive(Debug)]
pub(crate) struct Sweeper {
    pub(crate) dynamodb: Arc<DynamoDb>,
    /// SQLite files that are open as long as the stack runs.
    pub(crate) files: Vec<PathBuf>,
    pub(crate) erasure: Erasure,
}

impl Sweeper {
    /// Sweeps until `stop` changes or its sender is dropped.
    pub(crate) async fn run(&self, mut stop: watch::Receiver<bool>) {
        let mut minutes = interval_at(tokio::time::Instant::now() + SWEEP_EVERY, SWEEP_EVERY);
        minutes.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = stop.changed() => return,
                _ = minutes.tick() => self.dynamodb.sweep_ttl().await,
                () = self.erasure.0.notified() => tokio::select! {
                    _ = stop.changed() => return,
                    () = sleep(ERASE_AFTER) => {}
                },
            }
            self.erase().await;
        }
    }

    /// Erases what deleted rows left.
    pub(crate) async fn erase(&self) {
        let (dynamodb, files) = (self.dynamodb.clone(), self.files.clone());
        let erased = tokio::task::spawn_blocking(move || {
            dynamodb.erase();
            files.iter().for_each(|file| erase(file));
        });
        if let Err(error) = erased.await {
            tracing::error!(%error, "the sweep of deleted data ended");
        }
    }
}

/// A failure is logged: the next sweep tries again.
pub(crate) fn erase(file: &std::path::Path) {
    if let Err(error) = sqlite::scrub(file) {
        tracing::warn!(%error, path = %file.display(), "traces of deleted data could not be erased");
    }
}
