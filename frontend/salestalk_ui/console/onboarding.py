"""A new tenant: a form that checks while one types."""

import re

import streamlit as st

from ..language import t
from ..markup import html
from . import command, plans

ID = re.compile(r"[a-z][a-z0-9]{2,31}\Z")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")


def show(known: set[str]) -> None:
    _clear_when_made()
    with st.expander(t("New tenant"), icon=":material/add:", expanded=st.session_state.get("onboarding", False), key="onboarding-form"):
        left, right = st.columns(2)
        tenant = left.text_input(t("Id"), key="new-id", max_chars=32, live=True, placeholder="acme")
        name = right.text_input(t("Name"), key="new-name", max_chars=120, live=True, placeholder="Acme Ltd")
        email = left.text_input(t("Owner's e-mail"), key="new-email", live=True, type="email", placeholder="owner@acme.example")
        plan = right.selectbox(t("Plan"), plans.names(), key="new-plan")
        example = st.checkbox(t("Begin with the example data"), key="new-example")
        wrong = _wrong(tenant or "", name or "", email or "", known)
        for text in wrong:
            html('<p class="ui-state ui-state-warn">{text}</p>', text=text)
        body = {"tenantId": tenant, "name": name, "ownerEmail": email, "plan": plan, "seedExample": example}
        complete = bool(tenant and name and email) and not wrong
        st.button(t("Create tenant"), type="primary", disabled=not complete, key="create", on_click=_create, args=(body,))


def _wrong(tenant: str, name: str, email: str, known: set[str]) -> list[str]:
    """What is wrong with what was typed so far; what is still empty is not wrong yet."""
    found = []
    if tenant and not ID.match(tenant):
        found.append(t("The id is a small letter, then 2 to 31 small letters or digits."))
    elif tenant in known:
        found.append(t("There is a tenant with this id."))
    if name and not name.strip():
        found.append(t("The name is empty."))
    if email and not EMAIL.match(email):
        found.append(t("This is no e-mail address."))
    return found


def _create(body: dict) -> None:
    command.begin(body["tenantId"], t("Onboarding"), lambda api: api.post("/tenants", body))


def _clear_when_made() -> None:
    """The form is for the next one, once this one is there; what was refused can be mended and sent again."""
    made, _ = st.session_state.get("outcome", (None, None))
    if made and made.problem is None and made.tenant == st.session_state.get("new-id"):
        for name in ("new-id", "new-name", "new-email"):
            st.session_state[name] = ""
