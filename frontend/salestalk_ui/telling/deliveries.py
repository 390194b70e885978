"""What was to be told and has not arrived: still waiting, or given up."""

import streamlit as st

from .. import identity
from ..api import segment
from ..components import outcome, problem
from ..language import t
from ..markup import html
from ..moments import minute
from . import channels

STATES = {"waiting": "waiting", "dead": "given up"}
KINDS = {"waiting": "warn", "dead": "bad"}
SHOWN = 50
_PLACE = "deliveries"


def show() -> None:
    st.subheader(t("Not delivered"), anchor=False)
    outcome.show(_PLACE)
    with problem.told():
        listed = identity.api().get("/insights/deliveries")["deliveries"]
        for one in listed[:SHOWN]:
            _line(one)
        if not listed:
            html("<p>{text}</p>", text=t("Everything has arrived."))
        if len(listed) > SHOWN:
            st.caption(t("{shown} of {all} are shown.", shown=SHOWN, all=len(listed)))


def _line(one: dict) -> None:
    delivery_id = one["deliveryId"]
    parts = [channels.told([one["tells"]]), t("{moment} UTC", moment=minute(one["createdAt"])), t("attempts: {n}", n=one["attempts"])]
    if one.get("nextAt"):
        parts.append(t("the next at {moment} UTC", moment=minute(one["nextAt"])))
    with st.container(horizontal=True, border=True, vertical_alignment="center", key=f"delivery-{delivery_id}"):
        html(
            '<p class="ui-line"><strong>{to}</strong><span>{about}</span><span>{why}</span></p>',
            to=one["to"], about=" · ".join(parts), why=one.get("error") or "",
        )
        html('<p class="ui-state ui-state-{kind}">{state}</p>', width="content", kind=KINDS.get(one["state"], ""), state=t(STATES[one["state"]]) if one["state"] in STATES else one["state"])
        st.button(t("Send again"), key=f"retry-{delivery_id}", icon=":material/replay:", on_click=_retried, args=(one,))


def _retried(one: dict) -> None:
    with outcome.kept(_PLACE):
        reply = identity.api().post(f"/insights/deliveries/{segment(one['deliveryId'])}/retry")
        if reply["delivered"]:
            outcome.keep(_PLACE, t("It has arrived at {to}.", to=one["to"]))
        else:
            outcome.keep(_PLACE, t("It did not arrive at {to}: {why}", to=one["to"], why=reply.get("error") or "–"), good=False)
