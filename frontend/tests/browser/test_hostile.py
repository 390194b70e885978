"""Texts of others do nothing but be read."""

from hostile import TEXTS
from page import CHART
from playwright.sync_api import expect
from salestalk_ui.components import document


def quoted(text: str) -> str:
    """A field of CSV, on one line."""
    return '"' + text.replace('"', '""').replace("\n", " ").replace("\x07", "") + '"'


def harmless(visitor) -> None:
    page = visitor.page
    assert page.evaluate("window.hit === undefined")
    assert page.evaluate("getComputedStyle(document.body).display") != "none"
    # What was made of a text, anywhere where texts are shown.
    made = page.locator("a[href*='hit.test'], a[href^='javascript'], img[src*='hit.test'], img[src='x'], iframe:not(.stIFrame), form[action*='hit'], video, svg[onload]")
    assert made.count() == 0
    visitor.unhurt()


def test_as_questions(visitor, system, new_tenant):
    token = system.token(new_tenant())
    session = None
    for text in TEXTS:
        reply = system.call("POST", "/chat", token, json={"text": text, "sessionId": session})
        assert reply.status_code == 200, reply.text
        session = reply.json()["sessionId"]
    somebody = visitor().sign_in(token, f"/?session={session}")
    somebody.answers.nth(len(TEXTS) - 1).wait_for()
    somebody.settled()
    harmless(somebody)
    # A page that is being drawn anew has none for a moment: they are waited for, not read once.
    for text in ("<script>window.hit = 1</script>", "[link](http://hit.test/)"):
        somebody.page.locator(".ui-asked", has_text=text).first.wait_for()
    # Typed, and as the titles of conversations: labels of buttons, where Markdown would be read.
    for text in (TEXTS[1], *TEXTS[16:21]):
        somebody.page.get_by_role("button", name="New conversation").click()
        somebody.page.get_by_role("heading", name="What would you like to know?").wait_for()
        somebody.settled()
        expect(somebody.answers).to_have_count(0)
        somebody.ask(text)
        somebody.answers.first.wait_for()
        somebody.settled()
        harmless(somebody)


def test_as_members_and_file_names(visitor, system, new_tenant):
    # Each on several days: what stands in no two rows is no member of anything.
    rows = "".join(f"2024-01-{day:02};{quoted(text)};{n + day},50\n" for n, text in enumerate(TEXTS) for day in (3, 9, 17, 25))
    tenant = new_tenant("Date;Product;Amount\n" + rows)
    system.sell(tenant, "Date;Product;Amount\n2024-02-01;Tea;1,50\n", "=cmd ![x](http://hit.test/a.png) <img src=x onerror=window.hit=1>.csv")
    somebody = visitor().sign_in(system.token(tenant))
    questions = ("revenue by product in January 2024", "Top 30 products by revenue", "Bottom 5 products by revenue in January 2024")
    for at, question in enumerate(questions):
        somebody.ask(question)
        somebody.answers.nth(at).get_by_role("button", name="How was this computed?").wait_for()
        somebody.settled()
        somebody.answers.nth(at).locator(CHART).wait_for()
        harmless(somebody)
    somebody.page.locator(CHART).last.hover()
    somebody.page.get_by_role("button", name="How was this computed?").last.click()
    somebody.page.get_by_role("button", name="Compute again").wait_for()
    harmless(somebody)
    somebody.go("/dashboard").page.locator(CHART).nth(1).wait_for()
    harmless(somebody)
    somebody.go("/data").page.get_by_role("tab", name="Imports").click()
    somebody.page.get_by_text("=cmd").first.wait_for()
    somebody.settled()
    harmless(somebody)


def test_as_members_in_a_report(visitor, system, new_tenant):
    rows = "".join(f"2024-01-{day:02};{quoted(text)};{n + day},50\n" for n, text in enumerate(TEXTS) for day in (3, 9, 17, 25))
    token = system.token(new_tenant("Date;Product;Amount\n" + rows))
    report = system.call("POST", "/reports", token, json={"every": "month", "on": "2024-01-15"})
    assert report.status_code == 201, report.text
    somebody = visitor().sign_in(token, "/reports")
    # Streamlit's frame, and in it the one that holds the report.
    frames = somebody.page.frame_locator("iframe.stIFrame").frame_locator("iframe")
    frames.get_by_text(report.json()["title"]).first.wait_for()
    somebody.settled()
    harmless(somebody)


def test_a_report_that_is_hostile_itself(chromium):
    """The frame alone, without our policy: what stands in it runs nothing and reaches nothing outside."""
    page = chromium.new_context().new_page()
    hits: list[str] = []
    page.on("console", lambda said: hits.append(said.text) if "hit" in said.text else None)
    page.on("dialog", lambda dialog: (hits.append(dialog.message), dialog.dismiss()))
    deeds = "<script>console.log('hit'); alert('hit'); top.hit = 1</script><img src=x onerror=\"console.log('hit')\"><a id=out href=\"javascript:console.log('hit')\">out</a>"
    page.set_content(str(document.framed("Report", f"<!doctype html><title>Report</title><p>Told.</p>{deeds}")))
    held = page.frame_locator("iframe")
    held.get_by_text("Told.").wait_for()
    held.locator("#out").click()
    assert page.evaluate("window.hit === undefined")
    assert [said for said in hits if "Blocked script" not in said] == []
    page.context.close()


def test_as_names_of_tenants(visitor, system):
    for number, text in enumerate(TEXTS[:24]):
        reply = system.call("POST", "/tenants", json={"tenantId": f"hostile{number}", "name": text, "ownerEmail": "o@test.example"})
        assert reply.status_code in (201, 422), reply.text
    somebody = visitor().sign_in(system.operator)
    somebody.page.get_by_label("Search tenants").fill("hostile")
    somebody.page.get_by_role("button", name="Open demo").wait_for(state="detached")
    somebody.page.get_by_role("button", name="Open hostile0").wait_for()
    somebody.settled()
    harmless(somebody)
    somebody.page.get_by_role("button", name="Open hostile0").click()
    somebody.page.get_by_role("tab", name="Audit").wait_for()
    somebody.settled()
    harmless(somebody)


def test_in_the_address(visitor, system):
    somebody = visitor().sign_in(system.token("demo"))
    for text in ("<img src=x onerror=window.hit=1>", "../tenants", "%00", "a" * 3000):
        somebody.page.goto(f"{somebody.url}/?session={text}&language={text}")
        somebody.page.get_by_text("What would you like to know?").wait_for()
        somebody.settled()
        harmless(somebody)
