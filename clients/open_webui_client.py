"""Open WebUI as it is, without a browser: its server, and what its page asks of that server."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path

from report import check, run
from settings import BASE_URL, FIGURE, FOLLOW_UP, KEY, POOR_KEY, QUESTION, TOKEN, said

FOLDER = Path(os.environ["CLIENTS_FOLDER"]) / "open-webui"
STARTS_WITHIN = 180
ANSWERS_WITHIN = 60
# As README.md has them; the second connection is the tenant's that may ask once.
SETTINGS = {
    "OPENAI_API_BASE_URLS": f"{BASE_URL};{BASE_URL}",
    "OPENAI_API_KEYS": f"{KEY};{POOR_KEY}",
    "OPENAI_API_CONFIGS": json.dumps({"1": {"prefix_id": "poor"}}),
    "ENABLE_OLLAMA_API": "False",
    "ENABLE_TITLE_GENERATION": "False",
    "ENABLE_TAGS_GENERATION": "False",
    "ENABLE_FOLLOW_UP_GENERATION": "False",
    "ENABLE_SEARCH_QUERY_GENERATION": "False",
    "ENABLE_RETRIEVAL_QUERY_GENERATION": "False",
    "ENABLE_AUTOCOMPLETE_GENERATION": "False",
}
# It fetches nothing from elsewhere, and has no models of its own.
ALONE = {
    "DATA_DIR": str(FOLDER),
    "WEBUI_SECRET_KEY": "of-this-run-alone",
    "OFFLINE_MODE": "True",
    "HF_HUB_OFFLINE": "1",
    "RAG_EMBEDDING_ENGINE": "openai",
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "true",
}


class WebUi:
    def __init__(self):
        FOLDER.mkdir()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url, self.token = f"http://127.0.0.1:{port}", None
        self.log = (FOLDER / "log").open("w")
        program = Path(sys.executable).with_name("open-webui")
        command = [program, "serve", "--host", "127.0.0.1", "--port", str(port)]
        environment = os.environ | SETTINGS | ALONE
        self.server = subprocess.Popen(command, cwd=FOLDER, env=environment, stdout=self.log, stderr=self.log)

    def wait(self):
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until and self.server.poll() is None:
            try:
                return self.call("GET", "/health")
            except OSError:
                time.sleep(0.2)
        raise AssertionError("it did not start:\n" + (FOLDER / "log").read_text()[-2000:])

    def end(self):
        self.server.terminate()
        self.server.wait(30)

    def call(self, method, path, body=None):
        """The status and the body of a reply, an object where it is JSON."""
        headers = {"content-type": "application/json"}
        if self.token:
            headers["authorization"] = f"Bearer {self.token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        try:
            reply = urllib.request.urlopen(request, timeout=ANSWERS_WITHIN)
        except urllib.error.HTTPError as error:
            reply = error
        text = reply.read().decode()
        is_json = "json" in reply.headers.get("content-type", "")
        return reply.status, json.loads(text) if is_json else text

    def complete(self, messages, model="salestalk", **more):
        return self.call("POST", "/api/chat/completions", {"model": model, "messages": messages, **more})

    def say(self, content, model="salestalk", before=None):
        """What its page does when somebody presses Enter: the message as it is kept, once it is done. It asks for a title, tags and
        follow-ups besides, as the page does."""
        asked, answer = str(uuid.uuid4()), str(uuid.uuid4())
        chat, parent, history = before or (None, None, [])
        messages = [*history, {"role": "user", "content": content}]
        user = {"id": asked, "parentId": parent, "childrenIds": [], "role": "user", "content": content, "models": [model]}
        status, begun = self.complete(
            messages,
            model,
            stream=True,
            parent_id=parent,
            chat_id=chat,
            session_id="a-page",
            user_message={**user, "timestamp": int(time.time())},
            message_ids=[{"model_id": model, "message_id": answer}],
            background_tasks={"title_generation": True, "tags_generation": True, "follow_up_generation": True},
        )
        assert status == 200, begun
        chat = begun["chat_id"] if chat is None else chat
        until = time.monotonic() + ANSWERS_WITHIN
        while time.monotonic() < until:
            message = self.call("GET", f"/api/v1/chats/{chat}")[1]["chat"]["history"]["messages"][answer]
            if message.get("done"):
                return message, (chat, answer, [*messages, {"role": "assistant", "content": message["content"]}])
            time.sleep(0.1)
        raise AssertionError(f"it is not done: {message}")


def turns():
    """How many questions the tenant has asked this month."""
    address = BASE_URL.removesuffix("/v1") + "/usage"
    request = urllib.request.Request(address, headers={"authorization": f"Bearer {TOKEN}"})
    months = json.load(urllib.request.urlopen(request, timeout=ANSWERS_WITHIN))["months"]
    return months[0]["turns"] if months else 0


webui = WebUi()


@check("it starts, and the first user signs up")
def starts():
    webui.wait()
    somebody = {"name": "Ann", "email": "ann@clients.example", "password": "a-Password-1"}
    status, user = webui.call("POST", "/api/v1/auths/signup", somebody)
    assert status == 200 and user["role"] == "admin", user
    webui.token = user["token"]


@check("models are listed, of both connections")
def models():
    ids = [model["id"] for model in webui.call("GET", "/api/models")[1]["data"]]
    assert "salestalk" in ids and "poor.salestalk" in ids, ids
    return ", ".join(id for id in ids if not id.startswith("poor"))


@check("an answer has the right figure, and the facts")
def answer():
    status, completion = webui.complete(said(QUESTION))
    assert status == 200 and FIGURE in completion["choices"][0]["message"]["content"], completion
    assert completion["salestalk"]["facts"][0]["value"] == "683267.08"


@check("a stream comes through as it is")
def stream():
    status, text = webui.complete(said(QUESTION), "openai:plain", stream=True)
    assert status == 200 and text.strip().endswith("data: [DONE]"), text
    chunks = [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: {")]
    pieces = [choice["delta"].get("content") or "" for chunk in chunks for choice in chunk["choices"]]
    assert FIGURE in "".join(pieces), pieces
    return f"{len(chunks)} chunks"


@check("a chat in the page, with a follow-up, asks nothing else")
def chat():
    before = turns()
    first, at = webui.say(QUESTION)
    assert FIGURE in first["content"], first
    second, _ = webui.say(FOLLOW_UP, before=at)
    assert "Germany" in second["content"] and "March 2011" in second["content"], second
    # Time for a title, if it were asked for.
    time.sleep(2)
    assert turns() == before + 2, f"{turns() - before} questions were asked, not 2"
    return second["content"]


@check("a provider that fails leaves an answer or an error in the page")
def failing():
    for model in ("openai:cut", "openai:broken", "openai:down"):
        message, _ = webui.say(QUESTION, model)
        assert FIGURE in message["content"] or message.get("error"), message


@check("a blank question is an error that says so")
def blank():
    status, body = webui.complete(said(" "))
    assert status == 400 and "blank" in body["error"]["message"], body


@check("a wrong key is found out when the connection is verified")
def wrong_key():
    status, body = webui.call("POST", "/openai/verify", {"url": BASE_URL, "key": "sk-no"})
    assert status >= 400, body


@check("a spent budget is an error that says so, in the page too")
def spent():
    first, _ = webui.say(QUESTION, "poor.salestalk")
    assert first["content"], first
    status, body = webui.complete(said(QUESTION), "poor.salestalk", stream=True)
    assert status == 429 and body["error"]["code"] == "insufficient_quota", body
    message, _ = webui.say(QUESTION, "poor.salestalk")
    assert "limit" in json.dumps(message.get("error")), message
    return json.dumps(message["error"])


try:
    run()
finally:
    webui.end()
