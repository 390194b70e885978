//! One stack per data directory: an advisory lock the system releases when the process dies.

use std::fs::{File, TryLockError};
use std::path::Path;

use crate::StartError;

/// Held for as long as the stack runs.
#[derive(Debug)]
pub(crate) struct DataDirLock(#[allow(dead_code, reason = "the open file is the lock")] File);

pub(crate) fn acquire(data_dir: &Path) -> Result<DataDirLock, StartError> {
    let path = data_dir.join("lock");
    let file = File::options().create(true).write(true).truncate(false).open(&path).map_err(StartError::io(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(DataDirLock(file)),
        Err(TryLockError::WouldBlock) => Err(StartError::InUse { path: data_dir.to_owned() }),
        Err(TryLockError::Error(source)) => Err(StartError::Io { path, source }),
    }
}
