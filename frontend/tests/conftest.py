"""One system and one application for all tests; each test has tenants of its own."""

import itertools
import os

import pytest

from sales import SALES
from salestalk_ui.api import Api, Problem
from salestalk_ui.settings import settings
from system import System

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def system(tmp_path_factory):
    running = System(tmp_path_factory.mktemp("system"))
    os.environ["SALESTALK_DATA_DIR"] = str(running.data_dir)
    os.environ.pop("SALESTALK_URL", None)
    settings.cache_clear()
    yield running
    running.end()


@pytest.fixture
def new_tenant(system):
    """Makes a tenant with a few sales, or with none."""

    def make(csv: str | None = SALES, **more) -> str:
        tenant = f"shop{next(_numbers)}"
        system.tenant(tenant, **more)
        if csv:
            system.sell(tenant, csv)
        return tenant

    return make


@pytest.fixture(scope="session")
def slow_tenant(system):
    """One whose answers are phrased a sentence at a time."""
    system.tenant("slow", plan="slow")
    system.sell("slow", SALES)
    return "slow"


@pytest.fixture
def held_provider(system):
    """The provider of models stops after its first sentence, until the test releases it."""
    system.hold()
    yield system
    system.release()


@pytest.fixture
def instead(monkeypatch):
    """In place of the API: replies, or refusals, by `GET /path`; the rest is still its own. `asked` has what those were asked."""
    replies: dict = {}
    asked: list[tuple] = []
    real = Api._send

    def send(self, method, path, parameters, body=None, headers=None):
        reply = replies.get(f"{method} {path}")
        if reply is None:
            return real(self, method, path, parameters, body, headers)
        asked.append((f"{method} {path}", {name: value for name, value in parameters.items() if value is not None}, body))
        if isinstance(reply, Problem):
            raise reply
        return reply

    monkeypatch.setattr(Api, "_send", send)
    replies["asked"] = asked
    return replies
