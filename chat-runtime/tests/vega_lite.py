"""Holds charts against the schema of Vega-Lite that altair ships: a JSON list of specifications on standard input."""

import json
import sys
from pathlib import Path

import altair
from jsonschema import Draft7Validator

schema = Path(altair.__file__).parent / "vegalite/v6/schema/vega-lite-schema.json"
validator = Draft7Validator(json.loads(schema.read_text()))
wrong = 0
for number, chart in enumerate(json.load(sys.stdin)):
    # `anyOf` of whole specifications says little; the deepest errors say what is wrong.
    for error in validator.iter_errors(chart):
        wrong += 1
        deepest = sorted(error.context or [error], key=lambda e: -len(e.absolute_path))[:3]
        for cause in deepest:
            print(f"chart {number}: {list(cause.absolute_path)}: {cause.message[:300]}")
sys.exit(1 if wrong else 0)
