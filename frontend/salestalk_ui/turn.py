"""A question being answered. It runs in a thread of its own: whatever is clicked meanwhile, the answer goes on."""

import threading

import httpx

from .api import Api, Problem, Unreachable

# How often a broken stream is taken up again.
MOST_RESUMES = 3


class Turn:
    def __init__(self, api: Api, question: str, session_id: str | None, plan: dict | None):
        self.question = question
        self.plan = plan
        self.session_id = session_id
        self.message_id: str | None = None
        self.text = ""
        self.reply: dict | None = None
        self.problem: Problem | None = None
        self._api = api
        self._heard: str | None = None
        self._stop_asked = False
        self._begun = threading.Event()
        self._done = threading.Event()
        threading.Thread(target=self._run, name="turn", daemon=True).start()

    @property
    def done(self) -> bool:
        return self._done.is_set()

    def wait(self, seconds: float) -> bool:
        """Whether the answer is complete, after `seconds` at most."""
        return self._done.wait(seconds)

    def stop(self) -> None:
        """Ends the answer; what was said so far is kept by the API, and comes as the reply."""
        self._stop_asked = True
        if self._begun.wait(2) and not self.done:
            try:
                self._api.post(f"/messages/{self.message_id}/stop")
            except Problem as problem:
                # It ended by itself meanwhile.
                if problem.status != 404:
                    raise

    def _run(self) -> None:
        try:
            body = {"text": self.question, "stream": True}
            if self.plan:
                body["plan"] = self.plan
            if self.session_id:
                body["sessionId"] = self.session_id
            self._listen("POST", "/chat", body)
            for _ in range(MOST_RESUMES):
                if self.reply or self.problem or not self.message_id:
                    break
                self._listen("GET", f"/messages/{self.message_id}/stream", after=self._heard)
            if not self.reply and not self.problem:
                self.problem = Unreachable()
        except Problem as problem:
            self.problem = problem
        finally:
            self._done.set()
            self._begun.set()

    def _listen(self, method: str, path: str, body=None, **parameters) -> None:
        try:
            with self._api.events(method, path, body, **parameters) as events:
                for event in events:
                    self._take(event)
        except httpx.TransportError:
            # The turn goes on without its listener.
            return

    def _take(self, event) -> None:
        data = event.json()
        match event.event:
            case "begin":
                self.message_id, self.session_id = data["messageId"], data["sessionId"]
                self._begun.set()
            case "text":
                self.text += data["text"]
                self._heard = event.id
            case "reply":
                self.reply = data
            case "problem":
                self.problem = Problem(data, data.get("status", 500))
