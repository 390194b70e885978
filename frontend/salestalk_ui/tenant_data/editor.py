"""The catalogue: what the columns mean, and in which words people ask for them."""

import pandas
import streamlit as st

from .. import identity, measures
from ..components import problem
from ..language import t
from ..markup import html
from . import catalogue_table as tables
from .importing import forget

LANGUAGES = ["en", "de", "fr", "es", "pt"]
WEEK_STARTS = ["monday", "sunday", "saturday"]


def show(may_edit: bool) -> None:
    found = measures.catalogue()
    if found is None:
        html("<p>{text}</p>", text=t("There is no catalogue yet; the first import suggests one."))
        return
    catalogue, version = found["catalogue"], found["version"]
    _pending(found.get("pending"))
    html(
        "<p class='lead'>{text}</p>",
        text=t("Version {version}. The time column is {column}. Questions are understood by these names and synonyms.", version=version, column=catalogue["time"]["column"]),
    )
    # A new version is a new table: what was typed into the old one is in it.
    key = f"{identity.current().tenant}-{version}"
    st.subheader(t("Measures"), anchor=False)
    measure_rows = _table(
        tables.measure_rows(catalogue), ["name", "label", "synonyms", "unit", "how", "of"], f"measures-{key}", may_edit,
        name=t("Name"), label=t("Called"), synonyms=t("Synonyms"),
        unit=st.column_config.SelectboxColumn(t("Unit"), options=tables.UNITS, required=True),
        how=st.column_config.SelectboxColumn(t("How"), options=tables.AGGREGATES, required=True),
        of=st.column_config.TextColumn(t("Of"), help=t("An expression of columns, such as Quantity * UnitPrice; for a ratio two measures, such as revenue / orders")),
    )
    st.subheader(t("Dimensions"), anchor=False)
    dimension_rows = _table(
        tables.dimension_rows(catalogue), ["name", "plural", "synonyms", "column"], f"dimensions-{key}", may_edit,
        name=t("Name"), plural=t("Plural"), synonyms=t("Synonyms"), column=t("Column"),
    )
    st.subheader(t("Aliases"), anchor=False)
    alias_rows = _table(
        tables.alias_rows(catalogue), ["dimension", "alias", "member"], f"aliases-{key}", may_edit,
        dimension=st.column_config.SelectboxColumn(t("Dimension"), options=[one["name"] for one in catalogue.get("dimensions", [])]),
        alias=t("People write"), member=t("The data has"),
    )
    general = _general(catalogue, key, may_edit)
    if may_edit and st.button(t("Save catalogue"), type="primary", key="save-catalogue"):
        _save(catalogue, measure_rows, dimension_rows, alias_rows, general)


def _table(rows: list[dict], columns: list[str], key: str, may_edit: bool, **config) -> list[dict]:
    frame = pandas.DataFrame(rows, columns=columns, dtype="object")
    edited = st.data_editor(frame, num_rows="dynamic" if may_edit else "fixed", disabled=not may_edit, hide_index=True, key=key, width="stretch", column_config=config)
    return edited.to_dict("records")


def _general(catalogue: dict, key: str, may_edit: bool) -> dict:
    language, week, fiscal, currency = st.columns(4)
    return {
        "language": language.selectbox(t("Language of answers"), LANGUAGES, index=LANGUAGES.index(catalogue.get("language", "en")), key=f"language-{key}", disabled=not may_edit),
        "weekStart": week.selectbox(t("Week begins on"), WEEK_STARTS, index=WEEK_STARTS.index(catalogue.get("weekStart", "monday")), key=f"week-{key}", format_func=t, disabled=not may_edit),
        "fiscalYearStart": fiscal.number_input(t("Month the fiscal year begins with"), 1, 12, catalogue.get("fiscalYearStart", 1), key=f"fiscal-{key}", disabled=not may_edit),
        "currency": currency.text_input(t("Currency"), catalogue.get("currency", ""), max_chars=3, key=f"currency-{key}", disabled=not may_edit),
    }


def _save(catalogue: dict, measure_rows, dimension_rows, alias_rows, general: dict) -> None:
    try:
        new = tables.changed(catalogue, measure_rows, dimension_rows, alias_rows, **general)
    except tables.RowError as error:
        html('<p class="ui-state ui-state-bad">{text}</p>', text=t("{measure}: a ratio is written as two measures, such as revenue / orders.", measure=str(error)))
        return
    with problem.told():
        saved = identity.api().put("/catalogue", new)
        forget()
        st.session_state["saved"] = saved["version"]
        st.rerun()


def _pending(pending: dict | None) -> None:
    if version := st.session_state.pop("saved", None):
        html('<div class="ui-note ui-note-good" role="status"><p>{text}</p></div>', text=t("Saved as version {version}.", version=version))
    if pending:
        wrong = (pending.get("problem") or {}).get("detail", "")
        html(
            '<div class="ui-note ui-note-warn" role="status"><p>{text}</p><p>{wrong}</p></div>',
            text=t("Version {version} is being computed from the stored files; answers use the old one until then.", version=pending["version"]), wrong=wrong,
        )
        if st.button(t("Look again"), key="look-again"):
            measures.forget()
            st.rerun()
