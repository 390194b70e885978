//! What a session of one tenant asks for, of its own and of another's, and what must come of it.

mod dynamodb;
mod kms;
mod s3;

use std::{future::Future, pin::Pin};

use aws_sdk_dynamodb::error::ProvideErrorMetadata;

use super::stage::{Session, Stage, Tenant};

/// What must come of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expected {
    Allowed,
    Denied,
}

/// What came of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Allowed,
    Denied,
    /// It was allowed, and failed for another reason.
    Failed(String),
}

/// A call that has not been made yet.
pub(crate) struct Call<'a> {
    pub(crate) name: String,
    pub(crate) expected: Expected,
    run: Pin<Box<dyn Future<Output = Outcome> + 'a>>,
}

impl Call<'_> {
    /// Makes the call; what came of it, if it is not what was expected.
    pub(crate) async fn surprise(self) -> Option<String> {
        let outcome = self.run.await;
        let as_expected = match self.expected {
            Expected::Allowed => outcome == Outcome::Allowed,
            Expected::Denied => outcome == Outcome::Denied,
        };
        (!as_expected).then(|| format!("{}: {outcome:?}, not {:?}", self.name, self.expected))
    }
}

/// Calls that are to be made on one session.
pub(crate) struct Calls<'a> {
    pub(crate) stage: &'a Stage,
    pub(crate) session: &'a Session,
    /// Whose session it is.
    pub(crate) own: &'a Tenant,
    /// Tells this round's items and objects from those of another.
    pub(crate) round: String,
    made: Vec<Call<'a>>,
}

impl<'a> Calls<'a> {
    /// Everything that `own` must be able to do, and what it must not be able to do with its own.
    pub(crate) fn own(stage: &'a Stage, session: &'a Session, own: &'a Tenant, round: &str) -> Vec<Call<'a>> {
        let mut calls = Self { stage, session, own, round: round.to_owned(), made: Vec::new() };
        calls.dynamodb(own, Expected::Allowed);
        calls.dynamodb_beyond();
        calls.s3(own, Expected::Allowed);
        calls.s3_beyond();
        calls.kms_own();
        calls.kms_beyond();
        calls.made
    }

    /// Everything that `own` must not be able to do with what is `other`'s.
    pub(crate) fn foreign(
        stage: &'a Stage,
        session: &'a Session,
        own: &'a Tenant,
        other: &'a Tenant,
        round: &str,
    ) -> Vec<Call<'a>> {
        let mut calls = Self { stage, session, own, round: round.to_owned(), made: Vec::new() };
        calls.dynamodb(other, Expected::Denied);
        calls.dynamodb_mixed(other);
        calls.s3(other, Expected::Denied);
        calls.s3_tricks(other);
        calls.kms_foreign(other);
        calls.made
    }

    /// Every call on the data of `of`, which is nobody's session's own.
    pub(crate) fn data(stage: &'a Stage, session: &'a Session, of: &'a Tenant) -> Vec<Call<'a>> {
        let mut calls = Self { stage, session, own: of, round: "data".to_owned(), made: Vec::new() };
        calls.dynamodb(of, Expected::Denied);
        calls.s3(of, Expected::Denied);
        calls.made
    }

    fn add(&mut self, expected: Expected, name: impl std::fmt::Display, run: impl Future<Output = Outcome> + 'a) {
        let name = format!("{} of {}", name, self.own.id);
        self.made.push(Call { name, expected, run: Box::pin(run) });
    }

    /// A name that no other round uses.
    fn scratch(&self) -> String {
        format!("scratch-{}-{}-{}", self.round, self.own.id, self.made.len())
    }
}

/// Whether a call was allowed.
fn outcome<T, E: ProvideErrorMetadata + std::fmt::Debug>(result: Result<T, E>) -> Outcome {
    match result {
        Ok(_) => Outcome::Allowed,
        Err(error) => match error.code() {
            Some("AccessDenied" | "AccessDeniedException") => Outcome::Denied,
            Some(code) => Outcome::Failed(code.to_owned()),
            None => Outcome::Failed(format!("{error:?}")),
        },
    }
}
