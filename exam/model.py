"""Makes the questions of `cargo xtask questions model`: `model.py FOLDER [--seed N] [--questions N]` writes `FOLDER/model.json`,
questions of all types in five languages over the demo's data, and the names of everything in that data. Run from the root
of the repository, in a Python with DuckDB.
"""

import argparse
import dataclasses
import json
import random
import re
from pathlib import Path

from kinds import KINDS
from languages import french, german, portuguese, spanish, speak
from retail import Retail
from slots import Slots
from style import typed

RETAIL_FILE = "salestalk/demo/online-retail.csv.zst"
#: Of a hundred questions, so many in each other language.
IN_A_LANGUAGE = 15
MOST_ATTEMPTS = 4_000

#: What the second schema's languages have words for, and what the demo's catalogue calls it.
MEASURES = {"netSales": "revenue", "salesOrders": "orders", "quantitySold": "units"}
#: A country's words; a language has those of a product already.
COUNTRY = {
    "german": (german.LANGUAGE, {"one": "Land", "plural": "Länder", "said": "in {}"}),
    "french": (
        french.LANGUAGE,
        {"best": "meilleurs", "first": "premiers", "one": "pays", "plural": "pays", "said": "pour {}"},
    ),
    "spanish": (
        spanish.LANGUAGE,
        {"the_best": "los", "many": "cuántos", "one": "país", "plural": "países", "said": "en {}"},
    ),
    "portuguese": (
        portuguese.LANGUAGE,
        {"the_best": "os", "of_best": "dos", "many": "quantos", "one": "país", "plural": "países", "said": "de {}"},
    ),
}


class Spoken(Retail):
    """The demo's data, its measures also under the names that the languages share them by."""

    def __init__(self, path):
        super().__init__(path)
        self.measures |= {shared: self.measures[name] for shared, name in MEASURES.items()}


def makers():
    """Language to the function that makes one question."""
    made = {}
    for name, (language, country) in COUNTRY.items():
        measures = {MEASURES[shared]: words for shared, words in language.measures.items() if shared in MEASURES}
        dimensions = {"product": language.dimensions["product"], "country": country}
        made[name] = speak.maker(dataclasses.replace(language, measures=measures, dimensions=dimensions))
    return made


def questions(schema, spoken, seed, count):
    each = count * IN_A_LANGUAGE // 100
    english = count - each * len(COUNTRY)
    weights = {kind: weight for kind, (_, weight) in KINDS.items()}
    wanted = {("english", kind): max(1, english * weight // sum(weights.values())) for kind, weight in weights.items()}
    wanted["english", "lookup"] += max(0, english - sum(wanted.values()))
    wanted |= {(language, "mixed"): each for language in COUNTRY}
    others, seen, made = makers(), set(), []
    for (language, kind), many in wanted.items():
        chance = random.Random(f"{seed} {language} {kind}")
        slots = Slots(schema if language == "english" else spoken, chance)
        make = KINDS[kind][0] if language == "english" else others[language]
        for _ in range(MOST_ATTEMPTS):
            turn = make(slots) if many else None
            if turn is None:
                if not many:
                    break
                continue
            ask = typed(turn["ask"], chance)
            key = re.sub(r"\W+", " ", ask.lower())
            if key not in seen:
                seen.add(key)
                many -= 1
                made.append({"kind": kind, "language": language, "ask": ask})
    random.Random(f"{seed} order").shuffle(made)
    return made


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--questions", type=int, default=320)
    options = parser.parse_args()
    schema, spoken = Retail(RETAIL_FILE), Spoken(RETAIL_FILE)
    days = [schema.gold.first.isoformat(), schema.gold.last.isoformat()]
    tenant = {"id": schema.tenant, "name": schema.name, "catalogue": schema.catalogue, "file": schema.file, "days": days}
    names = {
        dimension: [name for (name,) in schema.gold.rows(f"SELECT DISTINCT {column} FROM r WHERE {column} IS NOT NULL")]
        for dimension, column in schema.gold.dimensions.items()
    }
    found = {
        "tenant": tenant,
        "questions": questions(schema, spoken, options.seed, options.questions),
        "members": {dimension: sorted(set(members)) for dimension, members in names.items()},
    }
    (options.folder / "model.json").write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
