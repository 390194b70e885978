"""What can be done with one tenant: suspend, resume, another plan, drift, backups, offboarding."""

import streamlit as st

from .. import identity
from ..api import segment
from ..components import problem
from ..language import t
from ..markup import Markup, html
from . import command, plans


def show(tenant: dict) -> None:
    tenant_id, state = tenant["tenantId"], tenant["state"]
    if failure := tenant.get("failure"):
        command.failed(failure)
        st.button(t("Try again"), key="retry", type="primary", icon=":material/replay:", on_click=_reconcile, args=(tenant_id,))
    with st.container(horizontal=True, vertical_alignment="bottom", key="actions"):
        if state == "active":
            st.button(t("Suspend"), key="suspend", icon=":material/pause:", on_click=_change, args=(tenant_id, t("Suspension"), {"state": "suspended"}))
        if state == "suspended":
            st.button(t("Resume"), key="resume", icon=":material/play_arrow:", on_click=_change, args=(tenant_id, t("Resumption"), {"state": "active"}))
        if state in ("active", "suspended"):
            with st.popover(t("Change plan"), icon=":material/swap_horiz:"):
                others = [plan for plan in plans.names() if plan != tenant["plan"]]
                plan = st.selectbox(t("Plan"), others, key="plan")
                st.button(t("Change to this plan"), key="change-plan", type="primary", on_click=_change, args=(tenant_id, t("Change of plan"), {"plan": plan}))
        if state != "erased":
            with st.popover(t("Offboard"), icon=":material/delete_forever:"):
                _offboard(tenant_id)


def _offboard(tenant_id: str) -> None:
    html("<p>{text}</p>", text=t("Everything of this tenant is exported, then erased. Its id is never given away again."))
    typed = st.text_input(t("Type {tenant} to confirm", tenant=tenant_id), key="offboard-typed", live=True)
    st.button(t("Export and erase"), key="offboard", type="primary", disabled=typed != tenant_id, on_click=_erase, args=(tenant_id,))


def drift(tenant_id: str) -> None:
    """What differs from the tenant's row, and mending it."""
    st.caption(t("Compares what the tenant owns with its row and plan. Nothing is changed by looking."))
    if st.button(t("Look for differences"), key="dry-run", icon=":material/difference:"):
        with problem.told():
            steps = identity.api().post(f"/tenants/{segment(tenant_id)}/reconcile", dryRun="true")["steps"]
            st.session_state["drift"] = (tenant_id, steps)
    looked = st.session_state.get("drift")
    if not looked or looked[0] != tenant_id:
        return
    if not looked[1]:
        html('<div class="ui-note ui-note-good" role="status"><p>{text}</p></div>', text=t("Nothing differs."))
        return
    html('<div class="ui-diff">{lines}</div>', lines=Markup("\n").join(looked[1]))
    st.button(t("Mend"), key="mend", type="primary", on_click=_reconcile, args=(tenant_id,))


def back_up(tenant_id: str) -> None:
    st.button(t("Back up now"), key="back-up", icon=":material/backup:", on_click=_back_up, args=(tenant_id,))


def _change(tenant_id: str, name: str, body: dict) -> None:
    command.begin(tenant_id, name, lambda api: api.patch(f"/tenants/{segment(tenant_id)}", body))


def _reconcile(tenant_id: str) -> None:
    st.session_state.pop("drift", None)
    command.begin(tenant_id, t("Mending"), lambda api: api.post(f"/tenants/{segment(tenant_id)}/reconcile"))


def _back_up(tenant_id: str) -> None:
    command.begin(tenant_id, t("Backup"), lambda api: api.post(f"/tenants/{segment(tenant_id)}/backups"))


def _erase(tenant_id: str) -> None:
    command.begin(tenant_id, t("Offboarding"), lambda api: api.delete(f"/tenants/{segment(tenant_id)}"))
