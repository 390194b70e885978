"""Checks facts against DuckDB over the raw rows: `duckdb_oracle.py --catalogue C.json [--dialect D.json] FILE... < LINES`.

Each line is `{"plan": …, "facts": […]}`, or `{"plan": …, "noData": true}` where the engine said that there is no data. All facts
expected are computed here from the file, the catalogue and the plan, and compared one by one: decimals and counts must be
equal, ratios, averages and percentages agree to 12 digits after the point. Facts of one measure and role have an order; how
roles are mixed is the engine's choice.
"""

import argparse
import json
import sys
import time
from datetime import date
from fractions import Fraction

from answers import Answers, NoData
from periods import Calendar
from rows import Rows

CLOSE = Fraction(1, 2 * 10**12)
MOST_SHOWN = 10


def typed(plan):
    for name in ("period", "compareTo"):
        if plan.get(name):
            plan[name] = {**plan[name], "from": date.fromisoformat(plan[name]["from"]), "to": date.fromisoformat(plan[name]["to"])}
    return plan


def normal(filters):
    """A member named twice is named once; filters hold together, in any order."""
    return sorted((one["dimension"], one.get("exclude", False), tuple(dict.fromkeys(one["members"]))) for one in filters)


def shown(value):
    """To 15 digits after the point."""
    if value is None:
        return "null"
    digits = str(abs(round(value * 10**15))).rjust(16, "0")
    return f"{'-' if value < 0 else ''}{digits[:-15]}.{digits[-15:]}".rstrip("0").rstrip(".")


def difference(got, want, without):
    """What differs, in words; None when nothing does."""
    value = None if got["value"] is None else Fraction(got["value"])
    if (value is None) != (want["value"] is None):
        return f"value {shown(value)}, want {shown(want['value'])}"
    if value is not None and abs(value - want["value"]) > (0 if want["exact"] else CLOSE):
        return f"value {shown(value)}, want {shown(want['value'])}"
    for name, found in [("unit", got["unit"]), ("period", got["period"]), ("rows", got["source"]["rows"])]:
        if found != want[name]:
            return f"{name} {found}, want {want[name]}"
    if normal(got["filters"]) != normal(want["filters"]):
        return f"filters {normal(got['filters'])}, want {normal(want['filters'])}"
    for name in ("covered", "empty"):
        if name not in without and got.get(name) != want.get(name):
            return f"{name} {got.get(name)}, want {want.get(name)}"
    return None


def described(fact):
    value = Fraction(fact["value"]) if isinstance(fact["value"], str) else fact["value"]
    members = [f"{'not ' if one.get('exclude') else ''}{one['members']}" for one in fact["filters"]]
    return f"{fact['role']} {fact['measure']} {fact['period']} {' '.join(members)} = {shown(value)}"


def differences(got, want, without):
    ids = [fact["id"] for fact in got]
    if ids != [f"F{place + 1}" for place in range(len(got))]:
        yield f"ids {ids}"
    known = set(ids)
    for fact in got:
        if not known.issuperset(fact["source"].get("facts", [])):
            yield f"{fact['id']} is computed from {fact['source']['facts']}, which are not all there"
    streams = dict.fromkeys((fact["measure"], fact["role"]) for fact in [*want, *got])
    for stream in streams:
        ours = [fact for fact in got if (fact["measure"], fact["role"]) == stream]
        theirs = [fact for fact in want if (fact["measure"], fact["role"]) == stream]
        for place, (one, two) in enumerate(zip(ours, theirs)):
            found = difference(one, two, without)
            if found:
                yield f"{stream[1]} {stream[0]} [{place}]: {found}\n      got  {described(one)}\n      want {described(two)}"
        if len(ours) != len(theirs):
            extra = (ours if len(ours) > len(theirs) else theirs)[min(len(ours), len(theirs))]
            yield f"{stream[1]} {stream[0]}: {len(ours)} facts, want {len(theirs)}; the first only one side has: {described(extra)}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+")
    parser.add_argument("--catalogue", required=True)
    parser.add_argument("--dialect")
    parser.add_argument("--without", default="", help="covered,empty,breakdownShares: what facts do not have yet")
    options = parser.parse_args()
    catalogue = json.load(open(options.catalogue, encoding="utf-8"))
    dialect = json.load(open(options.dialect, encoding="utf-8")) if options.dialect else {}
    without = set(options.without.split(",")) - {""}
    started = time.monotonic()
    calendar = Calendar(catalogue)
    answers = Answers(Rows(options.files, catalogue, dialect, calendar.before), catalogue, calendar, without)
    loaded = time.monotonic()
    plans = facts = wrong = 0
    for line in sys.stdin:
        case = json.loads(line)
        plans += 1
        try:
            want = answers.of(typed(dict(case["plan"])))
        except NoData:
            want = None
        if (want is None) != bool(case.get("noData")):
            found = [f"{'no data' if case.get('noData') else 'facts'}, want {'no data' if want is None else 'facts'}"]
        else:
            found = list(differences(case.get("facts", []), want or [], without))
        facts += len(want or [])
        if found:
            wrong += 1
            if wrong <= MOST_SHOWN:
                print(f"plan {plans}: {json.dumps(case['plan'])}")
                for one in found[:3]:
                    print(f"   {one}")
    took = time.monotonic()
    print(f"{plans} plans, {facts} facts, {wrong} plans differ; loaded in {loaded - started:.1f} s, checked in {took - loaded:.1f} s")
    return 1 if wrong or not plans else 0


if __name__ == "__main__":
    sys.exit(main())
