//! The words of an answer: a model phrases the facts, the guard checks them, one repair is asked for, and what still does not
//! hold is the narrator's draft.
//!
//! Where somebody listens, a sentence is said as soon as the text up to its end holds; what was said cannot be taken back. So
//! a text that goes wrong later ends where it went wrong, if it has told a figure by then, and the draft follows if not.

use std::time::Instant;

use futures::StreamExt;
use model_adapters::{ChatModel, ChatRequest, Event, FinishReason, Message, ModelError, TurnContext};
use sales_metrics::query::fact::Fact;

use crate::{
    conversation::Phrase,
    guard::{Context, Fault, Violation, violations},
    prompt,
    render::render,
    reply::{Guard, GuardStatus},
    speech::Speech,
};

/// How an answer's wording came about.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) guard: Guard,
    /// Who spoke.
    pub(crate) model: String,
    /// What the model wrote, where all of it holds.
    pub(crate) held: Option<String>,
    /// The words were kept, and no model was asked.
    pub(crate) cached: bool,
    /// The listener had heard enough.
    pub(crate) stopped: bool,
    /// Milliseconds in the model.
    pub(crate) model_ms: f64,
}

/// What came of one call of a model.
enum Attempt {
    /// It ended its answer.
    Whole(String),
    /// It gave none, or broke off.
    Failed(ModelError),
    /// Whoever listens has heard enough.
    Stopped,
}

/// Has the facts phrased by `model` as `request` asks, once more with the violations named if the guard finds any, and by the
/// request's draft if it still does.
pub(crate) async fn phrase(
    model: &dyn ChatModel,
    mut request: ChatRequest,
    context: &Context<'_>,
    turn: &TurnContext,
    speech: &mut Speech,
) -> Said {
    let began = Instant::now();
    let mut told: Vec<Violation> = Vec::new();
    let mut speaker = model.id().to_owned();
    let mut status = None;
    let mut held = None;
    let (mut stopped, mut broke_off) = (false, false);
    speech.begin_part();
    for attempt in [GuardStatus::Verified, GuardStatus::Repaired] {
        match ask(model, &request, turn, context, speech, &mut speaker).await {
            Attempt::Whole(text) => {
                let found = tracing::debug_span!("guard").in_scope(|| violations(&text, context));
                if found.is_empty() {
                    speech.say(&render(&text, context.facts)).await;
                    status = Some(attempt);
                    held = Some(text);
                    break;
                }
                request.messages.push(Message::assistant(text));
                request.messages.push(Message::user(prompt::repair(&found, context.language)));
                told.extend(found);
            }
            Attempt::Failed(error) => {
                tracing::warn!(model = model.id(), error = %error, "the model failed; what holds stands");
                told.push(Violation { fault: Fault::NoAnswer, said: String::new(), fact: None });
                broke_off = true;
                break;
            }
            Attempt::Stopped => {
                stopped = true;
                break;
            }
        }
        if !speech.of_part().is_empty() {
            break;
        }
    }
    let status = match status {
        Some(status) => status,
        None if stopped && !speech.of_part().is_empty() => GuardStatus::Verified,
        None => {
            let (said, written) = (speech.of_part(), render(&request.draft, context.facts));
            if written.starts_with(said) {
                // It said the draft so far: the narrator's own words are not cut off, whatever the guard reads in them.
                speech.say(&written).await;
                GuardStatus::Fallback
            } else if !broke_off && tells_a_figure(said, context.facts) {
                GuardStatus::Repaired
            } else {
                // Nobody knows what a model that broke off had yet to say: there the draft follows.
                let whole = format!("{said} {written}");
                speech.say(&whole).await;
                GuardStatus::Fallback
            }
        }
    };
    let violations = told.iter().map(ToString::to_string).collect();
    let model_ms = began.elapsed().as_secs_f64() * 1e3;
    Said { guard: Guard { status, violations }, model: speaker, held, cached: false, stopped, model_ms }
}

/// Says words that are kept, where they still hold.
pub(crate) async fn recall(kept: Phrase, context: &Context<'_>, speech: &mut Speech) -> Option<Said> {
    if !violations(&kept.text, context).is_empty() {
        return None;
    }
    speech.begin_part();
    speech.say(&render(&kept.text, context.facts)).await;
    let guard = Guard { status: GuardStatus::Verified, violations: Vec::new() };
    Some(Said { guard, model: kept.model, held: None, cached: true, stopped: false, model_ms: 0.0 })
}

/// One call of `model`, its sentences said as they turn out to hold.
async fn ask(
    model: &dyn ChatModel,
    request: &ChatRequest,
    turn: &TurnContext,
    context: &Context<'_>,
    speech: &mut Speech,
    speaker: &mut String,
) -> Attempt {
    let mut stream = tokio::select! {
        () = speech.stopped() => return Attempt::Stopped,
        stream = model.chat(request, turn) => match stream {
            Ok(stream) => stream,
            Err(error) => return Attempt::Failed(error),
        },
    };
    let mut text = String::new();
    let mut checked = 0;
    loop {
        let next = tokio::select! {
            () = speech.stopped() => return Attempt::Stopped,
            next = stream.next() => next,
        };
        match next {
            Some(Ok(Event::Model(name))) => *speaker = name,
            Some(Ok(Event::Text(piece))) => {
                text.push_str(if text.is_empty() { piece.trim_start() } else { &piece });
                let end = if speech.is_live() { whole_sentences(&text) } else { 0 };
                if end > checked {
                    checked = end;
                    let so_far = text[..end].trim_end();
                    if violations(so_far, context).is_empty() {
                        speech.say(&render(so_far, context.facts)).await;
                    }
                }
            }
            Some(Ok(Event::Finish(FinishReason::Filtered))) => {
                let refused = ModelError::new(model_adapters::ErrorKind::Refused, "a filter stopped the answer");
                return Attempt::Failed(refused);
            }
            Some(Ok(Event::Finish(reason))) => {
                let end = whole_sentences(&text);
                if reason == FinishReason::Length && end > 0 {
                    // What it had no more tokens for is no sentence.
                    text.truncate(end);
                }
                return Attempt::Whole(text.trim_end().to_owned());
            }
            Some(Ok(Event::Reasoning(_) | Event::ToolCall { .. } | Event::Usage(_))) => {}
            Some(Err(error)) => return Attempt::Failed(error),
            None => {
                let cut = ModelError::new(model_adapters::ErrorKind::Truncated, "the answer ended without a finish");
                return Attempt::Failed(cut);
            }
        }
    }
}

/// Where the last sentence ends that another one follows, or a line does: in bytes.
fn whole_sentences(text: &str) -> usize {
    let mut end = 0;
    let mut before = ' ';
    for (at, char) in text.char_indices() {
        if char == '\n' || (matches!(before, '.' | '!' | '?') && char.is_whitespace()) {
            end = at + char.len_utf8();
        }
        before = char;
    }
    end
}

/// Whether a text that holds says more than words.
fn tells_a_figure(text: &str, facts: &[Fact]) -> bool {
    !text.is_empty() && facts.iter().any(|fact| text.contains(fact.display.trim_start_matches('-')))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use model_adapters::{Metered, Scripted, Step};
    use tokio::sync::{mpsc::unbounded_channel, watch};

    use super::*;
    use crate::{guard::tests::lookup, reply::Usage, speech::TurnEvent};

    struct Heard {
        text: String,
        guard: Guard,
        usage: Usage,
    }

    async fn said(model: &Arc<Scripted>) -> Heard {
        heard(model, Speech::default()).await
    }

    async fn heard(model: &Arc<Scripted>, mut speech: Speech) -> Heard {
        let fixture = lookup();
        let turn = TurnContext::within(prompt::MODEL_BUDGET);
        let metered = Metered::new(model.clone());
        let (context, draft) = (fixture.context(), "Revenue came to {F1}.");
        let request = prompt::request("What was revenue?", draft, &context);
        let said = phrase(&metered, request, &context, &turn, &mut speech).await;
        Heard { text: speech.end().await, guard: said.guard, usage: Usage::of(&turn.meter.calls()) }
    }

    /// What is heard of a model that says this, piece by piece, and the whole.
    async fn live(model: &Arc<Scripted>, stop_after: usize) -> (Vec<String>, Heard) {
        let (events, mut heard_events) = unbounded_channel();
        let (stop, stopped) = watch::channel(stop_after == 0);
        let said = heard(model, Speech::to(events, stopped));
        let listen = async {
            let mut pieces = Vec::new();
            while let Some(event) = heard_events.recv().await {
                if let TurnEvent::Text { piece, .. } = event {
                    pieces.push(piece);
                }
                if pieces.len() == stop_after {
                    stop.send_replace(true);
                }
            }
            pieces
        };
        let (said, pieces) = tokio::join!(said, listen);
        (pieces, said)
    }

    #[tokio::test]
    async fn a_sentence_is_heard_as_soon_as_it_holds() {
        let model = Arc::new(Scripted::saying("m", "Revenue was {F1}. That is what the data says."));
        let (pieces, said) = live(&model, usize::MAX).await;
        assert_eq!(pieces.len(), 2, "{pieces:?}");
        assert_eq!(pieces.concat(), said.text);
        assert_eq!(said.guard.status, GuardStatus::Verified);
    }

    #[tokio::test]
    async fn what_was_heard_stands_and_what_does_not_hold_is_never_heard() {
        let model = Arc::new(Scripted::saying("m", "Revenue was {F1}. It rose by £12. Fine."));
        let (pieces, said) = live(&model, usize::MAX).await;
        assert_eq!(pieces.len(), 1, "{pieces:?}");
        assert_eq!((said.guard.status, model.requests().len()), (GuardStatus::Repaired, 1));
        assert!(!said.text.contains("12") && said.text.starts_with("Revenue was CHF"), "{}", said.text);

        let model = Arc::new(Scripted::saying("m", "Here is what you asked for. It was £12."));
        let (pieces, said) = live(&model, usize::MAX).await;
        assert_eq!(said.guard.status, GuardStatus::Fallback);
        assert!(pieces.concat().contains("Revenue came to CHF") && pieces.concat() == said.text, "{pieces:?}");
    }

    #[tokio::test]
    async fn who_began_as_the_draft_does_ends_as_it_does() {
        let model = Arc::new(Scripted::saying("m", "Revenue came to {F1}. It was £12."));
        let (pieces, said) = live(&model, usize::MAX).await;
        assert_eq!((said.guard.status, pieces.concat()), (GuardStatus::Fallback, said.text.clone()));
        assert!(said.text.starts_with("Revenue came to CHF") && !said.text.contains("12."), "{}", said.text);
    }

    #[tokio::test]
    async fn nothing_heard_yet_is_mended_as_ever() {
        let model = Arc::new(Scripted::saying("m", "It was £12. Yes.").then_saying("Revenue was {F1}."));
        let (pieces, said) = live(&model, usize::MAX).await;
        assert_eq!((said.guard.status, pieces.len()), (GuardStatus::Repaired, 1), "{pieces:?}");
    }

    #[tokio::test]
    async fn what_is_stopped_keeps_what_was_heard() {
        let text = |text: &str| Step::Emit(Event::Text(text.to_owned()));
        let model = Arc::new(Scripted::new("m", [text("Revenue was {F1}. "), text("And "), Step::Hang]));
        let (pieces, said) = live(&model, 1).await;
        assert_eq!((pieces.concat(), pieces.len()), (said.text.clone(), 1));
        assert!(said.text.starts_with("Revenue was CHF"), "{}", said.text);
        assert!(said.usage.estimated && said.usage.output_tokens > 0, "what it wrote is paid for: {:?}", said.usage);

        let silent = Arc::new(Scripted::new("m", [Step::Hang]));
        let (_, said) = live(&silent, 0).await;
        assert!(said.text.starts_with("Revenue came to CHF"), "{}", said.text);
    }

    #[tokio::test]
    async fn what_holds_is_said() {
        let model = Arc::new(Scripted::saying("m", "Revenue was {F1}."));
        let said = said(&model).await;
        assert_eq!((said.guard.status, said.guard.violations.len()), (GuardStatus::Verified, 0));
        assert!(!said.text.contains("{F1}"), "{}", said.text);
        assert_eq!((model.requests().len(), said.usage.input_tokens), (1, 10));
    }

    #[tokio::test]
    async fn what_does_not_hold_is_mended_once() {
        let model = Arc::new(Scripted::saying("m", "Revenue was £12.").then_saying("Revenue was {F1}."));
        let said = said(&model).await;
        assert_eq!(said.guard.status, GuardStatus::Repaired);
        assert_eq!(said.guard.violations, ["`£12` is the figure of no fact"]);
        assert_eq!((said.usage.input_tokens, said.usage.output_tokens), (20, 6), "both calls count");
        let asked = model.requests();
        assert!(asked[1].messages[2].text.contains("`£12` is the figure of no fact"), "{:?}", asked[1].messages);
    }

    #[tokio::test]
    async fn what_still_does_not_hold_is_the_drafts() {
        let model = Scripted::saying("m", "Revenue was £12.");
        let model = Arc::new(model.then_saying("Revenue was £13.").then_saying("Revenue was {F1}."));
        let said = said(&model).await;
        assert_eq!((said.guard.status, said.guard.violations.len()), (GuardStatus::Fallback, 2));
        assert!(said.text.starts_with("Revenue came to "), "{}", said.text);
        assert_eq!(model.requests().len(), 2);
        let silent = Arc::new(Scripted::new("m", [Step::Refuse(model_adapters::ErrorKind::Refused)]));
        let said = self::said(&silent).await;
        assert_eq!(said.guard.violations, ["the model gave no answer"]);
    }
}
