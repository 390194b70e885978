//! An embedded AWS for development and tests: DynamoDB, S3, KMS and STS in this process, spoken to by the unchanged
//! AWS SDK through one endpoint URL on 127.0.0.1.
//!
//! Every request's SigV4 signature is verified, and every request of a session (STS `AssumeRole` with an inline policy)
//! is checked against that session's policy with the action names and ARNs AWS uses, so a scoping bug shows here too.
//! Everything is durable under one data directory. This crate knows nothing of tenants or of the program that uses it.
//!
//! What is *not* modelled: roles, their trust policies and their own permissions (a session without a policy has full
//! rights, and its policy is the whole of its rights), resource policies of buckets and keys, and encryption at rest
//! (SSE-KMS is checked against the keys and echoed, but bodies lie in clear in the data directory).
//!
//! What is deleted through the services' operations leaves no trace in the data directory; `erasure` says when.

mod auth;
mod dynamodb;
mod engine;
mod erasure;
mod error;
mod form;
mod iam;
mod json_api;
mod kms;
mod lock;
pub mod ministack;
pub mod python;
mod root_key;
mod s3;
mod server;
mod sqlite;
mod stack;
mod sts;

pub use engine::Engine;
pub use error::StartError;
pub use stack::{Durability, LocalStack, Options};

/// The region named in every ARN the stack returns.
pub const REGION: &str = "us-east-1";

/// The account named in every ARN the stack returns.
pub const ACCOUNT: &str = "000000000000";
