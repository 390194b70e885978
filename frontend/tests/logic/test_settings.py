"""What the environment says."""

import pytest

from salestalk_ui.settings import SettingsError, read

OIDC = {
    "SALESTALK_OIDC_METADATA_URL": "https://issuer.example/.well-known/openid-configuration",
    "SALESTALK_OIDC_CLIENT_ID": "ui",
    "SALESTALK_OIDC_CLIENT_SECRET": "a-client's-secret-of-this-test",
    "SALESTALK_OIDC_REDIRECT_URI": "https://app.example/oauth2callback",
    "SALESTALK_COOKIE_SECRET": "a-long-secret-of-this-test",
    "SALESTALK_URL": "https://api.example/",
}


def test_a_local_system_is_found_by_its_folder(tmp_path):
    found = read({"SALESTALK_DATA_DIR": str(tmp_path)})
    assert found.api_url() is None
    (tmp_path / "endpoint.json").write_text('{"url": "http://127.0.0.1:1"}')
    assert found.api_url() == "http://127.0.0.1:1"


def test_a_url_wins_and_gives_no_local_tokens(tmp_path):
    found = read({"SALESTALK_DATA_DIR": str(tmp_path), "SALESTALK_URL": "http://127.0.0.1:2/"})
    assert found.api_url() == "http://127.0.0.1:2"
    assert found.endpoint() == {}


@pytest.mark.parametrize("missing", OIDC)
def test_an_identity_provider_is_told_whole(missing):
    with pytest.raises(SettingsError, match=missing):
        read({name: value for name, value in OIDC.items() if name != missing})


def test_secrets_are_not_printed():
    assert "secret-of-this-test" not in repr(read(OIDC))
    assert read(OIDC).oidc.secrets()["auth"]["expose_tokens"] == ["id"]
