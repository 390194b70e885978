"""The head of the side bar: who is signed in, the language, the way out."""

import streamlit as st

from . import sign_in_page
from .person import Identity
from .language import choose, t
from .markup import Markup, label
from .settings import settings

ROLES = {"member": "Member", "admin": "Administrator", "owner": "Owner", "platform-admin": "Operator"}
_FORM = Markup('<form method="post" action="{path}" target="_self"><button class="ui-out">{text}</button></form>')


def show(who: Identity) -> None:
    name = f"{label(who.tenant or 'SalesTalk')} · {t(ROLES.get(who.role, who.role))}"
    with st.sidebar, st.popover(name, icon=":material/account_circle:", width="stretch", key="account"):
        choose()
        if settings().oidc:
            st.button(t("Sign out"), icon=":material/logout:", on_click=st.logout)
        else:
            st.html(_FORM.format(path=sign_in_page.END_PATH, text=t("Sign out")))
