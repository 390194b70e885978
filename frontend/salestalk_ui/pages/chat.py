"""Chat: a question in, a checked answer out, and what was said before."""

from functools import partial

import streamlit as st

from .. import conversation, identity
from ..components import answer, problem, sessions
from ..language import t
from ..markup import html, label
from ..measures import catalogue, labels
from ..texts import translate
from ..turn import Turn

LONGEST_QUESTION = 2000
# Charts and what one can do with an answer are drawn for the newest; older ones keep their text.
FULL = 12
# How often the page looks for the next sentence.
LOOK_SECONDS = 0.1


def page():
    """This page, for the navigation and for who leads here."""
    return st.Page(show, title=t("Chat"), icon=":material/forum:", url_path="chat", default=True)


def show() -> None:
    sessions.show()
    talk = st.container(key="talk", gap="medium")
    if question := st.chat_input(t("Ask about your sales"), max_chars=LONGEST_QUESTION, key="question"):
        conversation.ask(question)
    running = conversation.turn()
    if running and running.done:
        conversation.take_in(running)
        running = None
    shown = conversation.messages()
    with talk:
        if not shown and not running:
            _welcome()
        _history(shown, is_last=running is None)
        _refused()
        if running:
            _being_answered(running)


def _welcome() -> None:
    html('<div class="ui-welcome"><h1>{title}</h1><p class="lead">{lead}</p></div>', title=t("What would you like to know?"), lead=t("Every figure is computed from your data and can be checked."))
    if catalogue() is None:
        html('<div class="ui-note"><p>{text}</p></div>', text=t("There are no sales figures yet. An administrator can import a file on the page Data."))
        return
    with st.container(horizontal=True, key="starters", gap="small"):
        for at, question in enumerate(_starters()):
            st.button(label(question), key=f"starter-{at}", on_click=conversation.ask, args=(question,))


def _starters() -> list[str]:
    """Questions that can be answered: by the data's own measures and newest month."""
    if "starters" not in st.session_state:
        imports = [one for one in identity.api().get("/imports")["imports"] if one["state"] == "done" and one.get("period")]
        found = catalogue()["catalogue"]
        first = found["measures"][0]
        name = first.get("label") or first["name"]
        newest = max((one["period"]["to"] for one in imports), default=None)
        questions = []
        if newest:
            # In the language of the names in it, which is the answers', too.
            say = partial(translate, found.get("language", "en"))
            questions.append(say("{measure} by month in {year}", measure=name[:1].upper() + name[1:], year=newest[:4]))
            for one in found.get("dimensions", [])[:2]:
                questions.append(say("Top 5 {dimension} by {measure}", dimension=one.get("plural") or one["name"] + "s", measure=name))
            questions.append(say("Why did {measure} change last month?", measure=name))
        st.session_state["starters"] = questions
    return st.session_state["starters"]


def _history(shown: list[dict], is_last: bool) -> None:
    names = labels()
    for at, message in enumerate(shown):
        full = at >= len(shown) - 2 * FULL
        if message["sender"] == "user":
            _question(message, full)
        elif message.get("reply"):
            answer.show(message, names, full)
    if is_last and shown and shown[-1].get("reply"):
        _further(shown[-1])


def _question(message: dict, full: bool) -> None:
    with st.container(key=f"asked-{message['messageId']}", horizontal=True, wrap=False, horizontal_alignment="right", vertical_alignment="center"):
        if full:
            with st.popover(t("Edit"), icon=":material/edit:", type="tertiary", key=f"edit-{message['messageId']}", width="content"):
                key = f"edited-{message['messageId']}"
                st.text_area(t("Your question"), value=message["text"], key=key, max_chars=LONGEST_QUESTION)
                st.button(t("Ask again"), type="primary", key=f"again-{message['messageId']}", on_click=_ask_edited, args=(key,))
        html('<p class="ui-asked">{text}</p>', width="content", text=message["text"])


def _ask_edited(key: str) -> None:
    conversation.ask(st.session_state[key])


def _further(message: dict) -> None:
    """What may be asked next; after CLARIFY, what the question may have meant."""
    reply = message["reply"]
    choosing = reply["verdict"] == "CLARIFY"
    with st.container(horizontal=True, gap="small", key="choices" if choosing else "further"):
        for at, text in enumerate(reply["suggestions"]):
            st.button(label(text), key=f"next-{message['messageId']}-{at}", type="primary" if choosing else "secondary", on_click=conversation.ask, args=(text,))


def _refused() -> None:
    if refused := st.session_state.pop("refused", None):
        question, why = refused
        html('<p class="ui-asked">{text}</p>', text=question)
        problem.show(why)
    if notice := st.session_state.pop("notice", None):
        problem.show(notice)


def _being_answered(running: Turn) -> None:
    """The sentences as they come. Whoever clicks something meanwhile comes back to this place."""
    html('<p class="ui-asked">{text}</p>', text=running.question)
    place = st.empty()
    st.button(t("Stop"), key="stop", icon=":material/stop_circle:", on_click=running.stop)
    while True:
        done = running.wait(LOOK_SECONDS)
        with place:
            html('<div class="ui-answer" aria-live="polite" aria-busy="true"><p class="ui-said">{text}<span class="ui-caret"></span></p></div>', text=running.text)
        if done:
            conversation.take_in(running)
            st.rerun()
