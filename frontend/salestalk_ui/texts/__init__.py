"""The interface in five languages: English is in the code, the others beside this file, by the English text."""

import json
from functools import cache
from pathlib import Path

LANGUAGES = {"en": "English", "de": "Deutsch", "fr": "Français", "es": "Español", "pt": "Português"}


@cache
def _catalogue(language: str) -> dict[str, str]:
    if language == "en":
        return {}
    return json.loads((Path(__file__).parent / f"{language}.json").read_text(encoding="utf-8"))


def translate(language: str, text: str, **values) -> str:
    """`text` in a language; `{name}` in it stands for a value."""
    found = _catalogue(language).get(text, text)
    return found.format(**values) if values else found


def preferred(asked: str | None) -> str:
    """The first language of a browser's list (`de-CH,de;q=0.9,en`) that there is."""
    for one in (asked or "").split(","):
        code = one.split(";")[0].strip().lower()[:2]
        if code in LANGUAGES:
            return code
    return "en"
