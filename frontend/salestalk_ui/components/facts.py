"""Where an answer's figures come from, and each computed once more."""

import streamlit as st

from .. import identity
from ..language import t
from ..markup import html
from . import problem
from .table import table


def _slices(fact: dict) -> str:
    return "; ".join(f"{'not ' if one.get('exclude') else ''}{one['dimension']}: {', '.join(one['members'])}" for one in fact["filters"])


def _source(fact: dict) -> str:
    source = fact["source"]
    keys = source.get("keys") or source.get("facts") or []
    return ", ".join(keys[:3]) + (f" … ({len(keys)})" if len(keys) > 3 else "")


def show(message_id: str, facts: list[dict]) -> None:
    """The facts of an answer, and what each is now."""
    _listed(facts)
    names = {one["id"]: f"{one['id']} · {one['display']}" for one in facts}
    chosen = st.selectbox(t("Compute a figure once more"), list(names), format_func=names.get, key=f"replay-{message_id}")
    if st.button(t("Compute again"), key=f"replay-now-{message_id}", icon=":material/replay:"):
        with problem.told():
            _replayed(identity.api().get(f"/facts/{message_id}-{chosen}"))


def _listed(facts: list[dict]) -> None:
    rows = [[one["id"], one["display"], f"{one['measure']}, {one['label']}", _slices(one), f"{one['source']['rows']:,}", _source(one)] for one in facts]
    st.html(table(t("Facts"), [t("Fact"), t("Figure"), t("What"), t("Filters"), t("Rows"), t("Read from")], rows, [1, 4]))


def _replayed(replay: dict) -> None:
    now = replay.get("replayed")
    versions = t("Data version then {then}, now {now}.", **replay["dataVersion"])
    if now is None:
        text = t("It cannot be computed from today's data: {why}", why=replay.get("note") or "")
    elif replay["same"]:
        text = t("Computed again from the stored data: {value}. It is the same.", value=now["display"])
    else:
        text = t("It was {then} when it was said, and is {now} now.", then=replay["stored"]["display"], now=now["display"])
    kind = "good" if replay["same"] else "warn"
    html('<div class="ui-note ui-note-{kind}" role="status"><p>{text}</p><p>{versions}</p></div>', kind=kind, text=text, versions=versions)


def open_panel(message_id: str, facts: list[dict]) -> None:
    st.dialog(t("How was this computed?"), width="large")(show)(message_id, facts)


def open_table(facts: list[dict], data_version: str) -> None:
    """The facts of what belongs to no message, which the API does not compute again one by one."""

    def listed() -> None:
        _listed(facts)
        st.caption(t("Computed from data version {version}.", version=data_version))

    st.dialog(t("How was this computed?"), width="large")(listed)()
