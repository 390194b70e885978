"""All tenants, and one of them when it is chosen."""

import streamlit as st

from .. import identity
from ..language import t
from ..markup import html, label
from ..console import command, onboarding, tenant

PARAMETER = "tenant"
SHOWN = 50
MOST = 5000


def show() -> None:
    if chosen := st.query_params.get(PARAMETER):
        tenant.show(chosen, _close)
        return
    listed = identity.api().pages("/tenants", "tenants", cursor="after", most=MOST, limit=200)
    html("<h1>{title}</h1>", title=t("Tenants"))
    onboarding.show({one["tenantId"] for one in listed})
    command.follow()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        wanted = st.text_input(t("Search tenants"), key="tenant-search", type="search", live=True, placeholder=t("Name, id or owner"))
        erased = st.toggle(t("Show erased"), key="erased")
    if erased:
        listed += identity.api().pages("/tenants", "tenants", cursor="after", most=MOST, limit=200, state="erased")
    found = [one for one in listed if _matches(one, (wanted or "").casefold())]
    st.caption(t("{shown} of {all} tenants", shown=min(len(found), SHOWN), all=len(listed)))
    for one in found[:SHOWN]:
        _line(one)


def _matches(one: dict, wanted: str) -> bool:
    return any(wanted in one[name].casefold() for name in ("tenantId", "name", "ownerEmail"))


def _line(one: dict) -> None:
    tenant_id = one["tenantId"]
    with st.container(horizontal=True, border=True, vertical_alignment="center", key=f"tenant-{tenant_id}"):
        html(
            '<p class="ui-tenant"><strong>{name}</strong><span>{id} · {owner}</span></p>',
            name=one["name"] or tenant_id, id=tenant_id, owner=one["ownerEmail"] or "–",
        )
        html("<p class='ui-tenant-state'>{state}<span>{plan}</span></p>", state=tenant.state(one["state"]), plan=one["plan"])
        st.button(t("Open {tenant}", tenant=label(tenant_id)), key=f"open-{tenant_id}", on_click=_open, args=(tenant_id,))


def _open(tenant_id: str) -> None:
    st.query_params[PARAMETER] = tenant_id
    st.session_state.pop("outcome", None)


def _close() -> None:
    st.query_params.pop(PARAMETER, None)
    st.session_state.pop("outcome", None)
