"""The tenant's catalogue, as this visit knows it, and the names that people call its measures by."""

import streamlit as st

from . import identity
from .api import Problem


def catalogue() -> dict | None:
    """With its version; `None` while the tenant has no data."""
    if "catalogue" not in st.session_state:
        try:
            st.session_state["catalogue"] = identity.api().get("/catalogue")
        except Problem as problem:
            if problem.code not in ("not_found", "catalogue_missing"):
                raise
            st.session_state["catalogue"] = None
    return st.session_state["catalogue"]


def forget() -> None:
    st.session_state.pop("catalogue", None)


def named(measure: dict) -> str:
    return measure.get("label") or measure["name"]


def labels() -> dict[str, str]:
    """What each measure is called, with a capital."""
    found = catalogue()
    measures = found["catalogue"]["measures"] if found else []
    return {one["name"]: named(one)[:1].upper() + named(one)[1:] for one in measures}
