"""The API's own page: a developer signs in with a token and tries a route."""

import os
from pathlib import Path

from playwright.sync_api import expect

from visitor import Visitor


def test_a_route_is_tried_with_a_token(chromium, system):
    somebody = Visitor(chromium, system.url)
    page = somebody.page
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    page.goto(f"{system.url}/docs")
    page.get_by_role("button", name="Authorize").click()
    form = page.locator(".auth-container", has_text="bearer (http, Bearer)")
    form.get_by_label("auth-bearer-value").fill(system.token("demo", "member"))
    form.get_by_role("button", name="Apply").click()
    form.get_by_role("button", name="Close").click()
    page.locator("#operations-metrics-query").locator(".opblock-summary-control").click()
    page.get_by_role("button", name="Execute").click()
    reply = page.locator("#operations-metrics-query .live-responses-table")
    if folder := os.environ.get("SALESTALK_PICTURES"):
        page.screenshot(path=Path(folder) / "viewer.png")
    expect(reply).to_contain_text("9747747.934")
    # The page's policy has let it do all that it wanted to, and it asked nobody but the API.
    assert refused == []
    somebody.unhurt()
    somebody.context.close()
