"""The insights in a browser."""

from playwright.sync_api import expect

from page import CHART
from sales import YEARS


def test_look_keep_dismiss_and_ask(visitor, system, new_tenant, size, picture):
    tenant = new_tenant(YEARS)
    token = system.token(tenant)
    assert system.call("POST", "/insights/run", token).status_code == 200
    told = system.call("GET", "/insights", token).json()["insights"]
    asked = next(one for one in told if one["question"])
    somebody = visitor(size=size).sign_in(system.token(tenant, "member"), "/insights")
    page = somebody.page
    page.locator(CHART).first.wait_for()
    picture(somebody, "insights")
    page.get_by_text("New", exact=True).first.wait_for()
    card = page.locator(f".st-key-insight-{told[0]['insightId']}")
    card.get_by_role("button", name="Useful", exact=True).click()
    card.get_by_role("button", name="Found useful").wait_for()
    card.get_by_role("button", name="How was this computed?").click()
    page.get_by_text("Computed from data version").wait_for()
    page.get_by_role("button", name="Close").click()
    page.get_by_role("dialog").wait_for(state="detached")
    card.get_by_role("button", name="Dismiss").click()
    page.get_by_text("Its kind is shown less from now on.").wait_for()
    card.wait_for(state="detached")
    page.get_by_role("button", name="Undo").click()
    card.wait_for()
    somebody.settled()
    page.locator(f".st-key-insight-{asked['insightId']}").get_by_role("button", name="Ask about it").click()
    page.locator(".ui-asked", has_text=asked["question"]).wait_for()
    somebody.answers.first.wait_for()
    page.wait_for_url("**/?session=*")
    # The question stands in the conversation after a reload, too, and is asked once.
    page.reload()
    somebody.answers.first.wait_for()
    somebody.settled()
    expect(somebody.answers).to_have_count(1)
