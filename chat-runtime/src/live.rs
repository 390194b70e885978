//! Turns that run by themselves: whoever asked may listen, leave, come back or stop them; they end, and are stored, all the same.

use std::{
    collections::HashMap,
    convert::Infallible,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use tenancy::{ApiError, ErrorCode, TenantCaller, TenantSession, ids::MessageId};
use tokio::sync::{
    mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    watch,
};
use tracing::Instrument;

use crate::{
    conversation::Conversations,
    prompt::MODEL_BUDGET,
    reply::ChatRequest,
    speech::{Speech, TurnEvent},
    turn::{Asked, Turns},
};

/// How often whoever comes back looks for more.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// What a turn does beside its model takes less than this.
const REST_OF_A_TURN: Duration = Duration::from_secs(30);

/// The turns under way in this process, and what stops each.
#[derive(Debug, Default)]
pub(crate) struct Running(Mutex<HashMap<MessageId, (String, watch::Sender<bool>)>>);

impl Running {
    fn enter(&self, id: MessageId, subject: &str, stop: watch::Sender<bool>) -> Entry<'_> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id, (subject.to_owned(), stop));
        Entry { running: self, id }
    }

    /// Stops the turn of `subject`, if it runs here.
    fn stop(&self, id: MessageId, subject: &str) -> bool {
        let running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = running.get(&id).filter(|(whose, _)| whose == subject);
        found.map(|(_, stop)| stop.send_replace(true)).is_some()
    }
}

struct Entry<'a> {
    running: &'a Running,
    id: MessageId,
}

impl Drop for Entry<'_> {
    fn drop(&mut self) {
        self.running.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
    }
}

impl Turns {
    /// Begins to answer `request`. What is heard ends in a reply or in a failure; until then it is silent, unless the request
    /// wants to hear the answer as it is said.
    pub(crate) fn start(self: &Arc<Self>, caller: TenantCaller, request: ChatRequest) -> UnboundedReceiver<TurnEvent> {
        let (events, heard) = unbounded_channel();
        let turns = Arc::clone(self);
        let run = async move {
            let (stop, stopped) = watch::channel(false);
            let asked =
                Asked { message_id: MessageId::generate(), caller: &caller, request: &request, stop: stop.clone() };
            let _entry = turns.running.enter(asked.message_id, &caller.subject, stop.clone());
            let speech = if request.stream { Speech::to(events.clone(), stopped) } else { Speech::default() };
            let answer = turns.answer(&asked, speech);
            let told = match turns.settings.look_for_stop.filter(|_| request.stream) {
                None => answer.await,
                Some(every) => tokio::select! {
                    told = answer => told,
                    never = turns.look_for_stop(&asked, every) => match never {},
                },
            };
            let _ = events.send(match told {
                Ok(reply) => TurnEvent::Reply(Box::new(reply)),
                Err(error) => TurnEvent::Failed(error),
            });
        };
        tokio::spawn(run.in_current_span());
        heard
    }

    /// Looks whether another process was asked to stop this turn.
    async fn look_for_stop(&self, asked: &Asked<'_>, every: Duration) -> Infallible {
        loop {
            tokio::time::sleep(every).await;
            let Some(session) = self.services.sessions.kept(&asked.caller.tenant).await else { continue };
            let said = Conversations(&session).said_so_far(asked.message_id, &asked.caller.subject).await;
            if matches!(said, Ok(Some(said)) if said.stopped) {
                asked.stop.send_replace(true);
            }
        }
    }

    /// Stops the answer `id`; what was said of it stays.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`]: the caller was given no such answer; or AWS failed.
    pub(crate) async fn stop(&self, caller: &TenantCaller, id: MessageId) -> Result<(), ApiError> {
        let runs_here = self.running.stop(id, &caller.subject);
        let (_, session) = self.services.open(caller).await?;
        let conversations = Conversations(&session);
        if conversations.stop(id, &caller.subject).await? || runs_here {
            return Ok(());
        }
        conversations.answer(id, &caller.subject).await.map(drop)
    }

    /// What is said, or was, of the answer `id` after its first `after` bytes.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`]: the caller was given no such answer; or AWS failed.
    pub(crate) async fn listen(
        &self,
        caller: &TenantCaller,
        id: MessageId,
        after: usize,
    ) -> Result<UnboundedReceiver<TurnEvent>, ApiError> {
        let (_, session) = self.services.open(caller).await?;
        let (events, heard) = unbounded_channel();
        let mut replay = Replay { session, subject: caller.subject.clone(), id, heard: after, events };
        if !replay.look().await? {
            tokio::spawn(async move { replay.follow().await }.in_current_span());
        }
        Ok(heard)
    }
}

/// Somebody who came back to an answer.
struct Replay {
    session: Arc<TenantSession>,
    subject: String,
    id: MessageId,
    /// Bytes of the text.
    heard: usize,
    events: UnboundedSender<TurnEvent>,
}

impl Replay {
    /// Tells what there is; whether that was all.
    async fn look(&mut self) -> Result<bool, ApiError> {
        let conversations = Conversations(&self.session);
        if let Some(said) = conversations.said_so_far(self.id, &self.subject).await? {
            self.tell(&said.text);
            if let Some(failed) = said.failed {
                let _ = self.events.send(TurnEvent::Failed(ApiError::new(ErrorCode::Conflict, failed)));
                return Ok(true);
            }
            return Ok(false);
        }
        let reply = conversations.answer(self.id, &self.subject).await?.reply;
        self.tell(&reply.text);
        let _ = self.events.send(TurnEvent::Reply(Box::new(reply)));
        Ok(true)
    }

    fn tell(&mut self, text: &str) {
        if let Some(piece) = text.get(self.heard..).filter(|piece| !piece.is_empty()) {
            self.heard = text.len();
            let _ = self.events.send(TurnEvent::Text { piece: piece.to_owned(), end: self.heard });
        }
    }

    async fn follow(&mut self) {
        let began = Instant::now();
        while began.elapsed() < MODEL_BUDGET + REST_OF_A_TURN && !self.events.is_closed() {
            tokio::time::sleep(LOOK_EVERY).await;
            match self.look().await {
                Ok(false) => {}
                Ok(true) => return,
                Err(error) => {
                    let _ = self.events.send(TurnEvent::Failed(error));
                    return;
                }
            }
        }
        let broken = ApiError::new(ErrorCode::Unavailable, "the answer broke off").remedy("ask again");
        let _ = self.events.send(TurnEvent::Failed(broken));
    }
}
