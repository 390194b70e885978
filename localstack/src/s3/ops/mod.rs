//! What each operation does.

mod buckets;
mod copy;
mod delete;
mod get;
mod list;
mod multipart;
mod put;
