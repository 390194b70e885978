"""The tenant's data: import a file, see what was imported, say what the columns mean; and conversations that were put away."""

import streamlit as st

from .. import identity
from ..language import t
from ..markup import html
from ..tenant_data import archive, editor, importing


def show() -> None:
    html("<h1>{title}</h1>", title=t("Data"))
    manages = identity.current().manages
    parts = {t("Catalogue"): lambda: editor.show(manages), t("Imports"): importing.listed}
    if manages:
        parts = {t("Import a file"): importing.show, **parts, t("Old conversations"): archive.show}
    for tab, part in zip(st.tabs(list(parts), key="data-tabs", on_change="rerun"), parts.values(), strict=True):
        if tab.open:
            with tab:
                part()
