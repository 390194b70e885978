"""The first or last members of a dimension."""

from numerals import NUMBERS
from slots import fits, one, plan, question, slice

TOP = [
    "top {n} {plural} by {m} {p}",
    "Top {n} {plural} by {m} {p}",
    "top {n} {plural} {p} by {m}",
    "the {n} {plural} with the {high} {p}",
    "which {n} {plural} had the {high} {p}?",
    "what are the top {n} {plural} by {m} {p}?",
    "show me the {n} best {plural} by {m} {p}",
    "{n} biggest {plural} by {m}, {b}",
    "{n} strongest {plural} in terms of {m} {p}",
    "rank the top {n} {plural} by {m} {p}",
    "list the {n} {plural} with the {high} {p}",
    "who are our top {n} {plural} by {m} {p}?",
    "{b}: top {n} {plural} by {m}",
    "give me the top {n} {plural} for {m} {p}",
    "{plural} ranking by {m} {p}, top {n}",
    "best {n} {plural} {p} by {m}",
    "top{n} {plural} {m} {c}",
    "{p}, which {n} {plural} led on {m}?",
    "leading {n} {plural} by {m} {p}",
    "our {n} largest {plural} by {m} {p} please",
]
FIRST = [
    "which {dim} had the {high} {p}?",
    "which {dim} had the {high} {p}?",
    "what was the best {dim} by {m} {p}?",
    "best {dim} by {m} {p}",
    "top {dim} by {m} {p}",
    "which {dim} was number one by {m} {p}?",
    "{dim} with the {high} {p}",
    "who was our biggest {dim} by {m} {p}?",
    "number 1 {dim} by {m} {p}?",
    "{p}, which {dim} came first by {m}?",
    "strongest {dim} {p} by {m}",
    "which {dim} led in {m} {p}?",
]
BOTTOM = [
    "bottom {n} {plural} by {m} {p}",
    "which {n} {plural} had the {low} {p}?",
    "the {n} {plural} with the {low} {p}",
    "{n} weakest {plural} by {m} {p}",
    "worst {n} {plural} by {m} {p}",
    "show me the {n} {plural} with the {low} {p}",
    "the {n} smallest {plural} by {m} {p}",
    "lowest {n} {plural} by {m} {p}",
    "list the bottom {n} {plural} for {m} {p}",
]
LAST = [
    "which {dim} had the {low} {p}?",
    "worst {dim} by {m} {p}",
    "weakest {dim} by {m} {p}",
    "{dim} with the {low} {p}",
    "which {dim} came last by {m} {p}?",
    "what was our smallest {dim} by {m} {p}?",
]


def make(slots):
    measure, period, dimension = slots.measure(), slots.unit(), slots.dimension()
    if not fits(slots.schema, measure, dimension):
        return None
    lowest = slots.random.random() < 0.25 and dimension.name not in slots.schema.large
    filters = ()
    if slots.random.random() < 0.25:
        other = slots.dimension(large=False)
        if other is dimension:
            return None
        filters = (one(other, slots.member(other)),)
    found = slots.gold.by(measure.name, dimension.name, period.days, filters, lowest)
    count = slots.random.choice([1, 1, 2, 3, 3, 4, 5, 5, 6, 7, 10])
    if (
        len(found) <= count
        or found[0][1] <= 0
        or found[count - 1][1] <= 0
        or slots.gold.count(period.days, filters) < 40
    ):
        return None
    if len({figure for _, figure in found[: count + 1]}) <= count:
        return None
    # How many spaces an answer shows of two is its own matter.
    if any("  " in member for member, _ in found[:count]):
        return None
    place = slots.random.randrange(len(dimension.nouns))
    words = slots.filtered(slots.words(measure, period, filters)) | {
        "dim": dimension.nouns[place],
        "plural": dimension.plurals[place],
    }
    words["n"] = slots.pick([count, count, NUMBERS.get(count, count)])
    template = slots.next(
        {(False, False): TOP, (True, False): FIRST, (False, True): BOTTOM, (True, True): LAST}[count == 1, lowest]
    )
    if template.startswith("who") and dimension.name not in ("customer", "salesRep"):
        return None
    if "top{n}" in template:
        words["n"] = count
    best = found[:count]
    top = {"order": "lowest" if lowest else "highest"} | ({"n": count} if count > 1 else {})
    return question(
        template.format(**words),
        n=[figure for _, figure in best],
        order=[member.strip() for member, _ in best],
        plan=plan(measure, period, filters, groupBy={"dimension": dimension.name}, top=top),
        facts=[slice(measure, period, (*filters, one(dimension, member))) for member, _ in best],
    )
