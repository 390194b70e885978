//! Words that a model found and the guard let pass, kept for the same question about the same figures: the item `PHRASE#<hash>`,
//! `TEXT`. The hash is of all that the model would be told, so that other figures, another question or another model ask anew,
//! and a new version of the data that leaves these figures as they were does not.

use jiff::Timestamp;
use model_adapters::ChatRequest;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tenancy::ApiError;

use super::{
    Conversations,
    item::{n, s},
};

const READING: &str = "reading words that are kept";
const KEEPING: &str = "keeping an answer's words";
/// They are kept so long after they were found, in seconds: 30 days.
const KEPT: i64 = 30 * 86_400;

/// Words that are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Phrase {
    /// As the model wrote it, with the facts' names in it.
    pub(crate) text: String,
    /// Who wrote it.
    pub(crate) model: String,
}

/// What the words for `request`, which `model` would be asked, are kept under.
pub(crate) fn phrase_key(model: &str, request: &ChatRequest) -> String {
    let mut hash = Sha256::new();
    let messages = request.messages.iter().map(|message| message.text.as_str());
    for text in [model, request.system.as_str()].into_iter().chain(messages) {
        hash.update(text.len().to_be_bytes());
        hash.update(text);
    }
    format!("PHRASE#{}", hex::encode(hash.finalize()))
}

impl Conversations<'_> {
    /// The words that are kept under `key`.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub(crate) async fn phrase(&self, key: &str) -> Result<Option<Phrase>, ApiError> {
        let get = self.0.dynamodb.get_item().table_name(&self.0.messages_table).key("pk", s(key)).key("sk", s("TEXT"));
        let reply = get.send().await.map_err(|e| ApiError::aws(READING, e))?;
        reply.item.map(|item| serde_dynamo::from_item(item).map_err(|e| ApiError::internal(READING, e))).transpose()
    }

    /// Keeps words under `key`.
    ///
    /// # Errors
    /// DynamoDB failed.
    pub(crate) async fn keep_phrase(&self, key: &str, phrase: &Phrase) -> Result<(), ApiError> {
        let put =
            self.0.dynamodb.put_item().table_name(&self.0.messages_table).item("pk", s(key)).item("sk", s("TEXT"));
        let put = put.item("text", s(&phrase.text)).item("model", s(&phrase.model));
        let put = put.item("expiresAt", n(Timestamp::now().as_second() + KEPT));
        put.send().await.map(|_| ()).map_err(|e| ApiError::aws(KEEPING, e))
    }
}

#[cfg(test)]
mod tests {
    use model_adapters::Message;

    use super::*;

    #[test]
    fn words_are_for_one_question_figures_and_model() {
        let request = |system: &str, said: &str| ChatRequest {
            system: system.to_owned(),
            messages: vec![Message::user(said)],
            max_tokens: 1,
            temperature: 0.0,
            draft: String::new(),
        };
        let key = phrase_key("m", &request("ab", "c"));
        assert_eq!(key, phrase_key("m", &request("ab", "c")));
        for other in [("n", "ab", "c"), ("m", "a", "bc"), ("m", "ab", "d")] {
            assert_ne!(key, phrase_key(other.0, &request(other.1, other.2)), "{other:?}");
        }
    }
}
