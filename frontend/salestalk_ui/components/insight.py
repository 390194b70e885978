"""One insight: how much it matters, its sentence and chart, and what can be done with it."""

from collections.abc import Callable

import streamlit as st

from ..language import t
from ..markup import html, label
from . import chart, facts

# Told by a word and a mark, not by colour alone.
SEVERITIES = {"high": ("▲", "Important"), "medium": ("◆", "Worth a look"), "low": ("●", "For information")}
KINDS = {
    "summary": "Summary",
    "mover": "What moved",
    "anomaly": "Unusual",
    "levelShift": "New level",
    "forecast": "Forecast",
    "record": "Record",
    "concentration": "Concentration",
    "gap": "Gap in the data",
    "newMembers": "New in the data",
    "alert": "Alert",
    "newCustomers": "New customers",
    "lostCustomers": "Lost customers",
    "returns": "Returns",
}


def show(insight: dict, is_new: bool, change: Callable[[str, str], None], ask: Callable[[str], None]) -> None:
    """`change` is given the id and the new state, `ask` a question."""
    insight_id = insight["insightId"]
    with st.container(border=True, key=f"insight-{insight_id}", gap="small"):
        _head(insight, is_new or insight["state"] == "new")
        html('<p class="ui-said">{text}</p>', text=insight["text"])
        chart.with_table(insight, f"insight-{insight_id}")
        with st.container(horizontal=True, key=f"insight-acts-{insight_id}", vertical_alignment="center", gap="small"):
            question = insight.get("question")
            if question and st.button(t("Ask about it"), key=f"ask-{insight_id}", icon=":material/forum:", help=label(question)):
                ask(question)
            useful = insight["state"] == "useful"
            st.button(
                t("Found useful") if useful else t("Useful"),
                key=f"useful-{insight_id}",
                icon=":material/check:" if useful else ":material/thumb_up:",
                type="secondary" if useful else "tertiary",
                on_click=change,
                args=(insight_id, "seen" if useful else "useful"),
            )
            st.button(t("Dismiss"), key=f"dismiss-{insight_id}", icon=":material/close:", type="tertiary", on_click=change, args=(insight_id, "dismissed"))
            if insight["facts"] and st.button(t("How was this computed?"), key=f"how-{insight_id}", icon=":material/fact_check:", type="tertiary"):
                facts.open_table(insight["facts"], insight["dataVersion"])


def _head(insight: dict, is_new: bool) -> None:
    severity = insight["severity"] if insight["severity"] in SEVERITIES else "low"
    mark, word = SEVERITIES[severity]
    kind = insight["kind"]
    html(
        '<div class="ui-insight"><p class="ui-severity ui-severity-{severity}"><span aria-hidden="true">{mark}</span> {word}</p>'
        '<p>{kind} · {label}</p><p class="ui-new">{new}</p></div>',
        severity=severity,
        mark=mark,
        word=t(word),
        kind=t(KINDS[kind]) if kind in KINDS else kind,
        label=insight["period"].get("label") or insight["period"]["from"],
        new=t("New") if is_new else "",
    )
    if title := insight.get("title"):
        html("<h3>{title}</h3>", title=title)
