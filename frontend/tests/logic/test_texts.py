"""The interface says the same in five languages."""

import ast
import json
import string
from pathlib import Path

import pytest

from salestalk_ui import texts
from salestalk_ui.console import command, tenant
from salestalk_ui.components.answer import VERDICTS
from salestalk_ui.components.insight import KINDS, SEVERITIES
from salestalk_ui.pages import reports
from salestalk_ui.side_bar import ROLES
from salestalk_ui.telling import TELLS, channels, deliveries, schedule
from salestalk_ui.tenant_data.editor import WEEK_STARTS

PACKAGE = Path(texts.__file__).parents[1]
OTHERS = [code for code in texts.LANGUAGES if code != "en"]
# Said by way of a variable.
INDIRECT = {*KINDS.values(), *(name for _, name in SEVERITIES.values()), *ROLES.values(), *command.STATES.values(), *tenant.STATES, *WEEK_STARTS, *(name for _, _, name in VERDICTS.values())}
INDIRECT |= {*TELLS.values(), *channels.KINDS.values(), *deliveries.STATES.values(), *schedule.REPORTS.values(), *reports.EVERY.values()}


def said() -> set[str]:
    """Each text that the code asks for."""
    found = set(INDIRECT)
    for file in [*PACKAGE.rglob("*.py"), PACKAGE.parent / "app.py"]:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("t", "translate", "say"):
                found |= {one.value for one in node.args if isinstance(one, ast.Constant)}
    return found


def catalogue(code: str) -> dict[str, str]:
    return json.loads((PACKAGE / "texts" / f"{code}.json").read_text())


@pytest.mark.parametrize("code", OTHERS)
def test_all_is_translated_and_nothing_is_left_over(code):
    assert set(catalogue(code)) == said()


@pytest.mark.parametrize("code", OTHERS)
def test_values_are_named_alike(code):
    def names(text):
        return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)

    assert {text: names(text) for text in catalogue(code)} == {text: names(new) for text, new in catalogue(code).items()}


def test_the_browsers_list_is_obeyed():
    assert texts.preferred("pt-BR,pt;q=0.9,en") == "pt"
    assert texts.preferred("ja,fr;q=0.5") == "fr"
    assert texts.preferred("ja") == texts.preferred(None) == "en"
