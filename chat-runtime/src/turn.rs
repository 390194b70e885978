//! One turn: from a question to a checked answer, stage by stage.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::Instant,
};

use model_adapters::{ChatModel, TurnContext};
use sales_metrics::query::{QueryError, Snapshot, Snapshots, answer, fact::Fact, plan::Plan};
use tenancy::{
    ApiError, ErrorCode, Services, TenantCaller, TenantId, TenantSession,
    ids::{MessageId, SessionId},
    registry::{TenantRecord, TurnUsage},
};
use tokio::sync::Mutex;

use crate::{
    classify::{Classified, Outcome, Vocabulary, classify},
    conversation::{Conversations, SessionState, Turn},
    guard::Context,
    narrate::{coverage, draft},
    phrase::{Said, phrase},
    prompt,
    reply::{ChatReply, ChatRequest, Classification, Guard, GuardStatus, Usage, Verdict},
    settings::Settings,
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
    snapshots: Snapshots,
    vocabularies: Mutex<HashMap<TenantId, Kept>>,
}

/// What was found out before anything is said.
struct Understood {
    verdict: Verdict,
    text: String,
    classification: Classification,
    suggestions: Vec<String>,
    /// The plan with its facts, when there is something to say.
    answered: Option<(Plan, Vec<Fact>)>,
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
        let classified = classify(&request.text, &vocabulary, state.plan.as_ref());
        let understood = understand(&session, &snapshot, &vocabulary, classified).await?;

        let mut usage = Usage::default();
        let mut guard = Guard { status: GuardStatus::Verified, violations: Vec::new() };
        let mut text = understood.text;
        let mut facts = Vec::new();
        if let Some((plan, found)) = understood.answered {
            let said = self.say(model.as_ref(), caller, &request.text, (&plan, &found), &vocabulary).await;
            (text, guard, usage) = (said.text, said.guard, said.usage);
            if let Some(note) = coverage(&plan, vocabulary.days()) {
                text = format!("{text} {note}");
            }
            (state.plan, facts) = (Some(plan), found);
        }
        usage.overhead_ms = began.elapsed().as_secs_f64() * 1e3 - usage.model_ms;
        let reply = ChatReply {
            message_id: MessageId::generate(),
            session_id: request.session_id.unwrap_or_else(SessionId::generate),
            verdict: understood.verdict,
            text,
            classification: understood.classification,
            facts,
            suggestions: understood.suggestions,
            guard,
            usage,
        };
        state.turns += 1;
        self.store(&session, &record, &request.text, &reply, &state).await?;
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
            None => Ok(SessionState { owner: caller.subject.clone(), ..SessionState::default() }),
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
        let members: BTreeMap<String, Vec<String>> =
            snapshot.members.iter().map(|(dimension, list)| (dimension.clone(), list.names().to_vec())).collect();
        let vocabulary = Arc::new(Vocabulary::new(
            snapshot.catalogue.catalogue.clone(),
            members,
            snapshot.head.first_day,
            snapshot.head.last_day,
        ));
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
    ) -> Said {
        let catalogue = vocabulary.catalogue();
        let mut turn = TurnContext::within(prompt::MODEL_BUDGET);
        turn.metadata.insert("tenant".to_owned(), caller.tenant.to_string());
        let context = Context { plan, facts, catalogue, names: vocabulary, today: vocabulary.today() };
        phrase(model, question, &draft(plan, catalogue, facts), &context, &turn).await
    }

    async fn store(
        &self,
        session: &TenantSession,
        record: &TenantRecord,
        question: &str,
        reply: &ChatReply,
        state: &SessionState,
    ) -> Result<(), ApiError> {
        let turn =
            Turn { question, reply, state, retention_days: self.services.plans.of(&record.plan)?.retention_days };
        let used = TurnUsage {
            input_tokens: reply.usage.input_tokens,
            output_tokens: reply.usage.output_tokens,
            cost_usd: reply.usage.cost_usd.clone().unwrap_or_else(|| "0".to_owned()),
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

/// From what the classifier found to a verdict, with facts where there are any.
async fn understand(
    session: &TenantSession,
    snapshot: &Snapshot,
    vocabulary: &Vocabulary,
    classified: Classified,
) -> Result<Understood, ApiError> {
    let told = |verdict, intent: &str, text: String, suggestions| Understood {
        verdict,
        text,
        classification: Classification {
            intent: intent.to_owned(),
            confidence: classified.confidence,
            ..Classification::default()
        },
        suggestions,
        answered: None,
    };
    let examples = suggestions(vocabulary, None);
    let plan = match classified.outcome {
        Outcome::Plan(plan) => *plan,
        Outcome::Clarify { question, choices } => return Ok(told(Verdict::Clarify, "none", question, choices)),
        Outcome::NoData { reason } => return Ok(told(Verdict::NoData, "none", reason, examples)),
        Outcome::OutOfScope { reason } => return Ok(told(Verdict::OutOfScope, "none", reason, examples)),
        Outcome::Blocked { reason } => return Ok(told(Verdict::Blocked, "none", reason, examples)),
        Outcome::Help => return Ok(told(Verdict::Answered, "help", help(vocabulary), examples)),
        Outcome::SmallTalk => {
            let text = "I answer questions about your sales figures. What would you like to know?".to_owned();
            return Ok(told(Verdict::OutOfScope, "none", text, examples));
        }
    };
    let classification = Classification::of(&plan, classified.confidence, classified.carried);
    match answer(session, snapshot, &plan).await {
        Ok(facts) if facts.iter().any(|fact| fact.value.is_some()) => Ok(Understood {
            verdict: Verdict::Answered,
            text: String::new(),
            classification,
            suggestions: suggestions(vocabulary, Some(&plan)),
            answered: Some((plan, facts)),
        }),
        Ok(_) => Ok(Understood {
            verdict: Verdict::NoData,
            text: "There are no sales in the data for that.".to_owned(),
            classification,
            suggestions: examples,
            answered: None,
        }),
        Err(error @ (QueryError::NoData(_) | QueryError::Plan { .. })) => {
            let reason = error.to_string();
            let mut letters = reason.chars();
            let text = letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect());
            let stop = if text.ends_with('?') { "" } else { "." };
            Ok(Understood {
                verdict: Verdict::NoData,
                text: format!("{text}{stop}"),
                classification,
                suggestions: examples,
                answered: None,
            })
        }
        Err(QueryError::Read(error)) => Err(error),
    }
}

fn help(vocabulary: &Vocabulary) -> String {
    let catalogue = vocabulary.catalogue();
    let measures: Vec<&str> = catalogue.measures.iter().map(|m| m.label()).collect();
    let dimensions: Vec<&str> = catalogue.dimensions.iter().map(|d| d.name.as_str()).collect();
    let days = vocabulary.days().map_or_else(String::new, |(first, last)| {
        format!(" The data covers {}.", sales_metrics::period::Period::range(first, last).label)
    });
    let by = if dimensions.is_empty() { String::new() } else { format!(", by {}", dimensions.join(" or ")) };
    format!("You can ask about {}{by}, for any day, month, quarter or year.{days}", measures.join(", "))
}

/// Up to three questions that the data can answer.
fn suggestions(vocabulary: &Vocabulary, plan: Option<&Plan>) -> Vec<String> {
    let catalogue = vocabulary.catalogue();
    let Some(today) = vocabulary.today() else { return Vec::new() };
    let month =
        plan.and_then(|plan| plan.period.clone()).unwrap_or_else(|| sales_metrics::period::Period::month(today));
    let measure = plan
        .and_then(|plan| plan.measures.first())
        .and_then(|name| catalogue.measure(name))
        .or(catalogue.measures.first());
    let Some(measure) = measure.map(|measure| measure.label()) else { return Vec::new() };
    let mut list: Vec<String> = catalogue
        .dimensions
        .iter()
        .take(2)
        .map(|dimension| format!("Top 5 {} by {measure} in {}", dimension.plural(), month.label))
        .collect();
    list.push(format!("{measure} by month in {}", month.from.year().max(today.year() - 1)));
    list
}
