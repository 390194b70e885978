//! One turn: from a question to a checked answer, stage by stage.

use std::{collections::HashMap, sync::Arc, time::Instant};

use model_adapters::{Capabilities, ChatModel, Narrator, TurnContext};
use sales_metrics::{
    catalogue::Language,
    query::{Snapshot, Snapshots, fact::Fact, plan::Plan},
};
use tenancy::{
    ApiError, ErrorCode, Services, TenantCaller, TenantId, TenantSession,
    ids::{MessageId, SessionId},
    plans::ModelPolicy,
    registry::{OpenTurn, TenantRecord},
};
use tokio::sync::{Mutex, watch};

use crate::{
    account::{Account, end_stale},
    chart::chart,
    classify::{Vocabulary, not_understood},
    conversation::{Conversations, Phrase, SessionState, Transcript, Turn, phrase_key},
    guard::Context,
    language::detect,
    live::Running,
    metrics,
    narrate::{coverage, draft},
    phrase::{Said, phrase, recall},
    prompt,
    reply::{ChatReply, ChatRequest, Guard, GuardStatus, Usage},
    settings::{Settings, is_phrased},
    speech::Speech,
    table::table,
    understand::{Listener, Part, Understood},
};

/// Longest question, in characters.
const LONGEST_QUESTION: usize = 4_000;
/// Tenants whose vocabularies are kept at once.
const MOST_KEPT: usize = 256;

/// Questions of a conversation from elsewhere that are understood once more.
const MOST_REHEARD: usize = 6;

/// A tenant's vocabulary, and the snapshot that it is of.
type Kept = (Arc<Snapshot>, Arc<Vocabulary>);

/// What turns work with.
#[derive(Debug)]
pub(crate) struct Turns {
    pub(crate) services: Services,
    pub(crate) settings: Settings,
    pub(crate) snapshots: Snapshots,
    /// Turns under way in this process that somebody listens to.
    pub(crate) running: Running,
    vocabularies: Mutex<HashMap<TenantId, Kept>>,
}

/// What a turn is about, from before anything is read.
pub(crate) struct Asked<'a> {
    pub(crate) caller: &'a TenantCaller,
    pub(crate) request: &'a ChatRequest,
    pub(crate) message_id: MessageId,
    /// Stops the model.
    pub(crate) stop: watch::Sender<bool>,
}

/// What a turn reads before it knows the question's plan.
struct Loaded<'a> {
    plan: &'a tenancy::Plan,
    session: Arc<TenantSession>,
    snapshot: Arc<Snapshot>,
    session_id: SessionId,
    state: SessionState,
    vocabulary: Arc<Vocabulary>,
    /// What the question is in.
    language: Language,
    /// What was spoken before.
    usual: Language,
}

/// Who phrases an answer's parts.
struct Phrasing {
    model: Arc<dyn ChatModel>,
    policy: ModelPolicy,
}

impl Phrasing {
    /// The model, and how many parts of an answer will ask it for all that is known before there is one.
    fn certain(&self) -> (Capabilities, usize) {
        let is_asked = self.policy == ModelPolicy::Always && self.model.id() != Narrator::ID;
        (self.model.capabilities(), usize::from(is_asked))
    }
}

/// What was said.
struct Told {
    reply: ChatReply,
    /// It was written down meanwhile.
    has_transcript: bool,
}

impl Turns {
    pub(crate) fn new(services: Services, settings: Settings) -> Self {
        let (snapshots, running, vocabularies) = (Snapshots::default(), Running::default(), Mutex::default());
        Self { services, settings, snapshots, running, vocabularies }
    }

    /// Answers a question, saying it to `speech`, and stores the exchange.
    ///
    /// # Errors
    /// The question is blank or too long, the session is not the caller's, the tenant does not serve or has used up its
    /// budget, or AWS failed.
    #[tracing::instrument(level = "debug", skip_all, fields(message.id = %asked.message_id, verdict, guard))]
    pub(crate) async fn answer(&self, asked: &Asked<'_>, speech: Speech) -> Result<ChatReply, ApiError> {
        let began = Instant::now();
        let Asked { caller, request, .. } = asked;
        check(&request.text)?;
        let mut loaded = self.load(caller, request).await?;
        let plan = loaded.plan;
        let phrasing = match &request.model {
            Some(name) => Phrasing { model: self.settings.named(name, plan).await?, policy: ModelPolicy::Always },
            None => Phrasing { model: self.settings.of_plan(plan).await?, policy: plan.model_policy },
        };
        let turn = (&caller.tenant, asked.message_id);
        let (understood, opened) = tokio::join!(
            understand(&mut loaded, &request.text, request.plan.as_ref()),
            Account::open(&self.services, turn, plan.limits(), phrasing.certain())
        );
        let (mut account, stale) = opened?;
        let told = async {
            let mut told = self.tell(asked, understood?, phrasing, &loaded, &mut account, speech).await?;
            told.reply.usage.overhead_ms = began.elapsed().as_secs_f64() * 1e3 - told.reply.usage.model_ms;
            told.reply.session_id = self.store(asked, &mut loaded, &mut account, &told).await?;
            Ok(told.reply)
        };
        let told = told.await;
        match &told {
            Ok(reply) => {
                account.confirm();
                let span = tracing::Span::current();
                span.record("verdict", tracing::field::debug(reply.verdict));
                span.record("guard", tracing::field::debug(reply.guard.status));
                metrics::tell(&caller.tenant, reply);
            }
            Err(error) => {
                account.forfeit().await;
                self.fail_transcript(asked, &loaded.session, error).await;
            }
        }
        self.end_stale(&loaded.session, &stale).await;
        told
    }

    /// Has the parts of an answer phrased and puts them together.
    #[tracing::instrument(level = "debug", skip_all)]
    async fn tell(
        &self,
        asked: &Asked<'_>,
        understood: Understood,
        phrasing: Phrasing,
        loaded: &Loaded<'_>,
        account: &mut Account<'_>,
        mut speech: Speech,
    ) -> Result<Told, ApiError> {
        let Phrasing { mut model, policy } = phrasing;
        let wants_model = |part: &Part| match part {
            Part::Facts(plan, facts) => model.id() != Narrator::ID && is_phrased(policy, plan, facts.len()),
            Part::Told(_) => false,
        };
        let phrased: Vec<bool> = understood.parts.iter().map(wants_model).collect();
        let parts = phrased.iter().filter(|phrased| **phrased).count();
        let mut exhausted = None;
        if parts > 0 {
            exhausted = account.hold(model.capabilities(), parts, loaded.plan.over_budget).await?;
            if exhausted.is_some() {
                model = Arc::new(Narrator);
            }
        }
        let has_transcript = parts > 0 && exhausted.is_none() && speech.is_live();
        let transcript = has_transcript.then(|| {
            let (session, subject) = (Arc::clone(&loaded.session), &asked.caller.subject);
            Transcript::new(session, subject, asked.message_id, asked.stop.clone())
        });
        speech.begin(asked.message_id, loaded.session_id, transcript);
        let mut turn = TurnContext::within(prompt::MODEL_BUDGET);
        turn.metadata.insert("tenant".to_owned(), asked.caller.tenant.to_string());
        turn.meter = account.meter.clone();
        let (catalogue, language) = (loaded.vocabulary.catalogue(), loaded.language);
        let (mut speaker, mut model_ms, mut cached) = (String::new(), 0.0, parts > 0);
        let mut guard = Guard { status: GuardStatus::Verified, violations: Vec::new() };
        let (mut facts, mut shown, mut stopped) = (Vec::new(), (None, None), false);
        for (part, phrased) in understood.parts.into_iter().zip(phrased) {
            match part {
                Part::Told(text) => speech.say_part(&text).await,
                Part::Facts(plan, found) => {
                    let model: &dyn ChatModel = if phrased && !stopped { model.as_ref() } else { &Narrator };
                    let said = say(model, &asked.request.text, (&plan, &found), loaded, &turn, &mut speech).await;
                    stopped |= said.stopped;
                    let coverage = coverage(&plan, catalogue, &found, loaded.vocabulary.days(), language);
                    if let Some(text) = coverage.filter(|_| !stopped) {
                        speech.say_part(&text).await;
                    }
                    guard.absorb(said.guard);
                    speaker = said.model;
                    model_ms += said.model_ms;
                    cached &= said.cached || !phrased;
                    if shown == (None, None) {
                        shown = (chart(&plan, catalogue, &found, language), table(&plan, catalogue, &found, language));
                    }
                    facts.extend(found);
                }
            }
        }
        let usage = Usage { model: speaker, model_ms, cached, exhausted, ..Usage::of(&account.meter.calls()) };
        let mut classifications = understood.classifications.into_iter();
        let reply = ChatReply {
            message_id: asked.message_id,
            session_id: loaded.session_id,
            verdict: understood.verdict,
            text: speech.end().await,
            stopped,
            classification: classifications.next().unwrap_or_default(),
            further: classifications.collect(),
            facts,
            chart: shown.0,
            table: shown.1,
            suggestions: understood.suggestions,
            guard,
            usage,
        };
        Ok(Told { reply, has_transcript })
    }

    /// Everything a turn reads before it knows the question's plan, at the same time once the tenant's session is open.
    #[tracing::instrument(level = "debug", skip_all)]
    async fn load(&self, caller: &TenantCaller, request: &ChatRequest) -> Result<Loaded<'_>, ApiError> {
        let (record, session, snapshot, (session_id, mut state)) = self.read(caller, request).await?;
        let vocabulary = self.vocabulary(&session.tenant, &snapshot).await;
        let usual = state.language.unwrap_or(snapshot.catalogue.catalogue.language);
        // A plan is in no language, whatever its text has.
        let language = if request.plan.is_some() { usual } else { detect(&request.text, usual) };
        state.language = Some(language);
        let plan = self.services.plans.of(&record.plan)?;
        let mut loaded = Loaded { plan, session, snapshot, session_id, state, vocabulary, language, usual };
        if loaded.state.turns == 0
            && let Some(before) = &request.before
        {
            // Said elsewhere, or changed since: what was asked is understood once more, for what this question goes on with.
            for question in before.asked.iter().rev().take(MOST_REHEARD).rev() {
                understand(&mut loaded, question, None).await?;
            }
        }
        Ok(loaded)
    }

    async fn read(
        &self,
        caller: &TenantCaller,
        request: &ChatRequest,
    ) -> Result<(TenantRecord, Arc<TenantSession>, Arc<Snapshot>, (SessionId, SessionState)), ApiError> {
        let state = async |session: &TenantSession| {
            let conversations = Conversations(session);
            let found = match (request.session_id, &request.before) {
                (Some(id), _) => Some((id, conversations.state(id, &caller.subject).await?)),
                (None, Some(before)) if !before.thread.is_new() => {
                    conversations.thread(&before.thread, &caller.subject).await?
                }
                (None, _) => None,
            };
            Ok(found.unwrap_or_else(|| (SessionId::generate(), SessionState::default())))
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

    /// Stores the exchange and counts it, at the same time; the session that it is in.
    #[tracing::instrument(level = "debug", skip_all)]
    async fn store(
        &self,
        asked: &Asked<'_>,
        loaded: &mut Loaded<'_>,
        account: &mut Account<'_>,
        told: &Told,
    ) -> Result<SessionId, ApiError> {
        loaded.state.turns += 1;
        let question = &asked.request.text;
        let refused = told.reply.facts.is_empty() && asked.request.plan.is_none();
        let not_understood =
            if refused { not_understood(question, loaded.language, &loaded.vocabulary) } else { Vec::new() };
        let thread = asked.request.before.as_ref().map(|before| {
            let mut thread = before.thread.clone();
            thread.said("user", question);
            thread.said("assistant", &told.reply.text);
            thread
        });
        let retention_days = loaded.plan.retention_days;
        let turn = |reply, state| Turn {
            subject: &asked.caller.subject,
            question,
            not_understood: &not_understood,
            reply,
            state,
            retention_days,
            has_transcript: told.has_transcript,
            thread: thread.as_ref(),
        };
        let session = Arc::clone(&loaded.session);
        let conversations = Conversations(&session);
        let used = told.reply.usage.counted();
        let mut session_id = told.reply.session_id;
        let (mut stored, counted) =
            tokio::join!(conversations.store(turn(&told.reply, &loaded.state)), account.count(used));
        if thread.is_some() && stored.as_ref().is_err_and(|error| error.code == ErrorCode::Conflict) {
            // The conversation went on otherwise since this was said: from here on there are two.
            let mut reply = told.reply.clone();
            reply.session_id = SessionId::generate();
            let state = SessionState { turns: 1, ..loaded.state.clone() };
            stored = conversations.store(turn(&reply, &state)).await;
            session_id = reply.session_id;
        }
        stored?;
        if let Err(error) = counted {
            // The answer is there, and says what it used: it is counted when it is found.
            tracing::warn!(%error, "an answer is stored, but not counted yet");
        }
        Ok(session_id)
    }

    /// Lets those know who come back to an answer that there is none.
    async fn fail_transcript(&self, asked: &Asked<'_>, session: &TenantSession, error: &ApiError) {
        if asked.request.stream {
            let (id, subject) = (asked.message_id, &asked.caller.subject);
            let failed = Conversations(session).fail_transcript(id, subject, &error.detail).await;
            if let Err(error) = failed {
                tracing::warn!(%error, "nobody is told that there is no answer");
            }
        }
    }

    /// Ends turns of the tenant whose process died.
    async fn end_stale(&self, session: &TenantSession, turns: &[OpenTurn]) {
        if let Err(error) = end_stale(&self.services, session, turns).await {
            tracing::warn!(%error, "turns that died stay open until the next one");
        }
    }
}

#[tracing::instrument(level = "debug", skip_all)]
async fn understand(loaded: &mut Loaded<'_>, text: &str, plan: Option<&Plan>) -> Result<Understood, ApiError> {
    let Loaded { session, snapshot, vocabulary, language, usual, state, .. } = loaded;
    let listener = Listener { session, snapshot, vocabulary, language: *language, usual: *usual };
    match plan {
        Some(plan) => listener.planned(plan, state).await,
        None => listener.understand(text, state).await,
    }
}

/// Has the facts phrased and the wording checked.
async fn say(
    model: &dyn ChatModel,
    question: &str,
    (plan, facts): (&Plan, &[Fact]),
    loaded: &Loaded<'_>,
    turn: &TurnContext,
    speech: &mut Speech,
) -> Said {
    let vocabulary = loaded.vocabulary.as_ref();
    let (catalogue, language) = (vocabulary.catalogue(), loaded.language);
    let (terms, today) = (vocabulary.terms(), vocabulary.today());
    let context = Context { plan, facts, catalogue, terms, names: vocabulary, today, language };
    let request = prompt::request(question, &draft(plan, catalogue, facts, language), &context);
    if model.id() == Narrator::ID {
        return phrase(model, request, &context, turn, speech).await;
    }
    let conversations = Conversations(&loaded.session);
    let key = phrase_key(model.id(), &request);
    // An answer does not fail for words that could not be kept, or found.
    let kept = conversations.phrase(&key).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "the model is asked anew");
        None
    });
    if let Some(kept) = kept
        && let Some(said) = recall(kept, &context, speech).await
    {
        return said;
    }
    let said = phrase(model, request, &context, turn, speech).await;
    if let Some(text) = &said.held {
        let words = Phrase { text: text.clone(), model: said.model.clone() };
        if let Err(error) = conversations.keep_phrase(&key, &words).await {
            tracing::warn!(%error, "the answer's words are not kept");
        }
    }
    said
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
