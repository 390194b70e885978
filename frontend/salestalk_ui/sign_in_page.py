"""Signing in to a local system: an ordinary form, so that the token goes into this server and a cookie stands for it.

It hands out a local system's own tokens, and so serves nobody but this machine (`server.py`).
"""

import hmac

import httpx
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from . import sign_ins
from .person import Identity, of_key, of_token
from .settings import settings
from .texts import preferred, translate

PATH = "/sign-in"
END_PATH = "/sign-out"

_PAGE = Markup("""<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>SalesTalk</title><style>
:root {{ color-scheme: light dark; --accent: light-dark(#2f5fa8, #7fadec); --line: light-dark(#dfe4ea, #303946);
  --soft: light-dark(#f4f6f9, #1b212a); --quiet: light-dark(#556070, #a3adba); --bad: light-dark(#a3261b, #ff9c92) }}
* {{ box-sizing: border-box }}
body {{ margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: light-dark(#fff, #12161c);
  color: light-dark(#1b2430, #e6eaf0); font: 16px/1.5 "Source Sans", system-ui, sans-serif }}
main {{ width: min(26rem, 100%) }}
h1 {{ font-size: 1.9rem; margin: 0 0 .25rem }}
p {{ margin: 0 0 1.5rem; color: var(--quiet) }}
.problem {{ color: var(--bad) }}
button {{ display: flex; justify-content: space-between; width: 100%; padding: .8rem 1rem; margin: 0 0 .6rem; font: inherit; text-align: left;
  color: inherit; background: var(--soft); border: 1px solid var(--line); border-radius: .6rem; cursor: pointer }}
button:hover, button:focus-visible {{ border-color: var(--accent); outline: 2px solid var(--accent); outline-offset: -1px }}
button span + span {{ color: var(--quiet) }}
button.plain {{ justify-content: center; background: var(--accent); color: light-dark(#fff, #12161c); border-color: transparent; font-weight: 600 }}
details {{ margin-top: 1.5rem }} summary {{ cursor: pointer; color: var(--quiet); margin-bottom: .8rem }}
label {{ display: block; margin-bottom: .3rem }}
input {{ width: 100%; padding: .7rem; margin-bottom: .6rem; font: inherit; color: inherit; background: var(--soft); border: 1px solid var(--line); border-radius: .6rem }}
</style></head><body><main><h1>SalesTalk</h1>{problem}{choices}{paste}</main></body></html>""")
_CHOICE = Markup(
    '<form method="post"><input type="hidden" name="choice" value="{value}"><button><span>{name}</span><span>{role}</span></button></form>'
)
_PASTE = Markup(
    '<details{open}><summary>{summary}</summary><form method="post"><label for="token">{label}</label>'
    '<input id="token" name="token" type="password" autocomplete="off" required><button class="plain">{button}</button></form></details>'
)


def _choices() -> dict[str, tuple[str, str]]:
    """What a local system offers: a name and its token, by the value in the form."""
    endpoint = settings().endpoint()
    offered = {f"tenant:{name}": (name, tenant["token"]) for name, tenant in sorted(endpoint.get("tenants", {}).items())}
    if endpoint.get("adminToken"):
        offered["operator"] = ("SalesTalk", endpoint["adminToken"])
    return offered


def _page(request: Request, problem: str = "", status: int = 200) -> Response:
    language = preferred(request.headers.get("accept-language"))

    def t(text: str) -> str:
        return translate(language, text)

    offered = _choices()
    if not problem and settings().api_url() is None:
        problem = t("No server is running. Start it with `salestalk up`, then reload this page.")
    lead = Markup("<p>{}</p>").format(t("Choose who you are on this machine.")) if offered else ""
    said = Markup('<p class="problem" role="alert">{}</p>').format(problem) if problem else lead
    roles = {value: t("Operator") if value == "operator" else t("Owner") for value in offered}
    buttons = Markup("").join(
        _CHOICE.format(value=value, name=name, role=roles[value]) for value, (name, _) in offered.items()
    )
    paste = _PASTE.format(
        open=Markup("") if offered else Markup(" open"), summary=t("Use a token"), label=t("Token or API key"), button=t("Sign in")
    )
    return HTMLResponse(_PAGE.format(language=language, problem=said, choices=buttons, paste=paste), status)


async def _show(request: Request) -> Response:
    return _page(request)


async def _sign_in(request: Request) -> Response:
    if not _from_here(request):
        return Response(status_code=403)
    form = await request.form()
    chosen = _choices().get(str(form.get("choice", "")))
    token = chosen[1] if chosen else str(form.get("token", "")).strip()
    language = preferred(request.headers.get("accept-language"))
    who = await _whose(token)
    if who is None:
        return _page(request, translate(language, "This token is not accepted."), 403)
    reply = RedirectResponse("/", 303)
    reply.set_cookie(
        sign_ins.COOKIE, sign_ins.begin(who), httponly=True, samesite="strict", secure=request.url.scheme == "https", path="/"
    )
    return reply


async def _sign_out(request: Request) -> Response:
    if not _from_here(request):
        return Response(status_code=403)
    sign_ins.end(request.cookies.get(sign_ins.COOKIE))
    reply = RedirectResponse(PATH, 303)
    reply.delete_cookie(sign_ins.COOKIE, path="/")
    return reply


async def _whose(token: str) -> Identity | None:
    """Whose token or API key it is, if the API takes it."""
    found = of_token(token)
    url = settings().api_url()
    # What cannot be in a header is neither.
    if url is None or not token or not (token.isascii() and token.isprintable()):
        return None
    path = "/fleet" if found and found.is_operator else "/catalogue" if found else "/me"
    try:
        async with httpx.AsyncClient(timeout=10) as client:
            reply = await client.get(url + path, headers={"authorization": f"Bearer {token}"})
    except httpx.HTTPError:
        return None
    if found:
        # A tenant without data has no catalogue yet.
        return found if reply.is_success or reply.status_code in (404, 409) else None
    return of_key(token, reply.json()) if reply.is_success else None


def _from_here(request: Request) -> bool:
    """Whether a form of this very server sent it: nobody else's page may sign a visitor in or out."""
    return hmac.compare_digest(request.headers.get("origin", ""), f"{request.url.scheme}://{request.headers.get('host', '')}")


ROUTES = [
    Route(PATH, _show, methods=["GET"]),
    Route(PATH, _sign_in, methods=["POST"]),
    Route(END_PATH, _sign_out, methods=["POST"]),
]
