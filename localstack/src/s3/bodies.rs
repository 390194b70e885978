//! The bodies of objects and parts: files named by UUIDs, written once, never changed.
//!
//! A body is written under `new/`, synced, moved to `objects/`, and only then named by the index; whatever is in `new/`
//! or unnamed at the start was never acknowledged, and is deleted.

use std::collections::HashSet;
use std::io::{Seek as _, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

use futures::{Stream, StreamExt as _};
use s3s::dto::StreamingBlob;
use s3s::{S3Error, S3ErrorCode, S3Result, StdError, s3_error};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, BufWriter};
use tokio_util::io::ReaderStream;

use super::digest::Digest;
use crate::{Durability, StartError};

/// Bytes between two writes to, and two reads of, a file.
const CHUNK: usize = 256 * 1024;

/// Where bodies are.
#[derive(Debug, Clone)]
pub(super) struct Bodies {
    objects: PathBuf,
    new: PathBuf,
    durability: Durability,
}

/// A body no row names yet; dropped, it is deleted.
#[derive(Debug)]
pub(super) struct NewBody {
    path: PathBuf,
    pub(super) file: String,
    pub(super) size: i64,
    kept: bool,
}

impl NewBody {
    /// To be called when a committed row names the body.
    pub(super) fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for NewBody {
    fn drop(&mut self) {
        if !self.kept {
            remove(&self.path);
        }
    }
}

impl Bodies {
    pub(super) fn open(dir: &Path, durability: Durability) -> Result<Bodies, StartError> {
        let bodies = Bodies { objects: dir.join("objects"), new: dir.join("new"), durability };
        for dir in [&bodies.objects, &bodies.new] {
            std::fs::create_dir_all(dir).map_err(StartError::io(dir))?;
        }
        Ok(bodies)
    }

    /// Deletes every file that is not among the named ones.
    pub(super) fn sweep(&self, named: &HashSet<String>) -> Result<(), StartError> {
        for dir in [&self.new, &self.objects] {
            for entry in std::fs::read_dir(dir).map_err(StartError::io(dir))? {
                let entry = entry.map_err(StartError::io(dir))?;
                let orphan = *dir == self.new || !entry.file_name().to_str().is_some_and(|name| named.contains(name));
                if orphan {
                    remove(&entry.path());
                }
            }
        }
        Ok(())
    }

    /// Writes a stream, digesting it on the way.
    pub(super) async fn write(
        &self,
        mut stream: impl Stream<Item = Result<bytes::Bytes, StdError>> + Unpin,
        digest: &mut Digest,
    ) -> S3Result<NewBody> {
        let mut body = self.start();
        let file = tokio::fs::File::create(&body.path).await.map_err(failed)?;
        let mut writer = BufWriter::with_capacity(CHUNK, file);
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.map_err(incomplete)?;
            digest.update(&chunk);
            writer.write_all(&chunk).await.map_err(failed)?;
            body.size += i64::try_from(chunk.len()).unwrap_or(i64::MAX);
        }
        writer.flush().await.map_err(failed)?;
        let file = writer.into_inner().into_std().await;
        self.finish(body, file).await
    }

    /// Joins the bodies of parts.
    pub(super) async fn join(&self, parts: Vec<String>) -> S3Result<NewBody> {
        let bodies = self.clone();
        let (body, file) = blocking(move || {
            let mut body = bodies.start();
            let mut file = std::fs::File::create(&body.path)?;
            for part in parts {
                let copied = std::io::copy(&mut std::fs::File::open(bodies.objects.join(part))?, &mut file)?;
                body.size += i64::try_from(copied).unwrap_or(i64::MAX);
            }
            Ok((body, file))
        })
        .await?;
        self.finish(body, file).await
    }

    /// A second name for a body. It cannot change, so a link does.
    pub(super) async fn link(&self, file: String, size: i64) -> S3Result<NewBody> {
        let bodies = self.clone();
        blocking(move || {
            let mut body = bodies.start();
            body.path = bodies.objects.join(&body.file);
            body.size = size;
            std::fs::hard_link(bodies.objects.join(file), &body.path)?;
            bodies.sync_dir()?;
            Ok(body)
        })
        .await
    }

    /// Streams a part of a body.
    pub(super) async fn read(&self, file: &str, range: Range<u64>) -> S3Result<StreamingBlob> {
        let path = self.objects.join(file);
        let start = range.start;
        let file = blocking(move || {
            let mut file = std::fs::File::open(path)?;
            file.seek(SeekFrom::Start(start))?;
            Ok(file)
        })
        .await?;
        let file = tokio::fs::File::from_std(file).take(range.end - range.start);
        Ok(StreamingBlob::wrap(ReaderStream::with_capacity(file, CHUNK)))
    }

    /// Deletes bodies no row names any more. A failure is logged: the next start deletes them.
    pub(super) fn remove(&self, files: &[String]) {
        for file in files {
            remove(&self.objects.join(file));
        }
    }

    fn start(&self) -> NewBody {
        let file = uuid::Uuid::now_v7().simple().to_string();
        NewBody { path: self.new.join(&file), file, size: 0, kept: false }
    }

    async fn finish(&self, mut body: NewBody, file: std::fs::File) -> S3Result<NewBody> {
        let bodies = self.clone();
        blocking(move || {
            if bodies.durability == Durability::Durable {
                file.sync_all()?;
            }
            let path = bodies.objects.join(&body.file);
            std::fs::rename(&body.path, &path)?;
            body.path = path;
            bodies.sync_dir()?;
            Ok(body)
        })
        .await
    }

    fn sync_dir(&self) -> std::io::Result<()> {
        match self.durability {
            Durability::Durable => std::fs::File::open(&self.objects)?.sync_all(),
            Durability::Relaxed => Ok(()),
        }
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> std::io::Result<T> + Send + 'static) -> S3Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(std::io::Error::other).and_then(|result| result).map_err(failed)
}

fn remove(path: &Path) {
    if let Err(error) = std::fs::remove_file(path) {
        tracing::warn!(%error, path = %path.display(), "a body could not be deleted");
    }
}

fn failed(error: std::io::Error) -> S3Error {
    tracing::error!(%error, "a body could not be written or read");
    S3Error::with_source(S3ErrorCode::InternalError, Box::new(error))
}

/// The client went away, or what it sent is not what it signed; the latter comes as an error of `s3s`.
fn incomplete(error: StdError) -> S3Error {
    match error.downcast::<S3Error>() {
        Ok(error) => *error,
        Err(error) => s3_error!(IncompleteBody, "The body could not be read: {error}"),
    }
}
