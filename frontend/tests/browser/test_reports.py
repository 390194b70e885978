"""The reports in a browser."""

import json

from playwright.sync_api import expect

from sales import YEARS
from salestalk_ui.components import document
from visitor import WITHIN_MS


def shown(somebody):
    """The report in its frame: Streamlit's, and in it the one that holds the report."""
    return somebody.page.frame_locator("iframe.stIFrame").frame_locator("iframe")


def test_make_read_and_keep_one(visitor, system, new_tenant, size, picture):
    tenant = new_tenant(YEARS)
    token = system.token(tenant)
    earlier = system.call("POST", "/reports", token, json={"every": "month", "on": "2023-02-10"}).json()
    somebody = visitor(size=size).sign_in(token, "/reports")
    page = somebody.page
    shown(somebody).get_by_text(earlier["title"]).first.wait_for()
    somebody.settled()
    page.get_by_text("New report").click()
    page.get_by_role("button", name="Make report").click()
    page.get_by_text("is made, and shown below.").wait_for()
    newest = system.call("GET", "/reports", token).json()["reports"][0]
    assert newest["reportId"] != earlier["reportId"]
    shown(somebody).get_by_text(newest["title"]).first.wait_for()
    page.wait_for_url(f"**/reports?report={newest['reportId']}")
    picture(somebody, "reports")
    for form, ending in (("HTML", "html"), ("Markdown", "md")):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"Download {form}").click()
        assert download.value.suggested_filename == f"{newest['reportId']}.{ending}"
        assert newest["title"] in download.value.path().read_text()
    # Another one is chosen by keyboard alone, and found again by its address.
    choice = page.get_by_role("combobox", name="Report")
    choice.press("ArrowDown")
    page.get_by_role("option", name=earlier["title"]).wait_for()
    choice.fill(earlier["title"])
    expect(page.get_by_role("option")).to_have_count(1, timeout=WITHIN_MS)
    choice.press("Enter")
    page.wait_for_url(f"**/reports?report={earlier['reportId']}")
    page.reload()
    shown(somebody).get_by_text(earlier["title"]).first.wait_for()


def test_a_member_reads_and_makes_none(visitor, system, new_tenant):
    tenant = new_tenant(YEARS)
    report = system.call("POST", "/reports", system.token(tenant), json={"every": "month"}).json()
    somebody = visitor()
    heard: list[str] = []
    somebody.page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: heard.append(str(frame))))
    somebody.sign_in(system.token(tenant, "member"), "/reports")
    shown(somebody).get_by_text(report["title"]).first.wait_for()
    somebody.settled()
    assert somebody.page.get_by_text("New report").count() == 0
    # What the server fetches the report by, the browser is not told.
    with somebody.page.expect_download():
        somebody.page.get_by_role("button", name="Download HTML").click()
    links = system.call("GET", f"/reports/{report['reportId']}", system.token(tenant)).json()["links"]
    paths = [link.split("?")[0] for link in links.values()]
    assert heard and not any(path in text for path in paths for text in [*heard, json.dumps(somebody.page.content())])


def test_the_frame_is_read_by_keyboard(visitor, system, new_tenant):
    tenant = new_tenant(YEARS)
    report = system.call("POST", "/reports", system.token(tenant), json={"every": "month"}).json()
    somebody = visitor(size=(900, 500)).sign_in(system.token(tenant, "member"), "/reports")
    page = somebody.page
    shown(somebody).get_by_text(report["title"]).first.wait_for()
    somebody.settled()
    assert page.locator("iframe.stIFrame").get_attribute("title") == report["title"]
    page.get_by_role("button", name="Download Markdown").focus()
    page.keyboard.press("Tab")
    page.wait_for_function("document.activeElement.matches('iframe.stIFrame')")
    # And out again: no trap.
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Download Markdown")).to_be_focused(timeout=WITHIN_MS)


def test_a_long_page_is_scrolled_by_keyboard(chromium):
    page = chromium.new_context().new_page()
    page.set_content(str(document.framed("Report", "<h1>Told</h1>" + "<p>and more of it</p>" * 200)))
    heading = page.frame_locator("iframe").get_by_text("Told")
    expect(heading).to_be_in_viewport(timeout=WITHIN_MS)
    page.keyboard.press("Tab")
    page.wait_for_function("document.activeElement.matches('iframe')")
    page.keyboard.press("End")
    expect(heading).not_to_be_in_viewport(timeout=WITHIN_MS)
    page.context.close()
