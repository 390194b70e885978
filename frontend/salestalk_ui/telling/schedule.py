"""From which hour of the tenant's day it is told, and which reports are made by themselves."""

import zoneinfo
from functools import cache

import streamlit as st

from .. import identity
from ..components import problem
from ..language import t
from ..markup import html

REPORTS = {"week": "A report of every week", "month": "A report of every month"}


def show() -> None:
    st.subheader(t("Time and reports"), anchor=False)
    with problem.told():
        _form(identity.api().get("/insights/settings"))


def _form(found: dict) -> None:
    zones = _zones(found["timeZone"])
    left, right = st.columns(2)
    zone = left.selectbox(t("Time zone"), zones, index=zones.index(found["timeZone"]), key="told-zone")
    hour = right.selectbox(t("Hour of the day"), range(24), index=found["hour"], format_func="{:02}:00".format, key="told-hour", help=t("From this hour of your day on, insights are told and reports are made."))
    with st.container(horizontal=True, key="told-reports"):
        reports = [every for every, name in REPORTS.items() if st.checkbox(t(name), value=every in found["reports"], key=f"told-{every}")]
    if st.button(t("Save settings"), type="primary", key="told-save"):
        with problem.told():
            identity.api().put("/insights/settings", {"timeZone": zone, "hour": hour, "reports": reports})
            html('<div class="ui-note ui-note-good" role="status"><p>{text}</p></div>', text=t("Saved."))


def _zones(current: str) -> list[str]:
    """Those that this server knows, and the tenant's own."""
    known = _known()
    return known if current in known else [current, *known]


@cache
def _known() -> list[str]:
    # What a machine calls its own time is no name of a zone, and Factory is none at all.
    return sorted(zoneinfo.available_timezones() - {"localtime", "Factory"})
