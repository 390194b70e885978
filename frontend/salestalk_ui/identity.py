"""Who is signed in, and the API in their name. The token stays in this process."""

import base64
import json
import time
from dataclasses import dataclass, field

import streamlit as st

from . import sign_ins
from .api import Api
from .settings import settings

OPERATOR = "platform-admin"
MANAGERS = ("admin", "owner")


@dataclass(frozen=True)
class Identity:
    subject: str
    role: str
    tenant: str | None
    expires: float
    token: str = field(repr=False)

    @property
    def is_operator(self) -> bool:
        return self.role == OPERATOR

    @property
    def manages(self) -> bool:
        """Whether they may import data and change the catalogue."""
        return self.role in MANAGERS


def of_token(token: str) -> Identity | None:
    """What a token says of its bearer. It is the API that checks it: this only decides which pages are shown."""
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return Identity(claims["sub"], claims["custom:role"], claims.get("custom:tenant_id"), float(claims["exp"]), token)
    except (IndexError, KeyError, ValueError, TypeError, AttributeError):
        return None


def current() -> Identity | None:
    """Who uses this page, if they are signed in and their token is still good."""
    token = _token()
    found = of_token(token) if token else None
    return found if found and found.expires > time.time() else None


def api() -> Api:
    identity = current()
    # A page is only run for somebody who is signed in; a token may run out while it runs.
    return Api(identity.token if identity else "")


def _token() -> str | None:
    if settings().oidc:
        return st.user.tokens.get(settings().oidc.token) if st.user.is_logged_in else None
    return sign_ins.token(st.context.cookies.get(sign_ins.COOKIE)) or st.session_state.get("token")
