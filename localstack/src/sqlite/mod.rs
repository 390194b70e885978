//! How the stack opens its own SQLite files (the tables of DynamoDB are opened by their engine), and how it erases from all of them.

mod scrub;

use std::path::Path;

use rusqlite::Connection;

use crate::{Durability, StartError};

pub(crate) use scrub::{has_log, scrub};

/// Opens `path` in WAL mode, makes the tables of `schema` (idempotent SQL), and on a durable stack has each commit wait
/// for the disk.
pub(crate) fn open(path: &Path, durability: Durability, schema: &str) -> Result<Connection, StartError> {
    restrict(path).map_err(StartError::io(path))?;
    let prepare = || -> rusqlite::Result<Connection> {
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "foreign_keys", "ON")?;
        connection.pragma_update(None, "secure_delete", "ON")?;
        let synchronous = match durability {
            Durability::Durable => "FULL",
            Durability::Relaxed => "OFF",
        };
        connection.pragma_update(None, "synchronous", synchronous)?;
        connection.execute_batch(schema)?;
        Ok(connection)
    };
    prepare().map_err(StartError::database(path))
}

/// Made by us, and for the owner alone, before SQLite makes it for everyone.
fn restrict(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::File::options();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}
