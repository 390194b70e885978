"""The page of reports over the real API."""

from html.parser import HTMLParser

import pytest

from hostile import TEXTS
from page import opened, written
from sales import YEARS
from salestalk_ui.components import document


@pytest.fixture
def tenant(new_tenant):
    return new_tenant(YEARS)


def make(system, tenant, **body) -> dict:
    reply = system.call("POST", "/reports", system.token(tenant), json=body)
    assert reply.status_code == 201, reply.text
    return reply.json()


def framed(page) -> str:
    """What stands in the frame of the page."""
    frames = page.get("iframe")
    return frames[0].proto.srcdoc if frames else ""


def choice(page) -> str:
    return page.selectbox(key="report-chosen").value


def test_one_is_made_and_shown(system, tenant):
    page = opened(system.token(tenant), "reports")
    assert "There are no reports yet." in written(page) and not framed(page)
    page.button(key="report-make").click().run()
    listed = system.call("GET", "/reports", system.token(tenant)).json()["reports"]
    assert [one["every"] for one in listed] == ["month"]
    assert f"{listed[0]['title']} is made" in written(page)
    assert choice(page) == listed[0]["reportId"] and listed[0]["title"] in framed(page)


def test_any_day_names_its_month(system, tenant):
    page = opened(system.token(tenant, "admin"), "reports")
    page.date_input(key="report-on").set_value("2023-03-15").run()
    page.button(key="report-make").click().run()
    assert choice(page) == "month-2023-03"
    assert "2023-03-01 – 2023-03-31. Made on " in page.caption[0].value


def test_a_day_without_data_is_refused(system, tenant):
    page = opened(system.token(tenant), "reports")
    page.date_input(key="report-on").set_value("1999-03-15").run()
    page.button(key="report-make").click().run()
    assert 'role="alert"' in written(page) and not framed(page)


def test_a_member_reads_and_makes_none(system, tenant):
    older, newer = make(system, tenant, every="month", on="2023-02-10"), make(system, tenant, every="month", on="2023-05-10")
    page = opened(system.token(tenant, "member"), "reports")
    assert not [one for one in page.button if one.key == "report-make"]
    # The newest period first.
    assert page.selectbox(key="report-chosen").options == [f"{one['title']} · Month" for one in (newer, older)]
    assert newer["title"] in framed(page)
    page.selectbox(key="report-chosen").set_value(older["reportId"]).run()
    assert older["title"] in framed(page) and newer["title"] not in framed(page)
    assert page.query_params["report"] in (older["reportId"], [older["reportId"]])


def test_a_link_leads_to_one_and_a_strange_link_to_the_newest(system, tenant):
    older, newer = make(system, tenant, every="month", on="2023-02-10"), make(system, tenant, every="month", on="2023-05-10")
    token = system.token(tenant, "member")
    assert choice(opened(token, "reports", report=older["reportId"])) == older["reportId"]
    for strange in ("month-1066-10", "../reports", "<b>"):
        assert choice(opened(token, "reports", report=strange)) == newer["reportId"]


def test_the_links_stay_on_the_server(system, tenant):
    report = make(system, tenant, every="month")
    links = system.call("GET", f"/reports/{report['reportId']}", system.token(tenant)).json()["links"]
    page = opened(system.token(tenant, "member"), "reports")
    assert links["html"].split("?")[0] not in framed(page) + written(page)
    assert all(one.proto.url == "" or links["html"].split("?")[0] not in one.proto.url for one in page.get("download_button"))


def test_a_tenant_without_data_is_told_what_to_do(system, new_tenant):
    assert "There are no sales figures yet" in written(opened(system.token(new_tenant(csv=None)), "reports"))


class Frames(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.frames = [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        if tag == "iframe":
            self.frames.append(dict(attributes))


@pytest.mark.parametrize("text", TEXTS)
def test_a_page_is_held_by_a_frame_that_lets_nothing_out(text):
    read = Frames()
    read.feed(str(document.framed(text, f"<p>{text}</p>")))
    assert read.tags == ["html", "head", "meta", "title", "style", "body", "iframe"]
    assert read.frames == [{"sandbox": "allow-same-origin", "title": text, "srcdoc": f"<p>{text}</p>"}]
