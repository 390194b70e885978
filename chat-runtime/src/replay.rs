//! A citation that can be checked: a fact as it was given, the same computed once more, and whether they agree.

use std::str::FromStr;

use sales_metrics::query::{Snapshot, fact::Fact, replay};
use serde::Serialize;
use tenancy::{ApiError, ErrorCode, TenantSession, ids::MessageId};
use utoipa::ToSchema;

use crate::conversation::Answer;

/// The id of a fact beyond its answer: `<id of the answer>-F1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FactId {
    pub(crate) message: MessageId,
    fact: String,
}

impl std::fmt::Display for FactId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.message, self.fact)
    }
}

impl FromStr for FactId {
    type Err = ApiError;

    fn from_str(text: &str) -> Result<Self, ApiError> {
        let parts = text.rsplit_once('-').and_then(|(message, fact)| Some((message.parse().ok()?, fact)));
        let id = parts.map(|(message, fact)| Self { message, fact: fact.to_owned() });
        id.filter(|id| id.to_string() == text).ok_or_else(no_fact)
    }
}

/// The version of the data at two times.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DataVersions {
    /// When the answer was given.
    then: String,
    /// When it was computed once more.
    now: String,
}

/// A fact as it was given, and computed once more.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FactReplay {
    /// The id that was asked for.
    fact_id: String,
    /// The question that the fact is of.
    question: String,
    /// As it was given.
    stored: Fact,
    /// Computed once more; `null` where that cannot be done any more.
    replayed: Option<Fact>,
    /// Whether figure, unit and number of rows are the same.
    same: bool,
    /// Whether it was read again from the very keys that it names; not so when the data has changed since.
    from_sources: bool,
    /// The versions of the data.
    data_version: DataVersions,
    /// What there is to be said of it.
    note: Option<String>,
}

fn no_fact() -> ApiError {
    ApiError::new(ErrorCode::NotFound, "there is no such fact")
        .remedy("the id is that of an answer, `-`, and that of one of its facts: MESSAGEID-F1")
}

/// The fact `id` of `answer`, computed once more over `snapshot`.
///
/// # Errors
/// [`ErrorCode::NotFound`]: the answer has no such fact; or AWS failed.
pub(crate) async fn replayed(
    session: &TenantSession,
    snapshot: &Snapshot,
    answer: &Answer,
    id: &FactId,
) -> Result<FactReplay, ApiError> {
    let facts = &answer.reply.facts;
    let stored = facts.iter().find(|fact| fact.id == id.fact).ok_or_else(no_fact)?;
    let replay = replay(session, snapshot, answer.plan.as_ref(), facts, stored).await?;
    let now = snapshot.head.data_version.to_string();
    let same = replay.fact.as_ref().is_ok_and(|fact| is_same(stored, fact));
    let note = note(stored, &now, replay.fact.as_ref().map_err(String::as_str), same);
    Ok(FactReplay {
        fact_id: id.to_string(),
        question: answer.question.clone(),
        stored: stored.clone(),
        replayed: replay.fact.ok(),
        same,
        from_sources: replay.from_sources,
        data_version: DataVersions { then: stored.source.data_version.clone(), now },
        note,
    })
}

fn is_same(stored: &Fact, replayed: &Fact) -> bool {
    let figure = |fact: &Fact| (fact.value, fact.empty, fact.source.rows);
    figure(stored) == figure(replayed) && stored.unit == replayed.unit
}

fn note(stored: &Fact, now: &str, replayed: Result<&Fact, &str>, same: bool) -> Option<String> {
    let then = &stored.source.data_version;
    let changed = then != now;
    let since = format!("the data has changed since the answer (version {then} then, {now} now)");
    match (replayed, same) {
        (Ok(_), true) if changed => Some(format!("{since}; this figure has not")),
        (Ok(_), true) => None,
        (Ok(fact), false) if changed => Some(format!("{since}: {} then, {} now", stored.display, fact.display)),
        (Ok(_), false) => Some(
            "the data is what it was, and the figure is not: what it is computed by was changed in the catalogue since"
                .to_owned(),
        ),
        (Err(why), _) if changed => Some(format!("{since}, and this figure cannot be computed any more: {why}")),
        (Err(why), _) => Some(format!("this figure cannot be computed once more: {why}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_id_has_one_form() {
        let message = MessageId::generate();
        let id: FactId = format!("{message}-F12").parse().unwrap();
        assert_eq!((id.message, id.fact.as_str()), (message, "F12"));
        let upper = message.to_string().to_uppercase();
        for not in
            [String::new(), "F1".to_owned(), message.to_string(), format!("{upper}-F1"), format!("{{{message}}}-F1")]
        {
            assert!(not.parse::<FactId>().is_err(), "{not}");
        }
    }
}
