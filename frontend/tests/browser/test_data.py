"""Import and catalogue in a browser."""

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
    table = page.locator("[data-testid=stDataFrame]").first
    table.locator("canvas").first.wait_for()
    page.wait_for_timeout(500)
    # The cell under Synonyms of the first measure, as one types into a spreadsheet.
    first = next(one for one in system.call("GET", "/catalogue", system.token(tenant)).json()["catalogue"]["measures"])
    table.click(position={"x": 60, "y": 52})
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    page.keyboard.type("harvest, gain", delay=30)
    page.keyboard.press("Enter")
    page.wait_for_timeout(700)
    picture(somebody, "catalogue")
    page.get_by_role("button", name="Save catalogue").click()
    page.get_by_text("Saved as version 2.").wait_for()
    saved = system.call("GET", "/catalogue", system.token(tenant)).json()["catalogue"]["measures"][0]
    assert saved["synonyms"] == ["harvest", "gain"] and saved["name"] == first["name"]
    somebody.go("/")
    somebody.ask("harvest in January 2024")
    page.locator(".ui-figure-value").wait_for()


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
