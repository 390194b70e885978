//! Starting and stopping the stack.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::dynamodb::DynamoDb;
use crate::erasure::{Erasure, Sweeper};
use crate::iam::Identities;
use crate::kms::Kms;
use crate::root_key::RootKey;
use crate::server::Services;
use crate::{StartError, lock, root_key, s3, server};

/// How long [`LocalStack::stop`] waits for requests in flight, and then for nothing more.
const STOP_WITHIN: Duration = Duration::from_secs(10);

/// What a stack is to be.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where everything is kept; made if it is not there.
    pub data_dir: PathBuf,
    /// What a write waits for.
    pub durability: Durability,
}

impl Options {
    /// A durable stack in this directory.
    pub fn new(data_dir: impl Into<PathBuf>) -> Options {
        Options { data_dir: data_dir.into(), durability: Durability::Durable }
    }
}

/// What a write waits for. Either way a killed process loses no acknowledged write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// The disk: an acknowledged write also survives a power failure.
    Durable,
    /// Nothing: faster the slower the disk is, and a power failure may lose or damage the data.
    Relaxed,
}

/// A running stack. Dropping it stops it too, without waiting.
#[derive(Debug)]
pub struct LocalStack {
    url: String,
    root: RootKey,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
}

impl LocalStack {
    /// Starts the stack on a port of 127.0.0.1 the system picks. Fails when another stack has the directory open.
    pub async fn start(options: Options) -> Result<LocalStack, StartError> {
        let Options { data_dir, durability } = options;
        create_dir(&data_dir)?;
        let lock = lock::acquire(&data_dir)?;
        let root = root_key::load_or_create(&data_dir)?;
        let identities = Arc::new(Identities::new(root.clone()));
        let erasure = Erasure::default();
        let files = vec![data_dir.join("kms.db"), data_dir.join(s3::INDEX)];
        let kms = Arc::new(Kms::open(&files[0], durability, erasure.clone())?);
        let dynamodb = DynamoDb::open(&data_dir.join("dynamodb"), durability, kms.clone(), erasure.clone())?;
        let dynamodb = Arc::new(dynamodb);
        let s3 = s3::open(&data_dir.join("s3"), durability, identities.clone(), kms.clone(), erasure.clone())?;
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(StartError::Bind)?;
        let url = format!("http://{}", listener.local_addr().map_err(StartError::Bind)?);
        let services = Arc::new(Services { identities, dynamodb: dynamodb.clone(), kms, s3 });
        let (stop, stopped) = watch::channel(false);
        let server = tokio::spawn(async move {
            let sweeper = Sweeper { dynamodb, files, erasure };
            tokio::join!(server::serve(listener, services.clone(), stopped.clone()), sweeper.run(stopped));
            // While the files are still open: SQLite takes the logs away when it closes them.
            sweeper.erase().await;
            drop((services, sweeper));
            drop(lock);
        });
        tracing::info!(url, data_dir = %data_dir.display(), "local stack started");
        Ok(LocalStack { url, root, stop, server })
    }

    /// The endpoint of all four services, such as `http://127.0.0.1:43211`; valid as `AWS_ENDPOINT_URL`. S3 wants
    /// path-style addressing.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The access key with all rights, the same at every start on a data directory.
    pub fn access_key_id(&self) -> &str {
        &self.root.access_key_id
    }

    /// The secret of [`access_key_id`](Self::access_key_id).
    pub fn secret_access_key(&self) -> &str {
        &self.root.secret_access_key
    }

    /// Takes no more connections, finishes the requests in flight (for ten seconds at most), erases what deleted data
    /// left on disk, and closes all files.
    pub async fn stop(self) {
        let LocalStack { stop, mut server, .. } = self;
        let _ = stop.send(true);
        if tokio::time::timeout(STOP_WITHIN, &mut server).await.is_err() {
            tracing::warn!("requests were still running when the local stack stopped");
            server.abort();
            let _ = server.await;
        }
    }
}

fn create_dir(path: &Path) -> Result<(), StartError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(StartError::io(path))
}
