"""How a question was understood: measures, days and filters, in a row. Each can be changed, which asks again."""

from typing import NamedTuple

import streamlit as st

from ..language import t
from ..markup import Markup, label
from . import change

_SIGNS = {"above": ">", "atLeast": "≥", "below": "<", "atMost": "≤"}
_CHIP = Markup('<li class="ui-chip">{}</li>')


class Chip(NamedTuple):
    """A part of a plan; `place` is which of the filters."""

    part: str
    text: str
    place: int = 0


def listed(classification: dict, measures: dict[str, str]) -> list[Chip]:
    found = [Chip("measures", ", ".join(measures.get(name, name) for name in classification["measures"]))] if classification["measures"] else []
    if period := classification.get("period"):
        found.append(Chip("period", _days(period)))
    if other := classification.get("compareTo"):
        found.append(Chip("compareTo", t("against {period}", period=_days(other))))
    for place, one in enumerate(classification["filters"]):
        members = ", ".join(one["members"][:3]) + (" …" if len(one["members"]) > 3 else "")
        found.append(Chip("filters", f"{one['dimension']} {'≠' if one.get('exclude') else '='} {members}", place))
    if having := classification.get("having"):
        limits = filter(None, (having, having.get("and")))
        found.append(Chip("having", ", ".join(f"{_SIGNS[limit['is']]} {limit['amount']}" for limit in limits)))
    return found


def shown(classification: dict, measures: dict[str, str]) -> Markup:
    """To be read alone."""
    found = listed(classification, measures)
    if not found:
        return Markup("")
    return Markup('<ul class="ui-chips" aria-label="{}">{}</ul>').format(t("Understood as"), Markup("").join(_CHIP.format(chip.text) for chip in found))


def editable(classification: dict, measures: dict[str, str], message_id: str) -> None:
    """To be changed by a click."""
    found = listed(classification, measures)
    if not found:
        return
    carried = set(classification.get("carried", []))
    with st.container(horizontal=True, key=f"chips-{message_id}", gap="xsmall"):
        for chip in found:
            kept = chip.part in carried
            st.button(
                label(chip.text),
                key=f"chip-{'kept-' if kept else ''}{chip.part}{chip.place}-{message_id}",
                help=t("Kept from the question before. Click to change it.") if kept else t("Understood so. Click to change it."),
                on_click=change.open_form,
                args=(chip.part, chip.place, classification),
                disabled=chip.part not in change.FORMS,
            )
        if classification.get("period"):
            st.button(t("Add a filter"), key=f"chip-add-{message_id}", icon=":material/add:", on_click=change.open_form, args=("filters", None, classification))


def _days(period: dict) -> str:
    days = period["from"] if period["from"] == period["to"] else f"{period['from']} – {period['to']}"
    label = period.get("label")
    return f"{label} ({days})" if label and label != days else days
