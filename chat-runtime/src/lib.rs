//! Lambda chat-handler: one question in, one checked answer out.
//!
//! classify -> plan -> facts -> draft -> model -> guard -> persist; one file per stage, put together in `turn`.

pub mod classify;
mod conversation;
#[cfg(any(test, fuzzing))]
#[allow(clippy::unwrap_used)]
pub mod fuzz;
mod guard;
mod handlers;
mod narrate;
pub mod period;
mod phrase;
mod prompt;
mod render;
mod reply;
mod settings;
mod turn;

pub use handlers::router;
pub use settings::Settings;
