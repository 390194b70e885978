"""axe-core finds nothing serious on any page, light or dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = {
    "/": "Ask about your sales",
    "/insights": "Last looked through on",
    "/reports": "A week or a month of your sales on a page",
    "/dashboard": "£1,461,756.25",
    "/data": "A CSV file with a header line",
}
# What is under a tab: of which page, and what is then seen.
TABS = {"Settings": ("/insights", "How a receiver checks a signature"), "Old conversations": ("/data", "No conversation was put away yet.")}
OPERATORS = {"/": "Search tenants", "/?tenant=demo": "Offboard", "/fleet": "The API answers", "/usage": "Imported rows"}


def serious(visitor) -> list[str]:
    # What fades in has its colour only at the end.
    visitor.page.wait_for_function("document.getAnimations().every(one => one.playState !== 'running' || one.effect.getTiming().iterations === Infinity)")
    found = Axe().run(visitor.page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found if one["impact"] in ("serious", "critical") for node in one["nodes"]]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_tenants_pages(visitor, system, dark):
    somebody = visitor(dark=dark)
    somebody.page.goto(somebody.url)
    found = serious(somebody)
    somebody.sign_in(system.token("demo"))
    for path, text in PAGES.items():
        somebody.go(path)
        (somebody.page.get_by_label(text) if path == "/" else somebody.page.get_by_text(text)).first.wait_for()
        somebody.settled()
        found += serious(somebody)
    for name, (path, text) in TABS.items():
        somebody.go(path).page.get_by_role("tab", name=name).click()
        somebody.page.get_by_text(text).first.wait_for()
        somebody.settled()
        found += serious(somebody)
    somebody.go("/")
    somebody.ask("How many in March 2011?")
    somebody.answered("Which figure would you like?")
    somebody.ask("Top 5 countries by revenue in August 2011")
    somebody.answered("£539,130.50")
    found += serious(somebody)
    somebody.page.get_by_role("button", name="How was this computed?").last.click()
    somebody.page.get_by_role("button", name="Compute again").wait_for()
    somebody.settled()
    found += serious(somebody)
    assert found == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_operators_pages(visitor, system, dark):
    somebody = visitor(dark=dark).sign_in(system.operator)
    found = []
    for path, text in OPERATORS.items():
        somebody.go(path)
        (somebody.page.get_by_label(text) if text == "Search tenants" else somebody.page.get_by_text(text)).first.wait_for()
        somebody.settled()
        found += serious(somebody)
    assert found == []


def test_a_question_is_asked_by_keyboard_alone(visitor, system):
    somebody = visitor().sign_in(system.token("demo"))
    page = somebody.page
    page.get_by_text("What would you like to know?").wait_for()
    somebody.settled()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == "Ask about your sales":
            break
    else:
        raise AssertionError("the question is out of the keyboard's reach")
    page.keyboard.type("What was revenue in March 2011?")
    page.keyboard.press("Enter")
    somebody.answered("£683,267.08")
