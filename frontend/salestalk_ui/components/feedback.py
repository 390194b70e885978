"""A thumb and a reason for an answer."""

import streamlit as st

from .. import identity
from ..api import Problem
from ..language import t


def show(message: dict) -> None:
    message_id = message["messageId"]
    given = message.get("feedback") or {}
    key = f"thumb-{message_id}"
    if key not in st.session_state and given:
        st.session_state[key] = 1 if given["rating"] == "up" else 0
    thumb = st.feedback("thumbs", key=key, on_change=_rate, args=(message,))
    if thumb is not None:
        with st.popover(t("Say why"), type="tertiary", key=f"why-{message_id}"):
            st.text_area(t("What was good or wrong?"), value=given.get("comment") or "", key=f"comment-{message_id}", max_chars=1000)
            st.button(t("Send"), key=f"send-{message_id}", type="primary", on_click=_rate, args=(message,))


def _rate(message: dict) -> None:
    message_id = message["messageId"]
    thumb = st.session_state.get(f"thumb-{message_id}")
    if thumb is None:
        return
    body = {"rating": "up" if thumb else "down"}
    if comment := (st.session_state.get(f"comment-{message_id}") or "").strip():
        body["comment"] = comment
    try:
        message["feedback"] = identity.api().post(f"/messages/{message_id}/feedback", body)
        st.toast(t("Thank you, it is kept with the answer."))
    except Problem as problem:
        st.session_state["notice"] = problem
