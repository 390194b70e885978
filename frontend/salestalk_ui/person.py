"""Who a token or an API key stands for."""

import base64
import json
import math
from dataclasses import dataclass, field

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


def of_key(key: str, me: dict) -> Identity:
    """Whose an API key is, as `GET /me` tells: the key itself says nothing. Once it has run out the API refuses it."""
    return Identity(me["subject"], me["role"], me["tenantId"], math.inf, key)
