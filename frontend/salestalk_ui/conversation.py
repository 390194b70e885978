"""The conversation that this page shows: its messages, as the API has them, and the turn that is being answered."""

import streamlit as st

from . import identity
from .api import Problem, segment
from .turn import Turn

# In the address, so that a reload and a link find the conversation; it says nothing to anybody but its owner.
PARAMETER = "session"
_STATE = "conversation"


def session_id() -> str | None:
    return st.query_params.get(PARAMETER)


def messages() -> list[dict]:
    """All messages of the open conversation; read once from the API."""
    held = st.session_state.get(_STATE)
    if held is None or held["id"] != session_id():
        held = {"id": session_id(), "messages": _stored(session_id())}
        st.session_state[_STATE] = held
    return held["messages"]


def _stored(wanted: str | None) -> list[dict]:
    if wanted is None:
        return []
    try:
        return identity.api().pages(f"/sessions/{segment(wanted)}/messages", "messages", limit=100)
    except Problem as problem:
        if problem.status in (400, 404, 414, 422):
            # Deleted, somebody else's, or no id at all.
            open_session(None)
            return []
        raise


def open_session(wanted: str | None) -> None:
    """Shows another conversation, or with `None` a new one. What is being answered goes on without this page."""
    st.session_state.pop(_STATE, None)
    st.session_state.pop("turn", None)
    if wanted is None:
        st.query_params.pop(PARAMETER, None)
    else:
        st.query_params[PARAMETER] = wanted


def turn() -> Turn | None:
    """What is being answered now."""
    return st.session_state.get("turn")


def ask(question: str, plan: dict | None = None) -> None:
    """Begins a turn: of a question, or of its plan, which the question then only names. One that is still being answered is stopped first, and what it said is kept."""
    if not question.strip():
        return
    running = turn()
    if running and not running.done:
        running.stop()
        running.wait(3)
    if running:
        take_in(running)
    st.session_state["turn"] = Turn(identity.api(), question.strip(), session_id(), plan)


def take_in(done: Turn) -> None:
    """Adds a finished turn to what is shown."""
    st.session_state.pop("turn", None)
    if done.reply is None:
        if done.problem:
            st.session_state["refused"] = (done.question, done.problem)
        return
    shown = messages() if session_id() in (None, done.session_id) else []
    shown.append({"messageId": f"q-{done.message_id}", "sender": "user", "text": done.question})
    shown.append({"messageId": done.message_id, "sender": "assistant", "text": done.reply["text"], "reply": done.reply})
    st.session_state[_STATE] = {"id": done.session_id, "messages": shown}
    st.query_params[PARAMETER] = done.session_id
    st.session_state.pop("sessions", None)
