"""A change in percent: from one period to a later one, or to a unit from the one before or a year before."""

from slots import plan, question, slice

from .compare import two

FROM_TO = [
    "by how many percent did {m} change from {a} to {b}?",
    "percentage change in {m} from {a} to {b}",
    "{m} growth in percent from {a} to {b}",
    "what is the percent change in {m} between {a} and {b}?",
    "% change {m} {a} to {b}",
    "growth rate of {m} from {a} to {b}",
    "{m} {a} to {b}, change in %",
    "how did {m} change from {a} to {b} in percent?",
    "what percentage did {m} move by from {a} to {b}?",
    "from {a} to {b}, how many percent did {m} go up or down?",
    "percent change of {m}, {a} to {b}",
    "what was the growth of {m} from {a} to {b}?",
    "{m} up or down from {a} to {b}, in %?",
    "what % did {m} change from {a} to {b}?",
]
STEP = [
    "{step} growth of {m} {p}",
    "{step} change in {m} {p}",
    "what was the {step} growth in {m} {p}?",
    "{m} {p}, {step} change in percent",
    "{step} % change of {m} for {b}",
    "{c} {m} {step} growth",
    "how many percent did {m} grow or shrink {p} {than}?",
    "by what percentage did {m} change {p} {than}?",
    "{m} growth {p} {than}",
    "percentage change of {m} {p} {than}",
    "how did {m} develop {p} {than}, in percent?",
    "give me the {step} growth rate of {m} {p}",
]
STEPS = {
    ("previous", "month"): (
        ["month-over-month", "MoM", "month on month"],
        ["compared to the month before", "versus the previous month"],
    ),
    ("previous", "quarter"): (
        ["quarter-over-quarter", "QoQ", "quarter on quarter"],
        ["compared to the quarter before", "versus the previous quarter"],
    ),
    ("year", "month"): (
        ["year-over-year", "YoY", "year on year"],
        ["compared to the same month a year earlier", "versus the year before"],
    ),
    ("year", "quarter"): (
        ["year-over-year", "YoY", "year on year"],
        ["compared to the same quarter a year earlier", "versus the year before"],
    ),
    ("year", "half"): (["year-over-year", "YoY"], ["compared to the year before"]),
    ("year", "year"): (["year-over-year", "YoY"], ["compared to the year before", "versus the previous year"]),
}


def make(slots):
    measure = slots.measure()
    if slots.random.random() < 0.5:
        a, b = sorted(two(slots), key=lambda period: period.first)
        form = slots.random.choice([0, 0, 2])
        words = slots.words(measure) | {"a": a.bare[form % len(a.bare)], "b": b.bare[form % len(b.bare)]}
        return made(slots, slots.next(FROM_TO).format(**words), measure, b, a)
    b, kind = slots.unit(), slots.pick(["previous", "year"])
    a = slots.calendar.before(b) if kind == "previous" else slots.calendar.year_before(b)
    if a is None or (kind, b.grain) not in STEPS:
        return None
    steps, than = STEPS[kind, b.grain]
    words = slots.words(measure, b) | {"step": slots.pick(steps), "than": slots.pick(than)}
    return made(slots, slots.next(STEP).format(**words), measure, b, a)


def made(slots, ask, measure, new, old):
    x, y = slots.value(measure, new), slots.value(measure, old)
    if not x or not y or min(x, y) <= 0 or x == y:
        return None
    facts = [slice(measure, new), slice(measure, old)]
    return question(ask, n=[abs(x - y) / y * 100], plan=plan(measure, new, compareTo=old.dates()), facts=facts)
