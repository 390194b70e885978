//! The built program, run as a user runs it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod access;
mod api;
mod attack;
mod budgets;
mod collector;
mod contract;
mod crash;
mod deployed;
mod elsewhere;
mod embedded;
mod forged;
mod history;
mod insights;
mod isolation;
mod life;
mod limits;
mod ministack;
mod openai;
mod phrases;
mod policies;
mod receiver;
mod server;
mod speaker;
mod streams;
mod telling;
mod traces;
mod turns;
mod world;
