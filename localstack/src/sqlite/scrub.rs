//! Overwriting what SQLite leaves of deleted rows, so that who was erased is in no byte of the data directory.
//!
//! SQLite is compiled with `SQLITE_SECURE_DELETE` (`.cargo/config.toml`): deleted cells and freed pages are zeroed. Two
//! places are left. The log (`-wal`) has old pages until it is truncated. And a page that was rebuilt when its rows
//! moved to a neighbour keeps copies of them in its unallocated space, between the cell pointers and the cells
//! (<https://sqlite.org/fileformat2.html#b_tree_pages>); that space is zeroed here, through `sqlite_dbpage`, in short
//! transactions. `VACUUM` would do the same, and stop all writers for as long as it takes.

use std::fs::File;
use std::io::{BufReader, Read as _};
use std::ops::Range;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, TransactionBehavior, params};

/// Pages rewritten in one transaction: writers wait for one of these at most.
const PAGES_AT_A_TIME: usize = 64;

/// Bytes of the header of a file, before that of its first page.
const FILE_HEADER: usize = 100;

/// Scrubs a file written to since the last time, and truncates its log; others may use it meanwhile. Nothing else may
/// delete the file before this returns.
pub(crate) fn scrub(path: &Path) -> rusqlite::Result<()> {
    if !has_log(path) {
        return Ok(());
    }
    let mut connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.pragma_update(None, "secure_delete", "ON")?;
    truncate_log(&connection)?;
    let pages = unclean_pages(path).map_err(|error| {
        let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR);
        rusqlite::Error::SqliteFailure(code, Some(error.to_string()))
    })?;
    for pages in pages.chunks(PAGES_AT_A_TIME) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        {
            let mut select = transaction.prepare_cached("SELECT data FROM sqlite_dbpage WHERE pgno = ?1")?;
            let mut update = transaction.prepare_cached("UPDATE sqlite_dbpage SET data = ?2 WHERE pgno = ?1")?;
            for number in pages {
                // As it is now: it may have changed since it was found.
                let mut page: Vec<u8> = select.query_row([number], |row| row.get(0))?;
                if let Some(gap) = unclean(&page, *number) {
                    page[gap].fill(0);
                    update.execute(params![number, page])?;
                }
            }
        }
        transaction.commit()?;
    }
    if pages.is_empty() { Ok(()) } else { truncate_log(&connection) }
}

/// Whether the file was written to since its log was last truncated.
pub(crate) fn has_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(PathBuf::from(log)).is_ok_and(|log| log.len() > 0)
}

fn truncate_log(connection: &Connection) -> rusqlite::Result<()> {
    // The most of it beside the writers, so that they wait for the rest only.
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get::<_, i64>(0))?;
    // A reader or writer that does not end in time leaves the log as it is, and the next sweep has its turn.
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0)).map(drop)
}

/// The numbers of the pages whose unallocated space is not all zeros; the first page is 1.
fn unclean_pages(path: &Path) -> std::io::Result<Vec<u32>> {
    let mut header = [0; FILE_HEADER];
    let mut file = File::open(path)?;
    if file.read_exact(&mut header).is_err() {
        return Ok(Vec::new());
    }
    let size = match u16::from_be_bytes([header[16], header[17]]) {
        1 => 65_536,
        size => usize::from(size),
    };
    let mut file = BufReader::with_capacity(256 * 1024, File::open(path)?);
    let mut page = vec![0; size];
    let mut found = Vec::new();
    for number in 1.. {
        match file.read_exact(&mut page) {
            Ok(()) if unclean(&page, number).is_some() => found.push(number),
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => break,
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}

/// The unallocated space of a page of a B-tree, when something is in it. Other pages have none: they begin with the
/// number of another page, whose first byte is 0 in any file under 64 GB.
fn unclean(page: &[u8], number: u32) -> Option<Range<usize>> {
    let start = if number == 1 { FILE_HEADER } else { 0 };
    let pointers = match page.get(start)? {
        2 | 5 => start + 12,
        10 | 13 => start + 8,
        _ => return None,
    };
    let number_at = |at: usize| Some(usize::from(u16::from_be_bytes([*page.get(at)?, *page.get(at + 1)?])));
    let first_cell = match number_at(start + 5)? {
        0 => 65_536,
        first => first,
    };
    let gap = pointers + 2 * number_at(start + 3)?..first_cell;
    page.get(gap.clone())?.iter().any(|byte| *byte != 0).then_some(gap)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Durability, sqlite};

    /// Whether the file or its log has these bytes.
    fn holds(path: &Path, needle: &[u8]) -> bool {
        [path.to_owned(), path.with_extension("db-wal")].iter().any(|path| {
            let bytes = std::fs::read(path).unwrap_or_default();
            bytes.windows(needle.len()).any(|window| window == needle)
        })
    }

    #[test]
    fn rows_that_moved_between_pages_leave_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("rows.db");
        let schema = "CREATE TABLE IF NOT EXISTS rows (id TEXT PRIMARY KEY, body TEXT) WITHOUT ROWID;";
        let connection = sqlite::open(&path, Durability::Relaxed, schema).unwrap();
        let put = "INSERT OR REPLACE INTO rows VALUES (?1, ?2)";
        for round in 0..3 {
            for n in 0..2000_u32 {
                // In an order, and of sizes, that split and join pages everywhere.
                let id = format!(
                    "{:08}-{}",
                    n.wrapping_mul(2_654_435_761) % 100_000_000,
                    ["canary-", "kept-"][n as usize % 2]
                );
                let body = "x".repeat((n as usize * 7 + round * 311) % 900);
                connection.execute(put, [&id, &body]).unwrap();
            }
        }
        let kept = || -> u32 { connection.query_row("SELECT count(*) FROM rows", [], |row| row.get(0)).unwrap() };
        connection.execute("DELETE FROM rows WHERE id LIKE '%canary-'", []).unwrap();
        let before = kept();
        truncate_log(&connection).unwrap();
        assert!(holds(&path, b"canary-"), "nothing was left to scrub");
        connection.execute("DELETE FROM rows WHERE id = (SELECT min(id) FROM rows)", []).unwrap();
        scrub(&path).unwrap();
        assert!(!holds(&path, b"canary-"));
        assert!(!has_log(&path));
        assert_eq!(kept(), before - 1);
        let sound: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(sound, "ok");
    }

    #[test]
    fn sqlite_is_compiled_to_delete_securely() {
        let secure = |connection: &Connection| connection.query_row("PRAGMA secure_delete", [], |row| row.get(0));
        assert_eq!(secure(&Connection::open_in_memory().unwrap()), Ok(1));
    }
}
