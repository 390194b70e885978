"""The HTTP API: one request in, the reply or a `Problem` out."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from urllib.parse import quote

import httpx
import httpx_sse

from .settings import settings

# A file may take minutes to import; a silent stream sends a comment every ten seconds.
TIMEOUT = httpx.Timeout(connect=5, read=300, write=300, pool=30)
STREAM_TIMEOUT = httpx.Timeout(connect=5, read=30, write=30, pool=30)


class Problem(Exception):
    """An RFC 9457 reply. `title`, `detail` and `remedy` are for people, `code` is for programs."""

    def __init__(self, document: dict, status: int):
        super().__init__(document.get("detail") or document.get("title") or f"HTTP {status}")
        self.status = status
        self.code = document.get("code", "internal")
        self.title = document.get("title", "")
        self.detail = document.get("detail", "")
        self.remedy = document.get("remedy")
        self.field = document.get("field")


class Unreachable(Problem):
    """There is no API at the address, or it hung up."""

    def __init__(self):
        super().__init__({"code": "unavailable", "title": "The server cannot be reached"}, 503)


@cache
def _client() -> httpx.Client:
    return httpx.Client(timeout=TIMEOUT, limits=httpx.Limits(max_connections=200, max_keepalive_connections=40))


def segment(text: str) -> str:
    """One part of a path, whatever is in it: what comes from an address bar may hold `..` or `/`."""
    return "~" if text in ("", ".", "..") else quote(text, safe="")


class Api:
    """The API as the holder of one token sees it."""

    def __init__(self, token: str):
        self._token = token

    def __repr__(self) -> str:
        return "Api()"

    def get(self, path: str, **parameters):
        return self._send("GET", path, parameters)

    def post(self, path: str, body=None, headers=None, **parameters):
        return self._send("POST", path, parameters, body, headers)

    def put(self, path: str, body):
        return self._send("PUT", path, {}, body)

    def patch(self, path: str, body):
        return self._send("PATCH", path, {}, body)

    def delete(self, path: str):
        return self._send("DELETE", path, {})

    def pages(self, path: str, items: str, cursor: str = "cursor", most: int = 1000, **parameters) -> list:
        """The items of all pages, `most` at most."""
        found, at = [], None
        while len(found) < most:
            page = self.get(path, **parameters, **({cursor: at} if at else {}))
            found += page[items]
            at = page.get("next")
            if not at:
                break
        return found[:most]

    def linked(self, link: str) -> str:
        """What a presigned link leads to. The link itself is the permission: the token is not sent there."""
        try:
            return _client().get(link).raise_for_status().text
        except httpx.HTTPError as error:
            raise Unreachable from error

    @contextmanager
    def events(self, method: str, path: str, body=None, **parameters) -> Iterator[Iterator[httpx_sse.ServerSentEvent]]:
        """The server-sent events of a reply, as they come."""
        request = self._request(method, path, parameters, body, {"accept": "text/event-stream"})
        request.extensions["timeout"] = STREAM_TIMEOUT.as_dict()
        try:
            reply = _client().send(request, stream=True)
        except httpx.TransportError as error:
            raise Unreachable from error
        try:
            if reply.is_error:
                reply.read()
                raise _problem(reply)
            yield httpx_sse.EventSource(reply).iter_sse()
        finally:
            reply.close()

    def _request(self, method, path, parameters, body=None, headers=None) -> httpx.Request:
        url = settings().api_url()
        if url is None:
            raise Unreachable
        content = {"content": body} if isinstance(body, bytes) else {"json": body} if body is not None else {}
        known = {name: value for name, value in parameters.items() if value is not None}
        headers = {"authorization": f"Bearer {self._token}", **(headers or {})}
        return _client().build_request(method, url + path, params=known, headers=headers, **content)

    def _send(self, method, path, parameters, body=None, headers=None):
        try:
            reply = _client().send(self._request(method, path, parameters, body, headers))
        except httpx.TransportError as error:
            raise Unreachable from error
        if reply.is_error:
            raise _problem(reply)
        if not reply.content:
            return None
        return reply.json() if "json" in reply.headers.get("content-type", "") else reply.text


def _problem(reply: httpx.Response) -> Problem:
    try:
        document = reply.json()
    except ValueError:
        document = {}
    return Problem(document if isinstance(document, dict) else {}, reply.status_code)
