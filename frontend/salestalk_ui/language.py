"""The language of this page's visitor: chosen in the side bar, otherwise the browser's."""

import streamlit as st

from .texts import LANGUAGES, preferred, translate


def language() -> str:
    chosen = st.session_state.get("language")
    return chosen if chosen in LANGUAGES else preferred(st.context.locale)


def t(text: str, **values) -> str:
    return translate(language(), text, **values)


def choose() -> None:
    """The choice itself, kept in the address so that it survives a reload."""
    if "language" not in st.session_state:
        st.session_state["language"] = language()
    st.selectbox(t("Language"), list(LANGUAGES), format_func=LANGUAGES.get, key="language", bind="query-params")
