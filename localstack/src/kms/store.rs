//! Keys and aliases: held in memory, written through to SQLite.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use super::KeyProblem;
use super::reference::{Reference, key_arn};
use crate::iam::{Caller, Context};
use crate::json_api::{ApiError, Input};
use crate::{Durability, StartError, sqlite};

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS keys (id TEXT PRIMARY KEY, material BLOB NOT NULL, details TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS aliases (name TEXT PRIMARY KEY, details TEXT NOT NULL) WITHOUT ROWID;";

/// Where a key is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) enum State {
    Enabled,
    Disabled,
    /// Unusable, and gone at this time (seconds since 1970).
    PendingDeletion(f64),
}

/// A symmetric key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Key {
    pub(super) id: String,
    #[serde(skip)]
    pub(super) material: [u8; 32],
    /// Seconds since 1970.
    pub(super) created: f64,
    pub(super) description: String,
    pub(super) state: State,
    /// Days between rotations, when they are on.
    pub(super) rotation_days: Option<i64>,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) policy: String,
}

/// A name for a key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Alias {
    pub(super) key_id: String,
    pub(super) created: f64,
    pub(super) updated: f64,
}

impl Key {
    pub(super) fn arn(&self) -> String {
        key_arn(&self.id)
    }

    /// Whether data can be encrypted and decrypted under the key now.
    pub(super) fn usable(&self) -> Result<(), KeyProblem> {
        match self.state {
            State::Enabled => Ok(()),
            State::Disabled => Err(KeyProblem::Disabled),
            State::PendingDeletion(_) => Err(KeyProblem::PendingDeletion),
        }
    }

    /// The keys a condition may compare this key's tags by.
    pub(super) fn tag_context(&self, context: Context) -> Context {
        self.tags
            .iter()
            .fold(context, |context, (key, value)| context.with(format!("aws:ResourceTag/{key}"), value.as_str()))
    }

    /// A key whose time has come exists no more; its material leaves the disk at the next start.
    fn is_gone(&self, now: f64) -> bool {
        matches!(self.state, State::PendingDeletion(at) if at <= now)
    }
}

/// All keys and aliases.
#[derive(Debug)]
pub(super) struct Store {
    connection: Connection,
    keys: BTreeMap<String, Key>,
    aliases: BTreeMap<String, Alias>,
}

impl Store {
    pub(super) fn open(path: &Path, durability: Durability) -> Result<Store, StartError> {
        let connection = sqlite::open(path, durability, SCHEMA)?;
        let mut store = Store { connection, keys: BTreeMap::new(), aliases: BTreeMap::new() };
        store.load().map_err(StartError::database(path))?;
        Ok(store)
    }

    fn load(&mut self) -> rusqlite::Result<()> {
        let now = now();
        let gone: Vec<String>;
        {
            let mut statement = self.connection.prepare("SELECT material, details FROM keys")?;
            let rows = statement.query_map([], |row| {
                let mut key: Key = json_column(&row.get::<_, String>(1)?)?;
                key.material = row.get(0)?;
                Ok(key)
            })?;
            let (old, live): (Vec<Key>, Vec<Key>) =
                rows.collect::<rusqlite::Result<Vec<Key>>>()?.into_iter().partition(|key| key.is_gone(now));
            gone = old.into_iter().map(|key| key.id).collect();
            self.keys = live.into_iter().map(|key| (key.id.clone(), key)).collect();
            let mut statement = self.connection.prepare("SELECT name, details FROM aliases")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, json_column(&row.get::<_, String>(1)?)?)))?;
            self.aliases = rows.collect::<rusqlite::Result<_>>()?;
        }
        for id in gone {
            self.connection.execute("DELETE FROM keys WHERE id = ?1", [&id])?;
        }
        let orphans: Vec<String> = self
            .aliases
            .iter()
            .filter(|(_, alias)| !self.keys.contains_key(&alias.key_id))
            .map(|(name, _)| name.clone())
            .collect();
        for name in orphans {
            self.connection.execute("DELETE FROM aliases WHERE name = ?1", [&name])?;
            self.aliases.remove(&name);
        }
        Ok(())
    }

    /// The key an id, an ARN or an alias names.
    pub(super) fn find(&self, reference: &str) -> Option<&Key> {
        let id = match Reference::parse(reference) {
            Reference::Key(id) => id,
            Reference::Alias(name) => &self.aliases.get(name)?.key_id,
            Reference::Foreign(_) => return None,
        };
        self.keys.get(id).filter(|key| !key.is_gone(now()))
    }

    /// The key a request names in a member, when the caller may do `action` with it.
    pub(super) fn authorized_key(
        &self,
        caller: &Caller,
        action: &str,
        reference: &str,
        context: Context,
    ) -> Result<Key, ApiError> {
        let Some(key) = self.find(reference) else {
            let reference = Reference::parse(reference);
            caller.authorize(action, &reference.arn(), context)?;
            return Err(not_found(&reference.arn()));
        };
        caller.authorize(action, &key.arn(), key.tag_context(context))?;
        Ok(key.clone())
    }

    /// The same for the operations that manage a key: they take no alias.
    pub(super) fn managed_key(&self, caller: &Caller, action: &str, input: &Input) -> Result<Key, ApiError> {
        let reference = input.required("KeyId")?;
        if matches!(Reference::parse(reference), Reference::Alias(_)) {
            return Err(not_found(reference));
        }
        self.authorized_key(caller, action, reference, Context::default())
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &Key> {
        let now = now();
        self.keys.values().filter(move |key| !key.is_gone(now))
    }

    pub(super) fn save_key(&mut self, key: Key) -> Result<(), ApiError> {
        let details = serde_json::to_string(&key).map_err(|error| internal(&error))?;
        self.connection
            .execute(
                "INSERT INTO keys (id, material, details) VALUES (?1, ?2, ?3)
                 ON CONFLICT (id) DO UPDATE SET details = excluded.details",
                params![key.id, key.material, details],
            )
            .map_err(|error| internal(&error))?;
        self.keys.insert(key.id.clone(), key);
        Ok(())
    }

    pub(super) fn alias(&self, name: &str) -> Option<&Alias> {
        self.aliases.get(name)
    }

    pub(super) fn aliases(&self) -> impl Iterator<Item = (&String, &Alias)> {
        self.aliases.iter()
    }

    pub(super) fn save_alias(&mut self, name: &str, alias: Alias) -> Result<(), ApiError> {
        let details = serde_json::to_string(&alias).map_err(|error| internal(&error))?;
        self.connection
            .execute("INSERT OR REPLACE INTO aliases (name, details) VALUES (?1, ?2)", params![name, details])
            .map_err(|error| internal(&error))?;
        self.aliases.insert(name.to_owned(), alias);
        Ok(())
    }

    pub(super) fn delete_alias(&mut self, name: &str) -> Result<(), ApiError> {
        self.connection.execute("DELETE FROM aliases WHERE name = ?1", [name]).map_err(|error| internal(&error))?;
        self.aliases.remove(name);
        Ok(())
    }
}

fn json_column<T: serde::de::DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(1, rusqlite::types::Type::Text, Box::new(error)))
}

pub(super) fn internal(error: &(dyn std::error::Error + 'static)) -> ApiError {
    ApiError::internal("KMSInternalException", error)
}

pub(super) fn not_found(arn: &str) -> ApiError {
    let kind = if arn.contains("alias/") { "Alias" } else { "Key" };
    ApiError::new("NotFoundException", format!("{kind} '{arn}' does not exist"))
}

/// Seconds since 1970, as KMS tells times.
pub(super) fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |since| (since.as_millis() as f64) / 1000.0)
}
