"""Which pages there are is for the role to say; what is asked of the API is for the API."""

import base64
import json
import time

from page import opened, written
from salestalk_ui import person
from salestalk_ui.api import Api


def test_a_member_may_look_and_not_change(system, new_tenant):
    tenant = new_tenant()
    page = opened(system.token(tenant, "member"), "data")
    assert [tab.label for tab in page.tabs] == ["Catalogue", "Imports"]
    assert not [button for button in page.button if button.key == "save-catalogue"]
    owner = opened(system.token(tenant), "data")
    assert [tab.label for tab in owner.tabs] == ["Import a file", "Catalogue", "Imports", "Old conversations"]


def test_a_forged_operator_sees_no_tenant(system):
    claims = {"sub": "x", "custom:role": person.OPERATOR, "exp": time.time() + 60}
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    page = opened(f"e30.{body}.c2ln")
    assert "the token is refused" in written(page)
    assert "demo" not in written(page)


def test_nobody_is_sent_to_sign_in(system):
    for token in ("", "nonsense", "a.b.c"):
        assert "Sign in again" in written(opened(token))


def test_a_token_that_ran_out_is_none(system):
    claims = {"sub": "x", "custom:role": "owner", "custom:tenant_id": "demo", "exp": time.time() - 1}
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode()
    assert "Sign in again" in written(opened(f"e30.{body}.c2ln"))


def test_an_identity_is_printed_without_its_token(system):
    token = system.token("demo")
    assert person.of_token(token).tenant == "demo"
    assert token not in repr(person.of_token(token))
    assert token not in repr(Api(token))
