"""Makes the exam: `make.py FOLDER [--seed N] [--questions N] [--dialogues N] [--only TYPE]` writes `FOLDER/exam.json`
and the second schema's rows, and says nothing else. Run from the root of the repository, in a Python with DuckDB.
"""

import argparse
import json
import random
import re
from pathlib import Path

from dialogues import dialogue
from distributor.words import Distributor
from kinds import KINDS
from languages import LANGUAGES
from retail import Retail
from slots import Slots
from style import typed

RETAIL_FILE = "salestalk/demo/online-retail.csv.zst"
#: Of each thousand questions, so many in each other language.
IN_A_LANGUAGE = 30
#: Attempts after which a type is taken to have no more questions.
MOST_ATTEMPTS = 4_000


def quotas(count, only):
    """Type to its number of questions."""
    shares = {name: weight for name, (_, weight) in KINDS.items()}
    if only:
        return {only: count}
    each = max(25, round(count * IN_A_LANGUAGE / 1000)) if count >= 400 else count * IN_A_LANGUAGE // 1000
    left, whole = count - each * len(LANGUAGES), sum(shares.values())
    found = {name: left * weight // whole for name, weight in shares.items()}
    found["lookup"] += left - sum(found.values())
    return found | dict.fromkeys(LANGUAGES, each)


def questions(schemas, seed, count, only):
    seen, made = set(), []
    for kind, wanted in quotas(count, only).items():
        chance = random.Random(f"{seed} {kind}")
        slots = [Slots(schema, chance) for schema in schemas]
        if kind in LANGUAGES:
            # Only the second catalogue has words in other languages.
            make, slots = LANGUAGES[kind], slots[1:]
        else:
            make = KINDS[kind][0]
        found, attempts = 0, 0
        while found < wanted and attempts < MOST_ATTEMPTS:
            attempts += 1
            one = slots[attempts % len(slots)]
            turn = make(one)
            if turn is None:
                continue
            turn["ask"] = typed(turn["ask"], chance)
            key = one.schema.tenant, re.sub(r"\W+", " ", turn["ask"].lower())
            if key in seen:
                continue
            seen.add(key)
            found += 1
            made.append({"cat": kind, "tenant": one.schema.tenant, "turns": [turn]})
    return made


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--questions", type=int, default=1322)
    parser.add_argument("--dialogues", type=int, default=200)
    parser.add_argument("--only")
    options = parser.parse_args()
    if options.only not in {None, "dialogue", *KINDS, *LANGUAGES}:
        parser.error(f"there is no type {options.only}; there are dialogue, {', '.join([*KINDS, *LANGUAGES])}")
    schemas = [Retail(RETAIL_FILE), Distributor(str(options.folder / "voltara.csv"))]
    exam = {"tenants": [], "questions": [], "dialogues": []}
    for schema in schemas:
        days = [schema.gold.first.isoformat(), schema.gold.last.isoformat()]
        exam["tenants"].append(
            {"id": schema.tenant, "name": schema.name, "catalogue": schema.catalogue, "file": schema.file, "days": days}
        )
    if options.only != "dialogue":
        exam["questions"] = questions(schemas, options.seed, options.questions, options.only)
    if options.only in (None, "dialogue"):
        chance = random.Random(f"{options.seed} dialogues")
        slots = [Slots(schema, chance) for schema in schemas]
        exam["dialogues"] = [dialogue(slots[place % len(slots)], place) for place in range(options.dialogues)]
    (options.folder / "exam.json").write_text(json.dumps(exam, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
