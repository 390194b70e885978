//! The SQLite files. Tables whose names share what stands before the last `-` share one: above a thousand tables in a
//! file SQLite gets slow, because it reads the whole schema anew after each CREATE TABLE.
//!
//! A file is opened when first used; the one unused for the longest is closed when too many are open, and a file whose
//! last table is deleted is deleted.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use dynoxide::Database;

use super::engine;
use super::name::TableName;
use crate::json_api::ApiError;
use crate::{Durability, StartError, erasure, sqlite};

const MAX_OPEN: usize = 256;

/// Longer ones are replaced by their digest, to stay within what file systems take.
const MAX_STEM: usize = 200;

#[derive(Debug, Default)]
struct Open {
    shards: HashMap<String, Arc<Shard>>,
    /// The shards' names, the latest used last.
    used: HashMap<String, u64>,
    clock: u64,
    /// A file with the engine's schema and no table; copying it takes a fifth of the time of making one.
    template: Option<Vec<u8>>,
}

struct Shard {
    database: Database,
    /// Set, once and under the write lock, when the file is deleted; users hold the read lock.
    gone: RwLock<bool>,
}

impl std::fmt::Debug for Shard {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Shard").field("gone", &self.gone).finish_non_exhaustive()
    }
}

/// All files.
#[derive(Debug)]
pub(super) struct Shards {
    dir: PathBuf,
    durability: Durability,
    open: Mutex<Open>,
}

impl Shards {
    pub(super) fn open(dir: &Path, durability: Durability) -> Result<Shards, StartError> {
        std::fs::create_dir_all(dir).map_err(StartError::io(dir))?;
        Ok(Shards { dir: dir.to_owned(), durability, open: Mutex::default() })
    }

    /// Runs `work` on the file of a table; `ResourceNotFoundException` when there is no such file.
    pub(super) fn on<T>(&self, table: &TableName, work: impl FnOnce(&Database) -> T) -> Result<T, ApiError> {
        let found = self.with(&stem(table.shard()), false, work)?;
        found.ok_or_else(|| {
            let message = format!("Requested resource not found: Table: {} not found", table.as_str());
            ApiError::new("ResourceNotFoundException", message)
        })
    }

    /// The same, making the file when it is not there.
    pub(super) fn on_new<T>(&self, table: &TableName, work: impl FnOnce(&Database) -> T) -> Result<T, ApiError> {
        let found = self.with(&stem(table.shard()), true, work)?;
        found.ok_or_else(|| ApiError::new("InternalServerError", "The table's file could not be made"))
    }

    /// Runs `work` on every file that is open now.
    pub(super) fn each_open<T>(&self, work: impl Fn(&Database) -> T) -> Vec<T> {
        let shards: Vec<Arc<Shard>> = self.lock().shards.values().cloned().collect();
        let run = |shard: Arc<Shard>| {
            let gone = shard.gone.read().unwrap_or_else(PoisonError::into_inner);
            (!*gone).then(|| work(&shard.database))
        };
        shards.into_iter().filter_map(run).collect()
    }

    /// Erases what deleted rows left, in the files written to since the last time.
    pub(super) fn erase(&self) {
        let entries = std::fs::read_dir(&self.dir).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()).filter(|path| sqlite::has_log(path)) {
            let Some(stem) = path.file_stem().and_then(|stem| stem.to_str()) else { continue };
            // As a user of the file, so that it is neither closed nor deleted meanwhile.
            if let Err(error) = self.with(stem, false, |_| erasure::erase(&path)) {
                tracing::warn!(error = error.body, "a file of tables could not be opened to be swept");
            }
        }
    }

    /// The names of all tables in all files, in no order.
    pub(super) fn all_tables(&self) -> Result<Vec<String>, ApiError> {
        let entries = std::fs::read_dir(&self.dir).map_err(|error| internal(&error))?;
        let mut tables = Vec::new();
        for entry in entries {
            let path = entry.map_err(|error| internal(&error))?.path();
            let Some(stem) = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(".db"))
            else {
                continue;
            };
            let names = self.with(stem, false, table_names)?;
            tables.extend(names.transpose()?.unwrap_or_default());
        }
        Ok(tables)
    }

    /// Deletes the file of a table if no table is left in it.
    pub(super) fn drop_if_empty(&self, table: &TableName) -> Result<(), ApiError> {
        let stem = stem(table.shard());
        let mut open = self.lock();
        let Some(shard) = open.shards.get(&stem).cloned() else { return Ok(()) };
        {
            let mut gone = shard.gone.write().unwrap_or_else(PoisonError::into_inner);
            if *gone || shard.database.table_count().map_err(engine::failed)? > 0 {
                return Ok(());
            }
            *gone = true;
        }
        open.shards.remove(&stem);
        open.used.remove(&stem);
        // Those who got the shard before it was gone let it go, and then wait for the lock held here. SQLite must have
        // closed the file before another of the same name is made: it deletes the log by name.
        let mut last = shard;
        loop {
            match Arc::try_unwrap(last) {
                Ok(shard) => break drop(shard),
                Err(shared) => last = shared,
            }
            std::thread::yield_now();
        }
        for suffix in [".db", ".db-wal", ".db-shm"] {
            match std::fs::remove_file(self.dir.join(format!("{stem}{suffix}"))) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(internal(&error)),
                _ => {}
            }
        }
        Ok(())
    }

    fn with<T>(&self, stem: &str, create: bool, work: impl FnOnce(&Database) -> T) -> Result<Option<T>, ApiError> {
        loop {
            let Some(shard) = self.get(stem, create)? else { return Ok(None) };
            let gone = shard.gone.read().unwrap_or_else(PoisonError::into_inner);
            if !*gone {
                return Ok(Some(work(&shard.database)));
            }
        }
    }

    fn get(&self, stem: &str, create: bool) -> Result<Option<Arc<Shard>>, ApiError> {
        let mut open = self.lock();
        open.clock += 1;
        let clock = open.clock;
        if let Some(shard) = open.shards.get(stem).cloned() {
            open.used.insert(stem.to_owned(), clock);
            return Ok(Some(shard));
        }
        let path = self.dir.join(format!("{stem}.db"));
        if !path.try_exists().map_err(|error| internal(&error))? {
            if !create {
                return Ok(None);
            }
            self.make(&path, &mut open)?;
        }
        open.close_unused(MAX_OPEN - 1, &self.dir);
        let database = Database::new(&path.to_string_lossy()).map_err(engine::failed)?;
        if self.durability == Durability::Relaxed {
            database.enable_bulk_loading().map_err(engine::failed)?;
        }
        let shard = Arc::new(Shard { database, gone: RwLock::new(false) });
        open.shards.insert(stem.to_owned(), shard.clone());
        open.used.insert(stem.to_owned(), clock);
        Ok(Some(shard))
    }

    /// Makes a file without tables; it is there whole or not at all.
    fn make(&self, path: &Path, open: &mut Open) -> Result<(), ApiError> {
        let template = match open.template.take() {
            Some(template) => template,
            None => self.template()?,
        };
        let part = path.with_extension("part");
        let write = || {
            let mut file = std::fs::File::create(&part)?;
            file.write_all(&template)?;
            if self.durability == Durability::Durable {
                file.sync_all()?;
            }
            std::fs::rename(&part, path)?;
            match self.durability {
                Durability::Durable => std::fs::File::open(&self.dir)?.sync_all(),
                Durability::Relaxed => Ok(()),
            }
        };
        let made = write().map_err(|error| internal(&error));
        open.template = Some(template);
        made
    }

    fn template(&self) -> Result<Vec<u8>, ApiError> {
        let path = self.dir.join("template");
        drop(Database::new(&path.to_string_lossy()).map_err(engine::failed)?);
        let template = std::fs::read(&path).map_err(|error| internal(&error))?;
        std::fs::remove_file(&path).map_err(|error| internal(&error))?;
        Ok(template)
    }

    /// How many are open after closing those over `keep`.
    #[cfg(test)]
    pub(super) fn close_unused(&self, keep: usize) -> usize {
        let mut open = self.lock();
        open.close_unused(keep, &self.dir);
        open.shards.len()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    /// Closes files until `keep` are open, but none that is being used. SQLite takes their logs away, and `erase` would
    /// find nothing to do, so it is done now.
    fn close_unused(&mut self, keep: usize, dir: &Path) {
        while self.shards.len() > keep {
            let idle = self.shards.iter().filter(|(_, shard)| Arc::strong_count(shard) == 1).map(|(stem, _)| stem);
            let Some(oldest) = idle.min_by_key(|stem| self.used.get(*stem)).cloned() else { return };
            erasure::erase(&dir.join(format!("{oldest}.db")));
            self.shards.remove(&oldest);
            self.used.remove(&oldest);
        }
    }
}

fn table_names(database: &Database) -> Result<Vec<String>, ApiError> {
    let mut names: Vec<String> = Vec::new();
    loop {
        let request = dynoxide::actions::list_tables::ListTablesRequest {
            exclusive_start_table_name: names.last().cloned(),
            limit: None,
        };
        let page = database.list_tables(request).map_err(engine::failed)?;
        names.extend(page.table_names);
        if page.last_evaluated_table_name.is_none() {
            return Ok(names);
        }
    }
}

/// The name of a shard's file, without `.db`.
fn stem(shard: &str) -> String {
    if shard.len() <= MAX_STEM {
        return shard.to_owned();
    }
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, shard.as_bytes());
    format!("{}~{}", &shard[..100], hex::encode(digest))
}

fn internal(error: &(dyn std::error::Error + 'static)) -> ApiError {
    ApiError::internal("InternalServerError", error)
}
