//! From a message to what is to be said: each of its questions classified and computed, in turn.

use sales_metrics::{
    catalogue::Language,
    query::{QueryError, Snapshot, answer, fact::Fact, limits, plan::Plan},
};
use tenancy::{ApiError, TenantSession};

use crate::{
    classify::{
        Classified, Context, Outcome, Pending, Question, Refusal, Shown, Vocabulary, asked, blocked, classify,
        questions, refusal, resumed,
    },
    conversation::SessionState,
    narrate::{draft, languages::tongue},
    render::render,
    reply::{Classification, Verdict},
    suggest::{follow_ups, help, openers},
    wish::{can_be_kept, wish},
};

/// Words of a question that may go on with one that got no answer.
const SHORT: usize = 6;

/// What was found out before anything is said.
pub(crate) struct Understood {
    pub(crate) verdict: Verdict,
    /// In the order of the questions.
    pub(crate) parts: Vec<Part>,
    /// How each question was understood.
    pub(crate) classifications: Vec<Classification>,
    pub(crate) suggestions: Vec<String>,
}

/// What is said of one question.
pub(crate) enum Part {
    /// As it stands.
    Told(String),
    /// The facts of a plan.
    Facts(Box<Plan>, Vec<Fact>),
}

/// What a message is understood by.
pub(crate) struct Listener<'a> {
    pub(crate) session: &'a TenantSession,
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) vocabulary: &'a Vocabulary,
    /// What the message is in.
    pub(crate) language: Language,
    /// What was spoken before.
    pub(crate) usual: Language,
}

/// One question's outcome.
struct Heard {
    verdict: Verdict,
    part: Part,
    classification: Classification,
    choices: Vec<String>,
    chatter: bool,
}

impl Listener<'_> {
    /// Understands all questions of `text`, and moves `state` on to the last that was answered.
    ///
    /// # Errors
    /// The data could not be read.
    pub(crate) async fn understand(&self, text: &str, state: &mut SessionState) -> Result<Understood, ApiError> {
        let pending = state.pending.take();
        let whole = pending.and_then(|pending| resumed(text, &pending, self.vocabulary));
        let text = whole.as_deref().unwrap_or(text);
        let mut heard = Vec::new();
        for question in questions(text, self.language, self.vocabulary) {
            let one = self.hear(&question, state).await?;
            if one.verdict == Verdict::Blocked {
                // Who asks for what nobody may have gets nothing beside it either.
                heard = vec![one];
                break;
            }
            heard.push(one);
        }
        Ok(self.understood(heard, state))
    }

    /// The answer to a plan that the client made, in place of a question.
    ///
    /// # Errors
    /// The plan names what is not there, or the data could not be read.
    pub(crate) async fn planned(&self, plan: &Plan, state: &mut SessionState) -> Result<Understood, ApiError> {
        state.pending = None;
        limits(plan).map_err(in_plan)?;
        let classification = Classification::of(plan, 1.0, Vec::new());
        let heard = self.compute(plan, classification, state).await.map_err(in_plan)?;
        Ok(self.understood(vec![heard], state))
    }

    /// What was heard, put together; chatter goes unanswered beside a question.
    fn understood(&self, mut heard: Vec<Heard>, state: &mut SessionState) -> Understood {
        if heard.iter().any(|one| !one.chatter) {
            heard.retain(|one| !one.chatter);
        }
        let answered = heard.iter().any(|one| one.verdict == Verdict::Answered);
        let verdict =
            if answered { Verdict::Answered } else { heard.first().map_or(Verdict::OutOfScope, |one| one.verdict) };
        // What may be asked next: what was asked back goes before what follows from the last answer.
        let offered =
            heard.iter_mut().rev().max_by_key(|one| (one.verdict == Verdict::Clarify, !one.choices.is_empty()));
        let offered = offered.map(|one| std::mem::take(&mut one.choices)).filter(|choices| !choices.is_empty());
        state.refused = !answered;
        let suggestions = offered.unwrap_or_else(|| openers(self.vocabulary, self.language));
        let mut facts = 0;
        let mut understood = Understood { verdict, parts: Vec::new(), classifications: Vec::new(), suggestions };
        for one in heard {
            understood.classifications.push(one.classification);
            understood.parts.push(numbered(one.part, &mut facts));
        }
        understood
    }

    async fn hear(&self, question: &Question<'_>, state: &mut SessionState) -> Result<Heard, ApiError> {
        let context = Context {
            plan: state.plan.as_ref(),
            earlier: state.earlier.as_ref(),
            shown: state.shown.as_ref(),
            refused: state.refused,
            period: question.period.as_ref(),
        };
        if let Some(Ok(_)) = wish(question.text, self.vocabulary) {
            // It is kept elsewhere: only some may make rules.
            return Ok(Heard {
                verdict: Verdict::Answered,
                part: Part::Told(can_be_kept(self.language).to_owned()),
                classification: Classification {
                    intent: "rule".to_owned(),
                    confidence: 1.0,
                    ..Classification::default()
                },
                choices: Vec::new(),
                chatter: false,
            });
        }
        let mut classified = self.classified(question.text, context);
        let is_short = question.text.split_whitespace().count() <= SHORT;
        if let Outcome::Plan(plan) = &classified.outcome
            && state.refused
            && is_short
            && plan.period.is_none()
        {
            classified.outcome = Outcome::NoData(Refusal::NoChange);
        }
        let told = |verdict, intent: &str, text: String| Heard {
            verdict,
            part: Part::Told(text),
            classification: Classification {
                intent: intent.to_owned(),
                confidence: classified.confidence,
                ..Classification::default()
            },
            choices: Vec::new(),
            chatter: false,
        };
        let refused = |verdict, why| told(verdict, "none", refusal(why, self.vocabulary, self.language));
        Ok(match &classified.outcome {
            Outcome::Plan(plan) => {
                let classification = Classification::of(plan, classified.confidence, classified.carried.clone());
                match self.compute(plan, classification.clone(), state).await {
                    Err(error @ QueryError::Plan { .. }) => {
                        Heard { classification, ..told(Verdict::NoData, "none", sentence(&error.to_string())) }
                    }
                    heard => heard?,
                }
            }
            Outcome::Clarify { asked: what, choices } => {
                if !choices.is_empty() {
                    state.pending = Some(Pending::new(question.text, what, choices));
                }
                Heard { choices: choices.clone(), ..told(Verdict::Clarify, "none", asked(what, self.language)) }
            }
            Outcome::NoData(why) => refused(Verdict::NoData, why),
            Outcome::OutOfScope(why) => {
                Heard { chatter: !question.text.ends_with('?'), ..refused(Verdict::OutOfScope, why) }
            }
            Outcome::Blocked => told(Verdict::Blocked, "none", blocked(self.language)),
            Outcome::Help => told(Verdict::Answered, "help", help(self.vocabulary, self.language)),
            Outcome::SmallTalk | Outcome::Thanks => {
                let tongue = tongue(self.language);
                let text = if classified.outcome == Outcome::Thanks { tongue.thanked() } else { tongue.greeting() };
                Heard { chatter: true, ..told(Verdict::OutOfScope, "none", text.to_owned()) }
            }
        })
    }

    /// The question in its language, or in another where it is understood only so: a name with an accent makes no language, and
    /// a few words may be of several.
    fn classified(&self, text: &str, context: Context<'_>) -> Classified {
        let first = classify(text, self.language, self.vocabulary, context);
        let lost = |classified: &Classified| {
            matches!(&classified.outcome, Outcome::NoData(Refusal::Unknown(_)) | Outcome::OutOfScope(Refusal::NotSales))
        };
        if !lost(&first) {
            return first;
        }
        let others = std::iter::once(self.usual).chain(Language::ALL).filter(|language| *language != self.language);
        let mut read = others.map(|language| classify(text, language, self.vocabulary, context));
        read.find(|classified| matches!(classified.outcome, Outcome::Plan(_))).unwrap_or(first)
    }

    async fn compute(
        &self,
        plan: &Plan,
        classification: Classification,
        state: &mut SessionState,
    ) -> Result<Heard, QueryError> {
        let told = |text| Heard {
            verdict: Verdict::NoData,
            part: Part::Told(text),
            classification,
            choices: Vec::new(),
            chatter: false,
        };
        match answer(self.session, self.snapshot, plan).await {
            Ok(facts) if facts.iter().any(|fact| fact.value.is_some()) => {
                state.earlier = state.plan.replace(plan.clone());
                state.shown = Shown::of(plan, &facts);
                let choices = follow_ups(plan, &facts, self.vocabulary, self.language);
                let part = Part::Facts(Box::new(plan.clone()), facts);
                Ok(Heard { verdict: Verdict::Answered, part, choices, ..told(String::new()) })
            }
            Ok(facts) => {
                let words = draft(plan, self.vocabulary.catalogue(), &facts, self.language);
                Ok(told(render(&words, &facts)))
            }
            Err(QueryError::NoData(why)) => Ok(told(sentence(&why))),
            Err(error) => Err(error),
        }
    }
}

/// An error about a field of a plan, as one about the field of the request that has it.
fn in_plan(error: QueryError) -> ApiError {
    let mut error = ApiError::from(error);
    error.field = error.field.map(|field| format!("plan.{field}"));
    error
}

/// A reason with a capital and its stop.
fn sentence(reason: &str) -> String {
    let mut letters = reason.chars();
    let text = letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect());
    let stop = if text.ends_with('?') { "" } else { "." };
    format!("{text}{stop}")
}

/// Facts are numbered through the whole answer.
fn numbered(part: Part, before: &mut usize) -> Part {
    let Part::Facts(plan, mut facts) = part else { return part };
    let moved = |id: &str| {
        let number = id.strip_prefix('F').and_then(|number| number.parse::<usize>().ok()).unwrap_or_default();
        format!("F{}", number + *before)
    };
    if *before > 0 {
        for fact in &mut facts {
            fact.id = moved(&fact.id);
            fact.source.facts.iter_mut().for_each(|id| *id = moved(id));
        }
    }
    *before += facts.len();
    Part::Facts(plan, facts)
}
