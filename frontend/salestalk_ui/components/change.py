"""One part of a question changed in a form, and the question asked again as a plan: nothing else of it changes."""

import datetime

import streamlit as st

from .. import conversation, identity
from ..language import t
from ..measures import catalogue, labels
from . import problem

# Of a classification, what is not its plan's.
_ABOUT = ("confidence", "carried")
# Members that a form offers.
_MOST_MEMBERS = 100
_EARLIEST, _LATEST = datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)


def open_form(part: str, place: int | None, classification: dict) -> None:
    """Lets `part` of a question be changed; of the filters the one at `place`, or a new one."""
    plan = {name: value for name, value in classification.items() if name not in _ABOUT}
    st.dialog(t("Change the question"))(FORMS[part])(plan, part, place)


def _measures(plan: dict, part: str, _place: int | None) -> None:
    names = labels()
    chosen = st.multiselect(t("Measures"), list(names), default=[name for name in plan[part] if name in names], format_func=names.get, key="change-measures")
    _ask_again(plan | {part: chosen}, ", ".join(names[name] for name in chosen), ready=bool(chosen))


def _days(plan: dict, part: str, _place: int | None) -> None:
    period = plan[part]
    begin, end = st.columns(2)
    first = begin.date_input(t("From"), datetime.date.fromisoformat(period["from"]), _EARLIEST, _LATEST, key="change-from", format="YYYY-MM-DD")
    last = end.date_input(t("To"), datetime.date.fromisoformat(period["to"]), _EARLIEST, _LATEST, key="change-to", format="YYYY-MM-DD")
    days = f"{first} – {last}" if first != last else str(first)
    text = t("against {period}", period=days) if part == "compareTo" else days
    _ask_again(plan | {part: {"from": str(first), "to": str(last)}}, text)


def _filter(plan: dict, part: str, place: int | None) -> None:
    filters = list(plan[part])
    if place is None:
        dimensions = [one["name"] for one in catalogue()["catalogue"].get("dimensions", []) if one["name"] not in {other["dimension"] for other in filters}]
        dimension = st.selectbox(t("Dimension"), dimensions, key="change-dimension")
        if dimension is None:
            return
        place = len(filters)
        filters.append({"dimension": dimension, "members": []})
    before = filters[place]
    dimension = before["dimension"]
    with problem.told():
        chosen = st.multiselect(dimension, _members(dimension, before["members"], plan), default=before["members"], key=f"change-members-{dimension}", placeholder=t("All"))
        exclude = st.checkbox(t("All but these"), value=before.get("exclude", False), key=f"change-exclude-{dimension}")
        others = filters[:place] + filters[place + 1 :]
        changed = {"dimension": dimension, "members": chosen, "exclude": exclude}
        text = f"{dimension} {'≠' if exclude else '='} {', '.join(chosen)}" if chosen else t("{dimension}: all", dimension=dimension)
        _ask_again(plan | {part: others[:place] + [changed] + others[place:] if chosen else others}, text)


def _members(dimension: str, chosen: list[str], plan: dict) -> list[str]:
    """The largest members of a dimension, and those that are chosen."""
    wanted = {"intent": "rank", "measures": plan["measures"][:1], "groupBy": {"dimension": dimension}, "top": {"n": _MOST_MEMBERS, "order": "highest"}}
    facts = identity.api().post("/query", wanted)["facts"]
    largest = [one["filters"][-1]["members"][0] for one in facts if one["role"] == "value"]
    return largest + [name for name in chosen if name not in largest]


def _ask_again(plan: dict, text: str, ready: bool = True) -> None:
    if st.button(t("Ask again"), type="primary", key="change-ask", disabled=not ready):
        conversation.ask(text, plan)
        st.rerun()


FORMS = {"measures": _measures, "period": _days, "compareTo": _days, "filters": _filter}
