//! Lambda chat-handler: one question in, one checked answer out.
//!
//! classify -> plan -> facts -> draft -> model -> guard -> persist; one file per stage, put together in `turn`.

mod account;
mod chart;
pub mod classify;
mod conversation;
mod export;
#[cfg(any(test, fuzzing))]
#[allow(clippy::unwrap_used)]
pub mod fuzz;
mod guard;
mod handlers;
mod labels;
pub mod language;
mod live;
mod metrics;
mod narrate;
pub mod period;
mod phrase;
mod prompt;
mod render;
mod replay;
mod reply;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod sample;
mod settings;
mod speech;
mod suggest;
mod table;
mod turn;
mod unasked;
mod understand;
mod wish;

pub use classify::Vocabulary;
pub use conversation::archive;
pub use handlers::router;
pub use settings::Settings;
pub use table::{Cell, Column, Table};
pub use unasked::Teller;
pub use wish::{When, Wish, wish};
