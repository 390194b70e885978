"""Somebody at a browser."""

from contextlib import contextmanager

from playwright.sync_api import expect

WIDE, NARROW, HUGE = (1440, 900), (360, 780), (2560, 1440)
# What a page waits for at most; a sign that comes is not waited for longer than it takes.
WITHIN_MS = 60_000
# The script of the page has ended, and nothing of an earlier run is still shown.
SETTLED = """() => {
    const app = document.querySelector('[data-testid=stApp]')
    return app?.dataset.testScriptState === 'notRunning' && app.dataset.testConnectionState === 'CONNECTED'
        && !document.querySelector('[data-stale=true]')
}"""


class Visitor:
    """With a browser of their own; what fails in it, and what it asks of other servers, is kept."""

    def __init__(self, chromium, url: str, size=WIDE, dark: bool = False, locale: str = "en-GB"):
        width, height = size
        self.url = url
        self.context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", locale=locale, reduced_motion="reduce"
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(WITHIN_MS)
        self.sockets: list = []
        self.errors: list[str] = []
        self.foreign: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self._seen(request.url))
        self.page.on("websocket", lambda socket: self.sockets.append(socket))
        self.page.on("dialog", lambda dialog: (self.errors.append(dialog.message), dialog.dismiss()))

    def _seen(self, url: str) -> None:
        if not url.startswith((self.url, "data:", "blob:")):
            self.foreign.append(url)

    def sign_in(self, token: str, path: str = "/") -> "Visitor":
        self.page.goto(self.url)
        self.page.get_by_text("Use a token").click()
        self.page.get_by_label("Token").fill(token)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(self.url + "/")
        return self.go(path) if path != "/" else self

    def go(self, path: str) -> "Visitor":
        self.page.goto(self.url + path)
        return self

    def ask(self, question: str, field: str = "Ask about your sales") -> None:
        """Types a question and sends it; it is sent when the field is empty again."""
        typed = self.page.get_by_label(field)
        typed.fill(question)
        typed.press("Enter")
        expect(typed).to_have_value("", timeout=WITHIN_MS)

    @property
    def answers(self):
        """The answers that are complete."""
        return self.page.locator("[class*=st-key-answer-]")

    def answered(self, text: str) -> None:
        """Waits until the newest answer says `text`, and can be worked with."""
        self.answers.last.locator(".ui-said", has_text=text).wait_for()
        self.settled()

    def settled(self) -> None:
        """Waits until nothing on the page is going to be replaced. To be asked after a sign of what was done: before its run
        has begun, the page is as settled as after it."""
        self.page.wait_for_function(SETTLED)

    @contextmanager
    def told(self, text: str):
        """Waits until what is done in the block has come to the server as `text`, and the page shows what came of it."""
        with self.sockets[-1].expect_event("framesent", lambda sent: text.encode() in sent, timeout=WITHIN_MS):
            yield
        self.settled()

    def unhurt(self) -> None:
        """No script failed, and nothing was asked of another server."""
        assert self.errors == []
        assert self.foreign == []
