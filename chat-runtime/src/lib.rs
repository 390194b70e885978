//! Lambda chat-handler: one question in, one checked answer out.

pub mod period;
