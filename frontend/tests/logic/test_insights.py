"""The insights over the real API, and over replies that it seldom gives."""

import pytest

from page import opened, written
from salestalk_ui.api import Api, Problem
from sales import YEARS


@pytest.fixture
def tenant(system, new_tenant):
    """One of which there is something to tell."""
    tenant = new_tenant(YEARS)
    assert system.call("POST", "/insights/run", system.token(tenant)).status_code == 200
    return tenant


def told(system, tenant, **more) -> list[dict]:
    reply = system.call("GET", "/insights", system.token(tenant), params={"limit": 100, **more})
    assert reply.status_code == 200, reply.text
    return reply.json()["insights"]


def shown(page) -> list[str]:
    """The ids on the page, from the top."""
    return [one.key.removeprefix("dismiss-") for one in page.button if (one.key or "").startswith("dismiss-")]


def an_insight(number: int, **more) -> dict:
    told = {
        "insightId": f"one{number}", "kind": "anomaly", "severity": "high", "score": 0.5, "state": "seen", "text": f"Sentence {number}.", "question": None,
        "measure": "revenue", "filters": [], "period": {"from": "2024-01-02", "to": "2024-01-02", "grain": "day", "label": "2 January 2024"},
        "facts": [], "chart": None, "table": None, "plan": {}, "dataVersion": "1", "createdAt": "2024-02-01T07:00:00Z", "updatedAt": "2024-02-01T07:00:00Z",
    }
    return told | more


@pytest.fixture
def replies(monkeypatch):
    """In place of the API's insights: pages by their cursor, or a refusal."""
    given: dict = {}
    real = Api.get

    def get(self, path, **parameters):
        if path != "/insights":
            return real(self, path, **parameters)
        if isinstance(given.get("refusal"), Problem):
            raise given["refusal"]
        return given[parameters.get("cursor")] | {"dataVersion": "1", "checkedAt": None}

    monkeypatch.setattr(Api, "get", get)
    return given


def test_they_are_told_in_the_apis_order_and_then_seen(system, tenant):
    before = told(system, tenant)
    assert before and {one["state"] for one in before} == {"new"}
    page = opened(system.token(tenant, "member"), "insights")
    assert shown(page) == [one["insightId"] for one in before[:10]]
    html = written(page)
    assert before[0]["text"].split(",")[0].replace("'", "&#39;") in html
    assert html.count('<p class="ui-new">New</p>') == len(shown(page))
    assert {one["state"] for one in told(system, tenant)[:10]} == {"seen"}
    # Marked while the visit lasts, and not at the next one.
    assert '<p class="ui-new">New</p>' in written(page.run())
    assert '<p class="ui-new">New</p>' not in written(opened(system.token(tenant), "insights"))


def test_one_is_useful_one_is_dismissed_and_taken_back(system, tenant):
    page = opened(system.token(tenant, "member"), "insights")
    first, second = shown(page)[:2]
    page.button(key=f"useful-{first}").click().run()
    assert page.button(key=f"useful-{first}").label == "Found useful"
    assert [one["insightId"] for one in told(system, tenant, state="useful")] == [first]
    page.button(key=f"dismiss-{second}").click().run()
    assert second not in shown(page) and "Its kind is shown less" in written(page)
    assert [one["insightId"] for one in told(system, tenant, state="dismissed")] == [second]
    page.button(key="undo-dismiss").click().run()
    assert second in shown(page) and "Its kind is shown less" not in written(page)


def test_its_facts_are_listed(system, tenant):
    page = opened(system.token(tenant, "member"), "insights")
    one = next(one for one in told(system, tenant) if one["facts"])
    page.button(key=f"how-{one['insightId']}").click().run()
    assert f"<td>F1</td><td class=\"ui-number\">{one['facts'][0]['display']}</td>" in written(page)


def test_only_who_manages_looks_again(system, tenant):
    member = opened(system.token(tenant, "member"), "insights")
    assert not [one for one in member.button if one.key == "insights-run"]
    page = opened(system.token(tenant, "admin"), "insights")
    page.button(key="insights-run").click().run()
    assert "Looked through the data: " in written(page)


def test_what_is_asked_is_the_insights_question(system, tenant):
    one = next(one for one in told(system, tenant) if one.get("question"))
    page = opened(system.token(tenant, "member"), "insights")
    page.button(key=f"ask-{one['insightId']}").click().run()
    assert page.session_state["turn"].question == one["question"]


def test_a_tenant_without_data_is_told_what_to_do(system, new_tenant):
    assert "There are no sales figures yet" in written(opened(system.token(new_tenant(csv=None)), "insights"))


def test_an_older_server_has_nothing_to_tell(system, replies):
    replies["refusal"] = Problem({"code": "not_found", "title": "There is no such route"}, 404)
    html = written(opened(system.token("demo", "member"), "insights"))
    assert "There is nothing to tell yet." in html and "no such route" not in html


def test_a_refusal_is_told(system, replies):
    replies["refusal"] = Problem({"code": "too_many_requests", "title": "Too many requests"}, 429)
    assert "Too many requests" in written(opened(system.token("demo", "member"), "insights"))


def test_more_is_shown_by_the_cursor(system, replies):
    replies[None] = {"insights": [an_insight(1)], "next": "a"}
    # What was told meanwhile moves the rest down.
    replies["a"] = {"insights": [an_insight(1), an_insight(2)], "next": None}
    page = opened(system.token("demo", "member"), "insights")
    assert shown(page) == ["one1"]
    page.button(key="insights-more").click().run()
    assert shown(page) == ["one1", "one2"]
    assert not [one for one in page.button if one.key == "insights-more"]


def test_severity_is_a_word_and_a_kind_may_be_unknown(system, replies):
    replies[None] = {"insights": [an_insight(1), an_insight(2, severity="low", kind="somethingNew", text="<b>bold</b>")], "next": None}
    html = written(opened(system.token("demo", "member"), "insights"))
    assert "</span> Important</p>" in html and "</span> For information</p>" in html
    assert "somethingNew · 2 January 2024" in html and "&lt;b&gt;bold&lt;/b&gt;" in html
