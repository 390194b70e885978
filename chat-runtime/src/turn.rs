//! One turn: from a question to a checked answer, stage by stage.

use std::{collections::HashMap, sync::Arc, time::Instant};

use model_adapters::{ChatModel, TurnContext};
use sales_metrics::{
    catalogue::Language,
    query::{Snapshot, Snapshots, fact::Fact, plan::Plan},
};
use tenancy::{
    ApiError, ErrorCode, Services, TenantCaller, TenantId, TenantSession,
    ids::{MessageId, SessionId},
    registry::{TenantRecord, TurnUsage},
};
use tokio::sync::Mutex;

use crate::{
    chart::chart,
    classify::{Vocabulary, not_understood},
    conversation::{Conversations, SessionState, Turn},
    guard::Context,
    language::detect,
    narrate::{coverage, draft},
    phrase::{Said, phrase},
    prompt,
    reply::{ChatReply, ChatRequest, Guard, GuardStatus, Usage},
    settings::Settings,
    table::table,
    understand::{Listener, Part},
};

/// Longest question, in characters.
const LONGEST_QUESTION: usize = 4_000;
/// Tenants whose vocabularies are kept at once.
const MOST_KEPT: usize = 256;

/// A tenant's vocabulary, and the snapshot that it is of.
type Kept = (Arc<Snapshot>, Arc<Vocabulary>);

/// What turns work with.
#[derive(Debug)]
pub(crate) struct Turns {
    pub(crate) services: Services,
    pub(crate) settings: Settings,
    pub(crate) snapshots: Snapshots,
    vocabularies: Mutex<HashMap<TenantId, Kept>>,
}

impl Turns {
    pub(crate) fn new(services: Services, settings: Settings) -> Self {
        Self { services, settings, snapshots: Snapshots::default(), vocabularies: Mutex::default() }
    }

    /// Answers one question of `caller`, and stores the exchange.
    ///
    /// # Errors
    /// The question is blank or too long, the session is not the caller's, the tenant does not serve, or AWS failed.
    pub(crate) async fn answer(&self, caller: &TenantCaller, request: ChatRequest) -> Result<ChatReply, ApiError> {
        let began = Instant::now();
        check(&request.text)?;
        let (record, session, snapshot, mut state) = self.load(caller, request.session_id).await?;
        let of_plan = self.services.plans.of(&record.plan)?.model.as_deref();
        let model = self.settings.model(request.model.as_deref().or(of_plan)).await?;
        let vocabulary = self.vocabulary(&session.tenant, &snapshot).await;
        let usual = state.language.unwrap_or(snapshot.catalogue.catalogue.language);
        let language = detect(&request.text, usual);
        state.language = Some(language);
        let listener = Listener { session: &session, snapshot: &snapshot, vocabulary: &vocabulary, language, usual };
        let understood = listener.understand(&request.text, &mut state).await?;

        let mut usage = Usage::default();
        let mut guard = Guard { status: GuardStatus::Verified, violations: Vec::new() };
        let mut texts = Vec::new();
        let mut facts = Vec::new();
        let mut shown = (None, None);
        let catalogue = vocabulary.catalogue();
        for part in understood.parts {
            match part {
                Part::Told(text) => texts.push(text),
                Part::Facts(plan, found) => {
                    let said =
                        self.say(model.as_ref(), caller, &request.text, (&plan, &found), &vocabulary, language).await;
                    texts.push(said.text);
                    texts.extend(coverage(&plan, &found, vocabulary.days(), language));
                    guard.absorb(said.guard);
                    usage.absorb(said.usage);
                    if shown == (None, None) {
                        shown = (chart(&plan, catalogue, &found, language), table(&plan, catalogue, &found, language));
                    }
                    facts.extend(found);
                }
            }
        }
        usage.overhead_ms = began.elapsed().as_secs_f64() * 1e3 - usage.model_ms;
        let mut classifications = understood.classifications.into_iter();
        let reply = ChatReply {
            message_id: MessageId::generate(),
            session_id: request.session_id.unwrap_or_else(SessionId::generate),
            verdict: understood.verdict,
            text: texts.join(" "),
            classification: classifications.next().unwrap_or_default(),
            further: classifications.collect(),
            facts,
            chart: shown.0,
            table: shown.1,
            suggestions: understood.suggestions,
            guard,
            usage,
        };
        state.turns += 1;
        let refused = reply.facts.is_empty();
        let turn = Turn {
            subject: &caller.subject,
            question: &request.text,
            not_understood: if refused { not_understood(&request.text, language, &vocabulary) } else { Vec::new() },
            reply: &reply,
            state: &state,
            retention_days: self.services.plans.of(&record.plan)?.retention_days,
        };
        self.store(&session, turn).await?;
        Ok(reply)
    }

    /// Everything a turn reads before it knows the question's plan, at the same time once the tenant's session is open.
    async fn load(
        &self,
        caller: &TenantCaller,
        id: Option<SessionId>,
    ) -> Result<(TenantRecord, Arc<TenantSession>, Arc<Snapshot>, SessionState), ApiError> {
        let state = async |session: &TenantSession| match id {
            Some(id) => Conversations(session).state(id, &caller.subject).await,
            None => Ok(SessionState::default()),
        };
        if let Some(session) = self.services.sessions.kept(&caller.tenant).await {
            let (record, snapshot, state) = tokio::join!(
                self.services.registry.require_active(&caller.tenant),
                self.snapshots.load(&session),
                state(&session)
            );
            // A suspended tenant is told so, whatever else failed; and what a key was exchanged under is read once more.
            let record = record?;
            if record.observed.key_arn.as_ref() == Some(&session.key_arn) {
                return Ok((record, session, snapshot?, state?));
            }
        }
        let (record, session) = self.services.open(caller).await?;
        let (snapshot, state) = tokio::try_join!(self.snapshots.load(&session), state(&session))?;
        Ok((record, session, snapshot, state))
    }

    async fn vocabulary(&self, tenant: &TenantId, snapshot: &Arc<Snapshot>) -> Arc<Vocabulary> {
        let mut kept = self.vocabularies.lock().await;
        if let Some((of, vocabulary)) = kept.get(tenant)
            && Arc::ptr_eq(of, snapshot)
        {
            return Arc::clone(vocabulary);
        }
        let vocabulary = Arc::new(Vocabulary::of(snapshot));
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert(tenant.clone(), (Arc::clone(snapshot), Arc::clone(&vocabulary)));
        vocabulary
    }

    /// Has the facts phrased and the wording checked.
    async fn say(
        &self,
        model: &dyn ChatModel,
        caller: &TenantCaller,
        question: &str,
        (plan, facts): (&Plan, &[Fact]),
        vocabulary: &Vocabulary,
        language: Language,
    ) -> Said {
        let catalogue = vocabulary.catalogue();
        let mut turn = TurnContext::within(prompt::MODEL_BUDGET);
        turn.metadata.insert("tenant".to_owned(), caller.tenant.to_string());
        let (terms, today) = (vocabulary.terms(), vocabulary.today());
        let context = Context { plan, facts, catalogue, terms, names: vocabulary, today, language };
        phrase(model, question, &draft(plan, catalogue, facts, language), &context, &turn).await
    }

    async fn store(&self, session: &TenantSession, turn: Turn<'_>) -> Result<(), ApiError> {
        let usage = &turn.reply.usage;
        let used = TurnUsage {
            input_tokens: usage.input_tokens,
            output_tokens: usage.output_tokens,
            cost_usd: usage.cost_usd.clone().unwrap_or_else(|| "0".to_owned()),
        };
        let conversations = Conversations(session);
        tokio::try_join!(conversations.store(turn), self.services.usage.add_turn(&session.tenant, &used))?;
        Ok(())
    }
}

fn check(text: &str) -> Result<(), ApiError> {
    if text.trim().is_empty() {
        return Err(
            ApiError::field("text", "the question is blank").remedy("ask something, such as \"revenue last month\"")
        );
    }
    if text.chars().count() > LONGEST_QUESTION {
        let mut error = ApiError::new(ErrorCode::TooLarge, "the question is longer than 4,000 characters");
        error.field = Some("text".to_owned());
        return Err(error.remedy("ask it in fewer words"));
    }
    Ok(())
}
