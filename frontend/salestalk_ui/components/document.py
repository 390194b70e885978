"""A page of its own, shown inside this one."""

import streamlit as st

from ..markup import Markup

HEIGHT = 800

# Streamlit's frame lets what it holds do whatever this page may. The frame inside it has a sandbox without scripts, forms, windows
# and any way to this page's address. It keeps this page's origin, which says nothing without scripts: a frame of no origin is a
# process of its own in Chromium, and the Tab key goes past it.
_FRAME = Markup(
    '<!doctype html><html><head><meta charset="utf-8"><title>{title}</title>'
    "<style>html, body {{ margin: 0; height: 100%; background: #fff }} iframe {{ display: block; width: 100%; height: 100%; border: 0 }}</style></head>"
    '<body><iframe sandbox="allow-same-origin" title="{title}" srcdoc="{page}"></iframe></body></html>'
)


def show(title: str, page: str) -> None:
    """`page` is HTML with all that it needs in it."""
    # Its height cannot be the content's: Streamlit measures that by a script in the frame, which our policy does not run.
    st.iframe(str(framed(title, page)), height=HEIGHT, alt=title)


def framed(title: str, page: str) -> Markup:
    return _FRAME.format(title=title, page=page)
