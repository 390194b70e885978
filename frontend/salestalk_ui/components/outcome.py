"""What came of a click: kept by what the click calls, told once by the run after it."""

from contextlib import contextmanager

import streamlit as st

from ..api import Problem
from ..markup import html
from . import problem


def keep(place: str, text: str, good: bool = True) -> None:
    st.session_state[_name(place)] = (text, good)


@contextmanager
def kept(place: str):
    """Keeps a refusal of what is done in the block."""
    try:
        yield
    except Problem as refusal:
        st.session_state[_name(place)] = refusal


def show(place: str) -> None:
    outcome = st.session_state.pop(_name(place), None)
    if isinstance(outcome, Problem):
        problem.show(outcome)
    elif outcome:
        text, good = outcome
        html('<div class="ui-note ui-note-{kind}" role="{role}"><p>{text}</p></div>', kind="good" if good else "bad", role="status" if good else "alert", text=text)


def _name(place: str) -> str:
    return f"outcome-{place}"
