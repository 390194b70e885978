//! The stack as the AWS SDK sees it: one real server per test, on a directory of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod clients;
mod durability;
mod dynamodb;
mod dynamodb_tables;
mod erasure;
mod isolation;
mod kms;
mod s3;
mod s3_keys;
mod s3_listing;
mod s3_multipart;
mod s3_versions;
mod signatures;
