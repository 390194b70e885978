//! Trains and measures the intent model: `cargo xtask intent`. Nothing of it runs in production.

pub mod calibrate;
pub mod data;
pub mod frames;
pub mod linear;
pub mod measure;
pub mod noise;
pub mod prepared;
pub mod random;
pub mod recursive;
pub mod training;
pub mod words;
