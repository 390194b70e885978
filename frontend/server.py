"""The application as a server: `streamlit run frontend/server.py`."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from salestalk_ui import guard, sign_in_page
from salestalk_ui.settings import settings

oidc = settings().oidc
# Without an identity provider the server hands out a local system's tokens: to this machine's browsers alone,
# also not by a foreign name that leads here.
local = [] if oidc else [Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"]), Middleware(guard.SignInFirst)]

app = st.App(
    Path(__file__).with_name("app.py"),
    secrets=oidc.secrets() if oidc else None,
    routes=[] if oidc else sign_in_page.ROUTES,
    middleware=[Middleware(guard.SecurityHeaders), *local],
)
