"""The system under test: the real program with its own data, a provider of models that takes its time, and the application's server."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx

FRONTEND = Path(__file__).resolve().parents[1]
STARTS_WITHIN = 90
SENTENCES = ["Revenue was {F1}. ", "It came from what was sold. ", "That is all. "]
# How long a provider that is held waits for its release.
LONGEST_HOLD = 120
MODEL = "openai:slow"


def binary() -> Path:
    if given := os.environ.get("SALESTALK_BIN"):
        return Path(given)
    target = os.environ.get("CARGO_TARGET_DIR") or FRONTEND.parent / "target"
    return Path(target) / "debug" / "salestalk"


class Provider(BaseHTTPRequestHandler):
    """Speaks OpenAI's Chat Completions, a sentence at a time; a held one does not go on after a sentence."""

    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        try:
            for sentence in SENTENCES:
                self.say({"choices": [{"index": 0, "delta": {"content": sentence}, "finish_reason": None}]})
                self.server.goes_on.wait(LONGEST_HOLD)
            self.say({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
            self.say({"choices": [], "usage": {"prompt_tokens": 100, "completion_tokens": 10}})
            self.wfile.write(b"data: [DONE]\n\n")
        except OSError:
            # Who asked has stopped the answer.
            return

    def say(self, chunk):
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, *_):
        pass


class System:
    """`salestalk up` on a data directory of its own."""

    def __init__(self, folder: Path):
        self.data_dir = folder / "data"
        self.provider = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
        self.provider.daemon_threads = True
        self.provider.goes_on = threading.Event()
        self.release()
        threading.Thread(target=self.provider.serve_forever, daemon=True).start()
        self.log = (folder / "salestalk.log").open("w")
        plans = json.loads((FRONTEND.parent / "tenancy" / "plans.json").read_text())
        slow = plans["standard"] | {"model": MODEL, "modelPolicy": "always", "models": [MODEL]}
        price = {"id": MODEL, "tier": "standard", "input": "10", "output": "10"}
        prices = {"version": "test", "source": "a test", "currency": "USD", "per": 1_000_000, "models": [price]}
        environment = os.environ | {
            "OPENAI_BASE_URL": f"http://127.0.0.1:{self.provider.server_port}/v1",
            "OPENAI_API_KEY": "none",
            "SALESTALK_MODELS": MODEL,
            "SALESTALK_PRICES": json.dumps(prices),
            "SALESTALK_PLANS": json.dumps(plans | {"slow": slow}),
            # Mailboxes can be added; nobody takes mail there.
            "SALESTALK_SMTP_URL": "smtp://127.0.0.1:9",
            "SALESTALK_MAIL_FROM": "insights@salestalk.example",
        }
        command = [binary(), "up", "--data-dir", self.data_dir, "--durability", "relaxed"]
        self.process = subprocess.Popen(command, env=environment, stdout=self.log, stderr=self.log)
        wait_for(self._is_up, self.process, "salestalk up")
        self.url = self.endpoint()["url"]
        self.operator = self.endpoint()["adminToken"]

    def hold(self) -> None:
        """The provider says one sentence, and no more until `release`."""
        self.provider.goes_on.clear()

    def release(self) -> None:
        self.provider.goes_on.set()

    def endpoint(self) -> dict:
        return json.loads((self.data_dir / "endpoint.json").read_text())

    def _is_up(self) -> bool:
        try:
            endpoint = self.endpoint()
            token = endpoint["tenants"]["demo"]["token"]
            imports = httpx.get(endpoint["url"] + "/imports", headers={"authorization": f"Bearer {token}"}).json()
            return imports["imports"][0]["state"] == "done"
        except (OSError, ValueError, KeyError, IndexError, httpx.HTTPError):
            return False

    def token(self, tenant: str, role: str = "owner") -> str:
        command = [binary(), "token", tenant, "--role", role, "--data-dir", self.data_dir]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def call(self, method: str, path: str, token: str | None = None, **more) -> httpx.Response:
        headers = {"authorization": f"Bearer {token or self.operator}"} | more.pop("headers", {})
        return httpx.request(method, self.url + path, headers=headers, timeout=120, **more)

    def tenant(self, tenant: str, name: str = "Test Ltd", **more) -> None:
        body = {"tenantId": tenant, "name": name, "ownerEmail": "owner@test.example"} | more
        reply = self.call("POST", "/tenants", json=body)
        assert reply.status_code == 201, reply.text

    def sell(self, tenant: str, csv: str, file_name: str = "sales.csv") -> None:
        headers = {"content-type": "text/csv", "x-file-name": file_name}
        reply = self.call("POST", "/imports", self.token(tenant), content=csv.encode(), headers=headers)
        assert reply.status_code in (200, 201), reply.text

    def end(self) -> None:
        end(self.process)
        self.provider.shutdown()


class Application:
    """The application as people open it."""

    def __init__(self, folder: Path, environment: dict, port: int | None = None):
        self.url = f"http://127.0.0.1:{port or free_port()}"
        self.log = (folder / "application.log").open("w")
        settings = {"STREAMLIT_SERVER_PORT": self.url.rsplit(":", 1)[1], "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "streamlit", "run", "server.py"]
        self.process = subprocess.Popen(command, cwd=FRONTEND, env=_without_settings() | settings | environment, stdout=self.log, stderr=self.log)
        wait_for(self._is_up, self.process, "the application")

    def _is_up(self) -> bool:
        try:
            return httpx.get(f"{self.url}/_stcore/health").is_success
        except httpx.HTTPError:
            return False

    def end(self) -> None:
        end(self.process)


def _without_settings() -> dict:
    """The environment without what says where the API is: each application is told."""
    return {name: value for name, value in os.environ.items() if not name.startswith("SALESTALK_")}


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def wait_for(is_up, process, what: str) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if process.poll() is not None:
            raise AssertionError(f"{what} ended with {process.returncode}")
        if is_up():
            return
        time.sleep(0.1)
    raise AssertionError(f"{what} did not start within {STARTS_WITHIN} seconds")


def end(process) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
