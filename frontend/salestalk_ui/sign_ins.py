"""Who is signed in on this server in development, by the secret in the browser's cookie. In memory only."""

import secrets
import threading

from .person import Identity

COOKIE = "salestalk_sign_in"

_people: dict[str, Identity] = {}
_lock = threading.Lock()


def begin(who: Identity) -> str:
    """Remembers somebody and their token; what is returned goes into an HttpOnly cookie."""
    secret = secrets.token_urlsafe(32)
    with _lock:
        _people[secret] = who
    return secret


def who(secret: str | None) -> Identity | None:
    with _lock:
        return _people.get(secret or "")


def end(secret: str | None) -> None:
    with _lock:
        _people.pop(secret or "", None)
