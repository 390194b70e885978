//! Why the stack could not start.

use std::path::PathBuf;

/// Why [`LocalStack::start`](crate::LocalStack::start) failed; nothing is left running or locked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// Another process (or another stack in this one) has the data directory open.
    #[error("the data directory {} is in use by another local stack", path.display())]
    InUse {
        /// The directory.
        path: PathBuf,
    },
    /// A file or directory below the data directory could not be made, read or written.
    #[error("preparing {}", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A file of the stack does not hold what the stack wrote.
    #[error("{} does not hold what the local stack wrote: {reason}", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// An SQLite file of the stack could not be opened.
    #[error("opening the database {}", path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        #[source]
        source: rusqlite::Error,
    },
    /// No port on 127.0.0.1 could be bound.
    #[error("binding a port on 127.0.0.1")]
    Bind(#[source] std::io::Error),
    /// An engine that a test was to work on cannot be emptied.
    #[error("{url} cannot be emptied")]
    Reset {
        /// The engine.
        url: String,
        /// What went wrong.
        #[source]
        source: std::io::Error,
    },
}

impl StartError {
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> StartError {
        let path = path.into();
        move |source| StartError::Io { path, source }
    }

    pub(crate) fn database(path: impl Into<PathBuf>) -> impl FnOnce(rusqlite::Error) -> StartError {
        let path = path.into();
        move |source| StartError::Database { path, source }
    }
}
