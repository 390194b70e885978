"""An OpenID Connect provider that knows one person, and holds the application to PKCE, state and nonce."""

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = "salestalk-ui"


class IdentityProvider:
    """`access_token` is what it hands out for the API."""

    def __init__(self, access_token: str):
        self.access_token = access_token
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.asked: dict[str, str] = {}
        self.signed_in = 0
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (_Handler,), {"provider": self}))
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def end(self) -> None:
        self.server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    provider: IdentityProvider

    def do_GET(self):
        at = urlsplit(self.path)
        url = self.provider.url
        match at.path:
            case "/.well-known/openid-configuration":
                self._json({
                    "issuer": url, "authorization_endpoint": f"{url}/authorize", "token_endpoint": f"{url}/token", "jwks_uri": f"{url}/jwks",
                    "code_challenge_methods_supported": ["S256"], "response_types_supported": ["code"],
                    "id_token_signing_alg_values_supported": ["RS256"], "subject_types_supported": ["public"],
                })
            case "/jwks":
                self._json({"keys": [self.provider.key.as_dict(private=False)]})
            case "/authorize":
                asked = {name: values[0] for name, values in parse_qs(at.query).items()}
                assert asked["code_challenge_method"] == "S256" and asked["client_id"] == CLIENT
                self.provider.asked = asked
                self.send_response(302)
                self.send_header("location", asked["redirect_uri"] + "?" + urlencode({"code": "once", "state": asked["state"]}))
                self.end_headers()
            case _:
                self.send_error(404)

    def do_POST(self):
        form = {name: values[0] for name, values in parse_qs(self.rfile.read(int(self.headers["content-length"])).decode()).items()}
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
        if form["code"] != "once" or challenge != self.provider.asked["code_challenge"]:
            self.send_error(400)
            return
        self.provider.signed_in += 1
        now = int(time.time())
        claims = {
            "iss": self.provider.url, "aud": CLIENT, "sub": "one", "email": "one@shop.example", "iat": now, "exp": now + 600,
            "nonce": self.provider.asked["nonce"],
        }
        id_token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.provider.key)
        self._json({"token_type": "Bearer", "expires_in": 600, "access_token": self.provider.access_token, "id_token": id_token})

    def _json(self, document: dict) -> None:
        body = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass
