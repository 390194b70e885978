"""Where somebody who is not signed in lands."""

import streamlit as st

from .. import sign_in_page
from ..language import t
from ..markup import html
from ..settings import settings


def show() -> None:
    html('<h1>SalesTalk</h1><p class="lead">{lead}</p>', lead=t("Ask your sales figures, in your own words."))
    if settings().oidc:
        st.button(t("Sign in"), type="primary", on_click=st.login)
    else:
        # The sign-in ran out, or was ended in another window.
        html('<p><a href="{path}" target="_self">{text}</a></p>', path=sign_in_page.PATH, text=t("Sign in again"))
