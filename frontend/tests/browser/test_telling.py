"""The settings of insights in a browser: when a tenant is told, and where to."""

from playwright.sync_api import expect

from visitor import WITHIN_MS


def test_time_channels_and_a_secret_that_is_shown_once(visitor, system, new_tenant, size, picture):
    tenant = new_tenant()
    token = system.token(tenant)
    somebody = visitor(size=size).sign_in(token, "/insights")
    page = somebody.page
    page.get_by_role("tab", name="Settings").click()
    page.get_by_text("Everything has arrived.").wait_for()
    somebody.settled()
    zone = page.get_by_role("combobox", name="Time zone")
    zone.fill("Europe/Berlin")
    page.get_by_role("option", name="Europe/Berlin").wait_for()
    with somebody.told("Europe/Berlin"):
        zone.press("Enter")
    page.get_by_text("A report of every week").click()
    page.get_by_role("button", name="Save settings").click()
    page.get_by_text("Saved.", exact=True).wait_for()
    kept = system.call("GET", "/insights/settings", token).json()
    assert kept["timeZone"] == "Europe/Berlin" and kept["reports"] == ["week"]

    page.get_by_text("Add a channel").click()
    page.get_by_label("Address").fill("https://hooks.example/in")
    page.get_by_role("button", name="Add channel").and_(page.locator(":enabled")).click()
    page.get_by_text("https://hooks.example/in is added.").wait_for()
    secret = page.locator(".st-key-channel-secret-shown code")
    secret.wait_for()
    assert secret.inner_text().startswith("whsec_")
    picture(somebody, "insights-settings")
    page.get_by_role("button", name="I have put it away").click()
    secret.wait_for(state="detached")
    made = system.call("GET", "/insights/channels", token).json()["channels"][0]
    line = page.locator(f".st-key-channel-{made['channelId']}")

    # Nobody has this address.
    line.get_by_role("button", name="Send a test").click()
    page.get_by_text("The test did not arrive at https://hooks.example/in").wait_for()
    page.get_by_text("How a receiver checks a signature").click()
    page.get_by_text("def is_genuine").wait_for()
    line.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete channel").click()
    line.wait_for(state="detached")
    expect(page.get_by_text("Nothing is sent anywhere yet.")).to_be_visible(timeout=WITHIN_MS)
    assert system.call("GET", "/insights/channels", token).json()["channels"] == []


def test_a_refused_address_can_be_mended(visitor, system, new_tenant):
    somebody = visitor().sign_in(system.token(new_tenant(), "admin"), "/insights")
    page = somebody.page
    page.get_by_role("tab", name="Settings").click()
    page.get_by_text("Add a channel").click()
    page.get_by_label("Address").fill("nonsense")
    page.get_by_role("button", name="Add channel").and_(page.locator(":enabled")).click()
    page.get_by_role("alert").first.wait_for()
    somebody.settled()
    expect(page.get_by_label("Address")).to_have_value("nonsense", timeout=WITHIN_MS)


def test_a_member_has_no_settings(visitor, system):
    somebody = visitor().sign_in(system.token("demo", "member"), "/insights")
    somebody.page.get_by_text("Last looked through on").wait_for()
    somebody.settled()
    assert somebody.page.get_by_role("tab", name="Settings").count() == 0
