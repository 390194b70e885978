//! Conversations of clients that name no session, but send all that was said: what was said finds the session, and its state at
//! that point, so that an answer may be asked for again, and a question changed.
//!
//! One item per turn, beside the user's sessions: `USER#<hash of the subject>` / `THREAD#<hash of what was said>`.

use aws_sdk_dynamodb::types::Put;
use sha2::{Digest, Sha256};
use tenancy::{ApiError, ids::SessionId};

use super::{
    Conversations, SessionState,
    item::{self, json, n, parsed, s, text},
};

const READING: &str = "reading the conversation";

/// What was said in a conversation, as a hash; blanks and line ends do not matter, since clients change them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Thread(Option<[u8; 32]>);

impl Thread {
    /// Goes on with what `role` said.
    pub(crate) fn said(&mut self, role: &str, words: &str) {
        let mut hash = Sha256::new();
        hash.update(self.0.unwrap_or_default());
        for word in std::iter::once(role).chain(words.split_whitespace()) {
            hash.update(word);
            hash.update([0]);
        }
        self.0 = Some(hash.finalize().into());
    }

    /// Nothing was said yet.
    pub(crate) fn is_new(&self) -> bool {
        self.0.is_none()
    }

    fn key(&self) -> String {
        format!("THREAD#{}", hex::encode(self.0.unwrap_or_default()))
    }
}

impl Conversations<'_> {
    /// The session of `subject` in which this was said, and its state then; none if it was not said here.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub(crate) async fn thread(
        &self,
        thread: &Thread,
        subject: &str,
    ) -> Result<Option<(SessionId, SessionState)>, ApiError> {
        let Some(item) = self.own_item(READING, subject, s(thread.key())).await? else { return Ok(None) };
        let session = text(&item, "sessionOf").parse().map_err(|_| ApiError::internal(READING, "it has no session"))?;
        let state = parsed(READING, &item, "state")?.ok_or_else(|| ApiError::internal(READING, "it has no state"))?;
        Ok(Some((session, state)))
    }

    /// The item by which the session is found once this was said.
    pub(super) fn thread_item(
        &self,
        thread: &Thread,
        subject: &str,
        session: SessionId,
        state: &SessionState,
        expires: i64,
    ) -> Result<Put, ApiError> {
        let put = Put::builder().table_name(&self.0.messages_table).item("pk", item::user(subject));
        // Not `sessionId`, by which the index finds messages.
        let put = put.item("sk", s(thread.key())).item("sessionOf", s(session.to_string()));
        let put = put.item("state", json(READING, state)?).item("expiresAt", n(expires));
        put.build().map_err(|e| ApiError::internal(READING, e))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thread(said: &[(&str, &str)]) -> String {
        let mut thread = Thread::default();
        said.iter().for_each(|(role, words)| thread.said(role, words));
        thread.key()
    }

    #[test]
    fn a_thread_is_what_was_said_and_by_whom() {
        let one = thread(&[("user", "Revenue in May"), ("assistant", "It was £5.")]);
        assert_eq!(one, thread(&[("user", " Revenue\n in May"), ("assistant", "It was  £5.\n")]));
        for other in [
            thread(&[("user", "Revenue in May")]),
            thread(&[("assistant", "Revenue in May"), ("user", "It was £5.")]),
            thread(&[("user", "Revenue in"), ("assistant", "May It was £5.")]),
        ] {
            assert_ne!(one, other);
        }
    }
}
