"""Text of users, tenants and files on a page: it stays text, whatever is in it."""

import re
from pathlib import Path

import streamlit as st
from markupsafe import Markup

_STYLE = Path(__file__).with_name("style.css")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def html(template: str, width: str = "stretch", **values) -> None:
    """Writes a template of ours, every value escaped."""
    st.html(Markup(template).format(**values), width=width)


def label(text: str) -> str:
    """Text for the label of a widget, where Streamlit reads Markdown.

    A backslash takes its meaning from any ASCII punctuation. Emoji names, colours and addresses are found after that, by their
    colon, so an invisible space follows each.
    """
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split())).replace(":", ":\u200b").replace("@", "@\u200b")


def load_style() -> None:
    st.html(_STYLE)
