//! The S3 front: buckets, versions, uploads and SSE-KMS, over an SQLite index and one file per body.
//!
//! `s3s` speaks the protocol and verifies signatures; `access` asks for rights; `ops` does the work; `index` holds what
//! is known of every object, and is the truth: a body no row names is none.

mod access;
mod api;
mod auth;
mod bodies;
mod details;
mod digest;
mod encryption;
mod index;
mod ops;

use std::path::Path;
use std::sync::Arc;

use s3s::service::{S3Service, S3ServiceBuilder};

use crate::erasure::Erasure;
use crate::iam::Identities;
use crate::kms::Kms;
use crate::{Durability, StartError};
use access::Access;
use auth::Auth;
use index::Index;

/// What the operations work with.
#[derive(Debug, Clone)]
struct Front {
    index: Index,
    kms: Arc<Kms>,
}

/// The file of the index, in the stack's directory.
pub(crate) const INDEX: &str = "s3/index.db";

pub(crate) fn open(
    dir: &Path,
    durability: Durability,
    identities: Arc<Identities>,
    kms: Arc<Kms>,
    erasure: Erasure,
) -> Result<S3Service, StartError> {
    let index = Index::open(dir, durability, erasure)?;
    let mut builder = S3ServiceBuilder::new(Front { index, kms });
    builder.set_auth(Auth(identities.clone()));
    builder.set_access(Access(identities));
    Ok(builder.build())
}
