"""A browser on the application, and what is watched in every test: nothing of ours may fail in it."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from system import Application
from visitor import NARROW, WIDE, Visitor

CHROMIUM = os.environ.get("SALESTALK_CHROMIUM", "/usr/bin/chromium")


@pytest.fixture(scope="session")
def application(system, tmp_path_factory):
    running = Application(tmp_path_factory.mktemp("application"), {"SALESTALK_DATA_DIR": str(system.data_dir)})
    yield running
    running.end()


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visitor(chromium, application):
    """Makes visitors, and looks after the test at what happened in their browsers."""
    made: list[Visitor] = []

    def make(**more) -> Visitor:
        made.append(Visitor(chromium, application.url, **more))
        return made[-1]

    yield make
    for one in made:
        one.unhurt()
        one.context.close()


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def size(request):
    return request.param


@pytest.fixture
def picture(request):
    """Keeps a screenshot under the folder that SALESTALK_PICTURES names, and refuses a page that is wider than its window."""

    def take(visitor: Visitor, name: str) -> None:
        page = visitor.page
        visitor.settled()
        too_wide = "document.querySelector('.stMain').scrollWidth - document.querySelector('.stMain').clientWidth"
        assert page.evaluate(too_wide) <= 1, f"{name} scrolls sideways"
        if folder := os.environ.get("SALESTALK_PICTURES"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            # Charts are drawn after the page; only the picture needs them.
            page.wait_for_timeout(400)
            width = page.viewport_size["width"]
            page.screenshot(path=Path(folder) / f"{name}-{width}.png")

    return take
