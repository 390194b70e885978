"""Signing in by an identity provider, as in production."""

import pytest

from identity_provider import CLIENT, IdentityProvider
from system import Application, free_port
from visitor import Visitor


@pytest.fixture
def provider(system):
    running = IdentityProvider(system.token("demo", "member"))
    yield running
    running.end()


@pytest.fixture
def deployed(system, provider, tmp_path):
    port = free_port()
    environment = {
        "SALESTALK_URL": system.url,
        "SALESTALK_OIDC_METADATA_URL": f"{provider.url}/.well-known/openid-configuration",
        "SALESTALK_OIDC_CLIENT_ID": CLIENT,
        "SALESTALK_OIDC_CLIENT_SECRET": "only-of-this-test",
        "SALESTALK_OIDC_REDIRECT_URI": f"http://127.0.0.1:{port}/oauth2callback",
        "SALESTALK_OIDC_TOKEN": "access",
        "SALESTALK_COOKIE_SECRET": "only-of-this-test-0123456789",
    }
    running = Application(tmp_path, environment, port)
    yield running
    running.end()


def test_sign_in_ask_reload_and_sign_out(chromium, provider, deployed):
    somebody = Visitor(chromium, deployed.url)
    page = somebody.page
    page.goto(deployed.url)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("What would you like to know?").wait_for()
    assert provider.signed_in == 1
    somebody.ask("What was revenue in March 2011?")
    somebody.answered("£683,267.08")
    page.reload()
    somebody.answered("£683,267.08")
    secret = provider.access_token.split(".")[2]
    assert secret not in page.content() and "code=" not in page.url
    assert all(one["httpOnly"] for one in somebody.context.cookies() if one["name"].startswith("_streamlit_user"))
    page.get_by_role("button", name="demo · Member").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in").wait_for()
    # No local system's tokens are handed out here.
    assert page.goto(deployed.url + "/sign-in").ok
    page.get_by_role("button", name="Sign in").wait_for()
    assert page.get_by_text("Use a token").count() == 0
    somebody.context.close()
