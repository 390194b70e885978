//! The exam as the generator writes it.

use std::path::PathBuf;

use serde::Deserialize;

use crate::questions::{
    judge::Turn,
    plan::{Days, Expected, Slice},
};

/// All of it.
#[derive(Debug, Deserialize)]
pub(super) struct Paper {
    pub(super) tenants: Vec<Tenant>,
    pub(super) questions: Vec<Dialogue>,
    pub(super) dialogues: Vec<Dialogue>,
}

/// A schema and its rows.
#[derive(Debug, Deserialize)]
pub(in crate::questions) struct Tenant {
    pub(super) id: String,
    pub(super) name: String,
    pub(in crate::questions) catalogue: PathBuf,
    pub(super) file: PathBuf,
    /// The first and the newest day of the data.
    pub(super) days: Days,
}

/// Turns of one session; a question is one of a single turn.
#[derive(Debug, Deserialize)]
pub(super) struct Dialogue {
    pub(super) cat: String,
    pub(super) tenant: String,
    pub(super) turns: Vec<Task>,
}

/// A turn, and what its answer is about.
#[derive(Debug, Deserialize)]
pub(super) struct Task {
    #[serde(flatten)]
    pub(super) turn: Turn,
    /// What the classification must say.
    pub(super) plan: Option<Expected>,
    /// Or, what the facts must be about.
    #[serde(default)]
    pub(super) facts: Vec<Slice>,
    /// It changes the topic: no filter of before may be left.
    #[serde(default)]
    pub(super) reset: bool,
}

impl Paper {
    /// The days of a tenant's data.
    pub(super) fn days(&self, tenant: &str) -> Option<&Days> {
        self.tenants.iter().find(|one| one.id == tenant).map(|one| &one.days)
    }

    /// Questions, then dialogues.
    pub(super) fn all(&self) -> impl Iterator<Item = &Dialogue> {
        self.questions.iter().chain(&self.dialogues)
    }
}
