"""Who is signed in on this server in development: a token by the secret in the browser's cookie. In memory only."""

import secrets
import threading

COOKIE = "salestalk_sign_in"

_tokens: dict[str, str] = {}
_lock = threading.Lock()


def begin(token: str) -> str:
    """Remembers a token; what is returned goes into an HttpOnly cookie."""
    secret = secrets.token_urlsafe(32)
    with _lock:
        _tokens[secret] = token
    return secret


def token(secret: str | None) -> str | None:
    with _lock:
        return _tokens.get(secret or "")


def end(secret: str | None) -> None:
    with _lock:
        _tokens.pop(secret or "", None)
