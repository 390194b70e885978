"""Old conversations: which day has how many, and putting a day's back."""

import datetime

import streamlit as st

from .. import identity
from ..api import segment
from ..components import outcome
from ..components.table import table
from ..language import t
from ..markup import html
from ..moments import minute

EARLIEST = datetime.date(1970, 1, 1)
_PLACE = "archive"


def show() -> None:
    html("<p class='lead'>{text}</p>", text=t("Conversations that nobody goes on with are put away by day. Put back, they are among their people's conversations again, for a while."))
    outcome.show(_PLACE)
    left, right = st.columns(2)
    first = left.date_input(t("From"), value=None, min_value=EARLIEST, format="YYYY-MM-DD", key="archive-from")
    last = right.date_input(t("Until"), value=None, min_value=EARLIEST, format="YYYY-MM-DD", key="archive-to")
    span = {"from": first and first.isoformat(), "to": last and last.isoformat()}
    days = identity.api().get("/archive", **span)["days"]
    if not days:
        html("<p>{text}</p>", text=t("No conversation of these days was put away.") if first or last else t("No conversation was put away yet."))
        return
    rows = [[one["day"], f"{one['conversations']:,}", f"{one['messages']:,}", minute(one["firstAt"]), minute(one["lastAt"]), size(one["bytes"])] for one in days]
    columns = [t("Day"), t("Conversations"), t("Messages"), t("First (UTC)"), t("Last (UTC)"), t("Size")]
    st.html(table(t("Old conversations"), columns, rows, [1, 2, 5]))
    with st.container(horizontal=True, vertical_alignment="bottom", key="archive-acts"):
        day = st.selectbox(t("Day"), [one["day"] for one in days], key="archive-day")
        st.button(t("Put back"), key="archive-restore", icon=":material/unarchive:", on_click=_restored, args=(day,))


def _restored(day: str) -> None:
    with outcome.kept(_PLACE):
        back = identity.api().post(f"/archive/{segment(day)}/restore")
        # Some may be this person's own.
        st.session_state.pop("sessions", None)
        outcome.keep(
            _PLACE,
            t("{day} is back until {moment} UTC. Conversations: {conversations}; messages: {messages}.", day=day, conversations=back["conversations"], messages=back["messages"], moment=minute(back["until"])),
        )


def size(octets: int) -> str:
    """Three digits of it, by powers of a thousand."""
    value, units = float(octets), iter(("B", "kB", "MB", "GB"))
    unit = next(units)
    while value >= 999.5 and (larger := next(units, None)):
        value, unit = value / 1000, larger
    return f"{value:.3g} {unit}" if value < 999.5 else f"{value:,.0f} {unit}"
