"""A chart of an answer, as Vega-Lite has it, in this page's colours."""

import copy

import streamlit as st

from ..language import t
from .table import of_reply


# Streamlit makes each part of a chart as wide as its place, without the names beside it. This leaves room for them in a
# conversation's column; on a narrow screen the chart is scrolled by itself.
PART_WIDTH = 400


def with_table(found: dict, key: str) -> None:
    """The chart and the table of an answer or an insight, each if it is there."""
    table = found.get("table")
    if found.get("chart"):
        as_chart, as_table = st.tabs([t("Chart"), t("Table")], key=f"shown-{key}")
        with as_chart:
            show(found["chart"], key=f"chart-{key}")
        with as_table:
            st.html(of_reply(t("Table"), table) if table else "")
    elif table:
        st.html(of_reply(t("Table"), table))


def show(spec: dict, key: str) -> None:
    drawn = copy.deepcopy(spec)
    # What it says stands in the description, too, which a screen reader reads.
    drawn.pop("title", None)
    drawn.pop("width", None)
    parts = drawn.get("vconcat", [])
    for part in parts:
        part["width"] = PART_WIDTH
    st.vega_lite_chart(drawn, width="content" if parts else "stretch", key=key)
