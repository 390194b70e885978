"""A chart of an answer, as Vega-Lite has it, in this page's colours."""

import copy

import streamlit as st


def show(spec: dict, key: str) -> None:
    drawn = copy.deepcopy(spec)
    # What it says stands in the description, too, which a screen reader reads.
    drawn.pop("title", None)
    drawn.pop("width", None)
    st.vega_lite_chart(drawn, width="stretch", key=key)
