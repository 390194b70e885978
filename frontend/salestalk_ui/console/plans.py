"""The plans that a tenant can be given."""

import streamlit as st

from .. import identity

# What the API gives to who names none.
DEFAULT = "standard"


def names() -> list[str]:
    """The default first; asked for once in a session."""
    if "plans" not in st.session_state:
        st.session_state["plans"] = sorted(identity.api().get("/plans")["plans"], key=lambda name: (name != DEFAULT, name))
    return st.session_state["plans"]
