"""Two periods side by side: both figures, or their difference."""

from slots import plan, question, slice

BOTH = [
    "Compare {m} in {a} with {b}",
    "{m} {a} vs {b}",
    "{m} {a} versus {b}",
    "how {does} {m} in {a} compare to {b}?",
    "how did {m} in {a} compare with {b}?",
    "{a} against {b}: {m}",
    "{a} vs {b} {m}",
    "{m}: {a} compared to {b}",
    "put {m} of {a} next to {b}",
    "{m} in {a} and in {b} side by side",
    "show me {m} for {a} against {b}",
    "compare {a} and {b} by {m}",
    "{m}, {a} vs. {b}",
    "can you compare {m} between {a} and {b}?",
    "{be} {m} higher in {a} or in {b}?",
    "which had more {m}, {a} or {b}?",
    "which was better for {m}: {a} or {b}?",
    "comparison of {m} {a} / {b}",
    "did we do better on {m} in {a} than in {b}?",
    "I want to compare {a} to {b} in terms of {m}",
    "{a} compared with {b} in {m}",
    "how do {a} and {b} compare on {m}?",
    "what was bigger in {m}, {a} or {b}?",
    "please compare the {m} of {a} and {b}",
    "{a} or {b}, which one had the higher {m}?",
]
DIFFERENCE = [
    "what is the difference in {m} between {a} and {b}?",
    "difference in {m} {a} vs {b}",
    "{m} difference between {a} and {b}",
    "by how much did {m} in {a} differ from {b}?",
    "what's the gap in {m} between {a} and {b}?",
]
BEFORE = [
    "{m} {p} vs {before}",
    "{m} {p} compared with {before}",
    "how did {m} {p} compare to {before}?",
    "compare {m} {p} with {before}",
    "{c} {m} against {before}",
    "{m} {p} versus {before}",
    "show {m} {p} next to {before}",
    "how {be} {m} {p} relative to {before}?",
]
WORDS = {
    "previous": {
        "month": ["the previous month", "the month before", "the prior month"],
        "quarter": ["the previous quarter", "the quarter before", "the prior quarter"],
    },
    "year": {
        "month": [
            "the same month last year",
            "the same month a year earlier",
            "the year before",
            "the same month of the previous year",
        ],
        "quarter": ["the same quarter a year earlier", "the same quarter of the previous year", "the year before"],
        "half": ["the same half a year earlier", "the year before"],
        "year": ["the year before", "the previous year"],
    },
}


def make(slots):
    roll = slots.random.random()
    if roll < 0.4:
        return before(slots)
    measure = slots.measure()
    a, b = two(slots)
    filters = ()
    if slots.random.random() < 0.25:
        found = slots.slice(measure.name, dimensions=[slots.dimension(large=False).name], period=a)
        filters = found[4] if found else ()
    return made(slots, measure, a, b, filters, difference=roll > 0.9)


def two(slots):
    """Two different units of the same kind."""
    kinds = [
        kind for kind in ("months", "months", "months", "quarters", "halves") if len(getattr(slots.calendar, kind)) > 1
    ]
    return slots.random.sample(getattr(slots.calendar, slots.pick(kinds)), 2)


def made(slots, measure, a, b, filters, difference):
    x, y = (slots.value(measure, period, filters) for period in (a, b))
    if not x or not y or min(x, y) <= 0 or x == y:
        return None
    # Both as they are said most often: a form of writing is not mixed within a question.
    form = slots.random.choice([0, 0, 2])
    words = slots.filtered(slots.words(measure, a, filters))
    names = {"a": a.bare[form % len(a.bare)], "b": b.bare[form % len(b.bare)]}
    ask = slots.next(DIFFERENCE if difference else BOTH).format(**words | names)
    # Either may come first.
    return question(
        ask,
        n=[abs(x - y)] if difference else [x, y],
        plan=plan(measure, a, filters, compareTo=b.dates(), swap=True),
        facts=[slice(measure, a, filters), slice(measure, b, filters)],
    )


def before(slots):
    """With the unit before it, or the one a year earlier, by words."""
    measure, a = slots.measure(), slots.unit()
    kind = slots.pick(["previous", "year"])
    b = slots.calendar.before(a) if kind == "previous" else slots.calendar.year_before(a)
    if b is None or a.grain not in WORDS[kind]:
        return None
    x, y = slots.value(measure, a), slots.value(measure, b)
    if not x or not y or min(x, y) <= 0 or x == y:
        return None
    words = slots.words(measure, a) | {"before": slots.pick(WORDS[kind][a.grain])}
    ask = slots.next(BEFORE).format(**words)
    return question(
        ask, n=[x, y], plan=plan(measure, a, compareTo=b.dates()), facts=[slice(measure, a), slice(measure, b)]
    )
