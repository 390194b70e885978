"""Old conversations on the page of data."""

import pytest

from page import opened, tab, written
from salestalk_ui.api import Problem
from salestalk_ui.tenant_data.archive import size

DAYS = [
    {"day": "2026-06-30", "firstAt": "2026-06-30T08:00:05Z", "lastAt": "2026-06-30T17:30:00Z", "conversations": 3, "messages": 1400, "bytes": 2048},
    {"day": "2026-06-28", "firstAt": "2026-06-28T09:00:00Z", "lastAt": "2026-06-28T09:01:00Z", "conversations": 1, "messages": 2, "bytes": 300},
]


def old(token):
    return tab(opened(token, "data"), "data-tabs", "Old conversations")


def test_nothing_was_put_away_yet(system, new_tenant):
    page = old(system.token(new_tenant()))
    assert "No conversation was put away yet." in written(page)
    page.date_input(key="archive-from").set_value("2026-01-01").run()
    assert "No conversation of these days was put away." in written(page)


def test_days_are_listed_asked_for_and_put_back(system, instead):
    instead["GET /archive"] = {"days": DAYS}
    instead["POST /archive/2026-06-28/restore"] = {"conversations": 1, "messages": 2, "until": "2026-12-01T00:00:00Z"}
    page = old(system.token("demo", "admin"))
    assert '<td>2026-06-30</td><td class="ui-number">3</td><td class="ui-number">1,400</td><td>2026-06-30 08:00</td><td>2026-06-30 17:30</td><td class="ui-number">2.05 kB</td>' in written(page)
    page.date_input(key="archive-from").set_value("2026-01-01").run()
    page.date_input(key="archive-to").set_value("2026-06-30").run()
    assert instead["asked"][-1] == ("GET /archive", {"from": "2026-01-01", "to": "2026-06-30"}, None)
    page.selectbox(key="archive-day").set_value("2026-06-28").run()
    # Among them may be this person's own, which the side bar lists.
    page.session_state["sessions"] = []
    page.button(key="archive-restore").click().run()
    assert "2026-06-28 is back until 2026-12-01 00:00 UTC. Conversations: 1; messages: 2." in written(page)
    assert "sessions" not in page.session_state


def test_a_refusal_is_told(system, instead):
    instead["GET /archive"] = {"days": DAYS}
    instead["POST /archive/2026-06-30/restore"] = Problem({"code": "not_found", "title": "Not found", "detail": "It is gone.", "remedy": "choose another day"}, 404)
    page = old(system.token("demo"))
    page.button(key="archive-restore").click().run()
    assert "It is gone." in written(page) and "choose another day" in written(page)


@pytest.mark.parametrize(("octets", "told"), [(0, "0 B"), (999, "999 B"), (1000, "1 kB"), (2048, "2.05 kB"), (999_499, "999 kB"), (999_500, "1 MB"), (123_456_789, "123 MB"), (5 * 10**12, "5,000 GB")])
def test_a_size_is_short(octets, told):
    assert size(octets) == told
