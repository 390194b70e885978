"""Who is signed in, and the API in their name. The token stays in this process."""

import time

import streamlit as st

from . import sign_ins
from .api import Api
from .person import Identity, of_token
from .settings import settings


def current() -> Identity | None:
    """Who uses this page, if they are signed in and their token is still good."""
    found = _signed_in()
    return found if found and found.expires > time.time() else None


def api() -> Api:
    identity = current()
    # A page is only run for somebody who is signed in; a token may run out while it runs.
    return Api(identity.token if identity else "")


def _signed_in() -> Identity | None:
    if settings().oidc:
        token = st.user.tokens.get(settings().oidc.token) if st.user.is_logged_in else None
        return of_token(token or "")
    return sign_ins.who(st.context.cookies.get(sign_ins.COOKIE)) or of_token(st.session_state.get("token") or "")
