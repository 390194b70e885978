"""Import and catalogue in a browser."""

from grid import Grid
from page import CHART
from sales import SALES


def test_import_and_edit_the_catalogue(visitor, system, new_tenant, size, picture):
    tenant = new_tenant(csv=None)
    somebody = visitor(size=size).sign_in(system.token(tenant), "/data")
    page = somebody.page
    page.locator("input[type=file]").set_input_files({"name": "winter.csv", "mimeType": "text/csv", "buffer": SALES.encode()})
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_text("20 rows imported, 1 could not be read.").wait_for()
    picture(somebody, "import")
    with page.expect_download() as download:
        page.get_by_role("button", name="Rejected rows as CSV").click()
    assert "2024-02-30" in download.value.path().read_text()
    page.get_by_role("tab", name="Catalogue").click()
    page.get_by_role("button", name="Save catalogue").wait_for()
    somebody.settled()
    first = system.call("GET", "/catalogue", system.token(tenant)).json()["catalogue"]["measures"][0]
    Grid(somebody, 0).write("Synonyms", "harvest, gain")
    picture(somebody, "catalogue")
    page.get_by_role("button", name="Save catalogue").click()
    page.get_by_text("Saved as version 2.").wait_for()
    saved = system.call("GET", "/catalogue", system.token(tenant)).json()["catalogue"]["measures"][0]
    assert saved["synonyms"] == ["harvest", "gain"] and saved["name"] == first["name"]
    somebody.go("/")
    somebody.ask("harvest in January 2024")
    somebody.answers.locator(".ui-figure-value").wait_for()


def test_old_conversations(visitor, system, new_tenant, size, picture):
    somebody = visitor(size=size).sign_in(system.token(new_tenant()), "/data")
    page = somebody.page
    page.get_by_role("tab", name="Old conversations").click()
    page.get_by_text("No conversation was put away yet.").wait_for()
    # A field for each of year, month and day, each of which leads to the next when it is full.
    page.get_by_role("group", name="From").get_by_role("spinbutton").first.press_sequentially("20260101")
    # What was typed is sent when one leaves the field.
    page.get_by_role("heading", name="Data").click()
    page.get_by_text("No conversation of these days was put away.").wait_for()
    picture(somebody, "old-conversations")
    member = visitor().sign_in(system.token("demo", "member"), "/data")
    member.page.get_by_role("tab", name="Imports").wait_for()
    assert member.page.get_by_role("tab", name="Old conversations").count() == 0


def test_the_dashboard(visitor, system, size, picture):
    somebody = visitor(size=size).sign_in(system.token("demo", "member"), "/dashboard")
    somebody.page.get_by_text("£1,461,756.25").first.wait_for()
    somebody.page.locator(CHART).nth(7).wait_for()
    picture(somebody, "dashboard")


def test_the_dashboard_in_the_dark(visitor, system, picture):
    somebody = visitor(dark=True).sign_in(system.token("demo", "member"), "/dashboard")
    somebody.page.get_by_text("£1,461,756.25").first.wait_for()
    somebody.page.locator(CHART).nth(7).wait_for()
    picture(somebody, "dashboard-dark")
    somebody.go("/")
    somebody.ask("Top 5 countries by revenue in August 2011")
    somebody.answered("£539,130.50")
    picture(somebody, "chat-dark")
