//! Answers by hand.
