"""On a very wide screen lines stay short, and what belongs together stands together."""

import pytest

from page import CHART
from visitor import HUGE

LONGEST_LINE_REM = 76
REM = 16


def box(somebody, selector: str) -> dict:
    found = somebody.page.locator(selector).first
    found.wait_for()
    return found.bounding_box()


def middle(found: dict) -> float:
    return found["x"] + found["width"] / 2


def in_the_middle(somebody) -> dict:
    """The page's column: narrow enough to be read, in the middle of what the side bar leaves."""
    column = box(somebody, ".stMain .block-container")
    assert column["width"] <= LONGEST_LINE_REM * REM
    assert abs(middle(column) - middle(box(somebody, ".stMain"))) < 10
    return column


def test_the_chat(visitor, system, picture):
    somebody = visitor(size=HUGE).sign_in(system.token("demo", "member"))
    somebody.ask("Top 5 countries by revenue in August 2011")
    somebody.answered("£539,130.50")
    column = in_the_middle(somebody)
    # What is typed stands under what was said.
    assert abs(middle(box(somebody, "[data-testid=stChatInput]")) - middle(column)) < 10
    assert box(somebody, "[data-testid=stChatInput]")["width"] <= column["width"]
    assert box(somebody, CHART)["width"] > column["width"] / 2
    picture(somebody, "chat")


@pytest.mark.parametrize(("path", "charts"), [("/dashboard", 8), ("/insights", 2)])
def test_a_tenants_pages(visitor, system, picture, path, charts):
    somebody = visitor(size=HUGE).sign_in(system.token("demo", "member"), path)
    somebody.page.locator(CHART).nth(charts - 1).wait_for()
    somebody.settled()
    column = in_the_middle(somebody)
    for chart in somebody.page.locator(".stVegaLiteChart").filter(visible=True).all():
        place, drawn = chart.bounding_box(), chart.locator("svg.marks").bounding_box()
        assert column["x"] <= place["x"] and place["x"] + place["width"] <= column["x"] + column["width"] + 1
        assert drawn["width"] <= place["width"] + 1
    picture(somebody, path.strip("/"))


@pytest.mark.parametrize(("path", "name", "text"), [("/", "tenants", "demo"), ("/?tenant=demo", "tenant", "Offboard"), ("/fleet", "fleet", "The API answers"), ("/usage", "usage", "Imported rows")])
def test_the_console(visitor, system, picture, path, name, text):
    somebody = visitor(size=HUGE).sign_in(system.operator, path)
    somebody.page.locator(".stMain").get_by_text(text).first.wait_for()
    somebody.settled()
    in_the_middle(somebody)
    picture(somebody, name)
