"""Where the API is and how people sign in, from the environment."""

import json
import os
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

# Streamlit signs in with a client that has a secret, beside PKCE.
OIDC_VARIABLES = (
    "SALESTALK_OIDC_METADATA_URL",
    "SALESTALK_OIDC_CLIENT_ID",
    "SALESTALK_OIDC_CLIENT_SECRET",
    "SALESTALK_OIDC_REDIRECT_URI",
    "SALESTALK_COOKIE_SECRET",
)


class SettingsError(Exception):
    """The environment does not say what is needed; the text names the variables."""


@dataclass(frozen=True)
class Oidc:
    """What `st.login` needs; `token` says which token the API takes."""

    metadata_url: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    cookie_secret: str = field(repr=False)
    token: str = "id"

    def secrets(self) -> dict:
        return {
            "auth": {
                "server_metadata_url": self.metadata_url,
                "client_id": self.client_id,
                "client_secret": self.client_secret,
                "redirect_uri": self.redirect_uri,
                "cookie_secret": self.cookie_secret,
                "expose_tokens": [self.token],
                "client_kwargs": {"scope": "openid email"},
            }
        }


@dataclass(frozen=True)
class Settings:
    """`data_dir` is a local system's, which may be started again at another address; `url` is fixed."""

    data_dir: Path | None
    url: str | None
    oidc: Oidc | None

    def endpoint(self) -> dict:
        """The local system's own description of itself, with its tokens; empty when it does not run."""
        if self.data_dir is None:
            return {}
        try:
            return json.loads((self.data_dir / "endpoint.json").read_text())
        except (OSError, ValueError):
            return {}

    def api_url(self) -> str | None:
        return self.url or self.endpoint().get("url")


def read(environment) -> Settings:
    given = {name: environment.get(name, "") for name in OIDC_VARIABLES}
    oidc = None
    if any(given.values()):
        missing = [name for name, value in given.items() if not value]
        if missing:
            raise SettingsError("to sign in with OpenID Connect, set " + ", ".join(missing))
        token = environment.get("SALESTALK_OIDC_TOKEN", "id")
        if token not in ("id", "access"):
            raise SettingsError("SALESTALK_OIDC_TOKEN is `id` or `access`")
        oidc = Oidc(*given.values(), token=token)
    url = environment.get("SALESTALK_URL", "").rstrip("/") or None
    if oidc and not url:
        raise SettingsError("set SALESTALK_URL to the API's address")
    data_dir = None if url else Path(environment.get("SALESTALK_DATA_DIR") or ".salestalk")
    return Settings(data_dir, url, oidc)


@cache
def settings() -> Settings:
    return read(os.environ)
