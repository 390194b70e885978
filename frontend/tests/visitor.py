"""Somebody at a browser."""

WIDE, NARROW = (1440, 900), (360, 780)


class Visitor:
    """With a browser of their own; what fails in it, and what it asks of other servers, is kept."""

    def __init__(self, chromium, url: str, size=WIDE, dark: bool = False, locale: str = "en-GB"):
        width, height = size
        self.url = url
        self.context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", locale=locale, reduced_motion="reduce"
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.errors: list[str] = []
        self.foreign: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self._seen(request.url))
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

    def ask(self, question: str) -> None:
        self.page.get_by_label("Ask about your sales").fill(question)
        self.page.keyboard.press("Enter")

    def answered(self, text: str) -> None:
        """Waits until the newest answer says `text`, and can be worked with."""
        self.page.locator("[class*=st-key-answer-]").last.locator(".ui-said", has_text=text).wait_for()

    def unhurt(self) -> None:
        """No script failed, and nothing was asked of another server."""
        assert self.errors == []
        assert self.foreign == []
