"""What the data has to tell without being asked: the newest first, to ask about, to keep, or to put away."""

import streamlit as st

from .. import conversation, identity
from ..api import Problem
from ..components import insight, problem
from ..language import t
from ..markup import html
from ..measures import catalogue
from ..telling import channels, deliveries, schedule
from . import chat

# Each comes with a chart.
AT_ONCE = 10


def show() -> None:
    html("<h1>{title}</h1>", title=t("Insights"))
    html('<p class="lead">{text}</p>', text=t("What your data has to tell, looked for after each import. Every figure is computed, and can be checked."))
    if not identity.current().manages:
        _feed()
        return
    parts = {t("What is told"): _feed, t("Settings"): _settings}
    for tab, part in zip(st.tabs(list(parts), key="insights-tabs", on_change="rerun"), parts.values(), strict=True):
        if tab.open:
            with tab:
                part()


def _settings() -> None:
    schedule.show()
    channels.show()
    deliveries.show()


def _feed() -> None:
    if identity.current().manages:
        _look_again()
    _notices()
    told, checked, more = _told()
    if not told:
        _nothing_yet()
    day = None
    for one in told:
        if day != (day := one["createdAt"][:10]):
            html('<h2 class="ui-day">{day}</h2>', day=day)
        insight.show(one, is_new=one["insightId"] in _new(), change=_change, ask=_ask)
    if more:
        st.button(t("Show more"), key="insights-more", icon=":material/expand_more:", on_click=_show_more)
    if checked:
        st.caption(t("Last looked through on {day} at {time} UTC.", day=checked[:10], time=checked[11:16]))
    _seen(told)


def _told() -> tuple[list[dict], str | None, bool]:
    """As many pages as were asked for, when it was last looked, and whether there are more."""
    found: dict[str, dict] = {}
    page = {"next": None}
    for _ in range(st.session_state.get("insights-pages", 1)):
        try:
            page = identity.api().get("/insights", limit=AT_ONCE, cursor=page["next"])
        except Problem as refusal:
            if refusal.status == 404:
                # A server that is older than this page.
                break
            raise
        found |= {one["insightId"]: one for one in page["insights"]}
        if not page.get("next"):
            break
    return list(found.values()), page.get("checkedAt"), bool(page.get("next"))


def _show_more() -> None:
    st.session_state["insights-pages"] = st.session_state.get("insights-pages", 1) + 1


def _nothing_yet() -> None:
    if catalogue() is None:
        text = t("There are no sales figures yet. An administrator can import a file on the page Data.")
    else:
        text = t("There is nothing to tell yet. After the next import it is looked for again.")
    html('<div class="ui-note"><p>{text}</p></div>', text=text)


def _look_again() -> None:
    if st.button(t("Look again"), key="insights-run", icon=":material/refresh:"):
        with problem.told():
            outcome = identity.api().post("/insights/run")
            text = t("Looked through the data: {told} new, {updated} changed, {withdrawn} taken back.", **{name: outcome[name] for name in ("told", "updated", "withdrawn")})
            html('<div class="ui-note ui-note-good" role="status"><p>{text}</p></div>', text=text)


def _notices() -> None:
    """What came of the click before."""
    if refused := st.session_state.pop("insights-refused", None):
        problem.show(refused)
    if put_away := st.session_state.pop("insights-dismissed", None):
        with st.container(horizontal=True, vertical_alignment="center", key="insights-undo"):
            html('<p role="status">{text}</p>', width="content", text=t("Dismissed. Its kind is shown less from now on."))
            st.button(t("Undo"), key="undo-dismiss", type="tertiary", icon=":material/undo:", on_click=_change, args=(put_away, "seen"))


def _change(insight_id: str, state: str) -> None:
    try:
        identity.api().patch(f"/insights/{insight_id}", {"state": state})
        st.session_state["insights-dismissed"] = insight_id if state == "dismissed" else None
    except Problem as refusal:
        st.session_state["insights-refused"] = refusal


def _ask(question: str) -> None:
    conversation.open_session(None)
    conversation.ask(question)
    st.switch_page(chat.page())


def _new() -> set[str]:
    """What was new when this visit first showed it, and stays marked while it lasts."""
    return st.session_state.setdefault("insights-new", set())


def _seen(told: list[dict]) -> None:
    """Tells the API what was shown. What it does not take now is new once more at the next visit."""
    unseen = [one["insightId"] for one in told if one["state"] == "new"]
    if set(unseen) - _new():
        _new().update(unseen)
        for insight_id in unseen:
            try:
                identity.api().patch(f"/insights/{insight_id}", {"state": "seen"})
            except Problem:
                return
