"""The conversations in the side bar: find one, open it, rename it, delete it."""

import streamlit as st

from .. import conversation, identity
from ..language import t
from ..markup import label
from . import problem

SHOWN = 30


def show() -> None:
    with st.sidebar, st.container(key="sessions", gap="small"), problem.told():
        st.button(t("New conversation"), icon=":material/add:", on_click=conversation.open_session, args=(None,), width="stretch")
        listed = _all()
        if not listed:
            st.caption(t("Your conversations will be listed here."))
            return
        wanted = st.text_input(t("Search conversations"), key="session-search", type="search", placeholder=t("Search"), live=True, label_visibility="collapsed")
        found = [one for one in listed if (wanted or "").casefold() in one["title"].casefold()]
        with st.container(key="session-list", gap=None):
            for one in found[:SHOWN]:
                _line(one)
        if not found:
            st.caption(t("Nothing found."))


def _all() -> list[dict]:
    """Kept until something here changes them."""
    if "sessions" not in st.session_state:
        st.session_state["sessions"] = identity.api().pages("/sessions", "sessions", limit=100, most=300)
    return st.session_state["sessions"]


def _line(session: dict) -> None:
    session_id = session["sessionId"]
    is_open = session_id == conversation.session_id()
    with st.container(horizontal=True, gap=None, wrap=False, key=f"{'open-' if is_open else ''}session-{session_id}"):
        st.button(
            label(session["title"]) or "–",
            key=f"go-{session_id}",
            type="tertiary",
            width="stretch",
            wrap=False,
            on_click=conversation.open_session,
            args=(session_id,),
        )
        if is_open:
            with st.popover(t("More"), icon=":material/more_horiz:", type="tertiary", key=f"more-{session_id}"):
                st.text_input(t("Name"), value=session["title"], key=f"title-{session_id}", max_chars=120)
                st.button(t("Rename"), key=f"rename-{session_id}", on_click=_rename, args=(session_id,))
                st.button(t("Delete"), key=f"delete-{session_id}", icon=":material/delete:", on_click=_delete, args=(session_id,))


def _rename(session_id: str) -> None:
    with problem.told():
        identity.api().patch(f"/sessions/{session_id}", {"title": st.session_state[f"title-{session_id}"]})
    st.session_state.pop("sessions", None)


def _delete(session_id: str) -> None:
    with problem.told():
        identity.api().delete(f"/sessions/{session_id}")
        conversation.open_session(None)
    st.session_state.pop("sessions", None)
