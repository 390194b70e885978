"""What a receiver of a webhook does to know that a message is from here. The page shows this function as it stands."""

import base64
import hmac


def is_genuine(secret: str, headers: dict[str, str], body: bytes, now: float) -> bool:
    moment = headers["webhook-timestamp"]
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{moment}.".encode() + body
    expected = b"v1," + base64.b64encode(hmac.digest(key, signed, "sha256"))
    signatures = headers["webhook-signature"].encode().split(b" ")
    fresh = abs(now - int(moment)) <= 300
    return fresh and any(hmac.compare_digest(one, expected) for one in signatures)
