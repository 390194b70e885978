"""Where and when a tenant is told, over the real API and over replies that it seldom gives."""

import base64
import hmac

import pytest

from page import opened, tab, written
from salestalk_ui.api import Problem
from salestalk_ui.telling.receiver import is_genuine

CHANNEL = {"channelId": "one", "kind": "email", "to": "ann@acme.example", "tells": ["alerts"], "createdAt": "2026-11-22T07:00:00Z"}
DELIVERY = {
    "deliveryId": "d1", "channelId": "one", "to": "https://hooks.example/<b>", "tells": "reports", "state": "dead", "attempts": 8,
    "error": "<i>410</i> Gone", "createdAt": "2026-11-22T07:00:00Z",
}


def settings(token):
    return tab(opened(token, "insights"), "insights-tabs", "Settings")


def add(page, to: str):
    page.text_input(key="channel-to").set_value(to).run()
    return page.button(key="channel-add").click().run()


def keys(page, start: str) -> list[str]:
    return [one.key.removeprefix(start) for one in page.button if (one.key or "").startswith(start)]


def test_a_member_has_no_settings(system, new_tenant):
    page = opened(system.token(new_tenant(), "member"), "insights")
    assert not page.tabs and not keys(page, "told-save")


def test_the_settings_are_kept(system, new_tenant):
    token = system.token(new_tenant(), "admin")
    before = system.call("GET", "/insights/settings", token).json()
    page = settings(token)
    assert page.selectbox(key="told-zone").value == before["timeZone"]
    assert [page.checkbox(key=f"told-{one}").value for one in ("week", "month")] == [one in before["reports"] for one in ("week", "month")]
    page.selectbox(key="told-zone").set_value("Europe/Berlin").run()
    page.selectbox(key="told-hour").set_value(7).run()
    page.checkbox(key="told-week").uncheck().run()
    page.checkbox(key="told-month").check().run()
    page.button(key="told-save").click().run()
    assert "Saved." in written(page)
    assert system.call("GET", "/insights/settings", token).json() == {"timeZone": "Europe/Berlin", "hour": 7, "reports": ["month"]}
    again = settings(token)
    assert (again.selectbox(key="told-zone").value, again.selectbox(key="told-hour").value) == ("Europe/Berlin", 7)


def test_a_zone_that_only_the_api_knows_is_offered(system, instead):
    instead["GET /insights/settings"] = {"timeZone": "Mars/Phobos", "hour": 0, "reports": []}
    page = settings(system.token("demo"))
    assert page.selectbox(key="told-zone").value == "Mars/Phobos"
    assert "Factory" not in page.selectbox(key="told-zone").options and "UTC" in page.selectbox(key="told-zone").options


def test_a_webhooks_secret_is_shown_until_it_is_put_away(system, new_tenant):
    token = system.token(new_tenant())
    page = settings(token)
    assert "Nothing is sent anywhere yet." in written(page) and page.button(key="channel-add").disabled
    add(page, " https://hooks.example/in ")
    made = system.call("GET", "/insights/channels", token).json()["channels"][0]
    assert (made["kind"], made["to"], made["tells"]) == ("webhook", "https://hooks.example/in", ["alerts", "insights", "reports"])
    secret = page.code[0].value
    assert secret.startswith("whsec_") and "It is shown only now" in written(page)
    assert page.text_input(key="channel-to").value == ""
    # Another click does not take it away.
    page.checkbox(key="told-week").uncheck().run()
    assert page.code[0].value == secret
    page.button(key="channel-secret-kept").click().run()
    assert secret not in [one.value for one in page.code] and keys(page, "test-") == [made["channelId"]]


def test_a_mailbox_has_no_secret_and_is_deleted(system, new_tenant):
    token = system.token(new_tenant(), "admin")
    page = settings(token)
    page.selectbox(key="channel-kind").set_value("email").run()
    page.checkbox(key="channel-tells-alerts").uncheck().run()
    add(page, "ann@acme.example")
    assert "ann@acme.example is added." in written(page) and not keys(page, "channel-secret-kept")
    made = system.call("GET", "/insights/channels", token).json()["channels"][0]
    assert (made["kind"], made["tells"]) == ("email", ["insights", "reports"])
    page.button(key=f"delete-now-{made['channelId']}").click().run()
    assert "ann@acme.example is deleted." in written(page)
    assert system.call("GET", "/insights/channels", token).json()["channels"] == []


def test_a_refused_address_stays_to_be_mended(system, new_tenant):
    page = settings(system.token(new_tenant()))
    add(page, "nonsense")
    assert 'role="alert"' in written(page)
    assert page.text_input(key="channel-to").value == "nonsense"
    # Told once.
    assert 'role="alert"' not in written(page.run())


def test_a_test_says_whether_it_arrived(system, instead):
    instead["GET /insights/channels"] = {"channels": [CHANNEL | {"tells": ["alerts", "<b>new</b>"]}]}
    instead["POST /insights/channels/one/test"] = {"delivered": True}
    page = settings(system.token("demo"))
    assert "<span>E-mail · Alerts, &lt;b&gt;new&lt;/b&gt; · since 2026-11-22 07:00 UTC</span>" in written(page)
    page.button(key="test-one").click().run()
    assert "The test has arrived at ann@acme.example." in written(page)
    instead["POST /insights/channels/one/test"] = {"delivered": False, "error": "<b>550</b> no such mailbox"}
    page.button(key="test-one").click().run()
    assert "The test did not arrive at ann@acme.example: &lt;b&gt;550&lt;/b&gt; no such mailbox" in written(page)
    instead["POST /insights/channels/one/test"] = Problem({"code": "too_many_requests", "title": "Too many requests"}, 429)
    page.button(key="test-one").click().run()
    assert "Too many requests" in written(page)


def test_what_is_not_delivered_is_sent_again(system, instead):
    waiting = DELIVERY | {"deliveryId": "d2", "state": "waiting", "attempts": 1, "tells": "alerts", "nextAt": "2026-11-22T07:05:00Z"}
    waiting.pop("error")
    instead["GET /insights/deliveries"] = {"deliveries": [DELIVERY, waiting]}
    instead["POST /insights/deliveries/d1/retry"] = {"delivered": False, "error": "still gone"}
    page = settings(system.token("demo", "admin"))
    html = written(page)
    assert "<strong>https://hooks.example/&lt;b&gt;</strong><span>Reports · 2026-11-22 07:00 UTC · attempts: 8</span><span>&lt;i&gt;410&lt;/i&gt; Gone</span>" in html
    assert "attempts: 1 · the next at 2026-11-22 07:05 UTC</span><span></span>" in html
    assert 'ui-state-bad">given up</p>' in html and 'ui-state-warn">waiting</p>' in html
    page.button(key="retry-d1").click().run()
    assert "It did not arrive at https://hooks.example/&lt;b&gt;: still gone" in written(page)
    instead["POST /insights/deliveries/d1/retry"] = {"delivered": True}
    instead["GET /insights/deliveries"] = {"deliveries": []}
    page.button(key="retry-d1").click().run()
    assert "It has arrived at" in written(page) and "Everything has arrived." in written(page)


def test_one_part_that_is_refused_leaves_the_others(system, instead):
    instead["GET /insights/channels"] = Problem({"code": "unavailable", "title": "Try again shortly"}, 503)
    instead["GET /insights/deliveries"] = {"deliveries": []}
    page = settings(system.token("demo"))
    assert "Try again shortly" in written(page) and "Everything has arrived." in written(page) and keys(page, "told-save") == [""]


# The example of the Standard Webhooks libraries. Its secret is nobody's.
KEY, BODY = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'
HEADERS = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}
NOW = 1614265330


@pytest.mark.parametrize(
    ("changed", "body", "now", "genuine"),
    [
        ({}, BODY, NOW, True),
        ({}, BODY, NOW + 300, True),
        ({}, BODY, NOW + 301, False),
        ({}, BODY, NOW - 301, False),
        ({}, BODY + b" ", NOW, False),
        ({"webhook-id": "msg_2"}, BODY, NOW, False),
        ({"webhook-timestamp": str(NOW + 1)}, BODY, NOW, False),
        ({"webhook-signature": "v1,bm9uZQ== " + HEADERS["webhook-signature"]}, BODY, NOW, True),
        ({"webhook-signature": HEADERS["webhook-signature"].removeprefix("v1,")}, BODY, NOW, False),
        ({"webhook-signature": ""}, BODY, NOW, False),
    ],
)
def test_the_receiver_that_is_shown_knows_what_is_genuine(changed, body, now, genuine):
    assert is_genuine("whsec_" + KEY, HEADERS | changed, body, now) is genuine


def test_the_receiver_that_is_shown_is_whole(system, instead):
    """What stands on the page runs by itself."""
    page = settings(system.token("demo"))
    shown: dict = {}
    exec(next(one.value for one in page.code if "is_genuine" in one.value), shown)
    signed = base64.b64encode(hmac.digest(base64.b64decode(KEY), b"m.5.x", "sha256")).decode()
    assert shown["is_genuine"]("whsec_" + KEY, {"webhook-id": "m", "webhook-timestamp": "5", "webhook-signature": f"v1,{signed}"}, b"x", 5)
