//! What every call of a turn took: tokens, money and time, also of calls that failed or that nobody read to their end.
//!
//! A budget that counts answers only is passed by whatever is paid for and thrown away. So the meter stands at each call of
//! a provider, and a turn's cost is the sum of its [`TurnContext::meter`]. It never sees more of a prompt or an answer than
//! the number of its characters.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_stream::stream;
use async_trait::async_trait;
use futures::StreamExt;
use rust_decimal::Decimal;
use tokio::time::Instant;
use tracing::{Instrument, Span, field::Empty};

use crate::chat_model::{Capabilities, ChatModel, ChatRequest, EventStream, TurnContext};
use crate::error::{ErrorKind, ModelError, Phase};
use crate::event::{Event, FinishReason, Usage};
use crate::prices::Price;

/// One call of one model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// [`ChatModel::id`] of the model that was called.
    pub model: String,
    /// Its tokens: as the provider told them, or counted here for an answer that did not get that far. Zero where the model
    /// was never put to work.
    pub usage: Usage,
    /// US dollars; `None` where the price is not known.
    pub cost_usd: Option<Decimal>,
    /// How it ended.
    pub outcome: CallOutcome,
    /// From the question to the first text, reasoning or tool call, if any came.
    pub first_token: Option<Duration>,
    /// From the question to the end.
    pub took: Duration,
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallOutcome {
    /// The provider ended its answer.
    Finished(FinishReason),
    /// It failed.
    Failed(ErrorKind),
    /// The reader went away before the end.
    Dropped,
}

/// The calls of one turn, oldest first by their end. Clones share the same list.
#[derive(Debug, Clone, Default)]
pub struct Meter(Arc<Mutex<Vec<Call>>>);

impl Meter {
    /// The calls that have ended so far.
    pub fn calls(&self) -> Vec<Call> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn record(&self, call: Call) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(call);
    }
}

/// A model whose calls are metered: exactly one [`Call`] per [`ChatModel::chat`], in [`TurnContext::meter`] by the time the
/// reader sees the end, and one span and one event in the log with the names of OpenTelemetry for generative models
/// (<https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/>).
#[derive(Debug)]
pub struct Metered {
    inner: Arc<dyn ChatModel>,
}

impl Metered {
    /// Meters this model.
    pub fn new(inner: Arc<dyn ChatModel>) -> Self {
        Self { inner }
    }
}

#[async_trait]
impl ChatModel for Metered {
    fn id(&self) -> &str {
        self.inner.id()
    }

    fn capabilities(&self) -> Capabilities {
        self.inner.capabilities()
    }

    async fn chat(&self, request: &ChatRequest, context: &TurnContext) -> Result<EventStream, ModelError> {
        let mut running = Running::start(self.inner.as_ref(), request, context);
        let mut inner = match self.inner.chat(request, context).instrument(running.span.clone()).await {
            Ok(inner) => inner,
            Err(error) => {
                running.outcome = CallOutcome::Failed(error.kind);
                return Err(error);
            }
        };
        running.began = true;
        Ok(stream! {
            let mut running = Some(running);
            while let Some(item) = inner.next().await {
                if running.as_mut().is_some_and(|running| running.saw(&item)) {
                    drop(running.take());
                }
                yield item;
            }
        }
        .boxed())
    }
}

/// A call under way. It is recorded when this is dropped, so that no way out is left unmetered.
struct Running {
    meter: Meter,
    model: String,
    price: Option<Price>,
    /// What is logged belongs to the request that asked, wherever the stream is dropped.
    asked_in: Span,
    /// Of the call itself, for those who trace.
    span: Span,
    tenant: Option<String>,
    start: Instant,
    /// The model accepted the request.
    began: bool,
    /// The prompt, in estimated tokens; then what the provider told.
    usage: Usage,
    chars: usize,
    first_token: Option<Duration>,
    outcome: CallOutcome,
}

impl Running {
    fn start(model: &dyn ChatModel, request: &ChatRequest, context: &TurnContext) -> Self {
        Self {
            meter: context.meter.clone(),
            model: model.id().to_owned(),
            price: model.capabilities().price,
            asked_in: Span::current(),
            span: span(model.id()),
            tenant: context.metadata.get("tenant").cloned(),
            start: Instant::now(),
            began: false,
            usage: Usage::estimate(request, 0),
            chars: 0,
            first_token: None,
            outcome: CallOutcome::Dropped,
        }
    }

    /// Notes what passes by; whether it was the end.
    fn saw(&mut self, item: &Result<Event, ModelError>) -> bool {
        match item {
            Ok(Event::Usage(told)) => self.usage = *told,
            Ok(Event::Finish(reason)) => self.outcome = CallOutcome::Finished(*reason),
            Ok(event) => self.chars += event.chars(),
            Err(error) => self.outcome = CallOutcome::Failed(error.kind),
        }
        if item.as_ref().is_ok_and(Event::is_content) {
            self.first_token.get_or_insert_with(|| self.start.elapsed());
        }
        self.outcome != CallOutcome::Dropped
    }

    /// Whether the provider may charge for it: it said something, took the request, or left us waiting for an answer.
    fn worked(&self) -> bool {
        match self.outcome {
            _ if self.first_token.is_some() || !self.usage.estimated => true,
            CallOutcome::Finished(_) | CallOutcome::Dropped => true,
            CallOutcome::Failed(kind) => match kind {
                ErrorKind::Throttled { .. } | ErrorKind::Overloaded | ErrorKind::Auth => false,
                ErrorKind::BadRequest | ErrorKind::ContextOverflow => false,
                ErrorKind::Timeout { phase } => phase != Phase::Connect,
                ErrorKind::Truncated | ErrorKind::Refused | ErrorKind::Upstream => self.began,
            },
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // No tokens cost nothing, whatever the price.
        let (mut usage, price) =
            if self.worked() { (self.usage, self.price) } else { (Usage::default(), Some(Price::FREE)) };
        if usage.estimated && usage.output_tokens == 0 {
            usage.output_tokens = Usage::tokens(self.chars);
        }
        let call = Call {
            model: std::mem::take(&mut self.model),
            usage,
            cost_usd: price.and_then(|price| price.cost_usd(&usage)),
            outcome: self.outcome,
            first_token: self.first_token,
            took: self.start.elapsed(),
        };
        log(&call, self.tenant.as_deref(), (&self.asked_in, &self.span));
        self.meter.record(call);
    }
}

/// A provider as OpenTelemetry calls it, and its model.
fn named(id: &str) -> (&str, &str) {
    match id.split_once(':') {
        Some(("bedrock", model)) => ("aws.bedrock", model),
        Some(named) => named,
        None => (id, id),
    }
}

fn span(id: &str) -> Span {
    let (provider, model) = named(id);
    tracing::debug_span!(
        "chat",
        otel.name = format!("chat {model}"),
        otel.kind = "client",
        otel.status_code = Empty,
        gen_ai.operation.name = "chat",
        gen_ai.provider.name = provider,
        gen_ai.request.model = model,
        gen_ai.usage.input_tokens = Empty,
        gen_ai.usage.output_tokens = Empty,
        gen_ai.response.finish_reasons = Empty,
        error.r#type = Empty,
    )
}

fn log(call: &Call, tenant: Option<&str>, (asked_in, span): (&Span, &Span)) {
    let (provider, model) = named(&call.model);
    let (finish, error) = match call.outcome {
        CallOutcome::Finished(reason) => (Some(reason.name()), None),
        CallOutcome::Failed(kind) => (None, Some(kind.name())),
        CallOutcome::Dropped => (None, Some("dropped")),
    };
    span.record("gen_ai.usage.input_tokens", call.usage.input_tokens);
    span.record("gen_ai.usage.output_tokens", call.usage.output_tokens);
    span.record("gen_ai.response.finish_reasons", finish);
    span.record("error.type", error);
    if error.is_some() {
        span.record("otel.status_code", "ERROR");
    }
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    tracing::info!(
        parent: asked_in,
        tenant.id = tenant,
        gen_ai.operation.name = "chat",
        gen_ai.provider.name = provider,
        gen_ai.request.model = model,
        gen_ai.usage.input_tokens = call.usage.input_tokens,
        gen_ai.usage.output_tokens = call.usage.output_tokens,
        gen_ai.response.finish_reasons = finish,
        error.r#type = error,
        model.first_token_ms = call.first_token.map(ms),
        model.duration_ms = ms(call.took),
        "model called"
    );
}
