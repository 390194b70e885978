"""One answer: its verdict, figure, text, chart, and what can be done with it."""

import streamlit as st

from .. import identity
from ..language import t
from ..markup import Markup, html
from . import chart, chips, facts, feedback
from .figure import figures

# A verdict is told by a word and a mark, not by colour alone.
VERDICTS = {
    "CLARIFY": ("ask", "?", "I need to know one thing"),
    "NO_DATA": ("none", "∅", "Not in your data"),
    "OUT_OF_SCOPE": ("scope", "↷", "Not a question about your sales"),
    "BLOCKED": ("blocked", "✕", "Refused"),
}

_TEXT = Markup('<div class="ui-answer{kind}">{verdict}{figures}<p class="ui-said">{text}</p>{stopped}{understood}</div>')


def show(message: dict, measures: dict[str, str], full: bool = True) -> None:
    """`full` adds the chart and what one can do; without it only what was said is drawn."""
    reply = message["reply"]
    message_id = message["messageId"]
    with st.container(key=f"answer-{message_id}", gap="small"):
        st.html(said(reply, measures, with_chips=not full))
        if full:
            chips.editable(reply["classification"], measures, message_id)
        if reply["facts"] and full:
            chart.with_table(reply, message_id)
        if full:
            _done_with(message, reply, message_id)


def said(reply: dict, measures: dict[str, str], with_chips: bool) -> Markup:
    kind, mark, name = VERDICTS.get(reply["verdict"], ("", "", ""))
    verdict = Markup('<p class="ui-verdict"><span aria-hidden="true">{}</span> {}</p>').format(mark, t(name)) if kind else Markup("")
    stopped = Markup('<p class="ui-stopped">{}</p>').format(t("Stopped here.")) if reply.get("stopped") else Markup("")
    return _TEXT.format(
        kind=f" ui-verdict-{kind}" if kind else "",
        verdict=verdict,
        figures=figures(reply, measures),
        text=reply["text"],
        stopped=stopped,
        understood=chips.shown(reply["classification"], measures) if with_chips else Markup(""),
    )


def _done_with(message: dict, reply: dict, message_id: str) -> None:
    with st.container(horizontal=True, key=f"acts-{message_id}", vertical_alignment="center", gap="small"):
        if reply["facts"]:
            if st.button(t("How was this computed?"), key=f"how-{message_id}", type="tertiary", icon=":material/fact_check:"):
                facts.open_panel(message_id, reply["facts"])
            st.download_button(
                t("CSV"),
                # Asked of the API only when somebody clicks.
                data=lambda api=identity.api(): api.get(f"/messages/{message_id}/facts.csv"),
                file_name="facts.csv",
                mime="text/csv",
                key=f"csv-{message_id}",
                type="tertiary",
                icon=":material/download:",
                on_click="ignore",
            )
        feedback.show(message)
        html('<p class="ui-cost">{text}</p>', text=_cost(reply["usage"]))


def _cost(usage: dict) -> str:
    """Model, cost and time of an answer."""
    if usage["model"] == "none":
        return f"{usage['overheadMs']:.0f} ms"
    cost = t("cost unknown") if usage.get("costUsd") is None else f"{usage['costUsd']} USD"
    parts = [usage["model"], cost, f"{usage['modelMs'] + usage['overheadMs']:.0f} ms"]
    if usage.get("exhausted"):
        parts.append(t("budget used up until {day}", day=usage["exhausted"]["resetsOn"]))
    return " · ".join(parts)
