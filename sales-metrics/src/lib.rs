//! Lambda metrics-handler: catalogue, import, rollups, and the engine that turns a plan into facts.

pub mod period;
