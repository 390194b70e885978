//! Who calls, and what that caller may do. Policies and their evaluation are pure; the identities are held in memory.

mod condition;
mod context;
mod identity;
mod pattern;
mod policy;

pub(crate) use context::Context;
pub(crate) use identity::{Caller, Denied, Identities, IdentityError, Mint, random_access_key_id, random_secret};
pub(crate) use policy::Policy;
