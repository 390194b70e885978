//! The laws of `ChatModel`, checked on everything any test here receives.

use std::time::Duration;

use futures::StreamExt;
use model_adapters::{ChatModel, ChatRequest, ErrorKind, Event, FinishReason, Message, ModelError, TurnContext, Usage};

/// A turn as its reader saw it.
#[derive(Debug)]
pub(crate) struct Turn {
    pub(crate) events: Vec<Event>,
    pub(crate) error: Option<ModelError>,
}

impl Turn {
    pub(crate) fn text(&self) -> String {
        let texts = self.events.iter().filter_map(|event| match event {
            Event::Text(text) => Some(text.as_str()),
            _ => None,
        });
        texts.collect()
    }

    pub(crate) fn usage(&self) -> Option<Usage> {
        self.events.iter().find_map(|event| match event {
            Event::Usage(usage) => Some(*usage),
            _ => None,
        })
    }

    pub(crate) fn finish(&self) -> Option<FinishReason> {
        self.events.iter().find_map(|event| match event {
            Event::Finish(reason) => Some(*reason),
            _ => None,
        })
    }

    pub(crate) fn kind(&self) -> Option<ErrorKind> {
        self.error.as_ref().map(|error| error.kind)
    }
}

pub(crate) fn request() -> ChatRequest {
    ChatRequest {
        system: "You phrase facts.".to_owned(),
        messages: vec![Message::user("Hello"), Message::assistant("Hello."), Message::user("How much in March 2011?")],
        max_tokens: 200,
        temperature: 0.2,
        draft: "Revenue was {F1}. That is more than in February!".to_owned(),
    }
}

pub(crate) fn context() -> TurnContext {
    let mut context = TurnContext::within(Duration::from_secs(60));
    context.metadata.insert("tenant".to_owned(), "acme".to_owned());
    context
}

/// Asks, reads to the end and beyond, and checks the laws.
pub(crate) async fn ask(model: &dyn ChatModel) -> Turn {
    ask_in(model, &context()).await
}

/// The same in a given turn.
pub(crate) async fn ask_in(model: &dyn ChatModel, context: &TurnContext) -> Turn {
    let mut turn = Turn { events: Vec::new(), error: None };
    match model.chat(&request(), context).await {
        Err(error) => turn.error = Some(error),
        Ok(mut stream) => {
            while let Some(item) = stream.next().await {
                assert!(turn.error.is_none(), "law 1: {item:?} after an error");
                assert!(turn.finish().is_none(), "law 1: {item:?} after the finish");
                match item {
                    Ok(event) => turn.events.push(event),
                    Err(error) => turn.error = Some(error),
                }
            }
        }
    }
    let finished = turn.finish().is_some();
    assert_ne!(finished, turn.error.is_some(), "law 1: one finish or one error: {turn:?}");
    let usages = turn.events.iter().filter(|event| matches!(event, Event::Usage(_))).count();
    assert!(usages <= 1 && (usages == 1 || !finished), "law 2: usage once, before the finish: {turn:?}");
    let names = turn.events.iter().skip(1).filter(|event| matches!(event, Event::Model(_))).count();
    assert_eq!(names, 0, "law 2: the model's name comes first: {turn:?}");
    assert!(
        !turn
            .events
            .iter()
            .any(|event| matches!(event, Event::Text(text) if text.is_empty() || text.contains('\u{FFFD}'))),
        "no empty text, no replacement character: {turn:?}"
    );
    if let Some(error) = &turn.error {
        assert_eq!(error.emitted, turn.events.iter().any(Event::is_content), "law 4: {turn:?}");
        assert!(!error.message.is_empty() && !error.message.contains("service error"), "{error:?}");
        let cause = error.source.as_ref().map(ToString::to_string);
        assert!(cause.is_none_or(|cause| !error.message.contains(&cause)), "the source is not repeated: {error:?}");
    }
    turn
}
