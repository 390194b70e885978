"""What stands before every page: the headers that keep foreign script and images out, and the way to the sign-in page."""

import base64
import hashlib
import re
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse

from . import sign_in_page, sign_ins


def _inline_scripts() -> str:
    """The hashes of the scripts that Streamlit's own page holds."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    found = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    return " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in found)


# Vega compiles a chart's expressions, hence 'unsafe-eval'; Streamlit writes its styles into the page.
POLICY = "; ".join(
    [
        "default-src 'self'",
        f"script-src 'self' 'unsafe-eval' {_inline_scripts()}",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    # `no-referrer` would take the origin from our own forms, too.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


class SecurityHeaders:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        async def send_with_headers(message):
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class SignInFirst:
    """Sends who opens a page without being signed in to the sign-in page; what the page loads is left alone."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http":
            request = Request(scope)
            wants_page = request.method == "GET" and "text/html" in request.headers.get("accept", "")
            signed_in = sign_ins.who(request.cookies.get(sign_ins.COOKIE)) is not None
            if wants_page and not signed_in and request.url.path != sign_in_page.PATH:
                return await RedirectResponse(sign_in_page.PATH, 303)(scope, receive, send)
        await self.app(scope, receive, send)
